public import AuthCore

/// An app that people may connect (RFC 6749's client): whom its answers go to, how it proves who it is, and what it may
/// ask for at most.
public struct OAuthClient: Editable {
    public static var resource: Resource { .apps }

    /// How it became known.
    public enum Origin: String, Sendable {
        /// An operator made it.
        case `operator`
        /// It registered itself (RFC 7591).
        case registration
        /// Its identifier is the URL of a document that describes it.
        case metadata
    }

    /// How a client authenticates at the token endpoint.
    public enum AuthMethod: String, Sendable, CaseIterable {
        case none
        case basic = "client_secret_basic"
        case post = "client_secret_post"
        case assertion = "private_key_jwt"
    }

    public enum GrantType: String, Sendable, CaseIterable {
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var clientID: String
    public var name: String
    public var origin: Origin
    /// Confidential: it can keep a secret, and has to show one (RFC 6749, 2.1).
    public var isConfidential: Bool
    public var secretDigest: SecretDigest?
    public var authMethods: [AuthMethod]
    public var redirectURIs: [String]
    public var grantTypes: [GrantType]
    /// Empty: whatever apps may.
    public var scopes: [String]
    /// A JSON Web Key Set; empty: none.
    public var jwks: String
    public var jwksURI: String
    /// Its own page; shown to people, never fetched.
    public var clientURI: String
    /// An operator vouches for it; people are warned of all others.
    public var isVerified: Bool
    /// What it writes has to be approved as shown.
    public var needsApproval: Bool
    public var disabledAt: Timestamp?
    /// A consent that was given before is asked for again: answers go elsewhere since, or somebody else has the secret.
    public internal(set) var consentAfter: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, clientID: String, name: String, origin: Origin, isConfidential: Bool,
        secretDigest: SecretDigest?, authMethods: [AuthMethod], redirectURIs: [String], grantTypes: [GrantType],
        scopes: [String], jwks: String, jwksURI: String, clientURI: String, isVerified: Bool, needsApproval: Bool,
        disabledAt: Timestamp?, consentAfter: Timestamp? = nil, createdAt: Timestamp, updatedAt: Timestamp,
        version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.clientID = clientID
        self.name = name
        self.origin = origin
        self.isConfidential = isConfidential
        self.secretDigest = secretDigest
        self.authMethods = authMethods
        self.redirectURIs = redirectURIs
        self.grantTypes = grantTypes
        self.scopes = scopes
        self.jwks = jwks
        self.jwksURI = jwksURI
        self.clientURI = clientURI
        self.isVerified = isVerified
        self.needsApproval = needsApproval
        self.disabledAt = disabledAt
        self.consentAfter = consentAfter
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<OAuthClient>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("client_id") { .text($0.clientID) },
        Attribute("name") { .text($0.name) },
        Attribute("origin") { .text($0.origin.rawValue) },
        Attribute("is_confidential") { .boolean($0.isConfidential) },
        Attribute("secret_digest") { $0.secretDigest.map { .bytes($0.bytes) } ?? .null },
        Attribute("auth_methods") { .texts($0.authMethods.map(\.rawValue)) },
        Attribute("redirect_uris") { .texts($0.redirectURIs) },
        Attribute("grant_types") { .texts($0.grantTypes.map(\.rawValue)) },
        Attribute("scopes") { .texts($0.scopes) },
        Attribute("jwks") { .text($0.jwks) },
        Attribute("jwks_uri") { .text($0.jwksURI) },
        Attribute("client_uri") { .text($0.clientURI) },
        Attribute("is_verified") { .boolean($0.isVerified) },
        Attribute("needs_approval") { .boolean($0.needsApproval) },
        Attribute("disabled_at") { $0.disabledAt.map(Value.timestamp) ?? .null },
        // A consequence: what has changed is told by the rest.
        Attribute("consent_after", isContent: false) { $0.consentAfter.map(Value.timestamp) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<OAuthClient>] = []

    /// Its answers go to these addresses from now on. Where one of them is new, people are asked again.
    mutating func redirect(to addresses: [String], at now: Timestamp) {
        if !Set(addresses).isSubset(of: redirectURIs) { consentAfter = now }
        redirectURIs = addresses
    }

    /// Whether a consent still says who may have what, and where it goes.
    func isBound(by consent: OAuthGrant) -> Bool {
        consentAfter.map { consent.updatedAt > $0 } ?? true
    }

    public enum Rule {
        public static let name = TextRule(1...100)
        /// At most so many addresses.
        public static let redirects = 1...20
    }
}

/// A client with the tenant that keeps it.
public struct FoundClient: Sendable {
    public let client: OAuthClient
    public let home: TenantScope
    /// Until when its metadata document need not be read again.
    public let freshUntil: Timestamp?
    public let usedAt: Timestamp?

    public init(client: OAuthClient, home: TenantScope, freshUntil: Timestamp?, usedAt: Timestamp?) {
        self.client = client
        self.home = home
        self.freshUntil = freshUntil
        self.usedAt = usedAt
    }

    /// Nil: any tenant's people may connect it.
    public var tenant: TenantScope? { home == .nobodys ? nil : home }
}

extension TenantScope {
    /// Where apps stand that are no tenant's own.
    public static let nobodys = TenantScope(id: 0)
}
