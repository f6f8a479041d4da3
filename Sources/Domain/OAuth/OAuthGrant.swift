/// What a person lets an app do in a tenant: their consent, which holds until it is withdrawn.
public struct OAuthGrant: Editable {
    public static var resource: Resource { .grants }

    public var id: Int64
    public var uuid: UUIDv7
    public var userID: Int64
    /// The app's row.
    public var clientID: Int64
    public var scopes: [String]
    /// The customers and projects that it is limited to; both empty: all of the tenant.
    public var customerIDs: [Int64]
    public var projectIDs: [Int64]
    public var revokedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, userID: Int64, clientID: Int64, scopes: [String], customerIDs: [Int64],
        projectIDs: [Int64], revokedAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.userID = userID
        self.clientID = clientID
        self.scopes = scopes
        self.customerIDs = customerIDs
        self.projectIDs = projectIDs
        self.revokedAt = revokedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<OAuthGrant>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("user_id") { .integer($0.userID) },
        Attribute("client_id") { .integer($0.clientID) },
        Attribute("scopes") { .texts($0.scopes) },
        Attribute("customer_ids") { .integers($0.customerIDs) },
        Attribute("project_ids") { .integers($0.projectIDs) },
        Attribute("revoked_at") { $0.revokedAt.map(Value.timestamp) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<OAuthGrant>] = []
}

/// A consent as the person sees it in the list of what they connected.
public struct AuthorizedApp: Sendable {
    public let grant: Int64
    public let tenant: TenantScope
    public let tenantName: String
    public let clientName: String
    public let redirectURIs: [String]
    public let isVerified: Bool
    public let scopes: [String]
    /// To chosen customers or projects.
    public let isLimited: Bool
    public let since: Timestamp
    public let usedAt: Timestamp?

    public init(
        grant: Int64, tenant: TenantScope, tenantName: String, clientName: String, redirectURIs: [String],
        isVerified: Bool, scopes: [String], isLimited: Bool, since: Timestamp, usedAt: Timestamp?
    ) {
        self.grant = grant
        self.tenant = tenant
        self.tenantName = tenantName
        self.clientName = clientName
        self.redirectURIs = redirectURIs
        self.isVerified = isVerified
        self.scopes = scopes
        self.isLimited = isLimited
        self.since = since
        self.usedAt = usedAt
    }
}
