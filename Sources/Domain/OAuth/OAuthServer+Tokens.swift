public import AuthCore

/// The token endpoint (RFC 6749, 3.2): a code, a refresh token or the client's own word for an access token.
extension OAuthServer {
    public struct TokenRequest: Sendable {
        public var credentials = Credentials()
        public var grantType: String?
        public var code: String?
        public var redirectURI: String?
        public var verifier: String?
        public var refreshToken: String?
        public var scope: String?
        public var resource: String?
        /// When it came in: what was redeemed before that was redeemed before it.
        public var receivedAt = Timestamp(microseconds: 0)

        public init() {}
    }

    public struct Tokens: Sendable {
        public let access: Secret
        public let expiresIn: Int64
        public let refresh: Secret?
        public let scopes: [String]
        public let idToken: String?
    }

    public func issue(_ request: TokenRequest, from origin: Logins.Origin) async throws -> Tokens {
        guard let text = request.grantType, !text.isEmpty else {
            throw OAuthError(.invalidRequest, "grant_type is missing.")
        }
        // "The resource owner password credentials grant MUST NOT be used" (RFC 9700, 2.4)
        guard let type = OAuthClient.GrantType(rawValue: text) else {
            throw OAuthError(
                .unsupportedGrantType, "grant_type is authorization_code, refresh_token or client_credentials.")
        }
        let found = try await authenticate(request.credentials, clock.now())
        guard found.client.grantTypes.contains(type) else {
            throw OAuthError(.unauthorizedClient, "This client may not use grant_type \(type.rawValue).")
        }
        switch type {
        case .authorizationCode: return try await redeem(request, found, from: origin)
        case .refreshToken: return try await refresh(request, found, from: origin)
        case .clientCredentials: return try await actForItself(request, found)
        }
    }

    private static let codes = SecretParser(families: [.oauthCode])
    private static let refreshTokens = SecretParser(families: [.oauthRefresh])

    // MARK: A code

    private func redeem(_ request: TokenRequest, _ found: FoundClient, from origin: Logins.Origin) async throws
        -> Tokens
    {
        guard let code = request.code, !code.isEmpty else { throw OAuthError(.invalidRequest, "code is missing.") }
        guard let verifier = request.verifier, !verifier.isEmpty else {
            throw OAuthError(.invalidGrant, "code_verifier is missing (RFC 7636).")
        }
        let refused = OAuthError(
            .invalidGrant, "The code does not hold: it is unknown, used, expired or another client's.")
        guard let digest = Self.codes.parse(code).parsed?.digest,
            let authorization = try await oauth.authorization(ofCode: digest)
        else {
            try limitStrangers(origin.address)
            throw refused
        }
        // "ensure that the authorization code was issued to the authenticated confidential client" (RFC 6749, 4.1.3)
        guard authorization.client == found.client.id else { throw refused }
        let now = clock.now()
        if let usedAt = authorization.codeUsedAt {
            // "If an authorization code is used more than once, the authorization server MUST deny the request and SHOULD
            // revoke … all tokens previously issued" (RFC 6749, 4.1.2). One that was on its way together with the first is no
            // second use: it could not know.
            if request.receivedAt >= usedAt {
                try await oauth.end(authorization, reason: "code reused", at: now)
                try await AccessChanges.untilInForce()
            }
            throw refused
        }
        guard authorization.endedAt == nil, let end = authorization.codeExpiresAt, now < end else { throw refused }
        // "if the "redirect_uri" parameter was included in the initial authorization request … their values MUST be
        // identical" (RFC 6749, 4.1.3)
        guard
            (request.redirectURI ?? "").utf8.elementsEqual(authorization.redirectURI.utf8)
                || (authorization.redirectURI.isEmpty
                    && request.redirectURI.map { target in
                        found.client.redirectURIs.contains { $0.utf8.elementsEqual(target.utf8) }
                    } == true)
        else { throw OAuthError(.invalidGrant, "redirect_uri is not the one of the authorization request.") }
        guard PKCE.Challenge(authorization.challenge, method: "S256")?.isAnswered(by: verifier) == true else {
            throw OAuthError(.invalidGrant, "code_verifier does not answer the code_challenge (RFC 7636).")
        }
        let audience = try audience(request.resource, of: authorization)
        // First what can fail.
        let idToken = try await idToken(of: authorization, now)
        let (access, refresh) = (Secret.generate(.oauthAccess), Secret.generate(.oauthRefresh))
        let isFirst = try await oauth.redeem(
            authorization, token: token(access, authorization.scopes, audience, now), refresh: refresh.digest,
            until: now.adding(seconds: Self.connectionLife))
        guard isFirst else { throw refused }
        return Tokens(
            access: access, expiresIn: Self.accessLife, refresh: refresh, scopes: authorization.scopes, idToken: idToken
        )
    }

