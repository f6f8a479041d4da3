public import AuthCore

/// What can be done with users and their memberships.
public enum UserActions {
    public struct Draft: Sendable {
        public var email: String
        public var name: String
        public var roleID: Int64
        public var password: PasswordHash?

        public init(email: String, name: String, roleID: Int64, password: PasswordHash? = nil) {
            self.email = email
            self.name = name
            self.roleID = roleID
            self.password = password
        }
    }

    /// A person whom no tenant knows yet, as a member of this one.
    public static let create = Action<Draft, User>(
        Operation(
            "users.create", "Creates a user, as a member of the tenant.", needs: .of(.create, .users), effect: .create)
    ) { draft, context in
        try context.requireLive()
        var faults: [Fault] = []
        if let fault = User.Rule.email.fault(in: draft.email) {
            faults.append(Fault("email", fault.code, fault.message))
        }
        if let fault = User.Rule.name.fault(in: draft.name) { faults.append(Fault("name", fault.code, fault.message)) }
        if !faults.isEmpty { throw Problem.invalid(faults) }
        let user = User(
            id: try await context.newID(for: .users), uuid: context.newUUID(), email: draft.email, name: draft.name,
            password: draft.password?.phc, passwordChangedAt: draft.password.map { _ in context.now }, lockedAt: nil,
            createdAt: context.now, updatedAt: context.now, version: 1)
        let membership = try await membership(of: user.id, draft.roleID, context)
        return Decision(changes: [.create(user), .create(membership)], output: user)
    }

    /// Somebody whom another tenant knows, as a member of this one too.
    public struct Addition: Sendable {
        public let userID: Int64
        public let roleID: Int64

        public init(userID: Int64, roleID: Int64) {
            self.userID = userID
            self.roleID = roleID
        }
    }

    public static let add = Action<Addition, Membership>(
        Operation("users.add", "Makes a user a member of the tenant.", needs: .of(.create, .users), effect: .create)
    ) { addition, context in
        try context.requireLive()
        let membership = try await membership(of: addition.userID, addition.roleID, context)
        return Decision(changes: [.create(membership)], output: membership)
    }

    public static let list = Operation(
        "users.list", "Lists the tenant's members.", needs: .of(.read, .users), effect: .read)

    /// Moves a member to another role; with nil, ends the membership.
    public static let setRole = Action<Update<Int64?>, Membership>(
        Operation(
            "users.update", "Gives a member another role, or ends the membership.", needs: .of(.update, .users),
            effect: .update)
    ) { update, context in
        try context.requireLive()
        guard let old = try await context.store.memberships.find(update.id, in: context.tenant) else {
            throw Problem.notFound(.memberships, id: String(update.id))
        }
        var new = old
        if let roleID = update.fields {
            try await allow(roleID, context)
            (new.roleID, new.endedAt) = (roleID, nil)
        } else {
            new.endedAt = old.endedAt ?? context.now
        }
        new.updatedAt = context.now
        new.version = old.version &+ 1
        guard let change = Change.update(from: old, to: new) else { return Decision(changes: [], output: old) }
        return Decision(changes: [change] + (try await mayLose(old, context)), output: new)
    }

    /// Only the tenant that keeps the user's row can: it is from every tenant that they are locked out.
    public static let lock = Action<Update<Bool>, User>(
        Operation(
            "users.lock", "Locks a user out of everything, or lets them in again.", needs: .of(.update, .users),
            effect: .update)
    ) { update, context in
        try context.requireLive()
        guard let old = try await context.store.users.find(update.id, in: context.tenant) else {
            throw Problem.notFound(.users, id: String(update.id))
        }
        var new = old
        new.lockedAt = update.fields ? old.lockedAt ?? context.now : nil
        new.updatedAt = context.now
        new.version = old.version &+ 1
        guard let change = Change.update(from: old, to: new) else { return Decision(changes: [], output: old) }
        let membership = try await context.store.memberships.find(
            by: "user_id", among: [old.id], limit: 1, in: context.tenant
        ).first
        guard let membership else { return Decision(changes: [change], output: new) }
        if update.fields { return Decision(changes: [change] + (try await mayLose(membership, context)), output: new) }
        try await requireAll(of: membership, context)
        return Decision(changes: [change], output: new)
    }

    public static let setPassword = Action<Update<PasswordHash>, User>.update(
        Operation("users.set_password", "Sets a user's password.", needs: .of(.update, .users), effect: .update),
        of: { $0.users }
    ) { password, user, context in
        user.password = password.phc
        user.passwordChangedAt = context.now
    }

    private static func membership(of user: Int64, _ role: Int64, _ context: ActionContext) async throws -> Membership {
        try await allow(role, context)
        return Membership(
            id: try await context.newID(for: .memberships), uuid: context.newUUID(), userID: user, roleID: role,
            endedAt: nil, createdAt: context.now, updatedAt: context.now, version: 1)
    }

    /// Nobody gives a role that may do more than they may.
    private static func allow(_ roleID: Int64, _ context: ActionContext) async throws {
        guard let role = try await context.store.roles.standing(roleID, in: context.tenant) else {
            throw Problem.invalid([Fault("role_id", .reference, "There is no such row.")])
        }
        try context.requireAll(role.permissionSet)
    }
}
