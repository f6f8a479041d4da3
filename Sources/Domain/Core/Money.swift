/// An exact amount in the currency's minor unit (cents for EUR).
public struct Money: Sendable, Hashable {
    public let minorUnits: Int64
    public let currency: Currency

    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// The largest amount that is accepted anywhere: 10^15 minor units, so that sums of thousands stay exact.
    public static let largestMinorUnits: Int64 = 1_000_000_000_000_000

    /// The amount `unscaled × 10^-scale`; nil where it has more decimals than the currency or is too large.
    public init?(unscaled: Int64, scale: Int, currency: Currency) {
        guard scale <= currency.decimals else { return nil }
        var minor = unscaled
        for _ in max(scale, -18)..<currency.decimals {
            let (product, overflow) = minor.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            minor = product
        }
        guard scale >= -18 || unscaled == 0, minor.magnitude <= Self.largestMinorUnits.magnitude else { return nil }
        self.init(minorUnits: minor, currency: currency)
    }
}

/// An ISO 4217 code and the number of decimals that its minor unit has.
public struct Currency: Sendable, Hashable {
    public let code: String
    public let decimals: Int

    /// Nil unless the code is three capital letters.
    public init?(code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        self.init(code, decimals: Self.unusualDecimals[code] ?? 2)
    }

    private init(_ code: String, decimals: Int) {
        self.code = code
        self.decimals = decimals
    }

    public static let eur = Currency("EUR", decimals: 2)

    /// ISO 4217's currencies whose minor unit is not a hundredth.
    private static let unusualDecimals: [String: Int] = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
        "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3,
        "TND": 3,
    ]
}
