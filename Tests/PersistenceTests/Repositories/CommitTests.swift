import AuthCore
import Testing

@testable import Domain
@testable import Persistence

@Suite struct `A commit` {
    private func invoice(_ id: Int64, customer: Int64, _ number: String) -> Invoice {
        Invoice(
            id: id, uuid: UUIDv7(high: UInt64(id), low: 2), number: number, customerID: customer, projectID: nil,
            status: .draft, amount: Money(minorUnits: 100, currency: .eur), tax: Money(minorUnits: 0, currency: .eur),
            description: "Work", lines: [],
            issueDate: LocalDate.earliest,
            dueDate: LocalDate.latest, createdAt: Fixture.now, updatedAt: Fixture.now, version: 1)
    }

    private func counts(_ store: PostgresStore) async throws -> [Resource: Int64] {
        try await store.summary(of: RevenueQuery(currency: .eur), in: TenantScope(id: 1)).counts
    }

    private func number() -> NumberRequest {
        var random = SystemRandomNumberGenerator()
        return NumberRequest(series: "INV", year: 2026, using: &random)
    }

    @Test func `numbers leave no gap under parallel commits of which some fail`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1])
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            let numbers = try await withThrowingTaskGroup(of: String?.self) { group in
                for id in 1...60 {
                    group.addTask {
                        let request = number()
                        // Every third asks for a customer that is not there.
                        let row = invoice(Int64(id), customer: id % 3 == 0 ? 999 : 1, request.placeholder)
                        do {
                            guard
                                case .committed(let number) = try await store.commit(
                                    Fixture.commit(1, [.create(row)], number: request))
                            else { return nil }
                            return number
                        } catch let problem as Problem {
                            #expect(problem == .invalid([Fault("customer_id", .reference, "There is no such row.")]))
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [String]()) { if let number = $1 { $0.append(number) } }
            }
            let expected = (1...40).map { "INV-2026-\($0 < 10 ? "000" : "00")\($0)" }
            #expect(numbers.sorted() == expected)
            let stored = try await app.read(.bound(to: TenantScope(id: 1), ["SELECT number FROM invoices ORDER BY 1"]))
                .last
            #expect(try stored.decode { row throws(PostgresError) in try row.text() } == expected)
        }
    }

    @Test func `a number goes on past 9,999`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1])
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession {
                try await $0.run(script: "INSERT INTO number_counters VALUES (1, 'INV', 2026, 9998)")
            }
        }
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            for (id, expected) in [(Int64(1), "INV-2026-9999"), (2, "INV-2026-10000")] {
                let request = number()
                let row = Change.create(invoice(id, customer: 1, request.placeholder))
                #expect(
                    try await store.commit(Fixture.commit(1, [row], number: request)) == .committed(number: expected))
            }
            let audit = try await app.read(
                .bound(
                    to: TenantScope(id: 1),
                    ["SELECT after->>'number' FROM audit_events WHERE resource = 'invoices' ORDER BY resource_id"]))
            #expect(
                try audit.last.decode { row throws(PostgresError) in try row.text() } == [
                    "INV-2026-9999", "INV-2026-10000",
                ])
        }
    }

    @Test func `a row that was changed meanwhile is not overwritten`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1])
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            let old = try #require(try await store.customers.find(1, in: TenantScope(id: 1)))
            var new = old
            new.name = "First"
            new.version = 2
            let change = try #require(Change.update(from: old, to: new))
            #expect(try await store.commit(Fixture.commit(1, [change])) == .committed(number: nil))
            #expect(try await store.commit(Fixture.commit(1, [change])) == .stale)
        }
    }

    @Test func `a dry run checks everything and leaves nothing`() async throws {
        let database = try await TestDatabase.make()
        try await Fixture.fill(database, tenants: [1])
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            let request = number()
            let good = Change.create(invoice(0, customer: 1, request.placeholder))
            #expect(
                try await store.commit(Fixture.commit(1, [good], number: request, isDryRun: true))
                    == .committed(number: nil))
            let bad = Change.create(invoice(0, customer: 999, request.placeholder))
            await #expect(throws: Problem.self) {
                _ = try await store.commit(Fixture.commit(1, [bad], number: request, isDryRun: true))
            }
            #expect(try await counts(store) == [.customers: 1])
            let left = try await app.read(.bound(to: TenantScope(id: 1), ["SELECT count(*) FROM number_counters"])).last
            #expect(try left.decodeFirst { row throws(PostgresError) in try row.int64() } == 0)
        }
    }

    @Test func `S49 an idempotency key is claimed once and its answer is kept`() async throws {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            let claim = IdempotencyClaim(principal: "key:1", key: "k", fingerprint: SecretDigest(hashing: "body"))
            func commit(_ id: Int64) -> Commit {
                Commit(
                    tenant: TenantScope(id: 1), changes: [.create(Fixture.customer(id, "Once"))],
                    origin: AuditOrigin(actor: "key:1", ip: "", requestID: "", action: "customers.create"),
                    at: Fixture.now,
                    idempotency: IdempotencyRecord(claim: claim, answer: Array("answer \(id)".utf8)))
            }
            #expect(try await store.commit(commit(1)) == .committed(number: nil))
            #expect(try await store.commit(commit(2)) == .alreadyAnswered)
            #expect(try await counts(store) == [.customers: 1])
        }
    }

    @Test func `totals are exact after many commits at once`() async throws {
        let database = try await TestDatabase.make()
        try await database.app { (app: PostgresClient) async throws in
            let store = PostgresStore(client: app, logger: TestDatabase.quiet)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...100 {
                    group.addTask {
                        _ = try await store.commit(Fixture.commit(1, [.create(Fixture.customer(Int64(id), "C"))]))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await counts(store) == [.customers: 100])
        }
    }
}
