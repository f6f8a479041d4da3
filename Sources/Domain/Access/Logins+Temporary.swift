public import AuthCore

/// Sessions that kiikd itself uses in somebody's name, for a moment.
extension Logins {
    /// Seconds of such a session.
    public static let temporaryLife: Int64 = 120

    public struct TemporarySession: Sendable {
        public let session: StoredSession
        /// What its cookie holds.
        public let cookie: Secret
    }

    /// A session beside the one that the person has: theirs in the same tenant, shown to be them in the same way, and over
    /// soon, whatever becomes of it. Whoever asked for it ends it by ``end(_:of:from:)``.
    public func temporarySession(
        beside id: Int64, of user: Int64, userAgent: String, from origin: Origin
    ) async throws -> TemporarySession {
        let now = clock.now()
        guard let present = try await logins.session(id), present.userID == user, present.endedAt == nil,
            present.expiresAt > now
        else { throw Problem.loginRequired }
        let scope = TenantScope(id: present.tenantID)
        guard var row = try await logins.sessionRow(id, in: scope), row.endedAt == nil else {
            throw Problem.loginRequired
        }
        let cookie = Secret.generate(.session)
        row.id = try await store.newID(for: .sessions)
        row.uuid = newUUID(now)
        (row.ip, row.userAgent) = (origin.ip, userAgent)
        row.cookieDigest = cookie.digest.bytes
        row.expiresAt = min(now.adding(seconds: Self.temporaryLife), present.expiresAt)
        (row.createdAt, row.updatedAt, row.version) = (now, now, 1)
        try await commit([.create(row)], in: scope, by: user, "sessions.create", origin, now)
        guard let session = try await logins.session(row.id) else { throw Problem.internal }
        return TemporarySession(session: session, cookie: cookie)
    }
}
