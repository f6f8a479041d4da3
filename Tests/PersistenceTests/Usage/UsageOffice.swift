@testable import Domain
@testable import Persistence

/// Records that go through a spool and a drain, as the daemon's do.
enum UsageOffice {
    static let now = Timestamp(microseconds: 1_790_000_000_000_000)

    static func record(
        tenant: Int64 = 1, key: Int64 = 10, minutesAgo: Int64 = 0, action: String = "customers.list",
        path: String = "/api/customers/", status: Int = 200, microseconds: Int64 = 500, ip: String = "192.0.2.1",
        isAuthenticated: Bool = true
    ) -> UsageRecord {
        UsageRecord(
            tenantID: tenant, keyID: key, occurredAt: now.adding(seconds: -60 * minutesAgo), action: action,
            method: "GET", path: path, status: status, durationMicroseconds: microseconds, ip: ip, requestID: "r",
            isAuthenticated: isAuthenticated)
    }

    static func drain(_ spool: Spool, into database: TestDatabase) async throws {
        try await database.app { (app: PostgresClient) async throws in
            let drain = UsageDrain(
                spool: spool, client: app, logger: TestDatabase.quiet, interval: .milliseconds(5))
            let task = Task { try await drain.run() }
            let deadline = ContinuousClock.now + .seconds(180)
            while spool.pending > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            try await task.value
        }
    }

    static func filled(_ records: [UsageRecord]) async throws -> TestDatabase {
        let (database, folder) = (try await TestDatabase.make(), try SpoolFolder())
        let spool = try Spool(directory: folder.path)
        for record in records { try UsageSpool(spool).record(record) }
        try await drain(spool, into: database)
        return database
    }
}
