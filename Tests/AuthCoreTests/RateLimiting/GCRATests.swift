import Testing

@testable import AuthCore

@Suite struct `Generic cell rate algorithm` {
    /// The bucket as one would draw it: credit in nanoseconds, refilled as time goes by.
    struct Bucket {
        let limit: RateLimit
        var credit: Int64
        var last: Int64

        init(_ limit: RateLimit, now: Int64) {
            self.limit = limit
            credit = limit.capacity
            last = now
        }

        mutating func take(now: Int64) -> Bool {
            credit = min(limit.capacity, credit + (now - last))
            last = now
            guard credit >= limit.interval else { return false }
            credit -= limit.interval
            return true
        }
    }

    @Test(arguments: 1...40)
    func `it decides as a bucket of tokens does, in every step`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let limit = try RateLimit(
            requests: .random(in: 1...2_000, using: &generator), period: .random(in: 1...100, using: &generator),
            burst: .random(in: 1...50, using: &generator))
        var now = Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator)
        var bucket = Bucket(limit, now: now)
        var tat = Int64.min
        for _ in 0..<2_000 {
            now += Int64.random(in: 0...limit.interval * 3, using: &generator)
            let decision = GCRA.decide(limit: limit, tat: tat, now: now)
            tat = decision.newTAT
            #expect(decision.allowed == bucket.take(now: now))
            #expect(decision.remaining == Int(bucket.credit / limit.interval))
            #expect(decision.limit == limit.burst)
        }
    }

    @Test(arguments: 1...20)
    func `no span of time sees more than the burst and its share of the rate`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &* 977)
        let requests = Int.random(in: 1...500, using: &generator)
        let period = Int.random(in: 1...20, using: &generator)
        let burst = Int.random(in: 1...30, using: &generator)
        let limit = try RateLimit(requests: requests, period: period, burst: burst)
        var now: Int64 = 0
        var tat = Int64.min
        var passed: [Int64] = []
        for _ in 0..<3_000 {
            // In bursts and pauses: an even flow would prove little.
            if Int.random(in: 0..<20, using: &generator) == 0 {
                now += Int64.random(in: 0...limit.capacity, using: &generator)
            } else {
                now += Int64.random(in: 0...limit.interval / 2, using: &generator)
            }
            let decision = GCRA.decide(limit: limit, tat: tat, now: now)
            tat = decision.newTAT
            if decision.allowed { passed.append(now) }
        }
        for (place, start) in passed.enumerated() {
            for end in stride(from: place, to: min(passed.count, place + 400), by: 7) {
                // burst + rate * t, without rounding: (count - burst) * period <= t * requests.
                let excess = Int128(end - place + 1 - burst) * Int128(period) * 1_000_000_000
                #expect(excess <= Int128(passed[end] - start) * Int128(requests))
            }
        }
        #expect(passed.count > burst)
    }

    @Test(arguments: ["999983/s burst 1", "700001/s burst 3", "333333/s burst 2"])
    func `a rate that does not divide a second is never exceeded, not even by one request`(text: String) throws {
        let limit = try RateLimit(parsing: text)
        var tat = Int64.min
        var now: Int64 = 0
        // As soon as it may, always: 100,000 requests, a shortfall of a nanosecond each would show.
        for count in 1...100_000 {
            let decision = GCRA.decide(limit: limit, tat: tat, now: now)
            #expect(decision.allowed)
            tat = decision.newTAT
            guard Int128(count - limit.burst) * 1_000_000_000 <= Int128(now) * Int128(limit.requests) else {
                Issue.record("\(count) requests after \(now) ns")
                return
            }
            now = max(now, tat + limit.interval - limit.capacity)
        }
    }

    @Test func `after the told wait a refused request passes, and not a second earlier`() throws {
        for text in ["1/s", "3/min", "7/h", "600/min burst 2", "5/day burst 1", "999983/s burst 1"] {
            let limit = try RateLimit(parsing: text)
            var tat = Int64.min
            var decision = GCRA.decide(limit: limit, tat: tat, now: 0)
            var allowed = 0
            while decision.allowed {
                allowed += 1
                tat = decision.newTAT
                decision = GCRA.decide(limit: limit, tat: tat, now: 0)
            }
            #expect(allowed == limit.burst)
            #expect(decision.retryAfter >= 1)
            let wait = Int64(decision.retryAfter) * 1_000_000_000
            #expect(GCRA.decide(limit: limit, tat: tat, now: wait).allowed)
            #expect(!GCRA.decide(limit: limit, tat: tat, now: max(0, wait - 1_000_000_000)).allowed)
            #expect(GCRA.decide(limit: limit, tat: tat, now: 0).newTAT == tat, "a refusal costs nothing")
        }
    }

    @Test func `after the told reset the whole burst is there again`() throws {
        let limit = try RateLimit(parsing: "10/min burst 4")
        var tat = Int64.min
        for _ in 0..<3 { tat = GCRA.decide(limit: limit, tat: tat, now: 5).newTAT }
        let decision = GCRA.decide(limit: limit, tat: tat, now: 5)
        #expect(decision.allowed && decision.remaining == 0 && decision.resetAfter == 24)
        let later = 5 + Int64(decision.resetAfter) * 1_000_000_000
        #expect(GCRA.decide(limit: limit, tat: decision.newTAT, now: later).remaining == 3)
    }

    @Test func `no numbers make it trap, and every answer is in range`() throws {
        let extremes: [Int64] = [.min, .min + 1, -1_000_000_007, -1, 0, 1, 1_000_000_007, .max - 1, .max]
        var generator = SeededGenerator(seed: 9)
        let limits = try [
            RateLimit(requests: 1, period: 31_536_000, burst: 1_000_000_000), RateLimit(requests: 1_000_000, period: 1),
            RateLimit(requests: 1, period: 1, burst: 1), RateLimit(requests: 31_536_000, period: 31_536_000, burst: 1),
        ]
        let random = (0..<40).map { _ in Int64(bitPattern: generator.next()) }
        for limit in limits {
            for tat in extremes + random {
                for now in extremes + random {
                    let decision = GCRA.decide(limit: limit, tat: tat, now: now)
                    #expect((0...limit.burst).contains(decision.remaining))
                    #expect(decision.resetAfter >= 0 && decision.retryAfter >= 0)
                    #expect(decision.newTAT >= now)
                    #expect(decision.allowed || decision.retryAfter >= 1)
                }
            }
        }
    }

    @Test func `a clock set back locks nobody out for longer than a bucket takes to fill`() throws {
        let limit = try RateLimit(parsing: "60/min burst 5")
        let decision = GCRA.decide(limit: limit, tat: 1_000_000_000_000_000, now: 0)
        #expect(!decision.allowed)
        #expect(decision.retryAfter == 1)
        #expect(GCRA.decide(limit: limit, tat: decision.newTAT, now: 1_000_000_000).allowed)
    }
}
