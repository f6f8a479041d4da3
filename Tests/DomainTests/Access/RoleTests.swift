import AuthCore
import DomainTesting
import Testing

@testable import Domain

@Suite struct `What a key may do` {
    private func permissions(
        scopes: [String], role: StoredRole? = nil, creator: StoredCredential.Creator? = nil
    ) -> Set<String> {
        let credential = StoredCredential(
            tenantID: 1, keyID: 1, name: "k", scopes: scopes, role: role, creator: creator, rateLimit: nil,
            allowlist: [], expiresAt: nil, revokedAt: nil, subdomain: "t", currency: "EUR", timeZone: "UTC",
            isTest: false)
        return Set(Permission.catalog.names(of: credential.permissions))
    }

    private func role(_ permissions: String...) -> StoredRole { StoredRole(builtin: nil, permissions: permissions) }

    @Test func `S50 it is the meeting of its scopes, its role and what its creator may do now`() {
        #expect(permissions(scopes: ["customers:read"]) == ["customers:read"])
        #expect(permissions(scopes: [], role: role("customers:write")) == ["customers:write"])
        #expect(
            permissions(scopes: ["customers:*"], role: role("customers:read", "invoices:read")) == ["customers:read"])
        let creator = StoredCredential.Creator(userID: 7, role: role("invoices:read"))
        #expect(permissions(scopes: ["*:read"], creator: creator) == ["invoices:read"])
        #expect(permissions(scopes: [], role: role("customers:read"), creator: creator).isEmpty)
        let gone = StoredCredential.Creator(userID: 7, role: role())
        #expect(
            permissions(scopes: ["*:*"], role: StoredRole(builtin: "owner", permissions: []), creator: gone).isEmpty)
    }

    @Test func `a key without scopes and without a role may do nothing, and an unknown role allows nothing`() {
        #expect(permissions(scopes: []).isEmpty)
        #expect(permissions(scopes: ["*:*"], role: StoredRole(builtin: "king", permissions: ["*:*"])).isEmpty)
        #expect(permissions(scopes: ["no:such", "customers:read"]) == ["customers:read"])
    }

    @Test func `creating and updating are apart`() {
        let able = permissions(scopes: [], role: role("view_all_workitems", "tasks.add_workitem"))
        #expect(able == ["work_items:read", "work_items:create"])
    }

    @Test func `every scope of a built-in role means something, and only an owner may do everything`() throws {
        for builtin in BuiltinRole.allCases {
            #expect(throws: Never.self) { try Permission.catalog.parse(builtin.scopes) }
            #expect((builtin.permissions == Permission.catalog.all) == (builtin == .owner))
        }
        let reads = BuiltinRole.readOnly.permissions.permissions.compactMap { Permission.catalog.name(of: $0) }
        #expect(reads.allSatisfy { $0.hasSuffix(":read") })
        #expect(!BuiltinRole.manager.permissions.contains(.of(.update, .roles)))
    }
}

@Suite struct `Roles and users` {
    private let store = MemoryStore { Caller.now }

    @Test func `a role takes names of either spelling, and what it has is told in one`() async throws {
        var fields = RoleActions.Fields()
        fields.name = "Integration"
        fields.permissions = ["view_all_workitems", "customers:write"]
        let role = try await RoleActions.create.decide(fields, try context("*:*")).output
        #expect(role.permissions == ["customers:write", "work_items:read"])
    }

    @Test func `nobody gives a role more than they have`() async throws {
        var fields = RoleActions.Fields()
        fields.name = "Owner two"
        fields.permissions = ["*:*"]
        await #expect(throws: Problem.self) { try await RoleActions.create.decide(fields, try context("roles:*")) }
        fields.permissions = ["roles:read"]
        let role = try await RoleActions.create.decide(fields, try context("roles:*")).output
        #expect(role.permissions == ["roles:read"])
    }

    @Test func `nobody takes from a role what they have not`() async throws {
        let permissions = ["customers:read", "customers:create", "roles:read"]
        var fields = RoleActions.Fields()
        (fields.name, fields.permissions) = ("Sales", permissions)
        let role = try await RoleActions.create.decide(fields, try context("*:*")).output
        let origin = AuditOrigin(actor: "test", ip: "", requestID: "", action: "roles.create")
        _ = try await store.commit(
            Commit(tenant: TenantScope(id: 1), changes: [.create(role)], origin: origin, at: Caller.now))
        func update(_ left: [String], _ scopes: String...) async throws -> [String] {
            var fields = RoleActions.Fields()
            fields.permissions = left
            let input = Update(id: role.id, fields: fields)
            let decision: Decision<Role> = try await RoleActions.update.decide(input, try caller(scopes))
            return decision.output.permissions
        }
        func revoke(_ taken: [String], _ scopes: String...) async throws -> [String] {
            let input = Update<RoleActions.Grant>(id: role.id, fields: .init(taken, isRevoked: true))
            let decision: Decision<Role> = try await RoleActions.grant.decide(input, try caller(scopes))
            return decision.output.permissions
        }
        await #expect(throws: Problem.forbidden(needed: ["customers:create"])) {
            try await update(["customers:read"], "roles:*")
        }
        await #expect(throws: Problem.forbidden(needed: ["customers:read"])) {
            try await revoke(["customers:read"], "roles:*")
        }
        #expect(try await update(["customers:create", "customers:read"], "roles:*").contains("roles:read") == false)
        #expect(try await revoke(["roles:read", "invoices:read"], "roles:*").contains("roles:read") == false)
        #expect(try await update([], "*:*").isEmpty)
    }

    @Test func `all faults of a role come at once`() async throws {
        var fields = RoleActions.Fields()
        fields.name = ""
        fields.permissions = ["nothing:real"]
        let problem = await #expect(throws: Problem.self) {
            try await RoleActions.create.decide(fields, try context("*:*"))
        }
        guard case .invalid(let faults)? = problem else { throw Problem.internal }
        #expect(faults.map(\.field) == ["name", "permissions"])
    }

    private func context(_ scopes: String...) throws -> ActionContext { try caller(scopes) }

    private func caller(_ scopes: [String]) throws -> ActionContext {
        let principal = Principal(
            StoredCredential(
                tenantID: 1, keyID: 1, name: "k", scopes: scopes, rateLimit: nil, allowlist: [], expiresAt: nil,
                revokedAt: nil, subdomain: "t", currency: "EUR", timeZone: "UTC", isTest: false),
            bucket: RateBucket(limit: .perMinute(60)))
        return ActionContext(
            caller: Authorization(principal: principal), now: Caller.now, store: store, isDryRun: false)
    }
}
