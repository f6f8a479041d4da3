/// What invoices and estimates have in common: who pays, for what, and how much.
public protocol Billable: Editable {
    var customerID: Int64 { get set }
    var projectID: Int64? { get set }
    /// The net total.
    var amount: Money { get set }
    var tax: Money { get set }
    var description: String { get set }
    /// Empty where only a total was given.
    var lines: [LineItem] { get set }
}

/// What a caller may say about what is billed; nil is not said.
public struct BillingFields: Sendable {
    public var customerID: Int64?
    /// `.some(nil)`: of no project.
    public var projectID: Int64??
    /// The net total, in place of lines.
    public var amount: AmountInput?
    public var description: String?
    /// In place of an amount.
    public var lines: [LineInput]?

    public init() {}

    func apply(to row: inout some Billable) throws(Problem) {
        customerID.assign(to: &row.customerID)
        projectID.assign(to: &row.projectID)
        description.assign(to: &row.description)
        let currency = row.amount.currency
        if let amount {
            row.amount = try amount.money(currency, field: "amount")
            row.tax = Money(minorUnits: 0, currency: currency)
            row.lines = []
        }
        if let lines { try row.bill(LineInput.items(lines, currency)) }
    }
}

extension Billable {
    public var total: Money {
        // Both are at most 10^15.
        Money(minorUnits: amount.minorUnits + tax.minorUnits, currency: amount.currency)
    }

    /// Takes the lines, and the totals that they make.
    mutating func bill(_ lines: [LineItem]) throws(Problem) {
        guard let (net, tax) = LineItem.totals(of: lines) else {
            throw .invalid([Fault("lines", .range, "The total is larger than the largest amount.")])
        }
        self.lines = lines
        amount = Money(minorUnits: net, currency: amount.currency)
        self.tax = Money(minorUnits: tax, currency: amount.currency)
    }
}

/// A line as a caller gives it.
public struct LineInput: Sendable {
    public var description = ""
    /// In thousandths.
    public var quantity: Int64 = 1000
    public var unit = ""
    public var unitPrice = AmountInput(unscaled: 0, scale: 0)
    /// In hundredths of a percent.
    public var taxRate: Int64 = 0

    public init() {}

    static func items(_ lines: [LineInput], _ currency: Currency) throws(Problem) -> [LineItem] {
        var items: [LineItem] = []
        for (index, line) in lines.enumerated() {
            let price = try line.unitPrice.money(currency, field: "lines.\(index).unit_price")
            items.append(
                LineItem(
                    description: line.description, quantity: line.quantity, unit: line.unit,
                    unitPrice: price.minorUnits, taxRate: line.taxRate))
        }
        return items
    }
}
