/// One line of an invoice or estimate: so much of something at a price.
public struct LineItem: Sendable, Hashable {
    public var description: String
    /// In thousandths: 1500 is one and a half.
    public var quantity: Int64
    /// What is counted: `day`, `hour`, `piece`; may be empty.
    public var unit: String
    /// For one unit, in the currency's minor units.
    public var unitPrice: Int64
    /// In hundredths of a percent: 2000 is 20 %.
    public var taxRate: Int64

    public init(description: String, quantity: Int64, unit: String, unitPrice: Int64, taxRate: Int64) {
        self.description = description
        self.quantity = quantity
        self.unit = unit
        self.unitPrice = unitPrice
        self.taxRate = taxRate
    }

    /// The net amount in minor units: quantity × unit price, rounded half away from zero. Nil beyond the largest amount.
    public var net: Int64? {
        Self.rounded(Int128(quantity) * Int128(unitPrice), dividedBy: 1000)
    }

    /// The net total is the sum of the lines' rounded amounts; the tax is computed once for each rate, on the sum of the
    /// lines that have it, and rounded half away from zero. Nil beyond the largest amount.
    public static func totals(of lines: [LineItem]) -> (net: Int64, tax: Int64)? {
        var netByRate: [Int64: Int64] = [:]
        for line in lines {
            guard let net = line.net else { return nil }
            netByRate[line.taxRate, default: 0] += net
            guard netByRate[line.taxRate, default: 0] <= Money.largestMinorUnits else { return nil }
        }
        var (net, tax): (Int64, Int64) = (0, 0)
        for (rate, sum) in netByRate {
            guard let part = rounded(Int128(sum) * Int128(rate), dividedBy: 10_000) else { return nil }
            // Each is at most 10^15, and there are at most as many as lines.
            net += sum
            tax += part
            guard net <= Money.largestMinorUnits, tax <= Money.largestMinorUnits else { return nil }
        }
        return (net, tax)
    }

    var record: [Value.Member] {
        [
            .init("description", .text(description)), .init("quantity", .integer(quantity)), .init("unit", .text(unit)),
            .init("unit_price", .integer(unitPrice)), .init("tax_rate", .integer(taxRate)),
        ]
    }

    private static func rounded(_ value: Int128, dividedBy divisor: Int128) -> Int64? {
        let half = divisor / 2
        let quotient = (value < 0 ? value - half : value + half) / divisor
        guard quotient.magnitude <= Money.largestMinorUnits.magnitude else { return nil }
        return Int64(quotient)
    }

    public enum Rule {
        public static let description = TextRule(1...1000, .lines)
        public static let unit = TextRule(0...20)
        public static let count = 1...200
        /// In thousandths: up to a million.
        public static let quantity: ClosedRange<Int64> = 1...1_000_000_000
        /// In hundredths of a percent.
        public static let taxRate: ClosedRange<Int64> = 0...10_000
    }
}
