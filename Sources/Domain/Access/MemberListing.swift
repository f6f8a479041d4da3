/// A member as a tenant's pages show them.
public struct MemberListing: Entity {
    public static var resource: Resource { .memberships }

    public enum Status: String, Sendable, CaseIterable {
        case active
        /// No password has been set yet.
        case invited
        case locked, ended
    }

    /// The membership's.
    public var id: Int64
    public var userID: Int64
    public var email: String
    public var name: String
    public var roleID: Int64
    public var roleName: String
    public var isOwner: Bool
    /// Whether this tenant keeps the user's row: nobody else locks the user or sends an invitation again.
    public var isHome: Bool
    public var lockedAt: Timestamp?
    public var endedAt: Timestamp?
    public var hasPassword: Bool
    public var hasSecondFactor: Bool
    /// Into this tenant.
    public var lastLoginAt: Timestamp?
    public var createdAt: Timestamp
    public var version: Int64

    public var status: Status {
        endedAt != nil ? .ended : lockedAt != nil ? .locked : hasPassword ? .active : .invited
    }

    public init(
        id: Int64, userID: Int64, email: String, name: String, roleID: Int64, roleName: String, isOwner: Bool,
        isHome: Bool, lockedAt: Timestamp?, endedAt: Timestamp?, hasPassword: Bool, hasSecondFactor: Bool,
        lastLoginAt: Timestamp?, createdAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.userID = userID
        self.email = email
        self.name = name
        self.roleID = roleID
        self.roleName = roleName
        self.isOwner = isOwner
        self.isHome = isHome
        self.lockedAt = lockedAt
        self.endedAt = endedAt
        self.hasPassword = hasPassword
        self.hasSecondFactor = hasSecondFactor
        self.lastLoginAt = lastLoginAt
        self.createdAt = createdAt
        self.version = version
    }

    public static let attributes: [Attribute<MemberListing>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("user_id") { .integer($0.userID) },
        Attribute("email") { .text($0.email) },
        Attribute("name") { .text($0.name) },
        Attribute("role_id") { .integer($0.roleID) },
        Attribute("role_name") { .text($0.roleName) },
        Attribute("is_owner") { .boolean($0.isOwner) },
        Attribute("is_home") { .boolean($0.isHome) },
        Attribute("locked_at") { $0.lockedAt.map(Value.timestamp) ?? .null },
        Attribute("ended_at") { $0.endedAt.map(Value.timestamp) ?? .null },
        Attribute("has_password") { .boolean($0.hasPassword) },
        Attribute("has_second_factor") { .boolean($0.hasSecondFactor) },
        Attribute("last_login_at") { $0.lastLoginAt.map(Value.timestamp) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
        Attribute("status") { .text($0.status.rawValue) },
    ]

    public static let orderings: [Ordering<MemberListing>] = [
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
        Ordering("email", .text) { .text($0.email) },
        Ordering("name", .text) { .text($0.name) },
        Ordering("role_name", .text) { .text($0.roleName) },
        // Who never logged in comes before everybody.
        Ordering("last_login_at", .timestamp, column: "last_login_order") {
            .timestamp($0.lastLoginAt ?? Timestamp(microseconds: 0))
        },
    ]
}
