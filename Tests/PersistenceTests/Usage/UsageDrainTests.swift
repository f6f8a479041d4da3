import ServiceLifecycle
import Testing

@testable import Domain
@testable import Persistence

@Suite(.timeLimit(.minutes(10))) struct `Usage records reach the database` {
    private func record(_ number: Int, tenant: Int64, isAuthenticated: Bool = true) -> UsageRecord {
        UsageRecord(
            tenantID: tenant, keyID: tenant * 10, occurredAt: Fixture.now.adding(seconds: Int64(number)),
            action: "customers.list", method: "GET", path: "/api/\(number)", status: 200, durationMicroseconds: 5,
            ip: "192.0.2.\(number % 200)", requestID: "r\(number)", isAuthenticated: isAuthenticated)
    }

    /// Runs a drain until its spool is empty, then stops it as the daemon does.
    private func drain(_ spool: Spool, _ client: PostgresClient) async throws {
        let drain = UsageDrain(
            spool: spool, client: client, logger: TestDatabase.quiet, interval: .milliseconds(5))
        let task = Task { try await drain.run() }
        let deadline = ContinuousClock.now + .seconds(180)
        while spool.pending > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        try await task.value
    }

    private func count(_ database: TestDatabase) async throws -> (records: Int64, distinct: Int64, uses: Int64) {
        try await database.admin { (admin: PostgresClient) async throws in
            let rows = try await admin.read(
                """
                SELECT (SELECT count(*) FROM usage_records), (SELECT count(DISTINCT (node, seq)) FROM usage_records),
                       (SELECT coalesce(sum(usage_count), 0)::bigint FROM api_key_usage)
                """)
            return try #require(
                try rows.decodeFirst { row throws(PostgresError) in
                    try (records: row.int64(), distinct: row.int64(), uses: row.int64())
                })
        }
    }

    @Test func `every record arrives once, counted for its key, with the latest address`() async throws {
        let (database, folder) = (try await TestDatabase.make(), try SpoolFolder())
        let spool = try Spool(directory: folder.path)
        let usage = UsageSpool(spool)
        for number in 1...2500 { try usage.record(record(number, tenant: Int64(number % 3 + 1))) }
        for number in 1...10 { try usage.record(record(number, tenant: 1, isAuthenticated: false)) }
        try await database.app { try await drain(spool, $0) }
        let counted = try await count(database)
        #expect(counted.records == 2510 && counted.distinct == 2510)
        #expect(counted.uses == 2500, "a refused call is logged and not counted")
        try await database.admin { (admin: PostgresClient) async throws in
            #expect(
                try await admin.texts("SELECT last_used_ip FROM api_key_usage ORDER BY last_used_at DESC LIMIT 1")
                    == ["192.0.2.100"])
        }
    }

    @Test func `a batch that was committed without the spool hearing of it is not written again`() async throws {
        let (database, folder) = (try await TestDatabase.make(), try SpoolFolder())
        do {
            let spool = try Spool(directory: folder.path)
            for number in 1...50 { try UsageSpool(spool).record(record(number, tenant: 1)) }
            try await database.app { try await drain(spool, $0) }
        }
        #expect(try await count(database).records == 50)
        // After a start the spool no longer knows what was drained: it offers everything again, and the database says.
        let again = try Spool(directory: folder.path)
        for number in 51...60 { try UsageSpool(again).record(record(number, tenant: 1)) }
        try await database.app { try await drain(again, $0) }
        let counted = try await count(database)
        #expect(counted.records == 60 && counted.distinct == 60 && counted.uses == 60)
    }

    @Test func `backends that are killed under the drain neither lose nor repeat a record`() async throws {
        let (database, folder) = (try await TestDatabase.make(), try SpoolFolder())
        let spool = try Spool(directory: folder.path)
        let usage = UsageSpool(spool)
        try await database.app { (app: PostgresClient) async throws in
            let drain = UsageDrain(
                spool: spool, client: app, logger: TestDatabase.quiet, interval: .milliseconds(1))
            let task = Task { try await drain.run() }
            try await database.admin { (admin: PostgresClient) async throws in
                for round in 0..<4 {
                    for number in 1...500 { try usage.record(record(round * 500 + number, tenant: 1)) }
                    try await Task.sleep(for: .milliseconds(round * 7))
                    _ = try await admin.read(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE usename = 'kiik_app' AND datname = current_database()
                        """)
                }
            }
            let deadline = ContinuousClock.now + .seconds(180)
            while spool.pending > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
            task.cancel()
            try await task.value
        }
        let counted = try await count(database)
        #expect(counted.records == 2000 && counted.distinct == 2000 && counted.uses == 2000)
    }

    @Test func `records wait while the database is away`() async throws {
        let (database, folder) = (try await TestDatabase.make(), try SpoolFolder())
        let spool = try Spool(directory: folder.path)
        try UsageSpool(spool).record(record(1, tenant: 1))
        var configuration = try PostgresConfiguration(url: "postgres://x@127.0.0.1:1/none")
        configuration.connectTimeout = .milliseconds(100)
        let nowhere = PostgresClient(configuration: configuration, logger: TestDatabase.quiet)
        nowhere.start()
        let drain = UsageDrain(
            spool: spool, client: nowhere, logger: TestDatabase.quiet, interval: .milliseconds(5))
        let task = Task { try await drain.run() }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        try await task.value
        await nowhere.shutdown()
        #expect(spool.pending == 1)
        try await database.app { try await self.drain(spool, $0) }
        #expect(try await count(database).records == 1)
    }
}
