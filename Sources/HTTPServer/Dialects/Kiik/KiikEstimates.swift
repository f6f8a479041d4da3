import Domain
import JSON

/// Estimates as Kiik speaks of them.
enum KiikEstimates {
    static let output = OutputType<Estimate>(
        "Estimate",
        [
            .id("id", "The estimate's id.") { $0.pointee.id },
            .allotted("estimate_number", "Gapless for each year, like EST-2026-0001.") { $0.pointee.number },
            .integer("customer_id", "To whom it is offered.") { $0.pointee.customerID },
            .optionalID("project_id", "The project that it is for.") { $0.pointee.projectID },
        ] + KiikBilling.output(Estimate.self) + [
            .choice("status", "Where it stands.") { $0.pointee.status },
            .date("issue_date", "The day it is dated.") { $0.pointee.issueDate },
            .date("valid_until", "The last day on which the offer holds.") { $0.pointee.validUntil },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let fields: [InputField<EstimateFields>] =
        KiikBilling.input(\.billing) + [
            .decimal(
                "days", places: 3, Estimate.Rule.days,
                "Days at the project's daily rate, or the tenant's; in place of an amount or lines."
            ) { $0.days = $1 },
            .integer("valid_days", Estimate.Rule.validDays, "Days for which the offer holds; 30 unless given.") {
                $0.validDays = $1
            },
        ]

    static let input = InputType(
        "EstimateInput", example: ["customer_id": 1, "amount": 5500, "description": "Web development"],
        readOnly: readOnly,
        alternatives: .init(
            ways: [["amount", "description"], ["lines"], ["days", "description"]], isRequired: true),
        start: EstimateFields.init, fields)

    static let patch = InputType(
        "EstimatePatch", example: ["status": "sent"], readOnly: readOnly,
        alternatives: .init(ways: [["amount"], ["lines"], ["days"]], isRequired: false), start: EstimateFields.init,
        fields.map(\.optional) + [
            .choice("status", Estimate.Status.self, "Where it stands now.") { $0.status = $1 }
        ])

    private static let acceptance = OutputType<EstimateActions.Acceptance>(
        "EstimateAcceptance",
        [
            .object("estimate", output, "The estimate as it is now.") { $0.pointee.estimate },
            .optionalObject("project", KiikProjects.output, "The project that was made.") { $0.pointee.project },
            .optionalObject("invoice", KiikInvoices.output, "The invoice that was made.") { $0.pointee.invoice },
        ])

    static let acceptInput = InputType(
        "EstimateAcceptInput", example: ["create_project": true, "create_invoice": true],
        start: EstimateActions.AcceptInput.init,
        [
            .bool("create_project", "Makes the project; needs projects:write.") { $0.createsProject = $1 },
            .text("project_name", Project.Rule.name, "Its name; the estimate's first line unless given.") {
                $0.projectName = $1
            },
            .bool("create_invoice", "Makes a draft invoice with its lines; needs invoices:write.") {
                $0.createsInvoice = $1
            },
        ])

    static let endpoints: [Endpoint] = [
        .list(
            "/api/ai-actions/context/estimates/", EstimateActions.list, output, tag: "estimates",
            filters: [
                .choice("status", Estimate.Status.self, "Estimates with this status."),
                .id("customer_id", "Estimates to this customer."), .id("project_id", "Estimates for this project."),
                .month("month", of: "issue_date", "Estimates issued in this month"),
            ] + ListParameter.dates("issue_date", "Issued")
                + ListParameter.amounts("amount", "Estimates over a net total of"),
            from: { $0.estimates }),
        .show(
            "/api/ai-actions/context/estimates/{id}/", EstimateActions.show, output, tag: "estimates",
            from: { $0.estimates }),
        .create("/api/ai-actions/actions/estimates/", EstimateActions.create, input, output, tag: "estimates"),
        .update("/api/ai-actions/actions/estimates/{id}/", EstimateActions.update, patch, output, tag: "estimates"),
        .perform(
            "/api/ai-actions/actions/estimates/{id}/accept/", EstimateActions.accept, acceptInput, acceptance,
            tag: "estimates"),
    ]
}
