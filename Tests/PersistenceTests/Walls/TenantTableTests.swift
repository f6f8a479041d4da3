import Testing

@testable import Domain
@testable import Persistence

/// Every table behind the wall, taken from the catalogue so that a new one cannot be forgotten.
@Suite struct `Every tenant table` {
    static let tables: Statement = """
        SELECT c.relname::text, a.attname::text FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
            AND a.attname = CASE WHEN c.relname = 'tenants' THEN 'id' ELSE 'tenant_id' END
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
        """

    /// A row of each kind for tenants 1 and 2, written by the administrator past the wall.
    static let rows = """
        INSERT INTO tenants (id, subdomain, name, created_at) SELECT i, 't' || i, 'T', now() FROM generate_series(1, 2) i;
        INSERT INTO users (tenant_id, id, uuid, email, name, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), i::text, '', now(), now(), 1 FROM generate_series(1, 2) i;
        DELETE FROM roles WHERE builtin <> 'owner';
        INSERT INTO memberships (tenant_id, id, uuid, user_id, role_id, created_at, updated_at, version)
            SELECT r.tenant_id, r.id, gen_random_uuid(), r.tenant_id, r.id, now(), now(), 1 FROM roles r;
        INSERT INTO integrations (tenant_id, id, uuid, name, description, responsible, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), 'n', '', '', now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO api_keys (tenant_id, id, uuid, name, family, prefix, digest, scopes, created_at)
            SELECT i, i, gen_random_uuid(), 'k', 'kiik', 'p', sha256(i::text::bytea), '{}', now()
            FROM generate_series(1, 2) i;
        INSERT INTO usage_records SELECT i, now(), gen_random_uuid(), 1, i, '', '', '', 200, 1, '', '', true
            FROM generate_series(1, 2) i;
        DELETE FROM usage_totals WHERE key_id = 0 OR hours = 24;
        INSERT INTO api_key_usage SELECT i, i, 1, now(), '' FROM generate_series(1, 2) i;
        INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource, resource_id)
            SELECT i, gen_random_uuid(), now(), '', '', '', '', '', 1 FROM generate_series(1, 2) i;
        INSERT INTO audit_chain SELECT i, 1, 1, gen_random_uuid(), sha256(''), sha256(''), sha256('')
            FROM generate_series(1, 2) i;
        INSERT INTO audit_salts SELECT i, gen_random_uuid(), '' FROM generate_series(1, 2) i;
        INSERT INTO audit_checkpoints SELECT i, 1, 1, now(), '' FROM generate_series(1, 2) i;
        INSERT INTO outgoing_events SELECT i, gen_random_uuid(), '', '', 1, '{}', now() FROM generate_series(1, 2) i;
        INSERT INTO idempotency_keys SELECT i, 'p', 'k', '', '', now(), now() + interval '1 day'
            FROM generate_series(1, 2) i;
        INSERT INTO number_counters SELECT i, 'INV', 2026, 1 FROM generate_series(1, 2) i;
        INSERT INTO row_counts SELECT i, 'customers', 0, 1 FROM generate_series(1, 2) i;
        INSERT INTO customers (tenant_id, id, uuid, name, email, phone, company, address, tax_number, notes, status,
                created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), 'n', '', '', '', '', '', '', 'active', now(), now(), 1
            FROM generate_series(1, 2) i;
        INSERT INTO projects (tenant_id, id, uuid, name, customer_id, description, status, currency, created_at,
                updated_at, version)
            SELECT i, i, gen_random_uuid(), 'n', i, '', 'active', 'EUR', now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO estimates (tenant_id, id, uuid, number, customer_id, status, amount, tax, currency, description, lines,
                issue_date, valid_until, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), 'n', i, 'draft', 1, 0, 'EUR', '', '[]', current_date, current_date, now(),
                now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO activity_reports (tenant_id, id, uuid, project_id, month, worker, status, days, notes, created_at,
                updated_at, version)
            SELECT i, i, gen_random_uuid(), i, '2026-10-01', '', 'draft', '[{"date": "2026-10-05", "halves": 1}]', '',
                now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO invoices (tenant_id, id, uuid, number, customer_id, status, amount, currency, description,
                issue_date, due_date, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), 'n', i, 'draft', 1, 'EUR', '', current_date, current_date, now(), now(), 1
            FROM generate_series(1, 2) i;
        INSERT INTO credit_notes (tenant_id, id, uuid, number, invoice_id, customer_id, amount, tax, currency, reason,
                issue_date, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), 'n', i, i, 1, 0, 'EUR', '', current_date, now(), now(), 1
            FROM generate_series(1, 2) i;
        INSERT INTO documents (tenant_id, id, uuid, filename, media_type, size, digest, status, name, email, phone,
                company, address, tax_number, has_made_customer, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), 'f', 'text/plain', 1, sha256(''), 'pending', '', '', '', '', '', '', false,
                now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO devices (tenant_id, id, uuid, customer_id, type, brand, model, serial_number, notes, created_at,
                updated_at, version)
            SELECT i, i, gen_random_uuid(), i, 'phone', '', '', '', '', now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO work_items (tenant_id, id, uuid, customer_id, device_id, type, description, intake_method, status,
                priority, notes, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), i, i, 'repair', 'd', 'walkin', 'intake', 'medium', '', now(), now(), 1
            FROM generate_series(1, 2) i;
        INSERT INTO tasks (tenant_id, id, uuid, title, description, status, priority, customer_id, work_item_id,
                created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), 't', '', 'todo', 'medium', i, i, now(), now(), 1
            FROM generate_series(1, 2) i;
        INSERT INTO sessions (tenant_id, id, uuid, user_id, method, ip, user_agent, expires_at, end_reason, created_at,
                updated_at, version)
            SELECT i, i, gen_random_uuid(), i, 'password', '', '', now(), '', now(), now(), 1
            FROM generate_series(1, 2) i;
        INSERT INTO refresh_tokens (tenant_id, session_id, generation, digest, created_at)
            SELECT i, i, 1, sha256(i::text::bytea), now() FROM generate_series(1, 2) i;
        INSERT INTO second_factors (tenant_id, id, uuid, user_id, sealed, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), i, '', now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO links (tenant_id, id, uuid, user_id, purpose, digest, email, expires_at, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), i, '', sha256(i::text::bytea), '', now(), now(), now(), 1
            FROM generate_series(1, 2) i;
        INSERT INTO messages (tenant_id, id, uuid, user_id, kind, recipient, occasion, sealed, expires_at, created_at,
                updated_at, version)
            SELECT i, i, gen_random_uuid(), i, '', '', i::text, '', now(), now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO oauth_clients (tenant_id, id, uuid, client_id, name, origin, is_confidential, auth_methods,
                redirect_uris, grant_types, scopes, jwks, jwks_uri, client_uri, is_verified, needs_approval, created_at,
                updated_at, version)
            SELECT i, i, gen_random_uuid(), i::text, '', 'operator', false, '{}', '{}', '{}', '{}', '', '', '', false,
                false, now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO oauth_grants (tenant_id, id, uuid, user_id, client_id, scopes, created_at, updated_at, version)
            SELECT i, i, gen_random_uuid(), i, i, '{}', now(), now(), 1 FROM generate_series(1, 2) i;
        INSERT INTO oauth_authorizations (tenant_id, id, client_id, grant_id, user_id, scopes, audience, code_challenge,
                redirect_uri, nonce, created_at, expires_at)
            SELECT i, i, i, i, i, '{}', 'server', '', '', '', now(), now() FROM generate_series(1, 2) i;
        INSERT INTO oauth_access_tokens (tenant_id, authorization_id, digest, scopes, audience, created_at, expires_at)
            SELECT i, i, sha256(i::text::bytea), '{}', 'server', now(), now() FROM generate_series(1, 2) i;
        INSERT INTO oauth_refresh_tokens (tenant_id, authorization_id, generation, digest, created_at)
            SELECT i, i, 1, sha256(i::text::bytea), now() FROM generate_series(1, 2) i;
        INSERT INTO oauth_assertions SELECT i, i, sha256(i::text::bytea), now() FROM generate_series(1, 2) i;
        INSERT INTO recovery_codes (tenant_id, user_id, digest, created_at)
            SELECT i, i, sha256(i::text::bytea), now() FROM generate_series(1, 2) i;
        """

