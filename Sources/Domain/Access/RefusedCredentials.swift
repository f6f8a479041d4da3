internal import Synchronization

/// Credentials that were refused, until a background task writes them down: in bounded memory and number, so that
/// whoever guesses cannot fill the audit.
public final class RefusedCredentials: Sendable {
    /// Who a credential is known to belong to.
    public enum Party: Sendable, Hashable {
        case key(Int64)
        case user(Int64)
    }

    /// Calls and logins with one party's fault from one address, since the last time they were taken.
    public struct Entry: Sendable, Hashable {
        /// Whose it was, where that is known, and the tenant that keeps them.
        public let tenant: TenantScope?
        public let party: Party?
        /// Of calls `revoked`, `expired`, `unknown`, `malformed`, `address`; of logins `password`, `code`, `locked`.
        public let fault: String
        public let ip: String
        /// Of the first call.
        public let requestID: String
        public let at: Timestamp
        public internal(set) var count: Int64
    }

    private struct Subject: Hashable {
        let party: Party?
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
        let party = known.map { $0.sessionID == nil ? Party.key($0.keyID) : .user($0.userID ?? 0) }
        note(
            // The whole tenant's, whatever the credential is limited to.
            fault, of: party, in: known.map { TenantScope(id: $0.tenant.id) }, ip: ip, requestID: requestID, at: now)
    }

    /// Notes a login that failed.
    func note(_ fault: String, of account: LoginAccount?, from origin: Logins.Origin, at now: Timestamp) {
        note(
            fault, of: account.map { .user($0.id) }, in: account?.home, ip: origin.ip, requestID: origin.requestID,
            at: now)
    }

    private func note(
        _ fault: String, of party: Party?, in tenant: TenantScope?, ip: String, requestID: String, at now: Timestamp
    ) {
        let subject = Subject(party: party, fault: fault, ip: ip)
        state.withLock { state in
            let minute = now.microseconds / 60_000_000
            if state.window != minute { (state.window, state.taken) = (minute, 0) }
            if let place = state.entries.index(forKey: subject) {
                state.entries.values[place].count &+= 1
            } else if state.taken < perMinute {
                state.taken += 1
                state.entries[subject] = Entry(
                    tenant: tenant, party: party, fault: fault, ip: ip, requestID: requestID, at: now,
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
