/// What a limiter says to one request, with all that the headers need.
public struct RateLimitDecision: Sendable, Hashable {
    /// Whether the request may pass.
    public let allowed: Bool
    /// Requests that may come at once (`X-RateLimit-Limit`).
    public let limit: Int
    /// Requests that may still come at once, after this one.
    public let remaining: Int
    /// Seconds until the whole burst is available again, rounded up.
    public let resetAfter: Int
    /// Seconds until a refused request may be sent again, rounded up and at least 1; 0 when allowed.
    public let retryAfter: Int
    /// What to remember, in nanoseconds of the clock that `now` was read from.
    public let newTAT: Int64
}

/// The generic cell rate algorithm: a token bucket that remembers a single number.
///
/// That number is the theoretical arrival time (TAT): when the bucket would be full again. In any span of `t` seconds
/// no more than `burst + t * requests / period` requests pass.
public enum GCRA {
    /// Decides over one request.
    ///
    /// - Parameters:
    ///   - tat: what the last decision said to remember, in nanoseconds; `Int64.min` for a caller not seen before.
    ///   - now: nanoseconds of a clock that does not run backwards. If it does all the same, nobody waits longer than
    ///     an empty bucket needs to fill.
    public static func decide(limit: RateLimit, tat: Int64, now: Int64) -> RateLimitDecision {
        let interval = limit.interval
        let capacity = limit.capacity
        let full = now.addingClamped(capacity)
        let start = min(max(tat, now), full)
        let (next, overflow) = start.addingReportingOverflow(interval)
        let allowed = !overflow && next <= full
        let kept = allowed ? next : start
        // Debt and credit in nanoseconds; neither is negative, as now <= kept <= full.
        let debt = kept.subtractingClamped(now)
        let credit = full.subtractingClamped(kept)
        let wait = interval.subtractingClamped(credit)
        return RateLimitDecision(
            allowed: allowed,
            limit: limit.burst,
            remaining: Int(credit / interval),
            resetAfter: seconds(debt),
            retryAfter: allowed ? 0 : max(1, seconds(wait)),
            newTAT: kept
        )
    }

    private static func seconds(_ nanoseconds: Int64) -> Int {
        Int(nanoseconds / 1_000_000_000) + (nanoseconds % 1_000_000_000 > 0 ? 1 : 0)
    }
}

extension Int64 {
    /// The sum, or the nearest number there is.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the nearest number there is.
    func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
