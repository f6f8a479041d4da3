internal import AuthCore

/// How much a tenant has of everything, and what it earns.
public struct BusinessSummary: Sendable, Hashable {
    public let counts: [Resource: Int64]
    public let revenue: Revenue

    public init(counts: [Resource: Int64], revenue: Revenue) {
        self.counts = counts
        self.revenue = revenue
    }

    public func count(of resource: Resource) -> Int64 { counts[resource] ?? 0 }

    public static let show = Operation(
        "context.show", "Shows how much there is of everything, and the revenue: in all, of a project, of some months.",
        needs: .of(.read, .context), effect: .read)

    /// Lists what the caller may do; anyone who is authenticated may ask.
    public static let catalogName = "actions.list"
}

/// Which invoices a revenue is of: all, unless something is given.
public struct RevenueQuery: Sendable, Hashable {
    public let currency: Currency
    /// The project's name, whatever its case and accents, or its id.
    public var project: String?
    /// The first days of the first and the last month in which the invoices were issued.
    public var months: ClosedRange<LocalDate>?

    public init(currency: Currency) {
        self.currency = currency
    }
}

/// Net amounts of invoices in the tenant's currency. Drafts and cancelled invoices are no revenue.
public struct Revenue: Sendable, Hashable {
    public let currency: Currency
    /// By status, in minor units.
    private let amounts: [Invoice.Status: Int64]

    public init(currency: Currency, amounts: [Invoice.Status: Int64]) {
        self.currency = currency
        self.amounts = amounts
    }

    /// Everything that was sent, paid or not.
    public var invoiced: Money { sum([.sent, .overdue, .paid]) }
    public var paid: Money { sum([.paid]) }
    /// What was sent and is not paid, overdue or not.
    public var outstanding: Money { sum([.sent, .overdue]) }
    public var overdue: Money { sum([.overdue]) }

    private func sum(_ statuses: [Invoice.Status]) -> Money {
        let total = statuses.reduce(Int64(0)) { sum, status in
            let (next, overflow) = sum.addingReportingOverflow(amounts[status] ?? 0)
            return overflow ? .max : next
        }
        return Money(minorUnits: total, currency: currency)
    }
}
