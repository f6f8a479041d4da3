internal import AuthCore

/// Who the person is, for clients that ask for `openid` (OpenID Connect Core).
extension OAuthServer {
    /// Seconds of an ID token.
    private static let idTokenLife: Int64 = 600

    /// Nil where `openid` was not granted.
    func idToken(of authorization: StoredAuthorization, _ now: Timestamp) async throws -> String? {
        guard authorization.scopes.contains(OAuthScopes.openID), let person = authorization.person else { return nil }
        let key = try await logins.keys.signing()
        let seconds = now.microseconds / 1_000_000
        var token = IDToken(
            issuer: issuer, subject: String(person.id), audience: authorization.clientID, issuedAt: seconds,
            expiry: seconds &+ Self.idTokenLife)
        token.authenticatedAt = authorization.authenticatedAt.map { $0.microseconds / 1_000_000 }
        token.nonce = authorization.nonce.isEmpty ? nil : authorization.nonce
        if authorization.scopes.contains(OAuthScopes.email) {
            (token.email, token.isEmailVerified) = (person.email, person.isEmailVerified)
        }
        if authorization.scopes.contains(OAuthScopes.profile) { token.name = person.name }
        do {
            return try token.signed(with: key)
        } catch {
            throw Problem.internal
        }
    }

    /// Whom an ID token of ours is about, also where its time is over (OpenID Connect Core, 3.1.2.1: `id_token_hint`).
    func idTokenSubject(_ token: String) async throws -> Int64? {
        let keys = try await logins.keys.verifying()
        return IDToken.subject(of: token, issuer: issuer, keys: keys).flatMap { Int64($0) }
    }

    /// Who the person behind a token is, as far as its scopes tell.
    public func person(of token: AppToken) async throws -> StoredAuthorization.Person {
        guard token.scopes.contains(OAuthScopes.openID) else { throw Problem.forbidden(needed: [OAuthScopes.openID]) }
        guard let person = try await oauth.authorization(token.authorization)?.person else {
            throw Problem.unauthenticated(.unknown)
        }
        return person
    }
}
