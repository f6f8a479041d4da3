public import AuthCore

/// What the authorization server asks of the database before a tenant is known, and its writes that are no business
/// rows.
public protocol OAuthStore: Sendable {
    func client(_ clientID: String) async throws -> FoundClient?
    func client(row: Int64) async throws -> FoundClient?
    /// A metadata document was read, and need not be again until then.
    func keepFresh(_ client: FoundClient, until: Timestamp) async throws
    /// Writes down that the client is used, unless that was done since then.
    func keepUse(of client: FoundClient, at now: Timestamp, unlessSince moment: Timestamp) async throws
    /// False where the client has authenticated with this assertion before.
    func useAssertion(_ digest: SecretDigest, of client: FoundClient, until: Timestamp) async throws -> Bool

    func grant(of user: Int64, client: Int64, in tenant: TenantScope) async throws -> OAuthGrant?
    func grant(_ id: Int64, in tenant: TenantScope) async throws -> OAuthGrant?
    /// What somebody let apps do, in all tenants: the first of them by name, or the one that is named.
    func authorizedApps(of user: Int64, grant: Int64?) async throws -> [AuthorizedApp]
    /// What all of a tenant's people let apps do, the latest first.
    func connections(_ query: OAuthConnectionQuery, in tenant: TenantScope) async throws -> [OAuthConnection]

    /// A connection that begins: with its code, or, where a client acts for itself, with its only access token.
    func keep(_ authorization: NewAuthorization, token: NewAccessToken?) async throws
    func authorization(ofCode digest: SecretDigest) async throws -> StoredAuthorization?
    func authorization(_ id: Int64) async throws -> StoredAuthorization?
    /// Uses the code up and keeps the first tokens, in one transaction. False where the code was used before.
    func redeem(
        _ authorization: StoredAuthorization, token: NewAccessToken, refresh: SecretDigest, until: Timestamp
    ) async throws -> Bool
    func end(_ authorization: StoredAuthorization, reason: String, at now: Timestamp) async throws

    func token(_ digest: SecretDigest) async throws -> StoredAccessToken?
    func revoke(_ token: StoredAccessToken, at now: Timestamp) async throws
    func refreshToken(_ digest: SecretDigest) async throws -> FoundRefreshToken?
    /// Reads a refresh token while its family stands still, and writes what was decided about it.
    func rotate(
        _ digest: SecretDigest, of authorization: StoredAuthorization, token: NewAccessToken,
        _ decide: @Sendable (StoredRefreshToken) throws -> RefreshDecision
    ) async throws -> RefreshDecision
}

/// A connection before it is kept.
public struct NewAuthorization: Sendable {
    public let tenant: TenantScope
    public let id: Int64
    public let client: Int64
    public let grant: Int64?
    public let user: Int64?
    public let scopes: [String]
    public let audience: TokenAudience
    public let code: SecretDigest?
    public let codeExpiresAt: Timestamp?
    public let challenge: String
    /// Empty where the request named none.
    public let redirectURI: String
    public let nonce: String
    public let authenticatedAt: Timestamp?
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
}

/// An access token before it is kept.
public struct NewAccessToken: Sendable {
    public let digest: SecretDigest
    public let scopes: [String]
    public let audience: TokenAudience
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
}

/// A connection as a lookup finds it, ended ones included, with what its person may do in the tenant now.
public struct StoredAuthorization: Sendable {
    public let tenant: TenantScope
    public let id: Int64
    /// The app's row.
    public let client: Int64
    public let clientID: String
    public let clientName: String
    public let needsApproval: Bool
    public let scopes: [String]
    public let audience: TokenAudience
    public let codeExpiresAt: Timestamp?
    public let codeUsedAt: Timestamp?
    public let challenge: String
    public let redirectURI: String
    public let nonce: String
    public let authenticatedAt: Timestamp?
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    /// Also where the app is disabled, the consent withdrawn, or the person locked or no member any more.
    public let endedAt: Timestamp?
    /// Nil: the app acts for itself.
    public let person: Person?
    public let subdomain: String
    public let currency: String
    public let timeZone: String
    /// Whose writes the tenant wants approved.
    public let approval: Tenant.Approval
    /// What the person limited it to; nil: all of the tenant.
    public let limit: AccessLimit?

    public struct Person: Sendable {
        public let id: Int64
        public let email: String
        public let name: String
        public let isEmailVerified: Bool
        public let role: StoredRole

        public init(id: Int64, email: String, name: String, isEmailVerified: Bool, role: StoredRole) {
            self.id = id
            self.email = email
            self.name = name
            self.isEmailVerified = isEmailVerified
            self.role = role
        }
    }

    public init(
        tenant: TenantScope, id: Int64, client: Int64, clientID: String, clientName: String, needsApproval: Bool,
        scopes: [String], audience: TokenAudience, codeExpiresAt: Timestamp?, codeUsedAt: Timestamp?,
        challenge: String, redirectURI: String, nonce: String, authenticatedAt: Timestamp?, createdAt: Timestamp,
        expiresAt: Timestamp, endedAt: Timestamp?, person: Person?, subdomain: String, currency: String,
        timeZone: String, approval: Tenant.Approval, limit: AccessLimit?
    ) {
        self.tenant = tenant
        self.id = id
        self.client = client
        self.clientID = clientID
        self.clientName = clientName
        self.needsApproval = needsApproval
        self.scopes = scopes
        self.audience = audience
        self.codeExpiresAt = codeExpiresAt
        self.codeUsedAt = codeUsedAt
        self.challenge = challenge
        self.redirectURI = redirectURI
        self.nonce = nonce
        self.authenticatedAt = authenticatedAt
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
        self.person = person
        self.subdomain = subdomain
        self.currency = currency
        self.timeZone = timeZone
        self.approval = approval
        self.limit = limit
    }
}

/// An access token as a lookup finds it, whatever has become of it.
public struct StoredAccessToken: Sendable {
    public let digest: SecretDigest
    public let authorization: StoredAuthorization
    /// No more than the connection's.
    public let scopes: [String]
    public let audience: TokenAudience
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    public let revokedAt: Timestamp?

    public var endedAt: Timestamp? { revokedAt ?? authorization.endedAt }

    public init(
        digest: SecretDigest, authorization: StoredAuthorization, scopes: [String], audience: TokenAudience,
        createdAt: Timestamp, expiresAt: Timestamp, revokedAt: Timestamp?
    ) {
        self.digest = digest
        self.authorization = authorization
        self.scopes = scopes
        self.audience = audience
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}

/// A refresh token as a lookup finds it.
public struct FoundRefreshToken: Sendable {
    public let authorization: StoredAuthorization
    public let createdAt: Timestamp
    public let usedAt: Timestamp?

    public init(authorization: StoredAuthorization, createdAt: Timestamp, usedAt: Timestamp?) {
        self.authorization = authorization
        self.createdAt = createdAt
        self.usedAt = usedAt
    }
}
