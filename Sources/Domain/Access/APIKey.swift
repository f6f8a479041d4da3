/// A key as it is kept: everything but the secret.
public struct APIKey: Entity {
    public static var resource: Resource { .keys }

    public var id: Int64
    public var uuid: UUIDv7
    public var name: String
    public var family: String
    /// What of the secret is shown: the family's prefix and four characters.
    public var prefix: String
    public var digest: [UInt8]
    public var scopes: [String]
    /// Such as `600/min`; nil: the daemon's default.
    public var rateLimit: String?
    public var allowlist: [String]
    public static let mostAddresses = 100
    /// The customers and projects that it is limited to; both empty: it is not. See ``AccessLimit``.
    public var customerIDs: [Int64]
    public var projectIDs: [Int64]
    public var notes: String
    /// Caps what the scopes allow.
    public var roleID: Int64?
    /// Whose key it is; nil: the tenant's own, a service key.
    public var createdBy: Int64?
    public var integrationID: Int64?
    public var rotatedFrom: Int64?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp?
    public var revokedAt: Timestamp?
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, name: String, family: String, prefix: String, digest: [UInt8], scopes: [String],
        rateLimit: String?, allowlist: [String], customerIDs: [Int64] = [], projectIDs: [Int64] = [], notes: String,
        roleID: Int64?, createdBy: Int64?,
        integrationID: Int64?, rotatedFrom: Int64?,
        createdAt: Timestamp, expiresAt: Timestamp?, revokedAt: Timestamp?, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.name = name
        self.family = family
        self.prefix = prefix
        self.digest = digest
        self.scopes = scopes
        self.rateLimit = rateLimit
        self.allowlist = allowlist
        self.customerIDs = customerIDs
        self.projectIDs = projectIDs
        self.notes = notes
        self.roleID = roleID
        self.createdBy = createdBy
        self.integrationID = integrationID
        self.rotatedFrom = rotatedFrom
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.version = version
    }

    public static let attributes: [Attribute<APIKey>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("name") { .text($0.name) },
        Attribute("family") { .text($0.family) },
        Attribute("prefix") { .text($0.prefix) },
        // Never shown, not even in the audit.
        Attribute("digest", isContent: false) { .bytes($0.digest) },
        Attribute("scopes") { .texts($0.scopes) },
        Attribute("rate_limit") { $0.rateLimit.map(Value.text) ?? .null },
        Attribute("allowlist") { .texts($0.allowlist) },
        Attribute("customer_ids") { .integers($0.customerIDs) },
        Attribute("project_ids") { .integers($0.projectIDs) },
        Attribute("notes") { .text($0.notes) },
        Attribute("role_id") { $0.roleID.map(Value.integer) ?? .null },
        Attribute("created_by") { $0.createdBy.map(Value.integer) ?? .null },
        Attribute("integration_id") { $0.integrationID.map(Value.integer) ?? .null },
        Attribute("rotated_from") { $0.rotatedFrom.map(Value.integer) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("expires_at") { $0.expiresAt.map(Value.timestamp) ?? .null },
        Attribute("revoked_at") { $0.revokedAt.map(Value.timestamp) ?? .null },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<APIKey>] = [
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) }
    ]

    public static let nameRule = TextRule(1...200)
    public static let notesRule = TextRule(0...2000, .lines)

    public enum Status: String, Sendable, CaseIterable {
        case active, expired, revoked
    }

    public func status(at moment: Timestamp) -> Status {
        if revokedAt != nil { return .revoked }
        if let expiresAt, expiresAt <= moment { return .expired }
        return .active
    }
}
