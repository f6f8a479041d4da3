internal import AuthCore

/// Roles that there are no more. Their rows stay, for the memberships that ended and the keys that were revoked.
extension RoleActions {
    /// A role that somebody has is not deleted: they are given another one first.
    public static let delete = Action<Update<Void>, Role>.update(
        Operation(
            "roles.delete", "Deletes a role of the tenant's own that nobody has.", needs: .of(.delete, .roles),
            effect: .destroy),
        of: { $0.roles }
    ) { _, role, context in
        try context.requireLive()
        guard !role.isDeleted else { throw Problem.notFound(.roles, id: String(role.id)) }
        guard role.builtin == nil else {
            throw Problem.conflict("\(role.name) is a built-in role: every business has it.")
        }
        // As with a change of it: nobody takes away a permission that they have not.
        try context.requireAll(role.permissionSet)
        let holders = try await context.store.roleHolders.find(role.id, in: context.tenant)
        guard holders?.isNone ?? true else { throw Problem.roleInUse }
        role.isDeleted = true
    }
}

extension Problem {
    /// Also where somebody was given the role at this moment.
    package static var roleInUse: Problem {
        .conflict("A role that members, invitations or keys have is not deleted. Give them another one first.")
    }
}

extension Repository<Role> {
    /// Nil for a role that was deleted too.
    package func standing(_ id: Int64, in tenant: TenantScope) async throws -> Role? {
        guard let role = try await find(id, in: tenant), !role.isDeleted else { return nil }
        return role
    }
}

extension ListQuery<Role> {
    /// Without those that were deleted.
    package static var standing: ListQuery {
        var query = ListQuery()
        query.filters = [.init("is_deleted", .equals, .boolean(false))]
        query.limit = largestLimit
        return query
    }
}
