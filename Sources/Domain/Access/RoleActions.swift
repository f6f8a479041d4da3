internal import AuthCore

/// What can be done with roles.
public enum RoleActions {
    public struct Fields: Sendable {
        public var name: String?
        public var description: String?
        public var permissions: [String]?

        public init() {}

        fileprivate func apply(to role: inout Role, _ context: ActionContext) throws {
            var faults: [Fault] = []
            if let name, let fault = Role.Rule.name.fault(in: name) {
                faults.append(Fault("name", fault.code, fault.message))
            }
            if let description, let fault = Role.Rule.description.fault(in: description) {
                faults.append(Fault("description", fault.code, fault.message))
            }
            if let permissions {
                do {
                    let wanted = try Permission.catalog.parse(permissions)
                    let old = role.permissionSet
                    try context.requireAll(wanted.subtracting(old).union(old.subtracting(wanted)))
                    role.permissions = Permission.catalog.names(of: wanted)
                } catch let error as PermissionError {
                    faults.append(Fault("permissions", .choice, "\(error)"))
                }
            }
            if !faults.isEmpty { throw Problem.invalid(faults) }
            name.assign(to: &role.name)
            description.assign(to: &role.description)
        }
    }

    public static let list = Operation(
        "roles.list", "Lists the roles and what they allow.", needs: .of(.read, .roles), effect: .read)

    public static let create = Action<Fields, Role>(
        Operation("roles.create", "Creates a role of the tenant's own.", needs: .of(.create, .roles), effect: .create)
    ) { fields, context in
        try context.requireLive()
        var role = Role(
            id: try await context.newID(for: .roles), uuid: context.newUUID(), name: try fields.name.required("name"),
            description: "", builtin: nil, permissions: [], createdAt: context.now, updatedAt: context.now, version: 1)
        try fields.apply(to: &role, context)
        return Decision(changes: [.create(role)], output: role)
    }

    /// Changes what is said; nobody adds or takes away a permission that they have not.
    public static let update = Action<Update<Fields>, Role>.update(
        Operation("roles.update", "Changes a role of the tenant's own.", needs: .of(.update, .roles), effect: .update),
        of: { $0.roles }
    ) { fields, role, context in
        try context.requireLive()
        guard !role.isDeleted else { throw Problem.notFound(.roles, id: String(role.id)) }
        guard role.builtin == nil else {
            throw Problem.conflict("\(role.name) is a built-in role and stays as it is. Create a role of your own.")
        }
        try fields.apply(to: &role, context)
    }

    /// Takes permissions into a role, or out of it.
    public struct Grant: Sendable {
        public let permissions: [String]
        public let isRevoked: Bool

        public init(_ permissions: [String], isRevoked: Bool = false) {
            self.permissions = permissions
            self.isRevoked = isRevoked
        }
    }

    public static let grant = Action<Update<Grant>, Role>.update(
        Operation(
            "roles.update", "Gives permissions to a role, or takes them from it.", needs: .of(.update, .roles),
            effect: .update),
        of: { $0.roles }
    ) { grant, role, context in
        guard !role.isDeleted else { throw Problem.notFound(.roles, id: String(role.id)) }
        guard role.builtin == nil else {
            throw Problem.conflict("\(role.name) is a built-in role and stays as it is. Create a role of your own.")
        }
        let named: PermissionSet
        do {
            named = try Permission.catalog.parse(grant.permissions)
        } catch {
            throw Problem.invalid([Fault("permissions", .choice, "\(error)")])
        }
        let old = role.permissionSet
        try context.requireAll(grant.isRevoked ? named.intersection(old) : named)
        role.permissions = Permission.catalog.names(of: grant.isRevoked ? old.subtracting(named) : old.union(named))
    }
}
