import Domain
import JSON

/// Projects as Kiik speaks of them.
enum KiikProjects {
    static let output = OutputType<Project>(
        "Project",
        [
            .id("id", "The project's id.") { $0.pointee.id },
            .text("name", "What it is called.") { $0.pointee.name },
            .integer("customer_id", "Whom it is for.") { $0.pointee.customerID },
            .text("description", "Free text.") { $0.pointee.description },
            .choice("status", "Where it stands.") { $0.pointee.status },
            .optionalMoney("daily_rate", "What a day of it costs; null: the tenant's daily rate.") {
                $0.pointee.dailyRate
            },
            .text("currency", "ISO 4217 code.") { $0.pointee.currency.code }.matching("^[A-Z]{3}$"),
            .optionalDate("start_date", "Its first day.") { $0.pointee.startDate },
            .optionalDate("end_date", "Its last day.") { $0.pointee.endDate },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let fields: [InputField<ProjectFields>] = [
        .text("name", Project.Rule.name, "What it is called.", required: true) { $0.name = $1 },
        .id("customer_id", "Whom it is for.", required: true) { $0.customerID = $1 },
        .text("description", Project.Rule.description, "Free text.") { $0.description = $1 },
        .choice("status", Project.Status.self, "Where it stands; `active` unless given.") { $0.status = $1 },
        .amount("daily_rate", "What a day of it costs, exact; null: the tenant's daily rate.") { $0.dailyRate = $1 }
            .nullable { $0.dailyRate = .some(nil) },
        .optionalDate("start_date", "Its first day.") { $0.startDate = $1 },
        .optionalDate("end_date", "Its last day.") { $0.endDate = $1 },
    ]

    static let input = InputType(
        "ProjectInput", example: ["name": "Web shop", "customer_id": 1, "daily_rate": 550], readOnly: readOnly,
        start: ProjectFields.init, fields)

    static let patch = InputType(
        "ProjectPatch", example: ["status": "completed"], readOnly: readOnly, start: ProjectFields.init,
        fields.map(\.optional))

    static let endpoints: [Endpoint] = [
        .list(
            "/api/ai-actions/context/projects/", ProjectActions.list, output, tag: "projects",
            filters: [
                .choice("status", Project.Status.self, "Projects with this status."),
                .id("customer_id", "Projects for this customer."),
            ], from: { $0.projects }),
        .show(
            "/api/ai-actions/context/projects/{id}/", ProjectActions.show, output, tag: "projects",
            from: { $0.projects }),
        .create("/api/ai-actions/actions/projects/", ProjectActions.create, input, output, tag: "projects"),
        .update("/api/ai-actions/actions/projects/{id}/", ProjectActions.update, patch, output, tag: "projects"),
    ]
}
