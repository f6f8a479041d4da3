public import AuthCore
internal import Synchronization

/// What is left of one limit on this node: a single atomic number (the "theoretical arrival time" of GCRA).
public final class RateBucket: Sendable {
    public let limit: RateLimit
    private let arrival = Atomic<Int64>(0)

    public init(limit: RateLimit) {
        self.limit = limit
    }

    /// Takes one request if the limit allows it; `now` is monotonic nanoseconds.
    public func take(now: Int64) -> RateLimitDecision {
        var seen = arrival.load(ordering: .relaxed)
        while true {
            let decision = GCRA.decide(limit: limit, tat: seen, now: now)
            guard decision.allowed else { return decision }
            let (exchanged, current) = arrival.compareExchange(
                expected: seen, desired: decision.newTAT, ordering: .relaxed)
            if exchanged { return decision }
            seen = current
        }
    }

    /// True once forgetting the bucket loses nothing: a new one would answer the same.
    func isFull(now: Int64) -> Bool {
        arrival.load(ordering: .relaxed) <= now
    }
}

/// The buckets of everything that is limited, found by what they limit. Bounded: full buckets are forgotten.
public final class RateLimiter<Subject: Hashable & Sendable>: Sendable {
    private struct Buckets {
        var all: [Subject: RateBucket] = [:]
        var pruneAt = 1024
    }

    private let buckets = Mutex(Buckets())
    private let capacity: Int

    /// - Parameter capacity: how many buckets are kept at most. Beyond it, whatever is not full is limited by one
    ///   shared bucket a subject, that is, forgotten too: a limit may then let a burst through, never lock out.
    public init(capacity: Int = 100_000) {
        self.capacity = capacity
    }

    public func bucket(for subject: Subject, limit: RateLimit, now: Int64) -> RateBucket {
        buckets.withLock { buckets in
            if let bucket = buckets.all[subject], bucket.limit == limit { return bucket }
            if buckets.all.count >= buckets.pruneAt {
                buckets.all = buckets.all.filter { !$0.value.isFull(now: now) }
                if buckets.all.count >= capacity { buckets.all.removeAll() }
                buckets.pruneAt = min(max(1024, buckets.all.count * 2), capacity)
            }
            let bucket = RateBucket(limit: limit)
            buckets.all[subject] = bucket
            return bucket
        }
    }
}
