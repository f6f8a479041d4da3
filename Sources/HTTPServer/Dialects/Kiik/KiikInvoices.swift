import Domain
import JSON

/// Invoices as Kiik speaks of them.
enum KiikInvoices {
    static let output = OutputType<Invoice>(
        "Invoice",
        [
            .id("id", "The invoice's id.") { $0.pointee.id },
            .allotted("invoice_number", "Gapless for each year, like INV-2026-0001.") { $0.pointee.number },
            .integer("customer_id", "Whom it asks for payment.") { $0.pointee.customerID },
            .optionalID("project_id", "The project that it is for.") { $0.pointee.projectID },
        ] + KiikBilling.output(Invoice.self) + [
            .choice("status", "Where it stands.") { $0.pointee.status },
            .date("issue_date", "The day it is dated.") { $0.pointee.issueDate },
            .date("due_date", "The day by which it is to be paid.") { $0.pointee.dueDate },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let fields: [InputField<InvoiceFields>] =
        KiikBilling.input(\.billing) + [
            .integer(
                "due_days", Invoice.Rule.dueDays, "Days from the issue date until it is to be paid; 30 unless given."
            ) { $0.dueDays = $1 }
        ]

    static let input = InputType(
        "InvoiceInput",
        example: ["customer_id": 1, "amount": 1500, "description": "Consulting services", "due_days": 30],
        readOnly: readOnly, alternatives: .init(ways: [["amount", "description"], ["lines"]], isRequired: true),
        start: InvoiceFields.init, fields)

    static let patch = InputType(
        "InvoicePatch", example: ["status": "sent"], readOnly: readOnly,
        alternatives: .init(ways: [["amount"], ["lines"]], isRequired: false), start: InvoiceFields.init,
        fields.map(\.optional) + [
            .choice("status", Invoice.Status.self, "Where it stands now.") { $0.status = $1 }
        ])

    static let endpoints: [Endpoint] = [
        .list(
            "/api/ai-actions/context/invoices/", InvoiceActions.list, output, tag: "invoices",
            filters: [
                .choice("status", Invoice.Status.self, "Invoices with this status."),
                .id("customer_id", "Invoices to this customer."), .id("project_id", "Invoices for this project."),
                .month("month", of: "issue_date", "Invoices issued in this month"),
            ] + ListParameter.dates("issue_date", "Issued") + ListParameter.dates("due_date", "Due")
                + ListParameter.amounts("amount", "Invoices over a net total of"),
            from: { $0.invoices }),
        .show(
            "/api/ai-actions/context/invoices/{id}/", InvoiceActions.show, output, tag: "invoices",
            from: { $0.invoices }),
        .create("/api/ai-actions/actions/invoices/", InvoiceActions.create, input, output, tag: "invoices"),
        .update("/api/ai-actions/actions/invoices/{id}/", InvoiceActions.update, patch, output, tag: "invoices"),
    ]
}
