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
                        INSERT INTO usage_key_days SELECT 1 + i % 2, 640 + i % 12, i / 12,
                            array_fill(100000 / (1 + i / 12)::bigint, ARRAY[32]), array_fill(1000 / (1 + i / 12)::bigint, ARRAY[32])
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

    @Test func `days of a zone read days of UTC, and the few hours that lie in another day`() async throws {
        let filter = UsageFilter(since: Self.now.adding(seconds: -10 * 86_400), until: Self.now)
        let zone = try #require(CalendarZone(identifier: "Europe/Paris"))
        let first = zone.day(at: filter.since)
        let days = LocalDays(filter, starts: (0..<11).map { zone.end(of: first.adding(days: $0 - 1)) })
        #expect(days.moved.count == 9 * 2)
        let plan = try await plan(UsageTotalsSQL.days(filter, and: days.moved))
        #expect(!plan.contains("Seq Scan"), "\(plan)")
        let conditions = plan.split(separator: "\n").filter { $0.contains("Cond: ") && $0.contains("since ") }
        #expect(conditions.count == 4 && conditions.allSatisfy { $0.contains("hours = ") }, "\(plan)")
    }

    @Test func `what one key did is found by index`() async throws {
        let addresses = try await plan(
            PostgresUsageStatistics.addresses(ofKeys: [5, 6], before: Self.now))
        #expect(!addresses.contains("Seq Scan"), "\(addresses)")
    }

    /// As it is planned with its parameters.
    private func plan(_ statement: Statement) async throws -> String {
        try await Self.database.value.app { (app: PostgresClient) async throws in
            let explain = Statement(
                Query(text: "EXPLAIN \(statement.query.text)", prepared: false), statement.parameters)
            return try await app.read(.bound(to: TenantScope(id: 1), [explain])).last
                .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
        }
    }

    @Test func `of many keys only those are looked at that may be the busiest`() async throws {
        for days in [Int64(1), 90] {
            let filter = UsageFilter(since: Self.now.adding(seconds: -days * 86_400), until: Self.now)
            let question = TopKeysSQL(filter, limit: 15)
            for sql in [question.least, question.keys(with: 5000)] {
                let plan = try await plan(sql.statement(prepared: false))
                #expect(!plan.contains("Seq Scan on usage_key_days"), "\(plan)")
                #expect(plan.contains("usage_key_days_calls_idx"), "\(plan)")
                // Days of one row are counted where they are found.
                #expect(plan.contains("usage_key_days_pkey") || days == 1, "\(plan)")
            }
        }
    }

    @Test func `of many keys only those are looked at that may have done something unusual`() async throws {
        let since = Self.now.adding(seconds: -UnusualActivity.window)
        let peaks = try await plan(PostgresUsageStatistics.peaks(since: since, until: Self.now, ofKey: nil))
        let refusals = try await plan(PostgresUsageStatistics.refusals(since: since, until: Self.now, ofKey: nil))
        for (plan, index) in [(peaks, "usage_key_days_calls_idx"), (refusals, "usage_key_days_refusals_idx")] {
            #expect(!plan.contains("Seq Scan on usage_key_days"), "\(plan)")
            #expect(plan.contains(index), "\(plan)")
        }
    }
}
