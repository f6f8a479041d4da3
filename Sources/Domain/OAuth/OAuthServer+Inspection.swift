internal import AuthCore

/// What clients and resource servers ask about tokens, and how they end them.
extension OAuthServer {
    /// What a token is (RFC 7662, 2.2).
    public struct Inspection: Sendable {
        public let authorization: StoredAuthorization
        /// False where the asker is not told who the person is.
        public let namesPerson: Bool
        /// What it may do now.
        public let scopes: [String]
        public let audience: TokenAudience
        /// Nil for a refresh token: it is no access token.
        public let tokenType: String?
        public let issuedAt: Timestamp
        public let expiresAt: Timestamp
    }

    /// Nil: not active, or none of the asker's business, which is the same to them (RFC 7662, 4).
    public func inspect(_ token: String, by credentials: Credentials) async throws -> Inspection? {
        let moment = clock.now()
        let asker = try await authenticate(credentials, moment)
        // "the authorization server MUST … require some form of authorization to access this endpoint" (RFC 7662, 2.1)
        guard asker.client.isConfidential else {
            throw OAuthError(.invalidClient, "Only clients that authenticate may ask about tokens.")
        }
        func mayKnow(_ authorization: StoredAuthorization) -> Bool {
            authorization.client == asker.client.id || authorization.tenant == asker.tenant
        }
        func namesPerson(_ authorization: StoredAuthorization, _ scopes: [String]) -> Bool {
            authorization.tenant == asker.tenant || scopes.contains(OAuthScopes.email)
        }
        /// A scope of which the person may do nothing any more is none.
        func present(_ scopes: [String], of authorization: StoredAuthorization) -> [String] {
            guard let rights = authorization.person?.role.permissions else { return scopes }
            return scopes.filter { scope in
                OAuthScopes.identity.contains(scope)
                    || !PermissionSet(knownIn: [scope]).intersection(rights).isEmpty
            }
        }
        if let digest = Self.accessTokens.parse(token).parsed?.digest, let found = try await oauth.token(digest) {
            guard mayKnow(found.authorization), found.endedAt == nil, moment < found.expiresAt else { return nil }
            return Inspection(
                authorization: found.authorization, namesPerson: namesPerson(found.authorization, found.scopes),
                scopes: present(found.scopes, of: found.authorization), audience: found.audience,
                tokenType: "Bearer", issuedAt: found.createdAt, expiresAt: found.expiresAt)
        }
        guard let digest = Self.refreshTokens.parse(token).parsed?.digest,
            let found = try await oauth.refreshToken(digest), mayKnow(found.authorization),
            found.authorization.endedAt == nil, found.usedAt == nil
        else { return nil }
        let end = min(found.authorization.expiresAt, found.createdAt.adding(seconds: Self.idleLife))
        guard moment < end else { return nil }
        return Inspection(
            authorization: found.authorization,
            namesPerson: namesPerson(found.authorization, found.authorization.scopes),
            scopes: present(found.authorization.scopes, of: found.authorization),
            audience: found.authorization.audience, tokenType: nil, issuedAt: found.createdAt, expiresAt: end)
    }

    private static let accessTokens = SecretParser(families: [.oauthAccess])
    private static let refreshTokens = SecretParser(families: [.oauthRefresh])

    /// Ends a token of the client's: an access token alone, a refresh token with its whole connection. When this returns it
    /// is in force. "invalid tokens do not cause an error response" (RFC 7009, 2.2).
    public func revoke(_ token: String, by credentials: Credentials) async throws {
        let now = clock.now()
        let found = try await authenticate(credentials, now)
        if let digest = Self.accessTokens.parse(token).parsed?.digest {
            guard let known = try await oauth.token(digest), known.authorization.client == found.client.id else {
                return
            }
            try await oauth.revoke(known, at: now)
        } else if let digest = Self.refreshTokens.parse(token).parsed?.digest {
            guard let known = try await oauth.refreshToken(digest), known.authorization.client == found.client.id else {
                return
            }
            try await oauth.end(known.authorization, reason: "revoked", at: now)
        } else {
            return
        }
        try await AccessChanges.untilInForce()
    }
}
