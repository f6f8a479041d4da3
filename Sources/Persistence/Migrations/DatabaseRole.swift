/// The role that the daemon logs in as: how it is made, and why it would be refused.
package struct DatabaseRole: Sendable {
    private let client: PostgresClient

    package init(client: PostgresClient) {
        self.client = client
    }

    /// Lets a login role act as the daemon, making it where it is missing. Run with an administrator's connection,
    /// after the migrations.
    package func grantDaemon(to login: String, password: String?) async throws {
        try await client.withSession { session in
            // Two that change one role at once would fail with "tuple concurrently updated". It ends with the session.
            _ = try await session.run(Statement(Migrator.lock))
            let exists = try await session.run(Statement("SELECT 1 FROM pg_roles WHERE rolname = $1", .text(login)))
            let quoted = try await session.run(
                Statement("SELECT quote_ident($1), quote_literal($2)", .text(login), .text(password ?? "")))
            guard
                let (name, secret) = try quoted.decodeFirst({ row throws(PostgresError) in try (row.text(), row.text())
                })
            else { return }
            if exists.isEmpty || login == "kiik_app" {
                let verb = exists.isEmpty ? "CREATE" : "ALTER"
                let clause = password == nil ? "" : " PASSWORD \(secret)"
                // Only a superuser may even say that a role is none; what it must not be is checked at each start.
                try await session.run(script: "\(verb) ROLE \(name) LOGIN\(clause)")
            }
            if login != "kiik_app" { try await session.run(script: "GRANT kiik_app TO \(name)") }
        }
    }

    /// What is wrong with the role of this connection, in sentences; empty: nothing.
    package func faults() async throws -> [String] {
        let query: Query = """
            SELECT current_user::text, r.rolsuper, r.rolbypassrls,
                   (SELECT string_agg(p.rolname, ', ' ORDER BY p.rolname) FROM pg_roles p
                    WHERE (p.rolsuper OR p.rolbypassrls
                           OR p.rolname IN ('kiik_owner', 'kiik_auth', 'kiik_search', 'kiik_drain'))
                       AND pg_has_role(current_user, p.oid, 'MEMBER')),
                   pg_has_role(current_user, 'kiik_app', 'USAGE'),
                   EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid
                       AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v'))
            FROM pg_roles r WHERE r.rolname = current_user
            """
        let known = try await client.read(
            Statement("SELECT count(*) FROM pg_roles WHERE rolname IN ('kiik_app', 'kiik_owner')"))
        guard try known.decodeFirst({ row throws(PostgresError) in try row.int64() }) == 2 else {
            return ["The database has no kiikd roles yet. Run `kiikd migrate --admin-database-url URL` first."]
        }
        let advice = """
            Use the role that `kiikd migrate` grants kiik_app to in DATABASE_URL; keep the administrator's URL in \
            KIIK_ADMIN_DATABASE_URL, for `migrate` only.
            """
        let facts = try await client.read(Statement(query)).decodeFirst { row throws(PostgresError) in
            try (row.text(), row.bool(), row.bool(), row.optionalText(), row.bool(), row.bool())
        }
        guard let (name, isSuperuser, bypasses, passing, isDaemon, owns) = facts else {
            return ["The database does not know the role of this connection."]
        }
        if isSuperuser {
            return ["The role \(name) is a superuser, and row-level security does not hold for it. \(advice)"]
        }
        if bypasses { return ["The role \(name) has BYPASSRLS: no tenant would be kept from another. \(advice)"] }
        if let passing {
            return ["The role \(name) can act as \(passing), for whom no tenant is kept from another. \(advice)"]
        }
        if owns { return ["The role \(name) owns tables or views. \(advice)"] }
        if !isDaemon { return ["The role \(name) is not a member of kiik_app. \(advice)"] }
        return []
    }

    /// Tenant tables whose row-level security is not enabled and forced, by name.
    package func unprotectedTables() async throws -> [String] {
        let query: Query = """
            SELECT c.relname::text FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND c.relname NOT IN ('schema_migrations', 'secret_families', 'usage_nodes', 'audit_sealer',
                  'audit_epochs', 'login_delays', 'refused_credentials', 'setup_links', 'signing_keys')
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
            ORDER BY 1
            """
        return try await client.read(Statement(query)).decode { row throws(PostgresError) in try row.text() }
    }
}
