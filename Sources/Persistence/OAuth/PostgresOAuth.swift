package import AuthCore
package import Domain
package import Logging

/// What the authorization server asks of PostgreSQL: lookups through the views that pass the tenants' wall, and writes in
/// the tenant that they are of.
package struct PostgresOAuth: OAuthStore {
    let client: PostgresClient
    let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    // MARK: Clients

    private static let clientColumns = "SELECT \(OAuthClient.queries.columns), tenant_id, fresh_until, used_at"
    private static let clientByID = Query(text: "\(clientColumns) FROM oauth_client_lookup WHERE client_id = $1")
    private static let clientByRow = Query(text: "\(clientColumns) FROM oauth_client_lookup WHERE id = $1")

    package func client(_ clientID: String) async throws -> FoundClient? {
        try await found(Statement(Self.clientByID, .text(clientID)))
    }

    package func client(row: Int64) async throws -> FoundClient? {
        try await found(Statement(Self.clientByRow, .int64(row)))
    }

    private func found(_ statement: Statement) async throws -> FoundClient? {
        try await faults.translated {
            try await client.read([statement]).last.decodeFirst { row throws(PostgresError) in
                let client = try OAuthClient(row: &row)
                return try FoundClient(
                    client: client, home: TenantScope(id: row.int64()), freshUntil: row.optionalMoment(),
                    usedAt: row.optionalMoment())
            }
        }
    }

    package func keepFresh(_ found: FoundClient, until: Timestamp) async throws {
        let query: Query = "UPDATE oauth_clients SET fresh_until = $1 WHERE id = $2"
        try await write(
            [Statement(query, .timestamp(until.microseconds), .int64(found.client.id))], in: found.home)
    }

    package func keepUse(of found: FoundClient, at now: Timestamp, unlessSince moment: Timestamp) async throws {
        let query: Query = """
            UPDATE oauth_clients SET used_at = $1 WHERE id = $2 AND (used_at IS NULL OR used_at < $3)
            """
        try await write(
            [
                Statement(
                    query, .timestamp(now.microseconds), .int64(found.client.id), .timestamp(moment.microseconds))
            ], in: found.home)
    }

    package func useAssertion(_ digest: SecretDigest, of found: FoundClient, until: Timestamp) async throws -> Bool {
        let query: Query = """
            INSERT INTO oauth_assertions (tenant_id, client_id, digest, expires_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING
            """
        let statement = Statement(
            query, .int64(found.home.id), .int64(found.client.id), .bytes(digest.bytes),
            .timestamp(until.microseconds))
        return try await write([statement], in: found.home).last.affected == 1
    }

    // MARK: Consents

    private static let grantOfUser = Query(
        text: "SELECT \(OAuthGrant.queries.columns) FROM oauth_grants WHERE user_id = $1 AND client_id = $2")

    package func grant(of user: Int64, client row: Int64, in tenant: TenantScope) async throws -> OAuthGrant? {
        try await grants([Statement(Self.grantOfUser, .int64(user), .int64(row))], in: tenant)
    }

    package func grant(_ id: Int64, in tenant: TenantScope) async throws -> OAuthGrant? {
        try await grants([Statement(OAuthGrant.queries.find, .int64(id))], in: tenant)
    }

    private func grants(_ statements: [Statement], in tenant: TenantScope) async throws -> OAuthGrant? {
        try await faults.translated {
            try OAuthGrant.decode(await client.read(.bound(to: tenant, statements)).last).first
        }
    }

    package func authorizedApps(of user: Int64, grant: Int64?) async throws -> [AuthorizedApp] {
        let query: Query = """
            SELECT id, tenant_id, tenant_name, client_name, redirect_uris, is_verified, scopes,
                customer_ids <> '{}' OR project_ids <> '{}', created_at, used_at
            FROM oauth_grant_lookup WHERE user_id = $1 AND revoked_at IS NULL AND ($2::bigint IS NULL OR id = $2) ORDER BY client_name, id LIMIT 200
            """
        return try await faults.translated {
            try await client.read([Statement(query, .int64(user), .int64(grant))]).last.decode {
                row throws(PostgresError) in
                try AuthorizedApp(
                    grant: row.int64(), tenant: TenantScope(id: row.int64()), tenantName: row.text(),
                    clientName: row.text(), redirectURIs: row.textArray(), isVerified: row.bool(),
                    scopes: row.textArray(), isLimited: row.bool(), since: row.moment(), usedAt: row.optionalMoment())
            }
        }
    }

    @discardableResult
    func write(_ statements: [Statement], in tenant: TenantScope) async throws -> BatchResult {
        try await faults.translated { try await client.write(.bound(to: tenant, statements)) }
    }
}
