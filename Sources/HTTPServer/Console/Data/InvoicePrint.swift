import AuthCore
import Domain

/// An invoice as it goes to whoever pays it: on paper, what stands around it is gone.
enum InvoicePrint {
    static let endpoint = Endpoint.page(
        "/invoices/{id}/print/", "Shows an invoice as it is printed.", needs: InvoiceActions.show.permission
    ) { visit in
        let sheet = DataSheet<Invoice>.invoices
        let row = try await sheet.find(visit)
        let (words, formats) = (visit.texts.data, visit.formats)
        let reading = DataReading(visit: visit, sheet: sheet.name, names: DataNames())
        let parties = try await PrintedParties.load(
            ofInvoice: row.id, to: row.customerID, isDraft: row.status == .draft, visit)
        var page = ConsolePage(words.invoiceTitle(ForeignText(row.number)))
        page.trail = sheet.trail(visit, to: row)
        page.actions = [PageLink(words.printNow, "/invoices/\(row.id)/print/", .print)]
        if row.status == .draft || row.status == .cancelled {
            page.notice = NoticeBox(.warning, Phrase(words.choice("status", row.status.rawValue, in: sheet.name)))
        }
        page.blocks += parties.blocks(visit)
        page.blocks.append(
            .facts(
                [
                    reading.fact("number", row.number), reading.fact("issue_date", own: formats.day(row.issueDate)),
                    reading.fact("due_date", own: formats.day(row.dueDate)),
                    reading.fact("description", row.description),
                ].compactMap(\.self)))
        page.blocks += reading.lines(of: row) + [.totals(reading.totals(of: row))]
        if !parties.paymentDetails.isEmpty {
            let label = visit.texts.business.label(.paymentDetails)
            page.blocks.append(.facts([.init(label, parties.paymentDetails, isForeign: true)]))
        }
        return try visit.answer(page)
    }
}
