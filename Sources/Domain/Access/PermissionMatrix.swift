public import AuthCore

/// What each role may do with each kind of thing: roles beside resources and verbs.
public struct PermissionMatrix: Sendable {
    /// One thing that can be permitted.
    public struct Cell: Sendable, Hashable {
        /// `read`, or a verb of the resource's own such as `import`.
        public let verb: String
        /// `customers:read`: what a form sends and what is stored.
        public let scope: String
        public let permission: Permission
    }

    public struct Group: Sendable {
        public let resource: String
        /// Create, read, update, delete, and then the resource's own.
        public let cells: [Cell]
    }

    /// Every resource, in the catalogue's order.
    public static let groups: [Group] = {
        let catalog = Permission.catalog
        return catalog.resources.map { resource in
            let actions = PermissionAction.allCases.compactMap { action in
                catalog.permission(resource, action).map {
                    Cell(verb: action.name, scope: "\(resource):\(action.name)", permission: $0)
                }
            }
            let verbs = catalog.verbs.filter { $0.resource == resource }.compactMap { verb in
                catalog.permission(resource, verb: verb.verb).map {
                    Cell(verb: verb.verb, scope: "\(resource):\(verb.verb)", permission: $0)
                }
            }
            return Group(resource: resource, cells: actions + verbs)
        }
    }()

    /// Built-in ones and the tenant's own, by their ids; at most 200.
    public let roles: [Role]
    private let sets: [Int64: PermissionSet]

    public init(_ roles: [Role]) {
        self.roles = roles
        sets = Dictionary(roles.map { ($0.id, $0.permissionSet) }, uniquingKeysWith: { first, _ in first })
    }

    public func allows(_ permission: Permission, to role: Role) -> Bool {
        sets[role.id]?.contains(permission) ?? false
    }

    /// - Parameter caller: permitted ``RoleActions/list``.
    public static func read(for caller: Authorization, from store: any Store) async throws -> PermissionMatrix {
        PermissionMatrix(try await store.roles.list(.standing, in: caller.principal.account).rows)
    }
}
