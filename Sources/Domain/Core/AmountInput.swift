/// An amount as a caller gives it: exact, in the tenant's currency.
public struct AmountInput: Sendable, Hashable {
    public let unscaled: Int64
    public let scale: Int

    /// The amount `unscaled × 10^-scale`.
    public init(unscaled: Int64, scale: Int) {
        self.unscaled = unscaled
        self.scale = scale
    }

    /// The largest that is taken in any currency: of three decimals it makes 10^15 minor units.
    public static let largest = Money.largestMinorUnits / 1000

    /// Whether it is between nothing and the largest.
    public var isWithinBounds: Bool {
        let bound = (0..<min(max(scale, 0), 6)).reduce(Self.largest) { bound, _ in bound * 10 }
        return (0...bound).contains(unscaled)
    }

    func money(_ currency: Currency, field: String) throws(Problem) -> Money {
        guard let money = Money(unscaled: unscaled, scale: scale, currency: currency) else {
            throw .invalid([
                Fault(
                    field, .range,
                    "Ensure this amount has no more than \(currency.decimals) decimals and fits the largest amount.")
            ])
        }
        guard money.minorUnits >= 0 else {
            throw .invalid([Fault(field, .range, "Ensure this amount is not negative.")])
        }
        return money
    }
}
