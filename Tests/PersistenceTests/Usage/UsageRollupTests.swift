import Testing

@testable import Domain
@testable import Persistence

@Suite(.timeLimit(.minutes(10))) struct `Calls are counted exactly` {
    private static let classes = (0..<LatencyHistogram.classes).map { place in
        let low = place == 0 ? 0 : 128 << (place - 1)
        let high = place == LatencyHistogram.classes - 1 ? Int(Int32.max) + 1 : 128 << place
        return "count(*) FILTER (WHERE r.duration_us >= \(low) AND r.duration_us < \(high))"
    }.joined(separator: ", ")

    /// Where what is counted and what is recorded are not the same; none is right.
    private static let differences: Statement = """
        WITH counted AS (
            SELECT tenant_id, key_id, hours, since, action, status, calls, microseconds, histogram FROM usage_totals),
        recorded AS (
            SELECT r.tenant_id, l.key_id, l.hours, l.since, l.action, r.status, count(*) AS calls,
                sum(r.duration_us)::bigint AS microseconds,
                ARRAY[\(unescaped: classes)]
            FROM usage_records r CROSS JOIN LATERAL (VALUES
                (r.key_id, 1, 'hour', r.action), (0, 1, 'hour', r.action), (0, 1, 'hour', '*'),
                (r.key_id, 24, 'day', r.action), (0, 24, 'day', r.action), (0, 24, 'day', '*')) AS x (k, h, unit, a)
            CROSS JOIN LATERAL (SELECT x.k AS key_id, x.h AS hours, x.a AS action,
                date_trunc(x.unit, r.occurred_at, 'UTC') AS since) AS l
            GROUP BY 1, 2, 3, 4, 5, 6),
        days AS (
            SELECT tenant_id, key_id, period * 32 + i - 1 AS day, calls_through[i] - coalesce(calls_through[i - 1], 0) AS calls,
                refusals_through[i] - coalesce(refusals_through[i - 1], 0) AS refusals
            FROM usage_key_days, generate_series(1, 32) i WHERE calls_through[i] > coalesce(calls_through[i - 1], 0)),
        recorded_days AS (
            SELECT tenant_id, key_id, floor(extract(epoch FROM occurred_at) / 86400)::integer, count(*),
                count(*) FILTER (WHERE status IN (401, 403))
            FROM usage_records WHERE key_id > 0 GROUP BY 1, 2, 3)
        SELECT (SELECT count(*) FROM (TABLE counted EXCEPT ALL TABLE recorded) AS a)::text || ' '
            || (SELECT count(*) FROM (TABLE recorded EXCEPT ALL TABLE counted) AS b)::text || ' '
            || (SELECT count(*) FROM ((TABLE days EXCEPT ALL TABLE recorded_days)
                UNION ALL (TABLE recorded_days EXCEPT ALL TABLE days)) AS c) || ' '
            || (SELECT coalesce(sum(calls), 0) FROM usage_key_actions)
                - (SELECT count(*) FROM usage_records WHERE key_id > 0 AND authenticated AND status < 400)
        """

    private func differences(_ database: TestDatabase) async throws -> [String] {
        try await database.admin { try await $0.texts(Self.differences) }
    }

    private static let statuses = [200, 201, 404, 429, 401]

    private static func record(_ number: Int) -> UsageRecord {
        let key: Int64 = number % 7 == 0 ? -5 : Int64(10 + number % 5)
        return UsageOffice.record(
            tenant: Int64(number % 2 + 1), key: key, minutesAgo: Int64(number % 50 * 97), action: "a\(number % 4)",
            status: statuses[number % 5], microseconds: Int64(number * number), ip: "192.0.2.\(number % 9)",
            isAuthenticated: number % 11 != 0)
    }

    private static func records(_ count: Int) -> [UsageRecord] { (1...count).map(record) }

    @Test func `all that is recorded is counted, batch after batch`() async throws {
        let database = try await UsageOffice.filled(Self.records(6000))
        #expect(try await differences(database) == ["0 0 0 0"])
        try await database.admin { (admin: PostgresClient) async throws in
            let sums = try await admin.texts(
                "SELECT sum(calls)::text FROM usage_totals WHERE key_id = 0 GROUP BY tenant_id, hours, action = '*'")
            #expect(sums == Array(repeating: "3000", count: 8))
            #expect(
                try await admin.texts("SELECT count(*)::text FROM usage_key_days WHERE key_id <= 0") == ["0"])
        }
    }

    @Test func `a batch that is offered again, and backends that are killed, count nothing twice`() async throws {
        let (database, folder) = (try await TestDatabase.make(), try SpoolFolder())
        do {
            let spool = try Spool(directory: folder.path)
            for record in Self.records(50) { try UsageSpool(spool).record(record) }
            try await UsageOffice.drain(spool, into: database)
        }
        // After a start everything is offered again.
        let again = try Spool(directory: folder.path)
        try await database.app { (app: PostgresClient) async throws in
            let drain = UsageDrain(
                spool: again, client: app, logger: TestDatabase.quiet, interval: .milliseconds(1))
            let task = Task { try await drain.run() }
            try await database.admin { (admin: PostgresClient) async throws in
                for round in 0..<4 {
                    for record in Self.records(300) { try UsageSpool(again).record(record) }
                    try await Task.sleep(for: .milliseconds(round * 7))
                    _ = try await admin.read(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE usename = 'kiik_app' AND datname = current_database()
                        """)
                }
            }
            let deadline = ContinuousClock.now + .seconds(180)
            while again.pending > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
            task.cancel()
            try await task.value
        }
        #expect(try await differences(database) == ["0 0 0 0"])
        let records = try await database.admin { try await $0.texts("SELECT count(*)::text FROM usage_records") }
        #expect(records == ["1250"])
    }

    @Test(arguments: [24, 29, 31])
    func `what was recorded before there were counts, or before they were sums, is counted by the migration`(
        version: Int
    ) async throws {
        let database = try await TestDatabase.make(isMigrated: false)
        try await database.admin { (admin: PostgresClient) async throws in
            let before = Migration.all.filter { $0.version < version }
            _ = try await Migrator(client: admin, migrations: before, logger: TestDatabase.quiet).migrate()
            try await admin.withSession { session in
                try await session.run(
                    script: """
                        INSERT INTO usage_records SELECT 1 + i % 2, now() - i * interval '3 hours', gen_random_uuid(), i,
                            i % 5 - 3, 'a' || i % 3, '', '', (ARRAY[200, 403, 500])[1 + i % 3], i * i, i % 5 || '', '', i % 4 > 0
                        FROM generate_series(1, 2000) i WHERE i % 5 <> 3;
                        """)
            }
            _ = try await Migrator(client: admin, logger: TestDatabase.quiet).migrate()
        }
        #expect(try await differences(database) == ["0 0 0 0"])
    }

    @Test func `of each key 256 addresses are kept, and no refused one`() async throws {
        let many = (0..<300).map {
            UsageOffice.record(minutesAgo: Int64(300 - $0), ip: "192.0.\($0 / 200).\($0 % 200)")
        }
        let refused = UsageOffice.record(key: 11, ip: "203.0.113.1", isAuthenticated: false)
        let database = try await UsageOffice.filled(many + [refused])
        try await database.app { (app: PostgresClient) async throws in
            let statistics = PostgresUsageStatistics(client: app, logger: TestDatabase.quiet)
            let scope = TenantScope(id: 1)
            let kept = try await statistics.addresses(ofKey: 10, limit: 1000, of: scope)
            #expect(kept.count == KeyAddress.most && !kept.contains { $0.ip == "192.0.1.99" })
            #expect(try await statistics.addresses(ofKey: 11, limit: 10, of: scope).isEmpty)
        }
    }

    @Test func `counts end after 400 days, and what is younger stays`() async throws {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession { session in
                try await session.run(
                    script: """
                        INSERT INTO usage_records SELECT 1, now() - i * interval '200 days', gen_random_uuid(), i, i, 'a',
                            '', '', 200, 1, '', '', true FROM generate_series(0, 3) i
                        """)
            }
        }
        try await database.app { (app: PostgresClient) async throws in
            try await Housekeeping(client: app, logger: TestDatabase.quiet).dropOldUsage()
        }
        try await database.admin { (admin: PostgresClient) async throws in
            for table in ["usage_totals", "usage_key_days", "usage_key_actions", "usage_addresses"] {
                let left = try await admin.texts(
                    Statement(Query(text: "SELECT DISTINCT key_id::text FROM \(table) WHERE key_id > 0 ORDER BY 1")))
                #expect(left == ["1", "2"] || (left == ["1"] && table != "usage_totals"), "\(table): \(left)")
            }
        }
    }
}
