internal import AuthCore

/// Tells whose session an access token or a cookie is of. What the authenticator asks where a credential is no key.
public struct SessionTokens: Sendable {
    enum Finding: Sendable {
        case session(StoredSession, expiresAt: Timestamp)
        case refused(CredentialFault)
    }

    private let keys: SessionKeys
    let store: any LoginStore
    private let rules: JWTRules
    let clock: Clock

    public init(logins: Logins) {
        keys = logins.keys
        store = logins.logins
        clock = logins.clock
        // The clocks of two nodes may differ. The end of a token is checked again, to the moment, at every request.
        rules = JWTRules(
            issuer: logins.issuer, audience: [logins.issuer], skew: 5, longestLife: Logins.accessLife)
    }

    func find(_ bytes: [UInt8]) async throws -> Finding {
        let token: AccessToken
        do {
            token = try await verified(bytes)
        } catch let error as AccessTokenError {
            switch error {
            case .claims(.expired): return .refused(.expired)
            case .signature(.malformed): return .refused(.malformed)
            case .unknownKey, .signature, .claims: return .refused(.unknown)
            }
        }
        // Signed by us, and yet only as good as the session is now.
        guard let session = try await store.session(token.session), session.userID == token.user,
            session.tenantID == token.tenant
        else { return .refused(.unknown) }
        let (end, overflow) = token.expiry.multipliedReportingOverflow(by: 1_000_000)
        let expiry = overflow ? session.expiresAt : min(Timestamp(microseconds: end), session.expiresAt)
        return .session(session, expiresAt: expiry)
    }

    private func verified(_ bytes: [UInt8]) async throws -> AccessToken {
        let now = clock.now().microseconds / 1_000_000
        do {
            return try AccessToken.verify(bytes, keys: try await keys.verifying(), rules: rules, now: now)
        } catch AccessTokenError.unknownKey {
            let fresh = try await keys.verifying(unknown: true)
            return try AccessToken.verify(bytes, keys: fresh, rules: rules, now: now)
        }
    }

    func keysChanged() { keys.forget() }
}
