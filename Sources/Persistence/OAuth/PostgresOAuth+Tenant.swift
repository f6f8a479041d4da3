package import Domain

/// What all of a tenant's people let apps do.
extension PostgresOAuth {
    static func connections(_ query: OAuthConnectionQuery) -> Statement {
        var sql: SQL = """
            SELECT g.id, g.user_id, m.email, m.name, c.id, c.client_id, c.name, c.redirect_uris, c.is_verified,
                c.disabled_at IS NOT NULL, g.scopes, g.customer_ids, g.project_ids, g.created_at,
                (SELECT max(coalesce(a.refreshed_at, a.created_at)) FROM oauth_authorizations a
                 WHERE a.tenant_id = g.tenant_id AND a.grant_id = g.id)
            FROM oauth_grants g JOIN oauth_client_lookup c ON c.id = g.client_id
                JOIN member_directory m ON m.user_id = g.user_id
            WHERE g.revoked_at IS NULL
            """
        if let user = query.user { sql += " AND g.user_id = \(user)" }
        if let client = query.client { sql += " AND g.client_id = \(client)" }
        if let grant = query.grant { sql += " AND g.id = \(grant)" }
        if let after = query.after { sql += " AND g.id < \(after)" }
        for word in (query.search ?? "").split(whereSeparator: \.isWhitespace).prefix(8) {
            sql += " AND strpos(kiik_fold(c.name || ' ' || m.email || ' ' || m.name), kiik_fold(\(String(word)))) > 0"
        }
        return (sql + " ORDER BY g.id DESC LIMIT \(query.limit)").statement(prepared: false)
    }

    package func connections(
        _ query: OAuthConnectionQuery, in tenant: TenantScope
    ) async throws -> [OAuthConnection] {
        guard tenant.limit == nil else { throw Problem.outsideLimit }
        return try await faults.translated {
            try await client.read(.bound(to: tenant, [Self.connections(query)])).last.decode {
                row throws(PostgresError) in
                try OAuthConnection(
                    grant: row.int64(), userID: row.int64(), email: row.text(), userName: row.text(),
                    client: row.int64(), clientID: row.text(), clientName: row.text(), redirectURIs: row.textArray(),
                    isVerified: row.bool(), isDisabled: row.bool(), scopes: row.textArray(),
                    customerIDs: row.int64Array(), projectIDs: row.int64Array(), since: row.moment(),
                    usedAt: row.optionalMoment())
            }
        }
    }
}
