import AuthCore
import Domain
import Foundation
import Persistence
import Synchronization

/// Whoever runs kiikd's commands: the domain's actions, decided, committed and audited like anybody's, as `cli`.
struct Operator: Sendable {
    let database: Database
    let clock = Clock.system

    /// Once this returns, a change that takes something away is in force on every node.
    func run<Input: Sendable, Output: Sendable>(_ action: Action<Input, Output>, _ input: Input, in tenant: Tenant)
        async throws -> Output
    {
        let caller = try Principal(operatorIn: tenant).authorize(action.operation.permission, at: clock.now())
        let made = Mutex<Output?>(nil)
        _ = try await ActionRunner(store: database.store, clock: clock).run(
            action, input, .init(caller: caller, ip: "", requestID: "")
        ) { decision in
            made.withLock { $0 = decision.output }
            return []
        }
        guard let output = made.withLock({ $0 }) else { throw Problem.internal }
        return output
    }

    func tenant(_ subdomain: String) async throws -> Tenant {
        guard let tenant = try await database.access.tenant(subdomain: subdomain) else {
            throw Keys.noTenant(subdomain)
        }
        guard tenant.testOf == nil else {
            throw Failure(
                "\(subdomain) is a test environment; users, roles and integrations belong to its live tenant.")
        }
        return tenant
    }

    /// A role by its id or its name.
    func role(_ text: String, in tenant: Tenant) async throws -> Role {
        guard let role = try await database.access.role(text, in: tenant) else {
            throw Failure("There is no role \"\(text)\". `kiikd roles list --tenant \(tenant.subdomain)` shows them.")
        }
        return role
    }

    /// An integration by its id or its name.
    func integration(_ text: String, in tenant: Tenant) async throws -> Integration {
        guard let integration = try await database.access.integration(text, in: tenant) else {
            throw Failure(
                "There is no integration \"\(text)\". `kiikd integrations create --tenant \(tenant.subdomain) --name \"\(text)\"` makes it."
            )
        }
        return integration
    }

    /// A user by the address, with the tenant that keeps their row.
    func user(_ email: String) async throws -> (id: Int64, home: Tenant) {
        guard let found = try await database.access.user(email: email),
            let home = try await database.access.tenant(id: found.home)
        else { throw Failure("There is no user \(email). `kiikd users create` makes one.") }
        return (found.id, home)
    }

    func member(_ email: String, of tenant: Tenant) async throws -> Member {
        let members = try await database.access.members(of: tenant, email: email)
        guard let member = members.first else {
            throw Failure("\(email) is no member of \(tenant.subdomain). `kiikd users create` makes them one.")
        }
        return member
    }
}
