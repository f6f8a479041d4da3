import AuthCore
import Domain

/// A credit note as it goes to whoever has the invoice: between the same two, as the invoice kept them.
enum CreditNotePrint {
    static let endpoint = Endpoint.page(
        "/credit-notes/{id}/print/", "Shows a credit note as it is printed.", needs: CreditNoteActions.show.permission
    ) { visit in
        let sheet = DataSheet<CreditNote>.creditNotes
        let row = try await sheet.find(visit)
        let (words, formats) = (visit.texts.data, visit.formats)
        let reading = DataReading(visit: visit, sheet: sheet.name, names: DataNames())
        let invoice = try await reading.invoice(of: row)
        let parties = try await PrintedParties.load(ofInvoice: row.invoiceID, to: row.customerID, visit)
        var page = ConsolePage(words.creditNoteTitle(ForeignText(row.number)))
        page.trail = sheet.trail(visit, to: row)
        page.actions = [PageLink(words.printNow, "/credit-notes/\(row.id)/print/", .print)]
        page.blocks += parties.blocks(visit)
        page.blocks.append(
            .facts(
                [
                    reading.fact("number", row.number), reading.fact("issue_date", own: formats.day(row.issueDate)),
                    reading.fact("invoice_id", invoice?.number ?? "#\(row.invoiceID)"),
                    reading.fact("invoice_date", own: invoice.map { formats.day($0.issueDate) }),
                    reading.fact("description", invoice?.description ?? ""), reading.fact("reason", row.reason),
                ].compactMap(\.self)))
        page.blocks += invoice.map(reading.lines) ?? []
        page.blocks.append(.totals(reading.totals(of: row, taking: invoice)))
        return try visit.answer(page)
    }
}
