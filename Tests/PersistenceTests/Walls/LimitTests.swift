import Testing

@testable import Domain
@testable import Persistence

/// Access limited to chosen customers or projects, as the database holds it.
@Suite struct `The wall around what was chosen` {
    private static func scope(_ customers: [Int64], _ projects: [Int64] = []) -> TenantScope {
        TenantScope(id: 1, limit: AccessLimit(customers: customers, projects: projects))
    }

    private static func filled() async throws -> TestDatabase {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            // All of tenant 1: what hangs on customer 1 and project 1, what hangs on customer 2, and what hangs on none.
            try await admin.withSession {
                try await $0.run(
                    script: """
                        \(`Every tenant table`.rows)
                        INSERT INTO customers (tenant_id, id, uuid, name, email, phone, company, address, tax_number, notes,
                                status, created_at, updated_at, version)
                            SELECT 1, 12, gen_random_uuid(), 'other', '', '', '', '', '', '', 'active', now(), now(), 1;
                        INSERT INTO projects (tenant_id, id, uuid, name, customer_id, description, status, currency,
                                created_at, updated_at, version)
                            SELECT 1, 12, gen_random_uuid(), 'other', 12, '', 'active', 'EUR', now(), now(), 1;
                        INSERT INTO invoices (tenant_id, id, uuid, number, customer_id, project_id, status, amount, currency,
                                description, issue_date, due_date, created_at, updated_at, version)
                            SELECT 1, i, gen_random_uuid(), 'n' || i, 12, nullif(i, 13), 'draft', 1, 'EUR', '', current_date,
                                current_date, now(), now(), 1 FROM generate_series(12, 13) i;
                        INSERT INTO devices (tenant_id, id, uuid, customer_id, type, brand, model, serial_number, notes,
                                created_at, updated_at, version)
                            SELECT 1, 12, gen_random_uuid(), 12, 'phone', '', '', '', '', now(), now(), 1;
                        INSERT INTO tasks (tenant_id, id, uuid, title, description, status, priority, created_at, updated_at,
                                version)
                            SELECT 1, 12, gen_random_uuid(), 't', '', 'todo', 'medium', now(), now(), 1;
                        """)
            }
        }
        return database
    }

    private func count(_ table: String, as tenant: TenantScope, _ app: PostgresClient) async throws -> Int64 {
        let query = Statement(Query(text: "SELECT count(*) FROM \(table)", prepared: false))
        return try await app.read(.bound(to: tenant, [query])).last.decodeFirst { row throws(PostgresError) in
            try row.int64()
        } ?? 0
    }

    @Test func `S46 every tenant table is hidden from whoever is limited by a restrictive policy`() async throws {
        try await TestDatabase.make().admin { (admin: PostgresClient) async throws in
            let open = try await admin.texts(
                """
                SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                    AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND NOT c.relispartition
                    AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname
                        AND p.policyname = 'scope' AND p.permissive = 'RESTRICTIVE' AND p.cmd = 'ALL'
                        AND p.roles = '{kiik_limited}' AND p.qual IS NOT NULL AND p.with_check IS NOT NULL)
                ORDER BY 1
                """)
            #expect(open.isEmpty)
            let readByAll = try await admin.texts(
                "SELECT tablename::text FROM pg_policies WHERE policyname = 'scope' AND qual = 'true' ORDER BY 1")
            // The tenant's own row; and answers, by the principal and the key that it chose.
            #expect(readByAll == ["idempotency_keys", "tenants"])
            let writtenByAll = try await admin.texts(
                "SELECT tablename::text FROM pg_policies WHERE policyname = 'scope' AND with_check = 'true' ORDER BY 1")
            #expect(writtenByAll == ["audit_events", "idempotency_keys", "outgoing_events"])
        }
    }

    @Test func `S46 whoever is limited reaches no view that passes the wall, but those that hold the limit too`()
        async throws
    {
        try await TestDatabase.make().admin { (admin: PostgresClient) async throws in
            let reached = try await admin.texts(
                """
                SELECT c.relname::text FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
                    AND pg_get_userbyid(c.relowner) LIKE 'kiik%'
                    AND has_table_privilege('kiik_limited', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
                    AND pg_get_viewdef(c.oid) NOT LIKE '%kiik.scope%' ORDER BY 1
                """)
            // Over key_listings and member_listings, which have it.
            #expect(reached == ["key_listings_search", "member_listings_search"])
            let inherits = try await admin.texts(
                """
                SELECT a.rolname::text FROM pg_roles a WHERE a.rolname LIKE 'kiik%' AND a.rolname <> 'kiik_limited'
                    AND NOT a.rolsuper AND pg_has_role(a.oid, 'kiik_limited', 'USAGE')
                """)
            #expect(inherits.isEmpty)
        }
    }

    @Test func `a table that says nothing hides itself from whoever is limited`() async throws {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession {
                try await $0.run(
                    script: """
                        CREATE TABLE later (tenant_id bigint, id bigint); CALL kiik_tenant_table('later', 'SELECT, INSERT');
                        INSERT INTO later VALUES (1, 1);
                        """)
            }
        }
        try await database.app { (app: PostgresClient) async throws in
            #expect(try await count("later", as: TenantScope(id: 1), app) == 1)
            #expect(try await count("later", as: Self.scope([1]), app) == 0)
            let insert = Batch.bound(to: Self.scope([1]), [Statement("INSERT INTO later VALUES (1, 2)")])
            let error = await #expect(throws: PostgresError.self) { _ = try await app.write(insert) }
            #expect(error?.sqlState == "42501")
        }
    }

    @Test func `S46 a choice of nothing that is there shows nothing of any table, and lets nothing be written`()
        async throws
    {
        let database = try await Self.filled()
        let tables = try await database.admin { (admin: PostgresClient) async throws in
            try await admin.read(`Every tenant table`.tables).decode { row throws(PostgresError) in
                try (name: row.text(), key: row.text())
            }
        }
        #expect(tables.count > 25)
        try await database.app { (app: PostgresClient) async throws in
            for (table, key) in tables {
                let seen = try await count(table, as: Self.scope([Int64.max]), app)
                #expect(seen == (["tenants", "idempotency_keys"].contains(table) ? 1 : 0), "\(table)")
                guard table != "idempotency_keys" else { continue }
                for change in ["UPDATE \(table) SET \(key) = \(key)", "DELETE FROM \(table)"] {
                    let statement = Statement(Query(text: change, prepared: false))
                    let touched = try? await app.write(.bound(to: Self.scope([Int64.max]), [statement])).last.affected
                    #expect((touched ?? 0) == 0, "\(change)")
                }
            }
        }
    }

    @Test func `S46 each table shows what hangs on what was chosen`() async throws {
        let database = try await Self.filled()
        try await database.app { (app: PostgresClient) async throws in
            let expected: [(table: String, all: Int64, customer: Int64, project: Int64)] = [
                ("customers", 2, 1, 1), ("projects", 2, 1, 1), ("invoices", 3, 1, 1), ("devices", 2, 1, 0),
                ("work_items", 1, 1, 0), ("tasks", 2, 1, 0), ("credit_notes", 1, 1, 0), ("api_keys", 1, 0, 0),
                ("customers_search", 2, 1, 1), ("invoices_search", 3, 1, 1), ("key_listings", 1, 0, 0),
                ("key_listings_search", 1, 0, 0), ("member_directory", 1, 0, 0),
                ("member_listings", 1, 0, 0), ("member_listings_search", 1, 0, 0), ("users", 1, 0, 0),
                ("role_holders", 1, 0, 0), ("revenue", 2, 0, 0),
            ]
            for (table, all, customer, project) in expected {
                #expect(try await count(table, as: TenantScope(id: 1), app) == all, "\(table)")
                #expect(try await count(table, as: Self.scope([1]), app) == customer, "\(table)")
                #expect(try await count(table, as: Self.scope([], [12]), app) == project, "\(table)")
            }
        }
    }

    @Test(arguments: [
        "INSERT INTO customers SELECT 1, 99, gen_random_uuid(), 'n', '', '', '', '', '', '', 'active', now(), now(), 1",
        "UPDATE invoices SET customer_id = 12 WHERE id = 1", "UPDATE tasks SET customer_id = NULL, work_item_id = NULL",
        "UPDATE tasks SET work_item_id = 2", "UPDATE devices SET customer_id = 2",
        "INSERT INTO row_counts VALUES (1, 'x', 0, 1)",
        "UPDATE tenants SET name = 'x'", "SELECT 1 FROM api_key_lookup", "SELECT 1 FROM login_lookup",
        "SELECT 1 FROM signing_keys", "SELECT 1 FROM tenant_directory", "SELECT 1 FROM setup_links",
        "SELECT 1 FROM deserted_tenants",
    ])
    func `S46 the database itself refuses what would be outside`(_ sql: String) async throws {
        let database = try await Self.filled()
        try await database.app { (app: PostgresClient) async throws in
            let statement = Statement(Query(text: sql, prepared: false))
            let error = await #expect(throws: PostgresError.self, "\(sql)") {
                _ = try await app.write(.bound(to: Self.scope([1]), [statement]))
            }
            #expect(["42501", "23503"].contains(error?.sqlState ?? ""), "\(error?.debugDescription ?? "")")
        }
    }

    @Test
    func `S47 no limit and no role leaks from one batch to the next on the same connection, failed ones included`()
        async throws
    {
        let database = try await TestDatabase.make()
        let state: Statement = "SELECT coalesce(current_setting('kiik.scope', true), '') || ' ' || current_user"
        try await database.app { (app: PostgresClient) async throws in
            for round in 0..<50 {
                let limited = Batch.bound(to: Self.scope([Int64(round)], [7]), [state])
                #expect(
                    try await app.read(limited).last.decodeFirst { row throws(PostgresError) in try row.text() }
                        == "{\(round)} {7} kiik_limited")
                let broken = Batch.bound(to: Self.scope([7]), [Statement("SELECT 1 / 0")])
                await #expect(throws: PostgresError.self) { _ = try await app.read(broken) }
                let whole = try await app.read(.bound(to: TenantScope(id: 1), [state])).last
                let text = try whole.decodeFirst { row throws(PostgresError) in try row.text() }
                #expect(text?.hasPrefix(" ") == true && text?.contains("limited") == false, "\(text ?? "")")
            }
        }
    }

    @Test func `the same list is right for one who is limited and one who is not, in turn`() async throws {
        let database = try await Self.filled()
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            for _ in 0..<20 {
                let all = try await store.customers.list(ListQuery(), in: TenantScope(id: 1))
                let some = try await store.customers.list(ListQuery(), in: Self.scope([12]))
                #expect(Set(all.rows.map(\.id)) == [1, 12])
                #expect(some.rows.map(\.id) == [12] && some.total == Total(count: 1))
                #expect(try await store.customers.find(1, in: Self.scope([12])) == nil)
            }
        }
    }
}
