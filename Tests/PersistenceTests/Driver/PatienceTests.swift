import Glibc
import Testing

@testable import Domain
@testable import Persistence

/// What the client waits for, what it tries again, and what it gives up.
@Suite(.timeLimit(.minutes(10))) struct `The client's patience` {
    private let one: Statement = "SELECT 1::bigint"

    @Test func `a lock that a shared connection cannot have at once is waited for on the pool`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1])
        try await database.app { (app: PostgresClient) async throws in
            try await database.admin { (admin: PostgresClient) async throws in
                let (locked, served) = (Gate(), Gate())
                let held = Task {
                    try await admin.withTransaction { transaction in
                        _ = try await transaction.run("SELECT 1 FROM customers FOR UPDATE")
                        locked.open()
                        await served.passed()
                    }
                }
                await locked.passed()
                let update = Batch.bound(
                    to: TenantScope(id: 1), ["UPDATE customers SET notes = 'changed' WHERE id = 1"])
                let waiting = Task { try await app.write(update, on: .shared).last.affected }
                try await Task.sleep(for: .milliseconds(100))
                // Were it behind the update, which waits for the lock, this would never end.
                _ = try await app.read(one)
                while app.statistics.retries == 0 { try await Task.sleep(for: .milliseconds(5)) }
                served.open()
                #expect(try await waiting.value == 1)
                #expect(app.statistics.retries == 1)
                try await held.value
            }
        }
    }

    @Test func `a task that is cancelled on a shared connection takes nobody's query with it`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            // Long enough to be cut off on a machine that is busy with other tests.
            let doomed = (0..<4).map { _ in Task { try await app.read("SELECT pg_sleep(1)") } }
            let neighbours = (0..<20).map { _ in Task { try await app.read("SELECT pg_sleep(0.01), 1").count } }
            try await Task.sleep(for: .milliseconds(50))
            for task in doomed {
                task.cancel()
                let error = await #expect(throws: PostgresError.self) { _ = try await task.value }
                #expect(error?.code == .cancelled)
            }
            for task in neighbours { #expect(try await task.value == 1) }
            #expect(app.statistics.lostConnections == 0)
        }
    }

    @Test func `a server that stops and starts under load loses reads at most, and then all is well`() async throws {
        let scratch = try ScratchDirectory()
        let running = try await scratch.postgres().start(role: .tool)
        try await TestDatabase.with(running.adminURL) { (client: PostgresClient) async throws in
            let (answered, refused) = (Tally(), Tally())
            let load = Task {
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            while !Task.isCancelled {
                                do {
                                    _ = try await client.read(one)
                                    answered.add()
                                } catch let error as PostgresError {
                                    switch error.code {
                                    case .connectionLost, .connectionRefused, .cancelled: refused.add()
                                    default: Issue.record("\(error.debugDescription)")
                                    }
                                } catch { Issue.record(error) }
                            }
                        }
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            kill(running.postmasterPID, SIGINT)
            Process.waitForEnd(of: running.postmasterPID)
            let before = answered.value
            let again = try await scratch.postgres().start(role: .tool)
            let deadline = ContinuousClock.now + .seconds(180)
            while answered.value < before + 100, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            load.cancel()
            await load.value
            #expect(answered.value >= before + 100)
            for _ in 0..<20 { #expect(try await client.write([one]).last.count == 1) }
            await again.stop()
        }
        await running.stop()
    }

    @Test func `a stream that is cancelled midway ends its query and gives its connection back`() async throws {
        try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            for round in 0..<6 {
                // A prefix, as a tenant's binding would be, every other time.
                let prefix: [Statement] = round % 2 == 0 ? [] : [one]
                let task = Task {
                    var seen = 0
                    return try await client.stream(
                        prefix, "SELECT generate_series(1, 50000000)::bigint"
                    ) { _ in
                        seen += 1
                        if seen == 1000 { withUnsafeCurrentTask { $0?.cancel() } }
                    }
                }
                await #expect(throws: PostgresError.self) { _ = try await task.value }
            }
            struct Enough: Error {}
            await #expect(throws: Enough.self) {
                _ = try await client.stream([], "SELECT generate_series(1, 50000000)::bigint") { _ in
                    throw Enough()
                }
            }
            #expect(try await client.write([one]).last.count == 1)
            // The server has stopped working on them too.
            var left = ["?"]
            for _ in 0..<3000 where !left.isEmpty {
                left = try await client.texts(
                    """
                    SELECT query FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()
                    AND datname = current_database() AND query LIKE '%generate_series%'
                    """)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(left.isEmpty)
        }
    }

    @Test func `a request of a task that was cancelled before is answered, also where no server is`() async throws {
        var configuration = try PostgresConfiguration(url: "postgres://x@127.0.0.1:1/none")
        configuration.connectTimeout = .milliseconds(300)
        let client = PostgresClient(configuration: configuration, logger: TestDatabase.quiet)
        client.start()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.read(one).count
        }
        let error = await #expect(throws: PostgresError.self) { _ = try await task.value }
        #expect(error?.code == .cancelled)
        await client.shutdown()
    }

    @Test func `a slow reader of a stream holds back the server, not the memory`() async throws {
        let database = try await TestDatabase.make(isMigrated: false)
        await #expect(processExitsWith: .success) { [database = database as TestDatabase] in
            try await database.admin { (client: PostgresClient) async throws in
                var peak = 0
                let start = try residentKilobytes()
                var seen = 0
                let count = try await client.stream(
                    [], "SELECT i::bigint, repeat('x', 2000) FROM generate_series(1, 100000) i"
                ) { _ in
                    seen += 1
                    if seen % 1000 == 0 {
                        usleep(500)
                        peak = max(peak, try residentKilobytes() - start)
                    }
                }
                #expect(count == 100_000)
                // All of it would be 200 MB.
                #expect(peak < 40_000, "the process grew by \(peak) kB")
            }
        }
    }

    @Test func `an aborted transaction does not pass for a committed one`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await app.withTransaction { transaction in
                    _ = try await transaction.run(
                        "INSERT INTO usage_nodes (node, last_seq, seen_at) VALUES (gen_random_uuid(), 1, now())")
                    _ = try? await transaction.run("SELECT 1 / 0")
                }
            }
            #expect(error?.code == .transactionAborted)
            #expect(try await app.read("SELECT 1 FROM usage_nodes").isEmpty)
        }
    }

    @Test func `a session runs scripts of several commands, and tells which one failed`() async throws {
        try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            try await client.withSession { session in
                try await session.run(script: "CREATE TABLE t (i int); INSERT INTO t VALUES (1), (2);")
                #expect(try await session.run("SELECT i FROM t").count == 2)
                let error = await #expect(throws: PostgresError.self) {
                    try await session.run(script: "INSERT INTO t VALUES (3); SELECT nonsense; INSERT INTO t VALUES (4)")
                }
                #expect(error?.sqlState == "42703")
                #expect(try await session.run("SELECT i FROM t").count == 2)
            }
        }
    }

    @Test func `a shutdown finishes what is under way and refuses what comes after`() async throws {
        let database = try await TestDatabase.make(isMigrated: false)
        let client = PostgresClient(
            configuration: try PostgresConfiguration(url: database.adminURL), logger: TestDatabase.quiet)
        client.start()
        let under = (0..<20).map { index in
            Task {
                index % 2 == 0
                    ? try await client.read("SELECT pg_sleep(0.05)").count
                    : try await client.write(["SELECT pg_sleep(0.3)"]).last.count
            }
        }
        while client.statistics.requests < 20 { try await Task.sleep(for: .milliseconds(5)) }
        await client.shutdown()
        for task in under { #expect(try await task.value == 1) }
        let error = await #expect(throws: PostgresError.self) { _ = try await client.read(one) }
        #expect(error?.code == .shuttingDown)
    }

    @Test func `one tenant's slow work leaves the pool open to others`() async throws {
        try await TestDatabase.make().app { (app: PostgresClient) async throws in
            let greedy = (0..<30).map { _ in
                Task { try await app.write(.bound(to: TenantScope(id: 1), ["SELECT pg_sleep(100)"])) }
            }
            try await Task.sleep(for: .milliseconds(150))
            // Were the pool full, this would not end before the others do.
            _ = try await app.write(.bound(to: TenantScope(id: 2), [one]))
            for task in greedy { task.cancel() }
            for task in greedy { _ = try? await task.value }
        }
    }

    @Test func `what an error says to anyone holds no value, no SQL and no password`() async throws {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            let failing: [Statement] = [
                Statement("SELECT $1::text::int", .text("s3cret-value")), "SELECT s3cret_column FROM customers",
                Statement("INSERT INTO tenants (id, subdomain, name, created_at) VALUES (1, $1, 'x', now())", "s3cret"),
            ]
            for statement in failing {
                let error = await #expect(throws: PostgresError.self) { _ = try await app.read(statement) }
                #expect(error?.description.contains("s3cret") == false)
                #expect(error.map { "\($0)" }?.contains("customers") == false)
            }
        }
        let error = #expect(throws: PostgresError.self) {
            _ = try PostgresConfiguration(url: "postgres://u:s3cret@host:not-a-port/x?bad=\"s3cret\"")
        }
        #expect(error?.debugDescription.contains("s3cret") == false)
    }
}
