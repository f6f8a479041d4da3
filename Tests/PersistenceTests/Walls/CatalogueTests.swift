import Testing

@testable import Domain
@testable import Persistence

@Suite struct `The wall between tenants, in the catalogue` {
    /// What stands outside the wall, by name.
    static let exceptions = [
        "audit_epochs", "audit_sealer", "login_delays", "refused_credentials", "schema_migrations", "secret_families",
        "setup_links", "signing_keys", "usage_nodes",
    ]

    @Test func `S46 row-level security is enabled and forced on every table but the named ones`() async throws {
        try await TestDatabase.make().admin { (admin: PostgresClient) async throws in
            let open = try await admin.texts(
                """
                SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1
                """)
            #expect(open == Self.exceptions)
            #expect(try await DatabaseRole(client: admin).unprotectedTables().isEmpty)
        }
    }

    @Test func `S46 every policy names a role, and only lookups and drains pass the wall`() async throws {
        try await TestDatabase.make().admin { (admin: PostgresClient) async throws in
            let unnamed = try await admin.texts("SELECT policyname::text FROM pg_policies WHERE 'public' = ANY (roles)")
            #expect(unnamed.isEmpty)
            let passing = try await admin.texts(
                """
                SELECT tablename || ' ' || array_to_string(roles, ',') FROM pg_policies
                WHERE schemaname = 'public' AND qual = 'true' AND roles <> '{kiik_owner}' AND permissive = 'PERMISSIVE'
                ORDER BY 1
                """)
            #expect(
                passing == [
                    "activity_reports kiik_search", "api_key_usage kiik_auth", "api_key_usage kiik_drain",
                    "api_keys kiik_auth",
                    "credit_notes kiik_search", "customers kiik_search", "devices kiik_search", "documents kiik_search",
                    "estimates kiik_search", "idempotency_keys kiik_drain", "integrations kiik_auth",
                    "invoices kiik_search", "links kiik_auth", "links kiik_drain", "memberships kiik_auth",
                    "messages kiik_auth", "messages kiik_drain", "oauth_access_tokens kiik_auth",
                    "oauth_access_tokens kiik_drain", "oauth_assertions kiik_drain", "oauth_authorizations kiik_auth",
                    "oauth_authorizations kiik_drain", "oauth_clients kiik_auth", "oauth_clients kiik_drain",
                    "oauth_grants kiik_auth", "oauth_grants kiik_drain", "oauth_refresh_tokens kiik_auth",
                    "oauth_refresh_tokens kiik_drain", "projects kiik_search", "refresh_tokens kiik_auth",
                    "roles kiik_auth", "second_factors kiik_auth", "sessions kiik_auth", "sessions kiik_drain",
                    "tasks kiik_search", "tenants kiik_auth", "usage_records kiik_drain", "users kiik_auth",
                    "work_items kiik_search",
                ])
            let views = try await admin.texts(
                "SELECT viewname || ' ' || viewowner FROM pg_views WHERE schemaname = 'public' AND viewowner LIKE 'kiik%' ORDER BY 1"
            )
            #expect(
                views == [
                    "activity_reports_search kiik_search", "api_key_lookup kiik_auth", "api_key_rights kiik_auth",
                    "api_key_usage_intake kiik_drain", "credit_notes_search kiik_search",
                    "customers_search kiik_search", "deserted_tenants kiik_auth", "device_lookup kiik_auth",
                    "devices_search kiik_search",
                    "documents_search kiik_search",
                    "due_messages kiik_drain", "estimates_search kiik_search", "expired_idempotency_keys kiik_drain",
                    "expired_oauth_assertions kiik_drain", "expired_oauth_tokens kiik_drain",
                    "expired_sessions kiik_drain", "expiring_keys kiik_auth", "forgotten_oauth_clients kiik_drain",
                    "invoices_search kiik_search",
                    "key_listings kiik_auth",
                    "key_listings_search kiik_auth", "link_lookup kiik_auth", "login_lookup kiik_auth",
                    "login_tenants kiik_auth",
                    "member_directory kiik_auth", "member_listings kiik_auth", "member_listings_search kiik_auth",
                    "membership_lookup kiik_auth", "message_lookup kiik_auth",
                    "oauth_authorization_lookup kiik_auth", "oauth_client_lookup kiik_auth",
                    "oauth_clients_search kiik_auth",
                    "oauth_grant_lookup kiik_auth", "oauth_refresh_lookup kiik_auth", "oauth_token_lookup kiik_auth",
                    "old_links kiik_drain", "old_messages kiik_drain", "old_oauth_authorizations kiik_drain",
                    "old_oauth_refresh_tokens kiik_drain", "projects_search kiik_search",
                    "refresh_token_lookup kiik_auth", "role_holders kiik_auth",
                    "session_lookup kiik_auth", "tasks_search kiik_search", "tenant_directory kiik_auth",
                    "usage_record_intake kiik_drain", "user_lookup kiik_auth", "work_items_search kiik_search",
                ])
        }
    }

    @Test func `S46 the functions that pass the wall are these, the owner's, and the daemon alone may call them`()
        async throws
    {
        try await TestDatabase.make().admin { (admin: PostgresClient) async throws in
            let definers = try await admin.texts(
                """
                SELECT p.proname || ' ' || pg_get_userbyid(p.proowner) || ' ' || array_to_string(p.proacl, ' ')
                FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace ORDER BY 1
                """)
            let callable = [
                "kiik_audit_lag", "kiik_audit_waits", "kiik_begin_audit_epoch", "kiik_drop_old_usage",
                "kiik_ensure_usage_partitions",
                "kiik_erase_audit", "kiik_keep_checkpoints", "kiik_seal_audit",
            ].map { "\($0) kiik_owner kiik_owner=X/kiik_owner kiik_app=X/kiik_owner" }
            // What keeps totals and numbers for those who see none of them.
            let limited = ["kiik_allot_number", "kiik_count_row"].map {
                "\($0) kiik_owner kiik_owner=X/kiik_owner kiik_limited=X/kiik_owner"
            }
            // Triggers alone run these.
            let triggers = [
                "kiik_add_revenue", "kiik_add_worked_days", "kiik_announce_user", "kiik_count_usage",
                "kiik_end_authorizations_of_user",
                "kiik_end_sessions_of_member",
                "kiik_end_sessions_of_user", "kiik_follow_tenant", "kiik_keep_parties", "kiik_require_member",
                "kiik_require_role", "kiik_require_unused_role",
            ].map {
                "\($0) kiik_owner kiik_owner=X/kiik_owner"
            }
            #expect(Set(definers) == Set(callable + limited + triggers))
        }
    }

    @Test func `S46 partitions are reached through their parent only`() async throws {
        try await TestDatabase.make().admin { (admin: PostgresClient) async throws in
            let granted = try await admin.texts(
                """
                SELECT c.relname::text FROM pg_class c WHERE c.relispartition AND c.relkind = 'r'
                AND (has_table_privilege('kiik_app', c.oid, 'SELECT') OR has_table_privilege('kiik_app', c.oid, 'INSERT'))
                """)
            #expect(granted.isEmpty)
        }
    }

    @Test func `S46 the daemon's role is fine and every stronger one is refused`() async throws {
        let database = try await TestDatabase.make()
        #expect(try await database.app { try await DatabaseRole(client: $0).faults() }.isEmpty)
        #expect(try await database.admin { try await DatabaseRole(client: $0).faults() }.count == 1)
    }

    @Test func `S63 nobody changes or deletes an audit event, the owner included`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1])
        for script in ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events"] {
            await #expect(throws: PostgresError.self) {
                try await database.admin { try await $0.withSession { try await $0.run(script: script) } }
            }
        }
    }
}

