import Foundation
import Synchronization
import Testing

@testable import Domain
@testable import Persistence

@Suite(.timeLimit(.minutes(10))) struct `Faults under the driver` {
    private let one: Statement = "SELECT 1::bigint"

    @Test func `an error in one batch leaves its neighbours unharmed`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let statement: Statement = index % 4 == 0 ? "SELECT 1 / 0" : one
                        return (try? await app.read(statement)) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(outcomes == 150)
        }
    }

    @Test func `a batch is all or nothing, and its error names the constraint and leaks nothing`() async throws {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            let insert: Query = "INSERT INTO usage_nodes (node, last_seq, seen_at) VALUES ($1, 1, now())"
            let node = Parameter.uuid(PostgresUUID(high: 1, low: 1))
            let error = await #expect(throws: PostgresError.self) {
                _ = try await app.write([Statement(insert, node), Statement(insert, node)])
            }
            #expect(error?.isUniqueViolation == true && error?.constraint == "usage_nodes_pkey")
            #expect(error?.description.contains("0000") == false)
            #expect(try await app.read("SELECT 1 FROM usage_nodes").isEmpty)
        }
    }

    @Test func `killed backends are replaced and reads are tried again`() async throws {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            let failures = Counter()
            try await database.admin { (admin: PostgresClient) async throws in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<300 {
                        group.addTask {
                            try await Task.sleep(for: .milliseconds(index))
                            do { _ = try await app.read(one) } catch { failures.count() }
                        }
                    }
                    for _ in 0..<3 {
                        try await Task.sleep(for: .milliseconds(80))
                        _ = try await admin.read(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kiik_app' AND datname = current_database()"
                        )
                    }
                    try await group.waitForAll()
                }
            }
            // A read that is hit twice is told so, and a busy machine has many under way; nothing hangs, and afterwards
            // all is well.
            #expect(failures.value < 150)
            for _ in 0..<20 { #expect(try await app.read(one).count == 1) }
            // A connection of the pool may have been killed without anybody having read that yet; a write that meets it is
            // told that its outcome is unknown, and each is met once.
            var isWritten = false
            for _ in 0..<20 where !isWritten { isWritten = (try? await app.write([one]).last.count) == 1 }
            #expect(isWritten)
        }
    }

    @Test func `a cancelled task cancels its query on the pool and the pool works on`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            for _ in 0..<10 {
                let slow = Task { try await app.write(["SELECT pg_sleep(30)"]) }
                try await Task.sleep(for: .milliseconds(30))
                slow.cancel()
                let error = await #expect(throws: PostgresError.self) { _ = try await slow.value }
                #expect(error?.code == .cancelled)
            }
            #expect(try await app.write([one]).last.count == 1)
        }
    }

    @Test func `a slow statement is ended by its own bound`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            let clock = ContinuousClock()
            let took = await clock.measure {
                let error = await #expect(throws: PostgresError.self) {
                    _ = try await app.write(["SELECT pg_sleep(300)"], timeout: .milliseconds(200))
                }
                #expect(error?.code == .timeout)
            }
            #expect(took < .seconds(150))
            #expect(try await app.write([one]).last.count == 1)
        }
    }

    @Test func `a server that is not there is told within the connect timeout`() async throws {
        var configuration = try PostgresConfiguration(url: "postgres://x@127.0.0.1:1/none")
        configuration.connectTimeout = .milliseconds(500)
        let client = PostgresClient(configuration: configuration, logger: TestDatabase.quiet)
        client.start()
        let error = await #expect(throws: PostgresError.self) { _ = try await client.read(one) }
        #expect(error?.code == .connectionRefused)
        await client.shutdown()
    }

    @Test func `a hundred thousand rows pass through in little memory`() async throws {
        let database = try await TestDatabase.make()
        await #expect(processExitsWith: .success) { [database = database as TestDatabase] in
            try await database.app { (app: PostgresClient) async throws in
                let before = try residentKilobytes()
                var sum: Int64 = 0
                let count = try await app.stream(
                    [], "SELECT i::bigint, repeat('x', 1000) FROM generate_series(1, 100000) i"
                ) { row in
                    sum += try row.int64()
                    row.skip()
                }
                #expect(count == 100_000 && sum == 5_000_050_000)
                #expect(try residentKilobytes() - before < 40_000)
            }
        }
    }

    @Test func `notifications and heartbeats arrive, also after the backend was killed`() async throws {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            let events = Recorder()
            app.listen(["things"]) { event in events.withLock { $0.append(event) } }
            func wait(_ matches: @escaping @Sendable ([ListenEvent]) -> Bool) async throws -> Bool {
                for _ in 0..<6000 {
                    if events.withLock({ matches($0) }) { return true }
                    try await Task.sleep(for: .milliseconds(10))
                }
                return false
            }
            #expect(try await wait { $0.contains(.connected) })
            _ = try await app.write(["SELECT pg_notify('things', 'first')"])
            #expect(try await wait { $0.contains(.notification(channel: "things", payload: "first")) })
            #expect(try await wait { $0.contains { if case .alive = $0 { true } else { false } } })
            _ = try await database.admin {
                try await $0.read(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kiik_app' AND datname = current_database()"
                )
            }
            #expect(try await wait { $0.contains(.disconnected) })
            #expect(try await wait { $0.filter { $0 == .connected }.count == 2 })
            // A write that meets a backend on its way out is told that nobody knows, and is the caller's to repeat.
            for _ in 0..<3 {
                do {
                    _ = try await app.write(["SELECT pg_notify('things', 'second')"])
                    break
                } catch let error as PostgresError where error.isConnectionLost {}
            }
            #expect(try await wait { $0.contains(.notification(channel: "things", payload: "second")) })
        }
    }

    @Test func `a transaction is committed, or rolled back where its body throws`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            let insert: Statement =
                "INSERT INTO usage_nodes (node, last_seq, seen_at) VALUES (gen_random_uuid(), 1, now())"
            try await app.withTransaction { _ = try await $0.run(insert) }
            await #expect(throws: CancellationError.self) {
                try await app.withTransaction { transaction in
                    _ = try await transaction.run(insert)
                    throw CancellationError()
                }
            }
            #expect(try await app.read("SELECT 1 FROM usage_nodes").count == 1)
        }
    }

    @Test func `a thousand reads at once are all answered`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            let rows = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<1000 { group.addTask { try await app.read(one).count } }
                return try await group.reduce(0, +)
            }
            #expect(rows == 1000)
        }
    }

    @Test func `every kind of parameter comes back as it went`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            let text = "Société \u{1F600} ' \\ \"" + String(repeating: "x", count: 100_000)
            let sql: Query =
                "SELECT $1::text, $2::bigint, $3::bool, $4::bytea, $5::uuid, $6::timestamptz, $7::date, $8::text[], $9::text"
            let rows = try await app.read(
                Statement(
                    sql, .text(text), .int64(.min), .bool(true), .bytes([0, 255]), .uuid(PostgresUUID(high: 7, low: 8)),
                    .timestamp(-1), .date(-719_162), .textArray(["a", "", "{\"b\",}"]), .text("")))
            let values = try rows.withRow(0) { row throws(PostgresError) in
                try (
                    row.text(), row.int64(), row.bool(), row.bytes(), row.uuid(), row.timestamp(), row.date(),
                    row.textArray(), row.text()
                )
            }
            #expect(values.0 == text)
            #expect(values.1 == .min)
            #expect(values.2)
            #expect(values.3 == [0, 255])
            #expect(values.4 == PostgresUUID(high: 7, low: 8))
            #expect(values.5 == -1)
            #expect(values.6 == -719_162)
            #expect(values.7 == ["a", "", "{\"b\",}"])
            #expect(values.8 == "")
            #expect(try await app.texts(Statement("SELECT $1::text", .text(""))) == [""])
        }
    }
}

private final class Counter: Sendable {
    private let number = Mutex(0)

    func count() { number.withLock { $0 += 1 } }
    var value: Int { number.withLock { $0 } }
}

private final class Recorder: Sendable {
    private let events = Mutex<[ListenEvent]>([])

    func withLock<Value: Sendable>(_ body: (inout sending [ListenEvent]) -> sending Value) -> Value {
        events.withLock(body)
    }
}
