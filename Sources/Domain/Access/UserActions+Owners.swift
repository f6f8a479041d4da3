internal import AuthCore

/// Who stands above whom: nobody is turned out, or let in again, by somebody who may do less; and the last owner is
/// turned out by nobody.
extension UserActions {
    /// Makes sure that a member who is to lose their role or their access may lose it.
    /// - Returns: what has to be written with it: of two owners who turn each other out at once, one comes too late.
    static func mayLose(_ membership: Membership, _ context: ActionContext) async throws -> [Change] {
        guard let role = try await requireAll(of: membership, context) else { return [] }
        guard role.builtin == .owner, !context.caller.principal.isOperator else { return [] }
        let status = try await context.store.memberListings.find(membership.id, in: context.tenant)?.status ?? .active
        // Somebody who never logged in is no help, unless this one is no help either.
        let needed: [MemberListing.Status] = status == .active ? [.active] : [.active, .invited]
        for status in needed {
            var query = ListQuery<MemberListing>()
            query.filters = [
                .init("role_id", .equals, .integer(role.id)), .init("status", .equals, .text(status.rawValue)),
            ]
            query.limit = 2
            let owners = try await context.store.memberListings.list(query, in: context.tenant).rows
            if owners.contains(where: { $0.id != membership.id }) { return [.touch(role, at: context.now)] }
        }
        throw Problem.conflict("This is the last owner. Make somebody else an owner first.")
    }
}

extension UserActions {
    /// Makes sure that the caller may do all that a member may: whoever has less neither turns them out nor lets them
    /// in.
    /// - Returns: the member's role; nil where they are a member no more.
    @discardableResult
    static func requireAll(of membership: Membership, _ context: ActionContext) async throws -> Role? {
        guard membership.endedAt == nil,
            let role = try await context.store.roles.find(membership.roleID, in: context.tenant)
        else { return nil }
        try context.requireAll(role.permissionSet)
        return role
    }
}

extension Change {
    /// Nothing but a new version: what is decided by the row as it is fails where somebody else decides by it too.
    static func touch<Row: Editable>(_ row: Row, at now: Timestamp) -> Change {
        var new = row
        new.updatedAt = now
        new.version = row.version &+ 1
        let fields = Row.attributes.map {
            Field(name: $0.name, before: $0.value(row), after: $0.value(new), isContent: $0.isContent)
        }
        return Change(
            kind: .update, resource: Row.resource, id: row.id, version: row.version, fields: fields, row: new)
    }
}

extension ActionContext {
    /// Users and roles are the live tenant's.
    func requireLive() throws(Problem) {
        if caller.principal.isTest { throw .notLive }
    }
}
