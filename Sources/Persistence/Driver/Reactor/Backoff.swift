/// When to try again: 10 ms doubling to 1 s, each delay between half and all of that.
struct Backoff: Sendable {
    private(set) var failures = 0
    private(set) var nextAttempt: UInt64 = 0

    private static let shortest: UInt64 = 10_000_000
    private static let longest: UInt64 = 1_000_000_000

    mutating func failed(at now: UInt64, using generator: inout some RandomNumberGenerator) {
        let delay = Swift.min(Self.longest, Self.shortest << UInt64(Swift.min(failures, 10)))
        failures = Swift.min(failures &+ 1, 1_000)
        nextAttempt = now &+ delay / 2 &+ UInt64.random(in: 0...(delay / 2), using: &generator)
    }

    mutating func succeeded() { self = Backoff() }

    func allows(at now: UInt64) -> Bool { now >= nextAttempt }
}
