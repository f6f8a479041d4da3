/// How many have a role: what keeps it from being deleted.
public struct RoleHolders: Entity {
    public static var resource: Resource { .roles }

    /// The role's.
    public var id: Int64
    public var members: Int64
    /// Members who have not chosen a password yet.
    public var invited: Int64
    /// Those of the test environment among them; a key that was revoked is none.
    public var keys: Int64
    public var version: Int64

    public init(id: Int64, members: Int64, invited: Int64, keys: Int64, version: Int64) {
        self.id = id
        self.members = members
        self.invited = invited
        self.keys = keys
        self.version = version
    }

    public var isNone: Bool { members == 0 && invited == 0 && keys == 0 }

    public static let attributes: [Attribute<RoleHolders>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("members") { .integer($0.members) },
        Attribute("invited") { .integer($0.invited) },
        Attribute("keys") { .integer($0.keys) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<RoleHolders>] = []
}
