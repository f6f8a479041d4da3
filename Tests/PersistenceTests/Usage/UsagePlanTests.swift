import Foundation
import Testing

@testable import Domain
@testable import Persistence

/// Hot queries have an asserted plan; those that are prepared the one that PostgreSQL keeps for all parameters.
@Suite(.timeLimit(.minutes(10))) struct `Plans of figures` {
    private static let database = Task<TestDatabase, any Error> {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession(timeout: .seconds(600)) { session in
                try await session.run(
                    script: """
                        INSERT INTO usage_totals SELECT 1 + i % 2, i % 50, CASE WHEN i % 5 = 0 THEN 24 ELSE 1 END,
                            '2026-06-01'::timestamptz + i / 50 * interval '1 hour', CASE WHEN i % 3 = 0 THEN '*' ELSE 'a' END,
                            200, 1, 1, array_fill(0::bigint, ARRAY[20])
                        FROM generate_series(1, 60000) i ON CONFLICT DO NOTHING;
                        INSERT INTO usage_addresses SELECT 1 + i % 2, i / 10, 'a' || i % 10, now(), now(), 1
                        FROM generate_series(1, 60000) i;
                        INSERT INTO usage_key_days SELECT 1 + i % 2, 640 + i % 12, i / 12, array_fill(0::bigint, ARRAY[32]),
                            array_fill(0::bigint, ARRAY[32])
                        FROM generate_series(1, 60000) i;
                        ANALYZE usage_totals; ANALYZE usage_addresses; ANALYZE usage_key_days;
                        """)
            }
        }
        return database
    }

    private func plan(_ sql: SQL) async throws -> String {
        func once(_ text: String) -> Statement { Statement(Query(text: text, prepared: false)) }
        let values = Array(repeating: "NULL", count: sql.parameters.count).joined(separator: ", ")
        return try await Self.database.value.app { (app: PostgresClient) async throws in
            let results = try await app.read(
                .bound(
                    to: TenantScope(id: 1),
                    [
                        once("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"),
                        once("PREPARE looked_at AS \(sql.text)"), once("EXPLAIN EXECUTE looked_at(\(values))"),
                        once("DEALLOCATE looked_at"),
                    ]))
            return try results[3].decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
        }
    }

    private static let now = Timestamp(microseconds: 1_781_000_000_000_000)

    @Test func `sums read the days and hours that are meant, and no others`() async throws {
        let filter = UsageFilter(since: Self.now.adding(seconds: -10 * 86_400), until: Self.now)
        for sql in [
            UsageTotalsSQL.byStatus(filter), UsageTotalsSQL.latency(filter), UsageTotalsSQL.byAction(filter, limit: 5),
        ] {
            let plan = try await plan(sql)
            #expect(!plan.contains("Seq Scan"), "\(plan)")
            // Three pieces, each found by how long it is and by when it begins.
            let conditions = plan.split(separator: "\n").filter { $0.contains("Cond: ") && $0.contains("since >=") }
            #expect(conditions.count == 3 && conditions.allSatisfy { $0.contains("hours = ") }, "\(plan)")
        }
    }

    @Test func `what one key did is found by index`() async throws {
        let addresses = try await plan(
            PostgresUsageStatistics.addresses(ofKeys: [5, 6], before: Self.now))
        #expect(!addresses.contains("Seq Scan"), "\(addresses)")
        let day = UsageFilter(since: Self.now, until: Self.now.adding(seconds: 86_400))
        let top = PostgresUsageStatistics.topKeys(day, limit: 5)
        let keys = try await Self.database.value.app { (app: PostgresClient) async throws in
            let explain = Statement(Query(text: "EXPLAIN \(top.text)", prepared: false), top.parameters)
            return try await app.read(.bound(to: TenantScope(id: 1), [explain])).last
                .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
        }
        // Those that called are all looked at, the few that are listed again by index.
        #expect(keys.components(separatedBy: "Seq Scan on usage_key_days").count <= 2, "\(keys)")
        #expect(keys.contains("usage_key_days_pkey"), "\(keys)")
    }
}