@Suite struct `The wall between tenants, at work` {
    @Test func `a tenant neither sees nor changes another's rows, and without a tenant there are none`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1, 2])
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            for tenant in [Int64(1), 2] {
                let scope = TenantScope(id: tenant)
                let page = try await store.customers.list(ListQuery(), in: scope)
                #expect(page.rows.map(\.name) == ["Customer of \(tenant)"])
                #expect(page.total == Total(count: 1))
                #expect(try await store.customers.find(3 - tenant, in: scope) == nil)
            }
            for table in ["customers", "api_keys", "audit_events", "outgoing_events", "row_counts", "tenants"] {
                let seen = try await app.read(Statement(Query(text: "SELECT count(*) FROM \(table)")))
                #expect(try seen.decodeFirst { row throws(PostgresError) in try row.int64() } == 0, "\(table)")
            }
            let foreign = Batch.bound(
                to: TenantScope(id: 1), [Statement("UPDATE customers SET name = 'taken' WHERE id = 2")])
            #expect(try await app.write(foreign).last.affected == 0)
            let smuggled = Batch.bound(
                to: TenantScope(id: 1),
                [Statement("INSERT INTO row_counts (tenant_id, resource, part, total) VALUES (2, 'customers', 0, 1)")])
            await #expect(throws: PostgresError.self) { _ = try await app.write(smuggled) }
        }
    }

    @Test func `S47 no tenant leaks from one batch to the next on the same connection, failed ones included`()
        async throws
    {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            for round in 0..<50 {
                let bound = Batch.bound(
                    to: TenantScope(id: Int64(round)), [Statement("SELECT current_setting('kiik.tenant', true)")])
                #expect(
                    try await app.read(bound).last.decodeFirst { row throws(PostgresError) in try row.text() }
                        == String(round))
                let broken = Batch.bound(to: TenantScope(id: 7), [Statement("SELECT 1 / 0")])
                await #expect(throws: PostgresError.self) { _ = try await app.read(broken) }
                let unbound = try await app.texts("SELECT coalesce(current_setting('kiik.tenant', true), '')")
                #expect(unbound == [""])
            }
        }
    }
}

/// Rows to look at: one customer for each tenant, made as the daemon makes them.
enum Fixture {
    static let now = Timestamp(microseconds: 1_790_000_000_000_000)

    static func customer(_ id: Int64, _ name: String) -> Customer {
        Customer(
            id: id, uuid: UUIDv7(high: UInt64(id), low: 1), name: name, email: "a\(id)@example.com", phone: "",
            company: "",
            address: "", taxNumber: "", notes: "", status: .active, createdAt: now, updatedAt: now, version: 1)
    }

    static func commit(_ tenant: Int64, _ changes: [Change], number: NumberRequest? = nil, isDryRun: Bool = false)
        -> Commit
    {
        Commit(
            tenant: TenantScope(id: tenant), changes: changes, number: number,
            origin: AuditOrigin(actor: "test", ip: "", requestID: "", action: "test"), at: now, isDryRun: isDryRun)
    }

    static func fill(_ database: TestDatabase, tenants: [Int64]) async throws {
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            for tenant in tenants {
                let change = Change.create(customer(tenant, "Customer of \(tenant)"))
                #expect(try await store.commit(commit(tenant, [change])) == .committed(number: nil))
            }
        }
    }
}
