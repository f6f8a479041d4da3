/// A person's sessions, in whichever tenants they are.
extension Logins {
    /// Those that last, the latest first.
    public func sessions(of user: Int64) async throws -> [StoredSession] {
        try await logins.sessions(of: user, at: clock.now())
    }

    /// Ends one of the user's own sessions. When this returns, its tokens work on no node.
    public func end(_ id: Int64, of user: Int64, from origin: Origin) async throws {
        guard let session = try await logins.session(id), session.userID == user, session.endedAt == nil,
            session.expiresAt > clock.now()
        else { throw Problem.notFound(.sessions, id: String(id)) }
        try await end(session, reason: "logout", "sessions.end", by: user, origin)
        try await AccessChanges.untilInForce()
    }

    /// Ends all of the user's sessions, in every tenant.
    /// - Returns: how many there were.
    public func endAll(of user: Int64, from origin: Origin) async throws -> Int {
        var count = 0
        // A hundred at a time; whoever logs in meanwhile without end is not waited for.
        for _ in 0..<100 {
            let sessions = try await sessions(of: user)
            for session in sessions {
                try await end(session, reason: "logout", "sessions.end", by: user, origin)
            }
            count += sessions.count
            if sessions.isEmpty { break }
        }
        try await AccessChanges.untilInForce()
        return count
    }

    /// - Returns: false where it had ended already.
    @discardableResult
    func end(_ session: StoredSession, reason: String, _ action: String, by user: Int64, _ origin: Origin)
        async throws -> Bool
    {
        let now = clock.now()
        return try await revise(session, action, by: user, origin) { ($0.endedAt, $0.endReason) = (now, reason) }
    }

    /// Changes a session's row, if the session lasts.
    /// - Returns: false where it does not.
    @discardableResult
    func revise(
        _ session: StoredSession, _ action: String, by user: Int64, _ origin: Origin,
        _ change: (inout Session) -> Void
    ) async throws -> Bool {
        let scope = TenantScope(id: session.tenantID)
        var attempts = 0
        while true {
            attempts += 1
            guard let old = try await logins.sessionRow(session.id, in: scope), old.endedAt == nil else { return false }
            let now = clock.now()
            var new = old
            change(&new)
            new.updatedAt = now
            new.version = old.version &+ 1
            guard let change = Change.update(from: old, to: new) else { return true }
            do {
                try await commit([change], in: scope, by: user, action, origin, now)
                return true
            } catch Problem.conflict where attempts < 5 {
                continue
            }
        }
    }
}
