internal import AuthCore

/// A session whose credential is a cookie.
extension SessionTokens {
    /// Seconds after which a use is written down again: not every request writes.
    static let useInterval: Int64 = 3600

    /// Takes what cookies hold, and nothing else.
    static let cookies = SecretParser(families: [.session])

    /// The session of a cookie, ended ones included; nil where nobody has that cookie. As with tokens that are
    /// refreshed, one that nobody uses for the tenant's idle time is over.
    func find(cookie digest: SecretDigest) async throws -> CookieSession? {
        guard let session = try await store.session(ofCookie: digest) else { return nil }
        let now = clock.now()
        // Often enough that somebody who is at work is not taken for idle.
        let interval = min(Self.useInterval, session.idleLife / 4)
        var used = session.refreshedAt ?? session.createdAt
        if session.endedAt == nil, used.adding(seconds: session.idleLife) > now, now >= used.adding(seconds: interval) {
            try await store.keepUse(
                of: session, at: now, unlessSince: now.adding(seconds: 0 &- interval))
            used = now
        }
        return CookieSession(
            session: session, expiresAt: min(session.expiresAt, used.adding(seconds: session.idleLife)),
            isDueAt: used.adding(seconds: interval))
    }
}

struct CookieSession: Sendable {
    let session: StoredSession
    let expiresAt: Timestamp
    /// When a use has to be written down again.
    let isDueAt: Timestamp
}