    private func token(_ secret: Secret, _ scopes: [String], _ audience: TokenAudience, _ now: Timestamp)
        -> NewAccessToken
    {
        NewAccessToken(
            digest: secret.digest, scopes: scopes, audience: audience, createdAt: now,
            expiresAt: now.adding(seconds: Self.accessLife))
    }

    /// "the resource parameter … in a token request … MUST NOT" reach beyond what was authorized (RFC 8707, 2.2).
    private func audience(_ resource: String?, of authorization: StoredAuthorization) throws(OAuthError)
        -> TokenAudience
    {
        guard let resource, !resource.isEmpty else { return authorization.audience }
        guard let named = TokenAudience(resource: resource, issuer: issuer), authorization.audience.covers(named) else {
            throw OAuthError(.invalidTarget, "This connection is not for that resource.")
        }
        return named
    }

    // MARK: A refresh token

    private func refresh(_ request: TokenRequest, _ found: FoundClient, from origin: Logins.Origin) async throws
        -> Tokens
    {
        guard let presented = request.refreshToken, !presented.isEmpty else {
            throw OAuthError(.invalidRequest, "refresh_token is missing.")
        }
        let refused = OAuthError(
            .invalidGrant, "The refresh token does not hold: it is unknown, used, expired, revoked or another client's."
        )
        guard let digest = Self.refreshTokens.parse(presented).parsed?.digest,
            let stored = try await oauth.refreshToken(digest)
        else {
            try limitStrangers(origin.address)
            throw refused
        }
        let authorization = stored.authorization
        guard authorization.client == found.client.id else { throw refused }
        // "The scope of the refresh token … MUST NOT include any scope not originally granted" (RFC 6749, 6)
        var scopes = authorization.scopes
        let asked = OAuthScopes.split(request.scope ?? "")
        if !asked.isEmpty {
            guard asked.allSatisfy(authorization.scopes.contains) else {
                throw OAuthError(
                    .invalidScope, "A refresh cannot widen the scope; it was: \(scopes.joined(separator: " ")).")
            }
            scopes = asked
        }
        let audience = try audience(request.resource, of: authorization)
        let now = clock.now()
        let idToken = scopes.contains(OAuthScopes.openID) ? try await idToken(of: authorization, now) : nil
        let access = Secret.generate(.oauthAccess)
        let decision = try await oauth.rotate(
            digest, of: authorization, token: token(access, scopes, audience, now)
        ) { [rotation] token in
            try rotation.decide(token, presented: presented, session: authorization.id, at: now)
        }
        switch decision {
        case .rotate(let successor, _), .again(let successor):
            return Tokens(
                access: access, expiresIn: Self.accessLife, refresh: successor, scopes: scopes, idToken: idToken)
        case .reused:
            // "revoke the active refresh token" and with it the whole family (RFC 9700, 4.14.2).
            try await oauth.end(authorization, reason: "refresh token reused", at: now)
            try await AccessChanges.untilInForce()
            throw refused
        case .over: throw refused
        }
    }

    // MARK: The client itself

    private func actForItself(_ request: TokenRequest, _ found: FoundClient) async throws -> Tokens {
        guard let tenant = found.tenant, found.client.isConfidential else {
            throw OAuthError(.unauthorizedClient, "Only a tenant's own confidential client may act for itself.")
        }
        let asked = OAuthScopes.split(request.scope ?? "")
        if let fault = OAuthScopes.fault(in: asked, for: found.client) { throw fault }
        guard !asked.contains(where: OAuthScopes.identity.contains) else {
            throw OAuthError(.invalidScope, "A client that acts for itself is nobody: there is no identity to ask for.")
        }
        let all = found.client.scopes.filter { !OAuthScopes.identity.contains($0) }
        let scopes = asked.isEmpty ? (all.isEmpty ? OAuthScopes.whereNoneAsked : all) : asked
        var audience = TokenAudience.server
        if let resource = request.resource, !resource.isEmpty {
            guard let named = TokenAudience(resource: resource, issuer: issuer) else {
                throw OAuthError(.invalidTarget, "There is no such resource here.")
            }
            audience = named
        }
        let now = clock.now()
        let access = Secret.generate(.oauthAccess)
        try await oauth.keep(
            NewAuthorization(
                tenant: tenant, id: try await store.newID(for: .grants), client: found.client.id, grant: nil, user: nil,
                scopes: scopes, audience: audience, code: nil, codeExpiresAt: nil, challenge: "", redirectURI: "",
                nonce: "", authenticatedAt: nil, createdAt: now, expiresAt: now.adding(seconds: Self.accessLife)),
            token: token(access, scopes, audience, now))
        return Tokens(access: access, expiresIn: Self.accessLife, refresh: nil, scopes: scopes, idToken: nil)
    }
}
