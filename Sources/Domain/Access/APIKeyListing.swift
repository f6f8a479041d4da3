/// A key as it is shown: with its status at that moment, how it has been used, and the names of what belongs to it.
public struct APIKeyListing: Entity {
    public static var resource: Resource { .keys }

    public var key: APIKey
    public var status: APIKey.Status
    public var usageCount: Int64
    public var lastUsedAt: Timestamp?
    public var lastUsedIP: String?
    /// Neither made nor used within 90 days.
    public var isUnused: Bool
    public var roleName: String?
    public var integrationName: String?
    /// The creator's address; nil for a service key.
    public var creator: String?

    public var id: Int64 { key.id }
    public var version: Int64 { key.version }

    public init(
        key: APIKey, status: APIKey.Status, usageCount: Int64, lastUsedAt: Timestamp?, lastUsedIP: String?,
        isUnused: Bool, roleName: String?, integrationName: String?, creator: String?
    ) {
        self.key = key
        self.status = status
        self.usageCount = usageCount
        self.lastUsedAt = lastUsedAt
        self.lastUsedIP = lastUsedIP
        self.isUnused = isUnused
        self.roleName = roleName
        self.integrationName = integrationName
        self.creator = creator
    }

    /// One that nobody has used.
    public init(new key: APIKey, at now: Timestamp) {
        self.init(
            key: key, status: key.status(at: now), usageCount: 0, lastUsedAt: nil, lastUsedIP: nil, isUnused: false,
            roleName: nil, integrationName: nil, creator: nil)
    }

    /// The same after a change of the key.
    func with(_ key: APIKey, at now: Timestamp) -> APIKeyListing {
        var listing = self
        listing.key = key
        listing.status = key.status(at: now)
        return listing
    }

    public static let attributes: [Attribute<APIKeyListing>] =
        APIKey.attributes.map { attribute in
            Attribute(attribute.name, isContent: attribute.isContent) { attribute.value($0.key) }
        } + [
            Attribute("status") { .text($0.status.rawValue) },
            Attribute("usage_count") { .integer($0.usageCount) },
            Attribute("last_used_at") { $0.lastUsedAt.map(Value.timestamp) ?? .null },
            Attribute("last_used_ip") { $0.lastUsedIP.map(Value.text) ?? .null },
            Attribute("is_unused") { .boolean($0.isUnused) },
            Attribute("role_name") { $0.roleName.map(Value.text) ?? .null },
            Attribute("integration_name") { $0.integrationName.map(Value.text) ?? .null },
            Attribute("creator") { $0.creator.map(Value.text) ?? .null },
        ]

    public static let orderings: [Ordering<APIKeyListing>] = [
        Ordering("created_at", .timestamp) { .timestamp($0.key.createdAt) },
        Ordering("usage_count", .integer) { .integer($0.usageCount) },
    ]
}
