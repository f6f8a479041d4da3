import Domain
import JSON

/// Activity reports (CRA) as Kiik speaks of them.
enum KiikActivityReports {
    private static let dayOutput = OutputType<ActivityReport.Day>(
        "Day",
        [
            .date("date", "The day.") { $0.pointee.date },
            .decimal("days", places: 1, "1, or 0.5 for half of it.") { $0.pointee.halves &* 5 },
        ])

    static let output = OutputType<ActivityReport>(
        "ActivityReport",
        [
            .id("id", "The report's id.") { $0.pointee.id },
            .integer("project_id", "The project that was worked on.") { $0.pointee.projectID },
            .month("month", "The month that it is of.") { $0.pointee.month },
            .text("worker", "Who worked; may be empty.") { $0.pointee.worker },
            .choice("status", "A report that was submitted is locked.") { $0.pointee.status },
            .list("days", dayOutput, "The days that were worked, in their order.") { $0.pointee.days },
            .decimal("total_days", places: 1, "All of them together.") { $0.pointee.halves &* 5 },
            .text("notes", "Free text.") { $0.pointee.notes },
            .optionalID("invoice_id", "The invoice that asks for these days.") { $0.pointee.invoiceID },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let dayInput = InputType(
        "DayInput", example: ["date": "2026-10-05", "days": 0.5], start: ActivityReportFields.DayInput.init,
        [
            .date("date", "The day, in the report's month.", required: true) { $0.date = $1 },
            .halves("days", "1, or 0.5 for half of it; 1 unless given.") { $0.halves = $1 },
        ])

    private static let fields: [InputField<ActivityReportFields>] = [
        .id("project_id", "The project that was worked on.", required: true) { $0.projectID = $1 },
        .month("month", "The month that it is of.", required: true) { $0.month = $1 },
        .text("worker", ActivityReport.Rule.worker, "Who worked.") { $0.worker = $1 },
        .list("days", dayInput, ActivityReport.Rule.days, "The days that were worked.") { $0.days = $1 },
        .text("notes", ActivityReport.Rule.notes, "Free text.") { $0.notes = $1 },
    ]

    static let input = InputType(
        "ActivityReportInput",
        example: ["project_id": 1, "month": "2026-10", "days": [["date": "2026-10-05"]]],
        readOnly: readOnly, start: ActivityReportFields.init, fields)

    static let patch = InputType(
        "ActivityReportPatch", example: ["status": "submitted"], readOnly: readOnly, start: ActivityReportFields.init,
        fields.map(\.optional) + [
            .choice("status", ActivityReport.Status.self, "`submitted` locks it.") { $0.status = $1 }
        ])

    private static let invoiced = OutputType<ActivityReportActions.Invoiced>(
        "ActivityReportInvoiced",
        [
            .object("cra", output, "The report as it is now.") { $0.pointee.report },
            .object("invoice", KiikInvoices.output, "The draft invoice that was made.") { $0.pointee.invoice },
        ])

    static let invoiceInput = InputType(
        "ActivityReportInvoiceInput", example: ["tax_rate": 20], start: ActivityReportActions.InvoiceInput.init,
        [
            .decimal("tax_rate", places: 2, LineItem.Rule.taxRate, "In percent; 0 unless given.") { $0.taxRate = $1 }
        ])

    static let endpoints: [Endpoint] = [
        .list(
            "/api/ai-actions/context/cras/", ActivityReportActions.list, output, tag: "cras",
            filters: [
                .choice("status", ActivityReport.Status.self, "Reports with this status."),
                .id("project_id", "Reports on this project."), .month("month", of: "month", "Reports of this month"),
            ], from: { $0.activityReports }),
        .show(
            "/api/ai-actions/context/cras/{id}/", ActivityReportActions.show, output, tag: "cras",
            from: { $0.activityReports }),
        .create("/api/ai-actions/actions/cras/", ActivityReportActions.create, input, output, tag: "cras"),
        .update("/api/ai-actions/actions/cras/{id}/", ActivityReportActions.update, patch, output, tag: "cras"),
        .perform(
            "/api/ai-actions/actions/cras/{id}/invoice/", ActivityReportActions.invoice, invoiceInput, invoiced,
            tag: "cras"),
    ]
}
