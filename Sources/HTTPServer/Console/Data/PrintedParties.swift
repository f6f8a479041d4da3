import AuthCore
import Domain

/// Who sends what is printed, and to whom: as the invoice keeps them from when it was sent, before that as they are today.
struct PrintedParties: Sendable {
    private let seller: InvoiceParties.Seller
    /// Nil for those who may not know.
    private let recipient: InvoiceParties.Recipient?
    private let customer: Int64
    /// What was sent has other parties than it was sent with.
    private let areMissing: Bool

    var paymentDetails: String { seller.details[.paymentDetails] }

    /// - Parameter isDraft: nothing is kept with a draft, and nothing is missing.
    static func load(ofInvoice invoice: Int64, to customer: Int64, isDraft: Bool = false, _ visit: ConsoleVisit)
        async throws -> PrintedParties
    {
        let (store, tenant) = (visit.services.store, visit.principal.tenant)
        let seesCustomers = visit.sees(.of(.read, .customers))
        if !isDraft, let kept = try await store.parties(ofInvoice: invoice, in: tenant) {
            return PrintedParties(
                seller: kept.seller, recipient: seesCustomers ? kept.recipient : nil, customer: customer,
                areMissing: false)
        }
        async let found = store.tenantSettings.find(tenant.id, in: tenant)
        let today = seesCustomers ? try await store.customers.find(customer, in: tenant) : nil
        guard let settings = try await found else { throw Problem.notFound(.tenants, id: String(tenant.id)) }
        return PrintedParties(
            seller: .init(settings), recipient: today.map(InvoiceParties.Recipient.init), customer: customer,
            areMissing: !isDraft)
    }

    /// The head of the letter.
    func blocks(_ visit: ConsoleVisit) -> [Block] {
        let (words, business) = (visit.texts.data, visit.texts.business)
        let own: [BusinessDetails.Part] = [.registrationNumber, .taxNumber, .phone, .email, .website]
        let letterhead = Block.letterhead([
            Letterhead.Side(
                words.issuer, name: seller.legalName, text: seller.details[.address],
                own.map { (business.label($0), seller.details[$0]) }),
            recipientSide(visit.texts),
        ])
        // A row of links is left out on paper.
        return areMissing
            ? [.links([PageLink(words.partiesOfToday, "/customers/\(customer)/")]), letterhead] : [letterhead]
    }

    /// A company stands before the person in it.
    private func recipientSide(_ texts: Texts) -> Letterhead.Side {
        guard let recipient else {
            return Letterhead.Side(texts.data.recipient, name: "#\(customer)", text: "", [])
        }
        var names = [recipient.company, recipient.name].filter { !$0.isEmpty }
        if names.first == names.last { names.removeLast(names.count - 1) }
        return Letterhead.Side(
            texts.data.recipient, name: names.first ?? "",
            text: (names.dropFirst() + [recipient.address]).filter { !$0.isEmpty }.joined(separator: "\n"),
            [(texts.data.label("tax_number", in: "customers"), recipient.taxNumber)])
    }
}
