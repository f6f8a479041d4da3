/// So many requests in a period, and how many of them may come at once.
public struct RateLimit: Sendable, Hashable {
    /// Requests granted in every period, at least 1.
    public let requests: Int
    /// Seconds, 1...31,536,000 (a year).
    public let period: Int
    /// Requests that may come at once, at least 1; the same as `requests` unless said otherwise.
    public let burst: Int

    static let longestPeriod = 31_536_000
    static let fastest = 1_000_000
    static let largestBurst = 1_000_000_000

    /// Checks and makes a limit.
    ///
    /// - Throws: ``RateLimitError`` unless period and burst are in bounds and the rate is at most a million a second.
    public init(requests: Int, period: Int, burst: Int? = nil) throws(RateLimitError) {
        guard requests >= 1 else { throw RateLimitError(fault: .requests) }
        guard (1...Self.longestPeriod).contains(period) else { throw RateLimitError(fault: .period) }
        guard requests <= period.multipliedReportingOverflow(by: Self.fastest).partialValue else {
            throw RateLimitError(fault: .rate)
        }
        let burst = burst ?? min(requests, Self.largestBurst)
        guard (1...Self.largestBurst).contains(burst) else { throw RateLimitError(fault: .burst) }
        self.requests = requests
        self.period = period
        self.burst = burst
    }

    /// Nanoseconds between two requests at the steady rate, rounded up: the limit errs on the strict side.
    var interval: Int64 {
        let nanoseconds = Int64(period) * 1_000_000_000
        let requests = Int64(requests)
        return nanoseconds / requests + (nanoseconds % requests == 0 ? 0 : 1)
    }

    /// Nanoseconds of credit that a full bucket holds.
    var capacity: Int64 {
        let (product, overflow) = interval.multipliedReportingOverflow(by: Int64(burst))
        return overflow ? .max : product
    }
}

/// Why something is not a rate limit.
public struct RateLimitError: Error, Sendable, Hashable, CustomStringConvertible {
    enum Fault: Sendable, Hashable { case form, requests, period, rate, burst }

    let fault: Fault

    /// A sentence that says what to write instead.
    public var description: String {
        switch fault {
        case .form:
            #"a rate limit is written "600/min", "100/s", "1000/h", "10/30s" or "600/min burst 50""#
        case .requests: "a rate limit allows at least one request"
        case .period: "the period of a rate limit is 1 second to 1 year"
        case .rate: "a rate limit is at most 1000000 requests a second"
        case .burst: "the burst of a rate limit is 1 to 1000000000 requests"
        }
    }
}
