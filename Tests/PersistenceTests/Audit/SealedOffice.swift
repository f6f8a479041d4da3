import AuthCore
import Foundation
import Testing

@testable import Domain
@testable import Persistence

/// A database with a sealer, for one test.
struct SealedOffice {
    let database: TestDatabase
    let key: SigningKey
    let directory: String

    init() async throws {
        database = try await TestDatabase.make()
        key = try SigningKey.generateEdDSA()
        directory = "/tmp/kiik-audit-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    static let now = Timestamp(microseconds: 1_790_000_000_000_000)
    static let clock = Clock(now: { now }, monotonic: { 0 })

    func sealer(_ app: PostgresClient, batch: Int = 4000, node: String = "one") -> AuditSealer {
        var configuration = AuditSealer.Configuration()
        configuration.batch = batch
        configuration.interval = .milliseconds(10)
        return AuditSealer(
            client: app, key: key, mark: "\(directory)/mark-\(node)", clock: Self.clock, logger: TestDatabase.quiet,
            configuration: configuration)
    }

    /// Seals until nothing is left.
    func seal(_ app: PostgresClient, batch: Int = 4000) async throws {
        let sealer = sealer(app, batch: batch)
        try await sealer.reconcile()
        // What other tests' transactions on the same server hold back comes when they have ended.
        let deadline = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < deadline {
            try await sealer.sealBatch()
            if try await AuditLag.read(app).unsealed == 0 { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the sealer does not come to an end")
    }

    static func tenant(_ id: Int64 = 1) -> Tenant {
        Tenant(
            id: id, subdomain: "t\(id)", name: "T", currency: "EUR", timeZone: "Europe/Paris", testOf: nil,
            testID: nil, createdAt: now)
    }

    func records(_ app: PostgresClient, of tenant: Int64 = 1) async throws -> [AuditRecord] {
        var records: [AuditRecord] = []
        try await PostgresAudit(client: app, logger: TestDatabase.quiet).read(Self.tenant(tenant)) {
            records.append($0)
        }
        return records
    }

    func verify(_ app: PostgresClient, of tenant: Int64 = 1) async throws -> AuditReport {
        var verifier = AuditVerifier(keys: try JSONWebKeySet([key.publicKey]))
        for record in try await records(app, of: tenant) { verifier.take(record) }
        return verifier.finish()
    }

    /// Customers made one after the other.
    func customers(_ ids: ClosedRange<Int64>, _ app: PostgresClient, of tenant: Int64 = 1) async throws {
        let store = PostgresStore(client: app, logger: TestDatabase.quiet)
        for id in ids {
            let change = Change.create(Fixture.customer(id, "Customer \(id)"))
            #expect(try await store.commit(Fixture.commit(tenant, [change])) == .committed(number: nil))
        }
    }

    /// A superuser past every trigger.
    func tamper(_ script: String) async throws {
        try await database.admin { (admin: PostgresClient) async throws in
            try await admin.withSession {
                try await $0.run(script: "SET session_replication_role = replica; \(script)")
            }
        }
    }
}
