import Testing

@testable import Domain

@Suite struct `Line items` {
    private func line(_ quantity: Int64, _ price: Int64, _ rate: Int64 = 0) -> LineItem {
        LineItem(description: "x", quantity: quantity, unit: "", unitPrice: price, taxRate: rate)
    }

    @Test func `a line is rounded half away from zero`() {
        #expect(line(1000, 199).net == 199)
        // 0.333 × 1.00, 0.5 × 0.01, 1.5 × 0.33
        #expect(line(333, 100).net == 33)
        #expect(line(500, 1).net == 1)
        #expect(line(1500, 33).net == 50)
        #expect(line(499, 1).net == 0)
    }

    @Test func `tax is computed once for each rate, on the sum of its lines`() throws {
        // Three times 0.33 at 20 %: of each 0.066, of the sum 0.198.
        let totals = try #require(
            LineItem.totals(of: [line(1000, 33, 2000), line(1000, 33, 2000), line(1000, 33, 2000)]))
        #expect(totals == (99, 20))
        let mixed = try #require(LineItem.totals(of: [line(1000, 10_000, 2000), line(2000, 5_000, 550)]))
        #expect(mixed == (20_000, 2000 + 550))
        #expect(try #require(LineItem.totals(of: [])) == (0, 0))
    }

    @Test func `nothing overflows, whatever the largest numbers are`() throws {
        let largest = line(1_000_000_000, Money.largestMinorUnits, 10_000)
        #expect(largest.net == nil)
        #expect(LineItem.totals(of: Array(repeating: largest, count: 200)) == nil)
        let most = line(1000, Money.largestMinorUnits, 10_000)
        let totals = try #require(LineItem.totals(of: [most]))
        #expect(totals == (Money.largestMinorUnits, Money.largestMinorUnits))
        #expect(LineItem.totals(of: Array(repeating: most, count: 200)) == nil)
    }

    @Test func `totals of any lines are the sums that an exact calculation gives`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let lines = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                line(
                    .random(in: 1...100_000, using: &random), .random(in: 0...1_000_000, using: &random),
                    [0, 550, 1000, 2000].randomElement(using: &random) ?? 0)
            }
            let totals = try #require(LineItem.totals(of: lines))
            let nets = lines.map { ($0.quantity * $0.unitPrice + 500) / 1000 }
            #expect(totals.net == nets.reduce(0, +))
            var sums: [Int64: Int64] = [:]
            for (line, net) in zip(lines, nets) { sums[line.taxRate, default: 0] += net }
            let tax = sums.map { rate, sum in (sum * rate + 5000) / 10_000 }
            #expect(totals.tax == tax.reduce(0, +))
        }
    }
}
