import AuthCore
import Domain

/// An invoice as it goes to whoever pays it: on paper, what stands around it is gone.
enum InvoicePrint {
    static let endpoint = Endpoint.page(
        "/invoices/{id}/print/", "Shows an invoice as it is printed.", needs: InvoiceActions.show.permission
    ) { visit in
        let sheet = DataSheet<Invoice>.invoices
        let row = try await sheet.find(visit)
        let (words, business, formats) = (visit.texts.data, visit.texts.business, visit.formats)
        let reading = DataReading(visit: visit, sheet: sheet.name, names: DataNames())
        let parties = try await parties(of: row, visit)
        let details = parties.seller.details
        var page = ConsolePage(words.invoiceTitle(ForeignText(row.number)))
        page.trail = sheet.trail(visit, to: row)
        if row.status == .draft || row.status == .cancelled {
            page.notice = NoticeBox(.warning, Phrase(words.choice("status", row.status.rawValue, in: sheet.name)))
        }
        if row.status != .draft, !parties.areKept {
            // A row of links is left out on paper.
            page.blocks.append(.links([PageLink(words.partiesOfToday, "/customers/\(row.customerID)/")]))
        }
        let own: [BusinessDetails.Part] = [.registrationNumber, .taxNumber, .phone, .email, .website]
        page.blocks += [
            .letterhead([
                Letterhead.Side(
                    words.issuer, name: parties.seller.legalName, text: details[.address],
                    own.map { (business.label($0), details[$0]) }),
                recipient(parties.recipient, of: row, visit.texts),
            ]),
            .facts(
                [
                    reading.fact("number", row.number), reading.fact("issue_date", own: formats.day(row.issueDate)),
                    reading.fact("due_date", own: formats.day(row.dueDate)),
                    reading.fact("description", row.description),
                ].compactMap(\.self)),
        ]
        page.blocks += reading.lines(of: row) + [.totals(reading.totals(of: row))]
        if !details[.paymentDetails].isEmpty {
            page.blocks.append(
                .facts([.init(business.label(.paymentDetails), details[.paymentDetails], isForeign: true)]))
        }
        return try visit.answer(page)
    }

    private struct Parties {
        var seller: InvoiceParties.Seller
        /// Nil for those who may not know.
        var recipient: InvoiceParties.Recipient?
        /// As they were when it was sent.
        var areKept = true
    }

    private static func parties(of row: Invoice, _ visit: ConsoleVisit) async throws -> Parties {
        let (store, tenant) = (visit.services.store, visit.principal.tenant)
        let seesCustomers = visit.may(.of(.read, .customers))
        if row.status != .draft, let kept = try await store.parties(ofInvoice: row.id, in: tenant) {
            return Parties(seller: kept.seller, recipient: seesCustomers ? kept.recipient : nil)
        }
        async let found = store.tenantSettings.find(tenant.id, in: tenant)
        let customer = seesCustomers ? try await store.customers.find(row.customerID, in: tenant) : nil
        guard let settings = try await found else { throw Problem.notFound(.tenants, id: String(tenant.id)) }
        return Parties(
            seller: .init(settings), recipient: customer.map(InvoiceParties.Recipient.init), areKept: false)
    }

    /// A company stands before the person in it.
    private static func recipient(
        _ recipient: InvoiceParties.Recipient?, of row: Invoice, _ texts: Texts
    ) -> Letterhead.Side {
        guard let recipient else {
            return Letterhead.Side(texts.data.recipient, name: "#\(row.customerID)", text: "", [])
        }
        var names = [recipient.company, recipient.name].filter { !$0.isEmpty }
        if names.first == names.last { names.removeLast(names.count - 1) }
        return Letterhead.Side(
            texts.data.recipient, name: names.first ?? "",
            text: (names.dropFirst() + [recipient.address]).filter { !$0.isEmpty }.joined(separator: "\n"),
            [(texts.data.label("tax_number", in: "customers"), recipient.taxNumber)])
    }
}
