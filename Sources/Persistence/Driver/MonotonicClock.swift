internal import Glibc

/// Nanoseconds that only move forward.
package enum MonotonicClock {
    package static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}

extension Duration {
    /// Bounded to 0 … about 290 years.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, product < UInt64(Int64.max) / 2 else { return UInt64(Int64.max) / 2 }
        return product &+ UInt64(attoseconds) / 1_000_000_000
    }

    /// At least 1, because 0 would mean "no limit" to PostgreSQL.
    var millisecondsForServer: Int64 {
        Swift.max(1, Int64(clamping: Swift.min(nanoseconds / 1_000_000, 2_000_000_000)))
    }
}
