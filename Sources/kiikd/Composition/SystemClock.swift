import Domain
import Foundation
import Persistence

extension Clock {
    /// The system's clocks.
    static let system = Clock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
        },
        monotonic: { Int64(clamping: MonotonicClock.now) })
}