    @Test func `S46 shows one tenant's rows to that tenant and nothing to nobody, and lets no row be moved or taken`()
        async throws
    {
        let database = try await TestDatabase.make()
        let tables = try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession { try await $0.run(script: Self.rows) }
            return try await admin.read(Self.tables).decode { row throws(PostgresError) in
                try (name: row.text(), key: row.text())
            }
        }
        #expect(tables.count >= 11)
        try await database.app { (app: PostgresClient) async throws in
            for (table, key) in tables {
                func run(_ sql: String, as tenant: Int64?) async throws -> Rows {
                    let statement = Statement(Query(text: sql, prepared: false))
                    guard let tenant else { return try await app.write([statement]).last }
                    return try await app.write(.bound(to: TenantScope(id: tenant), [statement])).last
                }
                func keys(as tenant: Int64?) async throws -> [Int64] {
                    try await run("SELECT \(key) FROM \(table)", as: tenant).decode { row throws(PostgresError) in
                        try row.int64()
                    }
                }
                #expect(try await keys(as: nil) == [], "\(table)")
                #expect(try await keys(as: 1) == [1], "\(table)")
                #expect(try await keys(as: 2) == [2], "\(table)")
                #expect(try await keys(as: 3) == [], "\(table)")
                // Without the privilege an error, with it no row: never another's row.
                for change in [
                    "UPDATE \(table) SET \(key) = \(key) WHERE \(key) = 2", "DELETE FROM \(table) WHERE \(key) = 2",
                ] {
                    let touched = try? await run(change, as: 1).affected
                    #expect((touched ?? 0) == 0, "\(change)")
                }
                let moved = try? await run("UPDATE \(table) SET \(key) = 2 WHERE \(key) = 1", as: 1).affected
                #expect(moved == nil, "\(table): a row was moved to another tenant")
            }
        }
        // Nothing of tenant 2 is gone.
        try await database.admin { (admin: PostgresClient) async throws in
            for (table, key) in tables {
                let left = try await admin.read(
                    Statement(Query(text: "SELECT 1 FROM \(table) WHERE \(key) = 2", prepared: false)))
                #expect(left.count == 1, "\(table)")
            }
        }
    }

    @Test func `S46 a row for another tenant is refused by the wall itself`() async throws {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            let inserts = [
                "INSERT INTO number_counters VALUES (2, 'INV', 2026, 1)",
                "INSERT INTO row_counts VALUES (2, 'customers', 0, 1)",
                "INSERT INTO idempotency_keys VALUES (2, 'p', 'k', '', '', now(), now())",
                "INSERT INTO outgoing_events VALUES (2, gen_random_uuid(), '', '', 1, '{}', now())",
                "INSERT INTO tenants (id, subdomain, name, created_at) VALUES (2, 'two', 'T', now())",
            ]
            for tenant in [Int64(1), nil] {
                for insert in inserts {
                    let statement = Statement(Query(text: insert, prepared: false))
                    let batch = tenant.map { Batch.bound(to: TenantScope(id: $0), [statement]) } ?? [statement]
                    let error = await #expect(throws: PostgresError.self, "\(insert)") {
                        _ = try await app.write(batch)
                    }
                    #expect(error?.sqlState == "42501", "\(insert)")
                }
            }
        }
    }

    @Test func `S46 the views that pass the wall show what they are for and no more`() async throws {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession { try await $0.run(script: Self.rows) }
        }
        try await database.app { (app: PostgresClient) async throws in
            for view in ["customers_search", "invoices_search", "work_items_search"] {
                let query = Statement(Query(text: "SELECT tenant_id FROM \(view)"))
                #expect(try await app.read(query).isEmpty, "\(view)")
                let own = try await app.read(.bound(to: TenantScope(id: 1), [query])).last
                #expect(try own.decode { row throws(PostgresError) in try row.int64() } == [1], "\(view)")
            }
            // The daemon writes records through the intake and can read, change or delete none there.
            for forbidden in [
                "SELECT 1 FROM usage_record_intake", "DELETE FROM usage_record_intake",
                "UPDATE usage_record_intake SET status = 1", "DELETE FROM api_key_usage_intake",
                "UPDATE customers_search SET name = 'x'", "UPDATE api_key_lookup SET name = 'x'",
                "DELETE FROM tenant_directory", "UPDATE session_lookup SET ended_at = NULL", "DELETE FROM sessions",
                "UPDATE login_lookup SET password = ''", "DELETE FROM refresh_token_lookup",
                "SELECT answer FROM expired_idempotency_keys", "INSERT INTO usage_key_actions DEFAULT VALUES",
                "UPDATE usage_totals SET calls = 0", "DELETE FROM usage_addresses", "DELETE FROM usage_key_days",
            ] {
                await #expect(throws: PostgresError.self, "\(forbidden)") {
                    _ = try await app.write([Statement(Query(text: forbidden, prepared: false))])
                }
            }
        }
    }

    @Test func `S63 an audit event stays as it was, whoever tries`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1])
        let attempts = [
            "UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events",
        ]
        try await database.admin { (admin: PostgresClient) async throws in
            for role in ["kiik_owner", "kiik_app", "kiik_drain", "kiik_auth"] {
                for attempt in attempts {
                    let error = await #expect(throws: PostgresError.self, "\(role): \(attempt)") {
                        try await admin.withSession { try await $0.run(script: "SET ROLE \(role); \(attempt)") }
                    }
                    #expect(error?.sqlState == "42501", "\(role): \(attempt)")
                }
            }
            #expect(try await admin.texts("SELECT actor FROM audit_events") == ["test"])
        }
    }
}
