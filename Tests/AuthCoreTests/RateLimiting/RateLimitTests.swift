import Testing

@testable import AuthCore

@Suite struct `Rate limit` {
    @Test(arguments: [
        ("600/min", 600, 60, 600), ("100/s", 100, 1, 100), ("1000/h", 1_000, 3_600, 1_000), ("5/day", 5, 86_400, 5),
        ("10/30s", 10, 30, 10), ("600/min burst 50", 600, 60, 50), ("7/2h", 7, 7_200, 7), ("1/minute", 1, 60, 1),
        ("1/hour burst 3", 1, 3_600, 3), ("1000000/s", 1_000_000, 1, 1_000_000),
    ])
    func `a limit is read`(text: String, requests: Int, period: Int, burst: Int) throws {
        let limit = try RateLimit(parsing: text)
        #expect(limit == (try RateLimit(requests: requests, period: period, burst: burst)))
        #expect(try RateLimit(parsing: limit.description) == limit)
    }

    @Test(arguments: [
        "", "600", "/min", "600/", "600/minutes", "600 / min", "-1/min", "+1/min", "0/min", "1/0s", "1/400day",
        "1.5/s", "600/min burst", "600/min burst 0", "600/min burst -1", "600/min  burst 5", "600/min burst 5 ",
        "1000001/s", "99999999999999999999/s", "1/99999999999999999999s", "1/9223372036854775807day", "6/min/s", "٣/s",
        "600/min burst 1000000001",
    ])
    func `anything else is refused with a sentence`(text: String) {
        let error = #expect(throws: RateLimitError.self) { try RateLimit(parsing: text) }
        #expect(error?.description.isEmpty == false)
        #expect(RateLimit(text) == nil)
    }

    @Test func `it prints in the largest exact unit`() throws {
        #expect(try RateLimit(requests: 5, period: 60).description == "5/min")
        #expect(try RateLimit(requests: 5, period: 90).description == "5/90s")
        #expect(try RateLimit(requests: 5, period: 3_600, burst: 2).description == "5/h burst 2")
    }

    @Test func `every limit that can be made prints as it is read`() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<2_000 {
            let limit = try RateLimit(
                requests: .random(in: 1...1_000_000, using: &generator),
                period: .random(in: 1...31_536_000, using: &generator),
                burst: .random(in: 1...1_000_000_000, using: &generator))
            #expect(RateLimit(limit.description) == limit)
        }
    }

    @Test(arguments: [Int.min, -1, 0, Int.max])
    func `extreme numbers are refused, not computed with`(number: Int) {
        #expect(throws: RateLimitError.self) { try RateLimit(requests: number, period: 1) }
        #expect(throws: RateLimitError.self) { try RateLimit(requests: 1, period: number) }
        #expect(throws: RateLimitError.self) { try RateLimit(requests: 1, period: 1, burst: number) }
    }
}
