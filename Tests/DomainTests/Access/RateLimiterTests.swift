import AuthCore
import Testing

@testable import Domain

@Suite struct `Rate limits` {
    private let limit = RateLimit.perMinute(60)

    @Test func `no more than the limit gets through however many ask at once`() async {
        let bucket = RateBucket(limit: limit)
        let allowed = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<100 where bucket.take(now: 1_000_000_000).allowed {
                        allowed.add()
                    }
                }
            }
        }
        #expect(allowed.value == 60)
        #expect(bucket.take(now: 2_100_000_000).allowed)
        #expect(!bucket.take(now: 2_100_000_000).allowed)
    }

    @Test func `a subject keeps its bucket, and a changed limit is a new one`() {
        let limiter = RateLimiter<Int>()
        let first = limiter.bucket(for: 1, limit: limit, now: 0)
        #expect(limiter.bucket(for: 1, limit: limit, now: 0) === first)
        #expect(limiter.bucket(for: 2, limit: limit, now: 0) !== first)
        #expect(limiter.bucket(for: 1, limit: .perMinute(5), now: 0) !== first)
    }

    @Test func `buckets in use outlive those that are full again`() {
        let limiter = RateLimiter<Int>(capacity: 5000)
        let used = limiter.bucket(for: -1, limit: limit, now: 0)
        for _ in 0..<30 { _ = used.take(now: 0) }
        for subject in 0..<4000 { _ = limiter.bucket(for: subject, limit: limit, now: 0) }
        #expect(limiter.bucket(for: -1, limit: limit, now: 0) === used)
    }
}
