import AuthCore
import Domain

/// Credit notes are made where an invoice is taken back, and never change.
extension DataSheet<CreditNote> {
    static let creditNotes = DataSheet(
        name: "credit-notes", title: { $0.creditNotes }, repository: { $0.creditNotes },
        reads: CreditNoteActions.list.permission, rowTitle: { $0.number },
        filters: [.reference("customer_id", .customers), .month("month", of: "issue_date")], ordering: "-created_at",
        columns: [
            Column("number") { row, _ in .foreign(row.number) },
            Column("customer_id") { $1.cell(.customers, $0.customerID) },
            Column("invoice_id") { $1.cell(.invoices, $0.invoiceID) },
            Column("issue_date", by: "issue_date") { $1.cell($0.issueDate) },
            Column("amount", isNumber: true) { $1.cell($0.amount) },
            Column("total", isNumber: true) { $1.cell($0.total) },
        ],
        references: { [DataReference(.customers, $0.customerID), DataReference(.invoices, $0.invoiceID)] },
        facts: { row, reading in
            [
                reading.fact("customer_id", .customers, row.customerID),
                reading.fact("invoice_id", .invoices, row.invoiceID),
                reading.fact("reason", row.reason), reading.fact("issue_date", row.issueDate),
            ] + reading.totals(of: row, taking: nil).map(Optional.some) + reading.times(row)
        },
        // What was sent is fixed: what it takes back is what stands on the invoice.
        more: { row, reading in try await reading.invoice(of: row).map(reading.lines) ?? [] },
        links: { row, reading in [PageLink(reading.words.print, "/credit-notes/\(row.id)/print/", .second)] })
}

extension DataReading {
    /// The invoice that it took back.
    func invoice(of note: CreditNote) async throws -> Invoice? {
        try await visit.services.store.invoices.find(note.invoiceID, in: visit.principal.tenant)
    }

    /// The way from an invoice to what took it back; none where nothing did.
    func creditNote(of invoice: Invoice) async throws -> [PageLink] {
        guard invoice.status == .cancelled else { return [] }
        let notes = try await visit.services.store.creditNotes.find(
            by: "invoice_id", among: [invoice.id], limit: 1, in: visit.principal.tenant)
        return notes.map {
            PageLink("\(words.label("credit_note", in: sheet)) \($0.number)", "/credit-notes/\($0.id)/")
        }
    }

    /// - Parameter invoice: says by its lines what tax was of which rate.
    func totals(of note: CreditNote, taking invoice: Invoice?) -> [Facts.Fact] {
        if let invoice, invoice.amount == note.amount, invoice.tax == note.tax { return totals(of: invoice) }
        return [("amount", note.amount), ("tax", note.tax), ("total", note.total)].map { name, money in
            Facts.Fact(words.label(name, in: sheet), formats.money(money))
        }
    }
}
