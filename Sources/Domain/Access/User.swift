/// A person who can log in. Known by the email address; may be a member of several tenants.
public struct User: Editable {
    public static var resource: Resource { .users }

    public var id: Int64
    public var uuid: UUIDv7
    public var email: String
    public var name: String
    /// scrypt, with its salt and costs; nil: no password has been set.
    public var password: String?
    public var passwordChangedAt: Timestamp?
    /// When a link that was sent to the address came back.
    public var emailVerifiedAt: Timestamp?
    public var lockedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, email: String, name: String, password: String?, passwordChangedAt: Timestamp?,
        emailVerifiedAt: Timestamp? = nil, lockedAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp,
        version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.email = email
        self.name = name
        self.password = password
        self.passwordChangedAt = passwordChangedAt
        self.emailVerifiedAt = emailVerifiedAt
        self.lockedAt = lockedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<User>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("email") { .text($0.email) },
        Attribute("name") { .text($0.name) },
        // Never shown, not even in the audit; that it was changed is.
        Attribute("password", isContent: false) { $0.password.map(Value.text) ?? .null },
        Attribute("password_changed_at") { $0.passwordChangedAt.map(Value.timestamp) ?? .null },
        Attribute("email_verified_at") { $0.emailVerifiedAt.map(Value.timestamp) ?? .null },
        Attribute("locked_at") { $0.lockedAt.map(Value.timestamp) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<User>] = []

    public enum Rule {
        public static let email = TextRule(3...254, .email)
        public static let name = TextRule(0...200)
        public static let password = TextRule(8...1024, .lines)
    }
}

/// That a user belongs to a tenant, in a role.
public struct Membership: Editable {
    public static var resource: Resource { .memberships }

    public var id: Int64
    public var uuid: UUIDv7
    public var userID: Int64
    public var roleID: Int64
    public var endedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, userID: Int64, roleID: Int64, endedAt: Timestamp?, createdAt: Timestamp,
        updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.userID = userID
        self.roleID = roleID
        self.endedAt = endedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Membership>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("user_id") { .integer($0.userID) },
        Attribute("role_id") { .integer($0.roleID) },
        Attribute("ended_at") { $0.endedAt.map(Value.timestamp) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Membership>] = []
}

/// A member as a tenant sees them.
public struct Member: Sendable {
    public let membershipID: Int64
    public let userID: Int64
    public let email: String
    public let name: String
    public let roleID: Int64
    public let roleName: String
    public let lockedAt: Timestamp?
    public let endedAt: Timestamp?

    public init(
        membershipID: Int64, userID: Int64, email: String, name: String, roleID: Int64, roleName: String,
        lockedAt: Timestamp?, endedAt: Timestamp?
    ) {
        self.membershipID = membershipID
        self.userID = userID
        self.email = email
        self.name = name
        self.roleID = roleID
        self.roleName = roleName
        self.lockedAt = lockedAt
        self.endedAt = endedAt
    }
}
