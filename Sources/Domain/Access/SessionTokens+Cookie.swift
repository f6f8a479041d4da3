internal import AuthCore

/// A session whose credential is a cookie.
extension SessionTokens {
    /// Seconds after which a use is written down again: not every request writes.
    static let useInterval: Int64 = 3600

    /// Takes what cookies hold, and nothing else.
    static let cookies = SecretParser(families: [.session])

    /// The session of a cookie, ended ones included; nil where nobody has that cookie. As with tokens that are
    /// refreshed, one that nobody uses for ``Logins/idleLife`` is over.
    func find(cookie digest: SecretDigest) async throws -> CookieSession? {
        guard let session = try await store.session(ofCookie: digest) else { return nil }
        let now = clock.now()
        var used = session.refreshedAt ?? session.createdAt
        if session.endedAt == nil, Self.idleEnd(used) > now, now >= used.adding(seconds: Self.useInterval) {
            try await store.keepUse(
                of: session, at: now, unlessSince: now.adding(seconds: 0 &- Self.useInterval))
            used = now
        }
        return CookieSession(
            session: session, expiresAt: min(session.expiresAt, Self.idleEnd(used)),
            isDueAt: used.adding(seconds: Self.useInterval))
    }

    private static func idleEnd(_ used: Timestamp) -> Timestamp { used.adding(seconds: Logins.idleLife) }
}

struct CookieSession: Sendable {
    let session: StoredSession
    let expiresAt: Timestamp
    /// When a use has to be written down again.
    let isDueAt: Timestamp
}
