package import Domain
package import Logging

/// What an operator does with tenants and keys beyond a single tenant's rows.
package struct PostgresAccess: Sendable {
    private let client: PostgresClient
    private let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    private static let tenantColumns =
        "id, subdomain, name, currency, time_zone, test_of, test_id, created_at, approval"

    /// Every tenant, test environments included, by id.
    package func tenants() async throws -> [Tenant] {
        try await tenants(Statement(Query(text: "SELECT \(Self.tenantColumns) FROM tenant_directory ORDER BY id")))
    }

    package func tenant(subdomain: String) async throws -> Tenant? {
        let query = Query(text: "SELECT \(Self.tenantColumns) FROM tenant_directory WHERE subdomain = $1")
        return try await tenants(Statement(query, .text(subdomain))).first
    }

    package func tenant(id: Int64) async throws -> Tenant? {
        let query = Query(text: "SELECT \(Self.tenantColumns) FROM tenant_directory WHERE id = $1")
        return try await tenants(Statement(query, .int64(id))).first
    }

    private func tenants(_ statement: Statement) async throws -> [Tenant] {
        try await faults.translated {
            try await client.read([statement]).last.decode { row throws(PostgresError) in
                try Tenant(
                    id: row.int64(), subdomain: row.text(), name: row.text(), currency: row.text(),
                    timeZone: row.text(), testOf: row.optionalInt64(), testID: row.optionalInt64(),
                    createdAt: row.moment(), approval: row.approval())
            }
        }
    }

    /// Creates a tenant and its test environment, in one transaction; a subdomain that is taken is a fault of that field.
    package func createTenant(_ draft: TenantDraft, at now: Timestamp) async throws -> Tenant {
        try await faults.translated {
            let creation = try await TenantCreation(draft, client: client)
            let origin = AuditOrigin(actor: "cli", ip: "", requestID: "", action: "tenants.create")
            _ = try await client.write(Batch(creation.statements(origin: origin, at: now)))
            return Tenant(
                id: creation.tenant.id, subdomain: draft.subdomain, name: draft.name, currency: draft.currency,
                timeZone: draft.timeZone, testID: creation.test.id, createdAt: now)
        }
    }

    /// A key by its id, whoever's it is, with its tenant.
    package func keyTenant(_ id: Int64) async throws -> TenantScope? {
        try await faults.translated {
            let query: Query = "SELECT tenant_id FROM api_key_lookup WHERE id = $1"
            let rows = try await client.read([Statement(query, .int64(id))]).last
            return try rows.decodeFirst { row throws(PostgresError) in TenantScope(id: try row.int64()) }
        }
    }

    package func key(_ id: Int64, in tenant: TenantScope) async throws -> APIKey? {
        try await PostgresRepository<APIKey>(client: client, faults: faults).find(id, in: tenant)
    }

    /// A tenant's keys with how they were used, by id.
    package func keys(of tenant: Tenant) async throws -> [APIKeyListing] { try await all(of: tenant) }

    /// A tenant's role by its id or its name, whatever its case; a name that is a number is an id.
    package func role(_ text: String, in tenant: Tenant) async throws -> Role? {
        try await named(text, in: tenant, where: "NOT is_deleted")
    }

    package func integration(_ text: String, in tenant: Tenant) async throws -> Integration? {
        try await named(text, in: tenant)
    }

    private func named<Row: StoredEntity>(
        _ text: String, in tenant: Tenant, where condition: String = "true"
    ) async throws -> Row? {
        let query = Query(
            text:
                "SELECT \(Row.queries.columns) FROM \(Row.table) WHERE (id = $1 OR ($1 IS NULL AND lower(name) = lower($2))) AND \(condition)"
        )
        return try await faults.translated {
            let statement = Statement(query, .int64(Int64(text)), .text(text))
            return try Row.decode(await client.read(.bound(to: TenantScope(id: tenant.id), [statement])).last).first
        }
    }

    package func roles(of tenant: Tenant) async throws -> [Role] {
        let roles: [Role] = try await all(of: tenant)
        return roles.filter { !$0.isDeleted }
    }

    /// What an app may do for somebody in a tenant, and what it did.
    package struct AppConnection: Sendable {
        package let clientID: String
        package let clientName: String
        package let email: String
        package let scopes: [String]
        package let since: Timestamp
        /// Of the app in the tenant, for all its people.
        package let calls: Int64
        package let lastUsedAt: Timestamp?
    }

    package func connections(of tenant: Tenant) async throws -> [AppConnection] {
        let query: Query = """
            SELECT c.client_id, c.name, m.email, g.scopes, g.created_at, coalesce(u.usage_count, 0), u.last_used_at
            FROM oauth_grants g JOIN oauth_client_lookup c ON c.id = g.client_id
                JOIN member_directory m ON m.user_id = g.user_id
                LEFT JOIN api_key_usage u ON u.key_id = g.client_id
            WHERE g.revoked_at IS NULL ORDER BY c.name, m.email, g.id
            """
        return try await faults.translated {
            try await client.read(.bound(to: TenantScope(id: tenant.id), [Statement(query)])).last.decode {
                row throws(PostgresError) in
                try AppConnection(
                    clientID: row.text(), clientName: row.text(), email: row.text(), scopes: row.textArray(),
                    since: row.moment(), calls: row.int64(), lastUsedAt: row.optionalMoment())
            }
        }
    }

    package func apps(of tenant: Tenant) async throws -> [OAuthClient] { try await all(of: tenant) }
    package func integrations(of tenant: Tenant) async throws -> [Integration] { try await all(of: tenant) }

    private func all<Row: StoredEntity>(of tenant: Tenant) async throws -> [Row] {
        let query = Query(text: "SELECT \(Row.queries.columns) FROM \(Row.table) ORDER BY id")
        return try await faults.translated {
            try Row.decode(await client.read(.bound(to: TenantScope(id: tenant.id), [Statement(query)])).last)
        }
    }

    /// A user by the address, whatever its case, and the tenant that keeps the row.
    package func user(email: String) async throws -> (id: Int64, home: Int64)? {
        try await faults.translated {
            let query: Query = "SELECT id, tenant_id FROM user_lookup WHERE lower(email) = lower($1)"
            return try await client.read([Statement(query, .text(email))]).last.decodeFirst {
                row throws(PostgresError) in try (row.int64(), row.int64())
            }
        }
    }

    /// A tenant's members, those whose membership has ended too; with an address, that one.
    package func members(of tenant: Tenant, email: String? = nil) async throws -> [Member] {
        let query: Query = """
            SELECT id, user_id, email, name, role_id, role_name, locked_at, ended_at FROM member_directory
            WHERE $1::text IS NULL OR lower(email) = lower($1) ORDER BY user_id
            """
        return try await faults.translated {
            let statement = Statement(query, .text(email))
            return try await client.read(.bound(to: TenantScope(id: tenant.id), [statement])).last.decode {
                row throws(PostgresError) in
                try Member(
                    membershipID: row.int64(), userID: row.int64(), email: row.text(), name: row.text(),
                    roleID: row.int64(), roleName: row.text(), lockedAt: row.optionalMoment(),
                    endedAt: row.optionalMoment())
            }
        }
    }

    /// Takes digests of secrets that another system made. Digests that are there already are left as they are.
    /// - Returns: how many were new.
    package func importKeys(_ keys: [APIKey], family: String, into tenant: TenantScope) async throws -> Int {
        let insert: Query = """
            WITH imported AS (
                INSERT INTO api_keys (tenant_id, id, uuid, name, family, prefix, digest, scopes, created_at, expires_at)
                SELECT $1, nextval('api_keys_id'), k.uuid, k.name, $2, k.prefix, k.digest, $3, $4, $5
                FROM unnest($6::uuid[], $7::text[], $8::text[], $9::bytea[]) AS k (uuid, name, prefix, digest)
                ON CONFLICT (digest) DO NOTHING RETURNING 1),
            counted AS (
                INSERT INTO row_counts (tenant_id, resource, part, total)
                SELECT $1, 'keys', pg_backend_pid() % 64, count(*) FROM imported HAVING count(*) > 0
                ON CONFLICT (tenant_id, resource, part) DO UPDATE SET total = row_counts.total + excluded.total),
            audited AS (
                INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource, resource_id,
                    after)
                SELECT $1, $10, $4, 'cli', '', '', 'keys.import', 'keys', 0,
                    json_build_object('family', $2::text, 'scopes', $3::text[], 'count', count(*))
                FROM imported HAVING count(*) > 0)
            SELECT count(*) FROM imported
            """
        let allow: Query = """
            INSERT INTO secret_families (family, accepts_unchecked) VALUES ($1, true)
            ON CONFLICT (family) DO UPDATE SET accepts_unchecked = true
            """
        guard let first = keys.first else { return 0 }
        var random = SystemRandomNumberGenerator()
        let event = UUIDv7(at: first.createdAt, using: &random)
        return try await faults.translated {
            let statement = Statement(
                insert, .int64(tenant.id), .text(family), .textArray(first.scopes),
                .timestamp(first.createdAt.microseconds), .timestamp(first.expiresAt?.microseconds),
                .uuidArray(keys.map(\.uuid.postgres)), .textArray(keys.map(\.name)), .textArray(keys.map(\.prefix)),
                .bytesArray(keys.map(\.digest)), .uuid(event.postgres))
            let batch = Batch.bound(to: tenant, [statement, Statement(allow, .text(family))])
            return try await client.write(batch, timeout: .seconds(120))[1].decodeFirst { row throws(PostgresError) in
                Int(try row.int64())
            } ?? 0
        }
    }
}
