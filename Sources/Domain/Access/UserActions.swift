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
        let membership = try await membership(of: addition.userID, addition.roleID, context)
        return Decision(changes: [.create(membership)], output: membership)
    }

    /// Moves a member to another role; with nil, ends the membership.
    public static let setRole = Action<Update<Int64?>, Membership>.update(
        Operation(
            "users.update", "Gives a member another role, or ends the membership.", needs: .of(.update, .users),
            effect: .update),
        of: { $0.memberships }
    ) { roleID, membership, context in
        guard let roleID else {
            membership.endedAt = context.now
            return
        }
        try await allow(roleID, context)
        membership.roleID = roleID
        membership.endedAt = nil
    }

    public static let lock = Action<Update<Bool>, User>.update(
        Operation(
            "users.lock", "Locks a user out of everything, or lets them in again.", needs: .of(.update, .users),
            effect: .update),
        of: { $0.users }
    ) { isLocked, user, context in user.lockedAt = isLocked ? user.lockedAt ?? context.now : nil }

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
        guard let role = try await context.store.roles.find(roleID, in: context.tenant) else {
            throw Problem.invalid([Fault("role_id", .reference, "There is no such row.")])
        }
        try context.requireAll(role.permissionSet)
    }
}
