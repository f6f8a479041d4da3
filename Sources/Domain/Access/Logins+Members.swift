/// What pages ask about people, beyond their sessions.
extension Logins {
    /// The tenants that a user can work in.
    public func tenants(of user: Int64) async throws -> [LoginTenant] { try await logins.tenants(of: user) }

    /// The user who has that address, whichever tenant keeps them: for those who may make somebody a member.
    public func user(email: String, by caller: Authorization) async throws -> Int64? {
        let own = try caller.principal.authorize(UserActions.create.operation.permission, at: clock.now())
        guard own.tenant.limit == nil else { throw Problem.outsideLimit }
        return try await logins.account(email: Self.canonical(email))?.id
    }
}
