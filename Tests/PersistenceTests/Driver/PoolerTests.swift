import Testing

@testable import Domain
@testable import Persistence

/// What holds with PostgreSQL itself holds through pgbouncer in transaction mode, where all share one connection.
@Suite(
    .serialized, .timeLimit(.minutes(10)), .enabled(if: PgBouncer.program != nil, "pgbouncer is not installed")
) struct `Through pgbouncer in transaction mode` {
    private func through<Value: Sendable>(
        _ body: (TestDatabase, PostgresClient, PostgresClient) async throws -> Value
    ) async throws -> Value {
        let database = try await TestDatabase.make()
        let pooler = try await PgBouncer(before: database)
        let clients = try (pooler.client(direct: database), pooler.client(direct: database))
        clients.0.start()
        clients.1.start()
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(database, clients.0, clients.1)) } catch { outcome = .failure(error) }
        await clients.0.shutdown()
        await clients.1.shutdown()
        if case .failure = outcome { print("pgbouncer said:\n\(pooler.log.suffix(4000))") }
        return try outcome.get()
    }

    private static let whoseIsIt: Statement = "SELECT coalesce(current_setting('kiik.tenant', true), '')"

    @Test func `S47 no tenant leaks to another client, request or lane, aborted requests included`() async throws {
        try await through { _, one, other in
            let leaks = try await withThrowingTaskGroup(of: Int.self) { group in
                for tenant in Int64(1)...40 {
                    for client in [one, other] {
                        group.addTask {
                            var leaks = 0
                            let scope = TenantScope(id: tenant)
                            for round in 0..<5 {
                                let bound = Batch.bound(to: scope, [Self.whoseIsIt])
                                let seen = try await (round % 2 == 0 ? client.read(bound) : client.write(bound)).last
                                    .decodeFirst { row throws(PostgresError) in try row.text() }
                                if seen != String(tenant) { leaks += 1 }
                                let broken = Batch.bound(to: scope, ["SELECT 1 / 0"])
                                let isRefused = (try? await client.read(broken)) == nil
                                if !isRefused { leaks += 1 }
                                if try await client.texts(Self.whoseIsIt) != [""] { leaks += 1 }
                            }
                            return leaks
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(leaks == 0)
        }
    }

    @Test func `S47 a transaction that is abandoned leaves no tenant behind`() async throws {
        try await through { _, one, other in
            for _ in 0..<5 {
                await #expect(throws: CancellationError.self) {
                    try await one.withTransaction { transaction in
                        _ = try await transaction.run("SELECT set_config('kiik.tenant', '7', true)")
                        throw CancellationError()
                    }
                }
                #expect(try await other.texts(Self.whoseIsIt) == [""])
            }
            let slow = Task {
                try await one.write(.bound(to: TenantScope(id: 7), ["SELECT pg_sleep(30)"]))
            }
            try await Task.sleep(for: .milliseconds(100))
            slow.cancel()
            await #expect(throws: PostgresError.self) { _ = try await slow.value }
            #expect(try await other.texts(Self.whoseIsIt) == [""])
        }
    }

    @Test func `a thousand reads of many shapes get their own answers`() async throws {
        try await through { _, one, other in
            let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<1000 {
                    group.addTask {
                        let shape = index % 7
                        let statement = Statement(
                            Query(text: "SELECT $1::bigint + \(shape)"), .int64(Int64(index)))
                        let rows = try await (index % 2 == 0 ? one : other).read(statement)
                        let answer = try rows.decodeFirst { row throws(PostgresError) in try row.int64() }
                        return answer == Int64(index + shape) ? 0 : 1
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(wrong == 0)
        }
    }

    @Test func `a batch is all or nothing`() async throws {
        try await through { _, one, other in
            let insert: Query = "INSERT INTO usage_nodes (node, last_seq, seen_at) VALUES ($1, 1, now())"
            let node = Parameter.uuid(PostgresUUID(high: 1, low: 1))
            let error = await #expect(throws: PostgresError.self) {
                _ = try await one.write([Statement(insert, node), Statement(insert, node)])
            }
            #expect(error?.constraint == "usage_nodes_pkey")
            #expect(try await other.read("SELECT 1 FROM usage_nodes").isEmpty)
            _ = try await one.write([Statement(insert, node)])
            #expect(try await other.read("SELECT 1 FROM usage_nodes").count == 1)
        }
    }

    @Test func `the statement timeout holds and is nobody else's afterwards`() async throws {
        let database = try await TestDatabase.make()
        let pooler = try await PgBouncer(before: database)
        var configuration = try PostgresConfiguration(url: pooler.url)
        configuration.pooler = .transaction
        configuration.sharedStatementTimeout = .milliseconds(200)
        let client = PostgresClient(configuration: configuration, logger: TestDatabase.quiet)
        client.start()
        let error = await #expect(throws: PostgresError.self) { _ = try await client.read("SELECT pg_sleep(20)") }
        #expect(error?.code == .timeout)
        // Outside the driver's batches the server's own setting stands.
        #expect(try psql(pooler.url, "SHOW statement_timeout") == "0")
        await client.shutdown()
    }

    @Test func `the store commits, numbers, lists and finds`() async throws {
        try await through { _, one, other in
            let store = PostgresStore(client: one, logger: TestDatabase.quiet)
            let second = PostgresStore(client: other, logger: TestDatabase.quiet)
            for tenant in Int64(1)...3 {
                for id in Int64(1)...5 {
                    let change = Change.create(Fixture.customer(tenant * 100 + id, "Customer \(id) of \(tenant)"))
                    #expect(
                        try await (id % 2 == 0 ? store : second).commit(Fixture.commit(tenant, [change]))
                            == .committed(number: nil))
                }
            }
            for tenant in Int64(1)...3 {
                let page = try await second.customers.list(ListQuery(), in: TenantScope(id: tenant))
                #expect(page.rows.map(\.name) == (1...5).map { "Customer \($0) of \(tenant)" })
                #expect(page.total == Total(count: 5))
                #expect(try await store.customers.find(tenant * 100 + 1, in: TenantScope(id: tenant % 3 + 1)) == nil)
            }
        }
    }

    @Test func `notifications come past the pooler, and a stream through it`() async throws {
        try await through { _, one, other in
            let (heard, say) = AsyncStream.makeStream(of: String.self)
            let (ready, listens) = AsyncStream.makeStream(of: Void.self)
            one.listen(["things"]) { event in
                switch event {
                case .connected: listens.yield()
                case .notification(_, let payload): say.yield(payload)
                default: break
                }
            }
            for await _ in ready { break }
            _ = try await other.write(["SELECT pg_notify('things', 'heard')"])
            for await payload in heard {
                #expect(payload == "heard")
                break
            }
            var sum: Int64 = 0
            let count = try await one.stream([], "SELECT i::bigint FROM generate_series(1, 5000) i") { row in
                sum += try row.int64()
            }
            #expect(count == 5000 && sum == 12_502_500)
        }
    }
}
