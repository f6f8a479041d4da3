public import AuthCore

/// What the members and keys that have it may do at most: one of the daemon's own roles, or one of the tenant's.
public struct Role: Editable {
    public static var resource: Resource { .roles }

    public var id: Int64
    public var uuid: UUIDv7
    public var name: String
    public var description: String
    public var builtin: BuiltinRole?
    /// Canonical scopes; empty for a built-in role, whose permissions are in the code.
    public var permissions: [String]
    public var isDeleted: Bool
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, name: String, description: String, builtin: BuiltinRole?, permissions: [String],
        isDeleted: Bool = false, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.name = name
        self.description = description
        self.builtin = builtin
        self.permissions = permissions
        self.isDeleted = isDeleted
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Role>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("name") { .text($0.name) },
        Attribute("description") { .text($0.description) },
        Attribute("builtin") { $0.builtin.map { .text($0.rawValue) } ?? .null },
        Attribute("permissions") { .texts($0.permissions) },
        Attribute("is_deleted") { .boolean($0.isDeleted) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Role>] = [
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) }
    ]

    public enum Rule {
        public static let name = TextRule(1...100)
        public static let description = TextRule(0...1000, .lines)
    }

    /// What it allows now.
    public var permissionSet: PermissionSet {
        StoredRole(builtin: builtin?.rawValue, permissions: isDeleted ? [] : permissions).permissions
    }
}

/// The roles that every tenant has. What they may do grows with what there is.
public enum BuiltinRole: String, Sendable, CaseIterable {
    case owner, manager, support, accounting
    case readOnly = "read_only"

    /// What a company's daily business is about, as opposed to who may do what.
    private static let business: [Resource] = [
        .customers, .projects, .invoices, .estimates, .cra, .documents, .workItems, .tasks, .devices,
    ]

    /// As scopes.
    public var scopes: [String] {
        switch self {
        case .owner: ["*:*"]
        case .manager:
            Self.business.map { "\($0.rawValue):*" }
                + [
                    "context:read", "users:*", "roles:read", "keys:*", "integrations:*",
                    "webhooks:*", "usage:read", "audit:read",
                ]
        case .support:
            ["customers", "work_items", "tasks", "devices"].flatMap { ["\($0):read", "\($0):write"] }
                + ["projects:read", "documents:read", "documents:import"]
        case .accounting:
            ["invoices", "estimates"].flatMap { ["\($0):read", "\($0):write"] }
                + ["customers:read", "projects:read", "cra:read", "context:read", "usage:read"]
        case .readOnly: Self.business.map { "\($0.rawValue):read" } + ["context:read"]
        }
    }

    public var permissions: PermissionSet { PermissionSet(knownIn: scopes) }
}

extension PermissionSet {
    /// What these scopes allow; one that this version does not know allows nothing.
    init(knownIn scopes: [String]) {
        self = scopes.reduce(into: PermissionSet()) { set, scope in
            if let known = try? Permission.catalog.parse([scope]) { set = set.union(known) }
        }
    }
}

/// A role as a lookup finds it.
public struct StoredRole: Sendable {
    public let builtin: String?
    private let scopes: [String]

    public init(builtin: String?, permissions: [String]) {
        self.builtin = builtin
        scopes = permissions
    }

    /// A built-in role that this version does not know allows nothing.
    public var permissions: PermissionSet {
        guard let builtin else { return PermissionSet(knownIn: scopes) }
        return BuiltinRole(rawValue: builtin)?.permissions ?? PermissionSet()
    }
}
