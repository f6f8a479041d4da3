import AuthCore
import Domain
import JSON

extension DataSheet<Invoice> {
    static let invoices = DataSheet(
        name: "invoices", title: { $0.invoices }, repository: { $0.invoices },
        reads: InvoiceActions.list.permission, rowTitle: { $0.number },
        filters: [
            .choice("status", Invoice.Status.self), .reference("customer_id", .customers),
            .reference("project_id", .projects), .month("month", of: "issue_date"),
        ], ordering: "-created_at",
        columns: [
            Column("number") { row, _ in .foreign(row.number) },
            Column("customer_id") { $1.cell(.customers, $0.customerID) },
            Column("status") { $1.cell("status", choice: $0.status.rawValue) },
            Column("issue_date", by: "issue_date") { $1.cell($0.issueDate) },
            Column("due_date", by: "due_date") { $1.cell($0.dueDate) },
            Column("amount", by: "amount", isNumber: true) { $1.cell($0.amount) },
            Column("total", isNumber: true) { $1.cell($0.total) },
        ],
        references: { [DataReference(.customers, $0.customerID), DataReference(.projects, $0.projectID)] },
        facts: { row, reading in
            [
                reading.fact("status", choice: row.status.rawValue),
                reading.fact("customer_id", .customers, row.customerID),
                reading.fact("project_id", .projects, row.projectID),
                reading.fact("description", row.description), reading.fact("issue_date", row.issueDate),
                reading.fact("due_date", row.dueDate),
            ] + reading.totals(of: row).map(Optional.some) + reading.times(row)
        },
        more: { $1.lines(of: $0) },
        links: { row, reading in
            [PageLink(reading.words.print, "/invoices/\(row.id)/print/", .second)]
                + (try await reading.creditNote(of: row))
        },
        making: making(InvoiceActions.create, KiikInvoices.input),
        changing: changing(
            InvoiceActions.update, KiikInvoices.patch, like: KiikInvoices.input, KiikInvoices.output,
            without: ["status"], isOffered: { $0.status == .draft },
            more: { row in
                // A total that lines make is not typed.
                ["due_days": .int(Int64(row.dueDate.days - row.issueDate.days))]
                    .merging(row.lines.isEmpty ? [:] : ["amount": .null]) { $1 }
            }),
        acts: [
            move("send", InvoiceActions.update, from: "invoices", becoming(.sent), look: .button) {
                $0.status == .draft
            },
            move("pay", InvoiceActions.update, from: "invoices", becoming(.paid), look: .button) {
                $0.status.next.contains(.paid)
            },
            move("overdue", InvoiceActions.update, from: "invoices", becoming(.overdue)) {
                $0.status.next.contains(.overdue)
            },
            move("cancel", InvoiceActions.update, from: "invoices", becoming(.cancelled), look: .danger) {
                $0.status.next.contains(.cancelled)
            },
            credit,
        ],
        defaults: { _ in ["due_days": String(Invoice.Rule.defaultDueDays)] }, folded: ["amount"])

    private static func becoming(_ status: Invoice.Status) -> InvoiceFields {
        var fields = InvoiceFields()
        fields.status = status
        return fields
    }

    private static let credit: Act = {
        var act = perform(
            "credit", CreditNoteActions.credit, KiikCreditNotes.input, of: { $0.invoices },
            isOffered: {
                $0.status == .sent || $0.status == .overdue
            }
        ) { "/credit-notes/\($0.note.id)/" }
        act.look = .danger
        return act
    }()
}
