import AuthCore
import Domain
import Persistence

/// What an operator does with keys: the domain's decisions, committed and audited like anybody's.
struct KeyCommands: Sendable {
    let database: Database
    let clock: Clock

    struct Issued: Sendable {
        let key: APIKey
        let secret: String
        let tenant: Tenant
        var role: Role?
    }

    func create(_ draft: APIKeyActions.Draft, tenant: Tenant) async throws -> Issued {
        let now = clock.now()
        // Faults first: an id is drawn only for what will be.
        var faults = draft.faults(at: now)
        faults += try await AccessLimit.faults(
            choosing: draft.customerIDs, draft.projectIDs, from: database.store, in: TenantScope(id: tenant.id))
        if !faults.isEmpty { throw Problem.invalid(faults) }
        let (id, uuid) = try await identity(now)
        let (decision, secret) = try APIKeyActions.create(draft, id: id, uuid: uuid, at: now)
        try await commit(decision, in: tenant, "keys.create", now)
        return Issued(key: decision.output, secret: secret, tenant: tenant)
    }

    func rotate(_ id: Int64, overlap: Int64) async throws -> Issued {
        let (key, tenant) = try await find(id)
        let now = clock.now()
        let successors = try await database.store.keyListings.find(
            by: "rotated_from", among: [id], limit: 100, in: TenantScope(id: tenant.id))
        let (newID, uuid) = try await identity(now)
        let (decision, secret) = try APIKeyActions.rotate(
            key, replaced: successors.map(\.key), id: newID, uuid: uuid, overlap: overlap, at: now)
        try await commit(decision, in: tenant, "keys.rotate", now)
        return Issued(key: decision.output, secret: secret, tenant: tenant)
    }

    func revoke(_ id: Int64) async throws -> APIKey {
        let (key, tenant) = try await find(id)
        let now = clock.now()
        let decision = APIKeyActions.revoke(key, at: now)
        try await commit(decision, in: tenant, "keys.revoke", now)
        return decision.output
    }

    func activate(_ id: Int64) async throws -> APIKey {
        let (key, tenant) = try await find(id)
        let now = clock.now()
        let decision = try APIKeyActions.activate(key, at: now)
        try await commit(decision, in: tenant, "keys.activate", now)
        return decision.output
    }

    func find(_ id: Int64) async throws -> (APIKey, Tenant) {
        guard let scope = try await database.access.keyTenant(id),
            let key = try await database.access.key(id, in: scope),
            let tenant = try await database.access.tenant(id: scope.id)
        else { throw Problem.notFound(.keys, id: String(id)) }
        return (key, tenant)
    }

    private func identity(_ now: Timestamp) async throws -> (Int64, UUIDv7) {
        var random = SecureRandom()
        return (try await database.store.newID(for: .keys), UUIDv7(at: now, using: &random))
    }

    private func commit(_ decision: Decision<APIKey>, in tenant: Tenant, _ action: String, _ now: Timestamp)
        async throws
    {
        guard !decision.changes.isEmpty else { return }
        let result = try await database.store.commit(
            Commit(
                tenant: TenantScope(id: tenant.id), changes: decision.changes,
                origin: AuditOrigin(actor: "cli", ip: "", requestID: "", action: action), at: now))
        if result == .stale { throw Problem.conflict("The key was changed meanwhile. Try again.") }
        try await AccessChanges.untilInForce(decision.changes)
    }
}
