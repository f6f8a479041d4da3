internal import Synchronization

/// Credentials that were refused, until a background task writes them down: in bounded memory and number, so that
/// whoever guesses cannot fill the audit.
public final class RefusedCredentials: Sendable {
    /// Calls with one secret's fault from one address, since the last time they were taken.
    public struct Entry: Sendable, Hashable {
        /// Whose key it was, where that is known.
        public let tenant: TenantScope?
        public let keyID: Int64?
        /// `revoked`, `expired`, `unknown`, `malformed`, `address`.
        public let fault: String
        public let ip: String
        /// Of the first call.
        public let requestID: String
        public let at: Timestamp
        public internal(set) var count: Int64
    }

    private struct Subject: Hashable {
        let keyID: Int64?
        let fault: String
        let ip: String
    }

    private struct State {
        var entries: [Subject: Entry] = [:]
        var passedOver: Int64 = 0
        var window: Int64 = .min
        var taken = 0
    }

    private let perMinute: Int
    private let state = Mutex(State())

    /// - Parameter perMinute: entries of one minute; what is beyond is only counted.
    public init(perMinute: Int = 60) {
        self.perMinute = perMinute
    }

    /// Notes a refusal; problems that are no fault of a credential are passed over.
    public func note(_ problem: Problem, known: Principal?, ip: String, requestID: String, at now: Timestamp) {
        let fault: String
        switch problem {
        case .unauthenticated(.missing): return
        case .unauthenticated(let reason): fault = reason.rawValue
        case .addressNotAllowed: fault = "address"
        default: return
        }
        let subject = Subject(keyID: known?.keyID, fault: fault, ip: ip)
        state.withLock { state in
            let minute = now.microseconds / 60_000_000
            if state.window != minute { (state.window, state.taken) = (minute, 0) }
            if let place = state.entries.index(forKey: subject) {
                state.entries.values[place].count &+= 1
            } else if state.taken < perMinute {
                state.taken += 1
                state.entries[subject] = Entry(
                    tenant: known?.tenant, keyID: known?.keyID, fault: fault, ip: ip, requestID: requestID, at: now,
                    count: 1)
            } else {
                state.passedOver &+= 1
            }
        }
    }

    /// What was noted since the last call, and how many refusals were passed over.
    public func take() -> (entries: [Entry], passedOver: Int64) {
        state.withLock { state in
            defer { (state.entries, state.passedOver) = ([:], 0) }
            return (state.entries.values.sorted { $0.at < $1.at }, state.passedOver)
        }
    }
}
