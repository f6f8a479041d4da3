import Testing

@testable import Domain

@Suite struct `What can be taken back` {
    private func invoice(_ status: Invoice.Status, amount: Int64 = 100) -> Invoice {
        let now = Timestamp(microseconds: 0)
        return Invoice(
            id: 1, uuid: UUIDv7(high: 1, low: 1), number: "INV-2026-0001", customerID: 1, projectID: nil,
            status: status,
            amount: Money(minorUnits: amount, currency: .eur), tax: Money(minorUnits: 0, currency: .eur),
            description: "Work", lines: [], issueDate: .earliest, dueDate: .latest, createdAt: now, updatedAt: now,
            version: 1)
    }

    @Test(arguments: [
        (Invoice.Status.draft, Invoice.Status.draft), (.cancelled, .draft), (.paid, .sent), (.overdue, .sent),
        (.sent, .paid),
    ])
    func `an invoice's status goes back where nothing was issued by it`(now: Invoice.Status, before: Invoice.Status) {
        #expect(invoice(now).refusal(ofBecoming: invoice(before)) == nil)
    }

    @Test(arguments: [
        (Invoice.Status.sent, Invoice.Status.draft), (.paid, .draft), (.cancelled, .sent), (.cancelled, .paid),
    ])
    func `what was issued stays`(now: Invoice.Status, before: Invoice.Status) {
        #expect(invoice(now).refusal(ofBecoming: invoice(before)) != nil)
        #expect(invoice(.draft).refusal(ofBecoming: invoice(.draft, amount: 5)) == nil)
        #expect(invoice(.sent).refusal(ofBecoming: invoice(.sent, amount: 5)) != nil)
    }

    @Test func `no invoice is deleted: drafts are cancelled, sent ones credited, paid ones left`() {
        func name(_ status: Invoice.Status) -> String {
            switch invoice(status).retired {
            case .row(let row): row.status.rawValue
            case .credit: "credit"
            case .refused: "refused"
            }
        }
        #expect(
            [Invoice.Status.draft, .sent, .overdue, .paid, .cancelled].map(name) == [
                "cancelled", "credit", "credit", "refused", "refused",
            ])
    }
}
