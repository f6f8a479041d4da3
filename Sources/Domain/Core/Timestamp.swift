/// A moment, in microseconds since 1970-01-01T00:00:00Z: PostgreSQL's own resolution.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// This moment and a number of seconds; saturates at the ends of the range instead of trapping.
    public func adding(seconds: Int64) -> Timestamp {
        let (span, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, tooFar) = microseconds.addingReportingOverflow(span)
        guard tooLong || tooFar else { return Timestamp(microseconds: sum) }
        return Timestamp(microseconds: seconds < 0 ? .min : .max)
    }
}

/// Where time comes from. The daemon reads the system's clocks; tests hold them still.
public struct Clock: Sendable {
    /// The present moment.
    public let now: @Sendable () -> Timestamp
    /// Nanoseconds of a clock that never goes back: for leases, limits and durations.
    public let monotonic: @Sendable () -> Int64

    public init(now: @escaping @Sendable () -> Timestamp, monotonic: @escaping @Sendable () -> Int64) {
        self.now = now
        self.monotonic = monotonic
    }
}
