import Testing

@testable import Domain

@Suite struct `Amounts` {
    @Test func `an amount is exact or is refused`() throws {
        let euro = Currency.eur
        #expect(Money(unscaled: 1250, scale: 2, currency: euro)?.minorUnits == 1250)
        #expect(Money(unscaled: 125, scale: 1, currency: euro)?.minorUnits == 1250)
        #expect(Money(unscaled: 12, scale: 0, currency: euro)?.minorUnits == 1200)
        #expect(Money(unscaled: 12, scale: -3, currency: euro)?.minorUnits == 1_200_000)
        #expect(Money(unscaled: -1, scale: 2, currency: euro)?.minorUnits == -1)
        #expect(Money(unscaled: 12505, scale: 3, currency: euro) == nil)
    }

    @Test func `no amount overflows or is larger than sums can hold`() throws {
        #expect(Money(unscaled: 10_000_000_000_000, scale: 0, currency: .eur)?.minorUnits == Money.largestMinorUnits)
        #expect(Money(unscaled: 10_000_000_000_001, scale: 0, currency: .eur) == nil)
        for unscaled in [Int64.max, .min, 1, -1] {
            for scale in [Int.min, -1000, -19, Int.max, 3] {
                #expect(Money(unscaled: unscaled, scale: scale, currency: .eur) == nil, "\(unscaled)e-\(scale)")
            }
        }
        #expect(Money(unscaled: .min, scale: 2, currency: .eur) == nil)
        #expect(Money(unscaled: 0, scale: .min, currency: .eur)?.minorUnits == 0)
    }

    @Test func `a currency has the decimals of its minor unit`() throws {
        #expect(try #require(Currency(code: "JPY")).decimals == 0)
        #expect(try #require(Currency(code: "TND")).decimals == 3)
        #expect(try #require(Currency(code: "CHF")).decimals == 2)
        #expect(Money(unscaled: 15, scale: 1, currency: try #require(Currency(code: "JPY"))) == nil)
        for code in ["eur", "EU", "EURO", "E R", "ÉUR", ""] { #expect(Currency(code: code) == nil, "\(code)") }
    }
}
