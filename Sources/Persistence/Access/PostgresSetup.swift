package import AuthCore
package import Domain
package import Logging

/// The link of the first run, and what it makes.
package struct PostgresSetup: SetupStore {
    private let client: PostgresClient
    private let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    private static let keep: Query = """
        INSERT INTO setup_links (place, digest, created_at, expires_at)
        SELECT 1, $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM user_lookup)
        ON CONFLICT (place) DO UPDATE
            SET digest = excluded.digest, created_at = excluded.created_at, expires_at = excluded.expires_at
        """
    private static let expiry: Query = """
        SELECT expires_at FROM setup_links WHERE digest = $1 AND NOT EXISTS (SELECT 1 FROM user_lookup)
        """
    private static let deserted: Query = "SELECT id, subdomain, name FROM deserted_tenants ORDER BY id LIMIT 2"

    package func keepLink(_ link: SetupLink) async throws -> Bool {
        try await faults.translated {
            try await client.write([
                Statement(
                    Self.keep, .bytes(link.digest.bytes), .timestamp(link.createdAt.microseconds),
                    .timestamp(link.expiresAt.microseconds))
            ]).last.affected == 1
        }
    }

    package func linkExpiry(_ digest: SecretDigest) async throws -> Timestamp? {
        try await faults.translated {
            try await client.read([Statement(Self.expiry, .bytes(digest.bytes))]).last.decodeFirst {
                row throws(PostgresError) in try row.moment()
            }
        }
    }

    package func desertedTenant() async throws -> DesertedTenant? {
        let found = try await faults.translated {
            try await client.read([Statement(Self.deserted)]).last.decode { row throws(PostgresError) in
                try DesertedTenant(id: row.int64(), subdomain: row.text(), name: row.text())
            }
        }
        return found.count == 1 ? found.first : nil
    }

    private static let lock: Query = "SELECT 1 FROM setup_links WHERE digest = $1 AND expires_at > $2 FOR UPDATE"
    private static let account: Query = "SELECT 1 FROM user_lookup LIMIT 1"
    private static let isDeserted: Query = "SELECT 1 FROM deserted_tenants WHERE id = $1"
    private static let owner: Query = "SELECT id FROM roles WHERE builtin = 'owner'"
    private static let use: Query = "DELETE FROM setup_links"

    /// Of two at once, one waits for the link's row and finds it gone.
    package func complete(_ plan: SetupPlan) async throws -> Bool {
        try await faults.translated {
            let (tenant, creation) = try await target(of: plan)
            return try await client.withTransaction { transaction in
                let moment = Parameter.timestamp(plan.at.microseconds)
                let link = try await transaction.run(Statement(Self.lock, .bytes(plan.digest.bytes), moment))
                guard !link.isEmpty, try await transaction.run(Statement(Self.account)).isEmpty else { return false }
                if creation.isEmpty {
                    let isLeft = try await transaction.run(Statement(Self.isDeserted, .int64(tenant.id))).isEmpty
                    if isLeft { return false }
                } else {
                    _ = try await transaction.run(Batch(creation))
                }
                let roles = try await transaction.run(.bound(to: tenant, [Statement(Self.owner)])).last
                guard let role = try roles.decodeFirst({ row throws(PostgresError) in try row.int64() }) else {
                    throw PostgresError(.decoding, "a tenant without an owner's role")
                }
                var membership = plan.membership
                membership.roleID = role
                let commit = Commit(
                    tenant: tenant, changes: [.create(plan.user), .create(membership)], origin: plan.origin,
                    at: plan.at)
                _ = try await transaction.run(.bound(to: tenant, try CommitBatch(commit).statements))
                _ = try await transaction.run(Statement(Self.use))
                return true
            }
        }
    }

    /// Where the owner is to be, and what makes it first.
    private func target(of plan: SetupPlan) async throws -> (TenantScope, [Statement]) {
        switch plan.target {
        case .existing(let tenant): return (TenantScope(id: tenant.id), [])
        case .new(let draft):
            let creation = try await TenantCreation(draft, client: client)
            return (TenantScope(id: creation.tenant.id), creation.statements(origin: plan.origin, at: plan.at))
        }
    }
}
