import Testing

@testable import Domain
@testable import Persistence

@Suite(.timeLimit(.minutes(10))) struct `The log of calls` {
    private typealias Office = UsageOffice

    private static let statuses = [200, 201, 304, 401, 404, 500]

    private static func pair(_ number: Int) -> [UsageRecord] {
        let action = "a\(number % 4)"
        let status = statuses[number % statuses.count]
        // Three at the same moment, so that the order goes by their numbers.
        let own = Office.record(
            key: Int64(10 + number % 3), minutesAgo: Int64(number / 3), action: action,
            path: "/api/\(action)/\(number)/", status: status)
        let foreign = Office.record(tenant: 2, key: 20, minutesAgo: Int64(number), action: "a1", status: 404)
        return [own, foreign]
    }

    private static let records: [UsageRecord] = (0..<400).flatMap(pair)

    private static let database = Task { try await Office.filled(records) }

    /// All pages together, each with at most `limit` records.
    private func all(_ query: UsageQuery, limit: Int, tenant: Int64 = 1) async throws -> [UsageRecord] {
        try await Self.database.value.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            var (query, found, pages) = (query, [UsageRecord](), 0)
            query.limit = limit
            repeat {
                let page = try await store.usage(query, in: TenantScope(id: tenant))
                #expect(page.records.count <= limit)
                found += page.records
                query.after = page.next
                pages += 1
            } while query.after != nil && pages < 1000
            return found
        }
    }

    private func expect(
        _ query: UsageQuery, _ name: String, _ isMeant: (UsageRecord) -> Bool
    ) async throws {
        let meant = Self.records.filter { $0.tenantID == 1 && isMeant($0) }
        for limit in [7, 200] {
            let found = try await all(query, limit: limit)
            #expect(found.count == meant.count && Set(found) == Set(meant), "\(name), \(limit) a page")
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.occurredAt >= $1.occurredAt }, "\(name)")
        }
    }

    @Test func `every filter finds what is meant, once, the latest first, page by page`() async throws {
        try await expect(UsageQuery(), "all") { _ in true }
        try await expect(UsageQuery(key: 11), "key") { $0.keyID == 11 }
        for key in [nil, Int64(10)] {
            func isKey(_ record: UsageRecord) -> Bool { key == nil || record.keyID == key }
            for status in [200, 401, 404, 418] {
                var query = UsageQuery(key: key)
                query.status = status
                try await expect(query, "status \(status)") { isKey($0) && $0.status == status }
                query.action = "a1"
                try await expect(query, "status \(status), action") {
                    isKey($0) && $0.status == status && $0.action == "a1"
                }
            }
            for statusClass in [2, 3, 4, 5, 9] {
                var query = UsageQuery(key: key)
                query.statusClass = statusClass
                try await expect(query, "class \(statusClass)") { isKey($0) && $0.status / 100 == statusClass }
                let (since, until) = (Office.now.adding(seconds: -3600), Office.now.adding(seconds: -600))
                query.since = since
                query.until = until
                try await expect(query, "class \(statusClass), time") { record in
                    guard isKey(record), record.status / 100 == statusClass else { return false }
                    return record.occurredAt >= since && record.occurredAt < until
                }
            }
            var query = UsageQuery(key: key)
            query.action = "a2"
            try await expect(query, "action") { isKey($0) && $0.action == "a2" }
            query = UsageQuery(key: key)
            query.pathPrefix = "/api/a3/1"
            try await expect(query, "path") { isKey($0) && $0.path.hasPrefix("/api/a3/1") }
            query.pathPrefix = "/api/%"
            try await expect(query, "no pattern") { _ in false }
        }
        #expect(try await all(UsageQuery(), limit: 200, tenant: 3).isEmpty)
    }

    @Test func `a page that has looked far enough is short and has a next one`() async throws {
        let database = try await TestDatabase.make()
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession { session in
                try await session.run(
                    // All in one month, whose partition is then the large one, also where the month is hours old.
                    script: """
                        INSERT INTO usage_records
                        SELECT 1, greatest(now(), date_trunc('month', now(), 'UTC') + interval '6 hours')
                                - i * interval '1 second', gen_random_uuid(), i, 5, 'a',
                            'GET', CASE WHEN i IN (3, 15000) THEN '/rare/' ELSE '/p/' END, 200, 1, '', '', true
                        FROM generate_series(1, 20001) i; ANALYZE usage_records;
                        """)
            }
        }
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            var query = UsageQuery()
            query.pathPrefix = "/rare"
            var counts: [Int] = []
            repeat {
                let page = try await store.usage(query, in: TenantScope(id: 1))
                counts.append(page.records.count)
                query.after = page.next
            } while query.after != nil && counts.count < 10
            #expect(counts == [1, 1, 0])
            // Hot queries have an asserted plan.
            var queries = [UsageQuery()]
            for status in [200, 404] {
                queries.append(UsageQuery())
                queries[queries.count - 1].status = status
            }
            queries.append(UsageQuery())
            queries[queries.count - 1].statusClass = 4
            queries.append(UsageQuery(key: 5))
            for query in queries {
                let page = UsageSQL(query: query).page
                let explain = Statement(Query(text: "EXPLAIN \(page.query.text)", prepared: false), page.parameters)
                let plan = try await app.read(.bound(to: TenantScope(id: 1), [explain])).last
                    .decode { row throws(PostgresError) in try row.text() }.joined(separator: "\n")
                let month = try await database.admin {
                    try await $0.texts("SELECT 'usage_records_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')")
                }
                #expect(!plan.contains("Seq Scan on \(month[0])"), "\(plan)")
            }
        }
    }
}
