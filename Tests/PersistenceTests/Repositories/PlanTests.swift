import Testing

@testable import Domain
@testable import Persistence

/// Hot queries have an asserted plan: none reads a big table from end to end.
@Suite struct `Plans against a large table` {
    private static let database = Task<TestDatabase, any Error> {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession(timeout: .seconds(600)) { session in
                try await session.run(
                    script: """
                        INSERT INTO customers (tenant_id, id, uuid, name, email, phone, company, address, tax_number, notes,
                            status, created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), 'Customer ' || md5(i::text), 'c' || i || '@example.com', '', '',
                            '', '', '', (ARRAY['active', 'inactive', 'prospect'])[1 + i % 3], now() - i * interval '1 minute',
                            now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO projects (tenant_id, id, uuid, name, customer_id, description, status, currency,
                            created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), 'Project ' || md5(i::text), i, md5((i + 1)::text),
                            (ARRAY['planned', 'active', 'completed'])[1 + i % 3], 'EUR', now() - i * interval '1 minute',
                            now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO invoices (tenant_id, id, uuid, number, customer_id, project_id, status, amount, currency, description,
                            issue_date, due_date, created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), 'INV-' || i, i, i, (ARRAY['draft', 'sent', 'paid'])[1 + i % 3], i,
                            'EUR', md5(i::text), current_date - i % 1000, current_date, now() - i * interval '1 minute', now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO estimates (tenant_id, id, uuid, number, customer_id, project_id, status, amount, tax, currency,
                            description, lines, issue_date, valid_until, created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), 'EST-' || i, i, i, (ARRAY['draft', 'sent'])[1 + i % 2], i, 0,
                            'EUR', md5(i::text), '[]', current_date - i % 1000, current_date, now() - i * interval '1 minute',
                            now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO activity_reports (tenant_id, id, uuid, project_id, month, worker, status, days, notes,
                            created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), i, '2020-01-01'::date + make_interval(months => i % 80), '',
                            (ARRAY['draft', 'submitted'])[1 + i % 2], '[]', md5(i::text),
                            now() - i * interval '1 minute', now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO credit_notes (tenant_id, id, uuid, number, invoice_id, customer_id, amount, tax, currency,
                            reason, issue_date, created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), 'CN-' || i, i, i, i, 0, 'EUR', md5(i::text),
                            current_date - i % 1000, now() - i * interval '1 minute', now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO documents (tenant_id, id, uuid, filename, media_type, size, digest, status, name, email,
                            phone, company, address, tax_number, has_made_customer, customer_id, created_at, updated_at,
                            version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), md5(i::text) || '.pdf', 'application/pdf', 1,
                            sha256(i::text::bytea), (ARRAY['approved', 'pending'])[1 + i % 2], '', '', '', '', '', '', false,
                            CASE i % 2 WHEN 0 THEN i END, now() - i * interval '1 minute', now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO devices (tenant_id, id, uuid, customer_id, type, brand, model, serial_number, notes,
                            created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), i, 'type ' || i % 500, '', '', md5(i::text), '',
                            now() - i * interval '1 minute', now(), 1
                        FROM generate_series(1, 60000) i;
                        ALTER TABLE work_items DISABLE TRIGGER assigned_to; ALTER TABLE tasks DISABLE TRIGGER assigned_to;
                        INSERT INTO work_items (tenant_id, id, uuid, customer_id, device_id, type, description,
                            intake_method, status, priority, notes, assigned_to, due_date, created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), i, i, 'type ' || i % 500, md5(i::text), 'walkin',
                            (ARRAY['intake', 'waiting', 'done'])[1 + i % 3], 'medium', '', i % 100,
                            CASE WHEN i % 2 = 0 THEN current_date - i % 1000 END, now() - i * interval '1 minute', now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO tasks (tenant_id, id, uuid, title, description, status, priority, customer_id,
                            work_item_id, assigned_to, due_date, created_at, updated_at, version)
                        SELECT 1 + i % 20, i, gen_random_uuid(), md5(i::text), md5((i + 1)::text), 'todo', 'medium', i, i,
                            i % 100, CASE WHEN i % 2 = 0 THEN current_date - i % 1000 END,
                            now() - i * interval '1 minute', now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource,
                            resource_id, after)
                        SELECT 1 + i % 20, gen_random_uuid(), now() - i * interval '1 minute', '', '', '', '',
                            'work_items', i % 600, '{}'
                        FROM generate_series(1, 60000) i;
                        ANALYZE documents; ANALYZE devices; ANALYZE work_items; ANALYZE tasks; ANALYZE audit_events;
                        ANALYZE credit_notes; ANALYZE activity_reports; ANALYZE estimates; ANALYZE customers; ANALYZE projects; ANALYZE invoices; ANALYZE revenue;
                        """)
            }
        }
        return database
    }

    private func check<Row: StoredEntity>(_ name: String, _ query: ListQuery<Row>, _ app: PostgresClient) async throws {
        let sql = ListSQL(query)
        for statement in [sql.page, sql.total] { try await check(name, statement, reads: Row.table, app) }
    }

    private func check(_ name: String, _ statement: Statement, reads table: String, _ app: PostgresClient) async throws
    {
        let explain = Statement(Query(text: "EXPLAIN \(statement.query.text)", prepared: false), statement.parameters)
        let plan = try await app.read(.bound(to: TenantScope(id: 1), [explain])).last
            .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
        #expect(!plan.contains("Seq Scan on \(table)"), "\(name):\n\(statement.query.text)\n\(plan)")
    }

    private func checkAll<Row: StoredEntity>(_: Row.Type, filters: [ListQuery<Row>.Filter], sample: Row?) async throws {
        try await Self.database.value.app { (app: PostgresClient) async throws in
            try await check("first page", ListQuery<Row>(), app)
            for isDescending in [false, true] {
                var byID = ListQuery<Row>()
                byID.isDescending = isDescending
                byID.after = Cursor(value: nil, id: 30_000)
                try await check("by id", byID, app)
                for ordering in Row.orderings {
                    var query = ListQuery<Row>()
                    query.ordering = ordering
                    query.isDescending = isDescending
                    try await check("by \(ordering.attribute)", query, app)
                    if let sample {
                        query.after = Cursor(value: ordering.value(sample), id: sample.id)
                        try await check("by \(ordering.attribute) after a cursor", query, app)
                    }
                }
            }
            for filter in filters {
                var query = ListQuery<Row>()
                query.filters = [filter]
                try await check("filter \(filter.attribute)", query, app)
            }
            var search = ListQuery<Row>()
            search.search = "abcdef"
            // A plan for any words would be bad for most.
            #expect(!ListSQL(search).page.query.isPrepared && !ListSQL(search).total.query.isPrepared)
            try await check("search", search, app)
        }
    }

    private func checkLimited<Row: StoredEntity>(_: Row.Type, _ app: PostgresClient) async throws {
        let limit = try #require(AccessLimit(customers: [20, 40], projects: [60]))
        for search in [nil, "abcdef"] {
            var query = ListQuery<Row>()
            query.search = search
            let sql = ListSQL(query, within: limit)
            for statement in [sql.page, sql.total] {
                let explain = Statement(
                    Query(text: "EXPLAIN \(statement.query.text)", prepared: false), statement.parameters)
                let plan = try await app.read(.bound(to: TenantScope(id: 1, limit: limit), [explain])).last
                    .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
                #expect(!plan.contains("Seq Scan on"), "\(statement.query.text)\n\(plan)")
            }
        }
    }

    @Test func `lists and sums within a limit are found by index`() async throws {
        try await Self.database.value.app { (app: PostgresClient) async throws in
            try await checkLimited(Customer.self, app)
            try await checkLimited(Project.self, app)
            try await checkLimited(Invoice.self, app)
            try await checkLimited(Estimate.self, app)
            try await checkLimited(ActivityReport.self, app)
            try await checkLimited(CreditNote.self, app)
            try await checkLimited(Document.self, app)
            try await checkLimited(Device.self, app)
            try await checkLimited(WorkItem.self, app)
            try await checkLimited(WorkTask.self, app)
            let limit = try #require(AccessLimit(customers: [20, 40], projects: [60]))
            for statement in PostgresStore.statements(of: RevenueQuery(currency: .eur), within: limit) {
                let explain = Statement(
                    Query(text: "EXPLAIN \(statement.query.text)", prepared: false), statement.parameters)
                let plan = try await app.read(.bound(to: TenantScope(id: 1, limit: limit), [explain])).last
                    .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
                #expect(!plan.contains("Seq Scan on"), "\(plan)")
            }
        }
    }

    @Test func `nobody who is not limited is asked about a limit`() async throws {
        try await Self.database.value.app { (app: PostgresClient) async throws in
            for text in ["SELECT * FROM invoices WHERE id = 20", "SELECT count(*) FROM invoices WHERE status = 'paid'"]
            {
                let explain = Statement(Query(text: "EXPLAIN (VERBOSE) \(text)", prepared: false))
                let plan = try await app.read(.bound(to: TenantScope(id: 1), [explain])).last
                    .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
                #expect(!plan.contains("scope") && !plan.contains("InitPlan") && !plan.contains("kiik_sees"), "\(plan)")
            }
        }
    }

    @Test func `customers are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).customers.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        try await checkAll(Customer.self, filters: [.init("status", .equals, .text("active"))], sample: sample)
    }

    @Test func `invoices are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).invoices.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        let day = try #require(LocalDate("2026-11-01"))
        try await checkAll(
            Invoice.self,
            filters: [
                .init("status", .equals, .text("paid")), .init("customer_id", .equals, .integer(20)),
                .init("project_id", .equals, .integer(20)), .init("amount", .atLeast, .integer(59_000)),
                .init("issue_date", .atLeast, .date(day)), .init("due_date", .atMost, .date(day)),
            ], sample: sample)
    }

    @Test func `projects are found by index, and the revenue too`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            for project in [nil, "20"] {
                var query = RevenueQuery(currency: .eur)
                query.project = project
                for statement in PostgresStore.statements(of: query) {
                    let explain = Statement(
                        Query(text: "EXPLAIN \(statement.query.text)", prepared: false), statement.parameters)
                    let plan = try await app.read(.bound(to: TenantScope(id: 1), [explain])).last
                        .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
                    #expect(!plan.contains("Seq Scan on revenue") && !plan.contains("Seq Scan on projects"), "\(plan)")
                }
            }
            return try await store.projects.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        try await checkAll(
            Project.self,
            filters: [.init("status", .equals, .text("active")), .init("customer_id", .equals, .integer(20))],
            sample: sample)
    }

    @Test func `estimates are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).estimates.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        let day = try #require(LocalDate("2026-11-01"))
        try await checkAll(
            Estimate.self,
            filters: [
                .init("customer_id", .equals, .integer(20)), .init("project_id", .equals, .integer(20)),
                .init("issue_date", .atLeast, .date(day)), .init("amount", .atLeast, .integer(59_000)),
            ], sample: sample)
    }

    @Test func `activity reports are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).activityReports.find(
                20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        let month = try #require(LocalDate("2024-02-01"))
        try await checkAll(
            ActivityReport.self,
            filters: [.init("project_id", .equals, .integer(20)), .init("month", .equals, .date(month))], sample: sample
        )
    }

    @Test func `documents are found by index, and customers who are alike`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).documents.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        try await checkAll(
            Document.self,
            filters: [.init("status", .equals, .text("pending")), .init("customer_id", .equals, .integer(20))],
            sample: sample)
        try await Self.database.value.app { (app: PostgresClient) async throws in
            let explain = Query(text: "EXPLAIN \(PostgresStore.alike.text)", prepared: false)
            let plan = try await app.read(
                .bound(to: TenantScope(id: 1), [Statement(explain, .text("a@b.example"), .text("FR 40"))])
            ).last.decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
            #expect(plan.contains("customers_email_idx") && plan.contains("customers_tax_number_idx"), "\(plan)")
        }
    }

    @Test func `credit notes are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).creditNotes.find(
                20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        try await checkAll(
            CreditNote.self,
            filters: [.init("customer_id", .equals, .integer(20)), .init("invoice_id", .equals, .integer(20))],
            sample: sample)
    }

    @Test func `devices are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).devices.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        try await checkAll(
            Device.self,
            filters: [.init("customer_id", .equals, .integer(20)), .init("type", .equals, .text("type 20"))],
            sample: sample)
    }

    @Test func `work items are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).workItems.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        let day = try #require(LocalDate("2026-11-01"))
        try await checkAll(
            WorkItem.self,
            filters: [
                .init("status", .equals, .text("waiting")), .init("priority", .equals, .text("urgent")),
                .init("intake_method", .equals, .text("email")), .init("type", .equals, .text("type 20")),
                .init("customer_id", .equals, .integer(20)), .init("device_id", .equals, .integer(20)),
                .init("assigned_to", .equals, .integer(20)), .init("due_date", .atLeast, .date(day)),
                .init("due_date", .atMost, .date(day)),
            ], sample: sample)
    }

    @Test func `tasks are found by index`() async throws {
        let sample = try await Self.database.value.app { (app: PostgresClient) async throws in
            try await PostgresStore(client: app, logger: TestDatabase.quiet).tasks.find(20, in: TenantScope(id: 1))
        }
        #expect(sample != nil)
        let day = try #require(LocalDate("2026-11-01"))
        try await checkAll(
            WorkTask.self,
            filters: [
                .init("status", .equals, .text("todo")), .init("customer_id", .equals, .integer(20)),
                .init("work_item_id", .equals, .integer(20)), .init("assigned_to", .equals, .integer(20)),
                .init("due_date", .atLeast, .date(day)),
            ], sample: sample)
    }

    @Test func `the audit is listed, counted and exported by index`() async throws {
        try await Self.database.value.app { (app: PostgresClient) async throws in
            var filters: [String: AuditFilter] = ["all": AuditFilter()]
            for name in ["since", "until", "actor", "action", "resource", "row", "after"] {
                filters[name] = AuditFilter()
            }
            filters["row"]?.resource = "work_items"
            filters["row"]?.resourceID = 20
            filters["since"]?.since = Fixture.now
            filters["until"]?.until = Fixture.now
            filters["actor"]?.actor = "user:7"
            filters["action"]?.action = "invoices.create"
            filters["resource"]?.resource = "work_items"
            filters["after"]?.after = UUIDv7(high: 1 << 63, low: 0)
            for (name, filter) in filters {
                let page = PostgresAudit.page(filter, limit: 51, offset: 0)
                for statement in [page, PostgresAudit.total(filter)] {
                    try await check(name, statement, reads: "audit_events", app)
                }
            }
        }
    }

    @Test func `what is included in a page, and the history of a row, are found by index`() async throws {
        try await Self.database.value.app { (app: PostgresClient) async throws in
            let ids = (0..<50).map { Int64(20 * $0) }
            try await check(
                "the customers of a page", Statement(Customer.queries.findAll, .int64Array(ids)), reads: "customers",
                app)
            let tasks = PostgresRepository<WorkTask>.statement(by: "work_item_id", among: ids, limit: 50)
            try await check("the tasks of a page", try #require(tasks), reads: "tasks", app)
            var query = HistoryQuery(of: .workItems, id: 20)
            try await check("a history", PostgresStore.statement(of: query), reads: "audit_events", app)
            query.after = HistoryEntry.Place(at: Fixture.now, id: UUIDv7(high: 0, low: 0))
            try await check("a history's next page", PostgresStore.statement(of: query), reads: "audit_events", app)
            try await check("makers", PostgresAudit.makers(of: .workItems, ids: ids), reads: "audit_events", app)
            for statement in PostgresAudit.chainStatements {
                try await check("the chain's state", statement, reads: "audit_events", app)
            }
        }
    }
}
