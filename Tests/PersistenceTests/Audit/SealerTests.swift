import AuthCore
import Foundation
import Testing

@testable import Domain
@testable import Persistence

@Suite struct `The audit's seal` {
    @Test func `S63 every tenant's events are chained in the order of their commits and verify`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            try await office.customers(1...5, app)
            try await office.customers(1...3, app, of: 2)
            try await office.seal(app)
            try await office.customers(6...9, app)
            try await office.seal(app, batch: 2)
            let report = try await office.verify(app)
            #expect(report.faults == [])
            #expect(report.links == 9 && report.unsealed == 0 && report.checkpoints >= 3)
            #expect(try await office.verify(app, of: 2).links == 3)
            let names = try await office.records(app).compactMap { record -> String? in
                guard case .sealed(_, let event?) = record, let after = event.after else { return nil }
                return String(decoding: after, as: UTF8.self).firstMatch(of: /Customer (\d)/).map { String($0.1) }
            }
            #expect(names == (1...9).map(String.init))
        }
    }

    @Test func `S63 an event waits until no older transaction can still bring one before it`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            let insert: Query = """
                INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource, resource_id)
                VALUES (1, gen_random_uuid(), now(), $1, '', '', 'a', 'r', 1)
                """
            func bind(_ transaction: PostgresTransaction) async throws {
                _ = try await transaction.run("SELECT set_config('kiik.tenant', '1', true)")
            }
            try await app.withTransaction { older in
                try await bind(older)
                _ = try await older.run(Statement(insert, .text("older")))
                try await app.withTransaction { newer in
                    try await bind(newer)
                    _ = try await newer.run(Statement(insert, .text("newer")))
                }
                try await office.sealer(app).sealBatch()
                #expect(try await office.verify(app).links == 0)
                _ = try await older.run(Statement(insert, .text("older again")))
            }
            try await office.seal(app)
            let actors = try await office.records(app).compactMap { record -> String? in
                if case .sealed(_, let event) = record { event?.actor } else { nil }
            }
            #expect(actors.last == "newer" && Set(actors.dropLast()) == ["older", "older again"])
            #expect(try await office.verify(app).holds)
        }
    }

    @Test func `S63 sealers at once, killed and started again, seal everything once`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for node in ["one", "two", "three"] {
                    group.addTask {
                        for _ in 0..<8 {
                            // Cut off in the middle of whatever it is at.
                            let run = Task { try await office.sealer(app, batch: 7, node: node).run() }
                            try await Task.sleep(for: .milliseconds(60))
                            run.cancel()
                            _ = await run.result
                        }
                    }
                }
                for writer in 0..<4 {
                    group.addTask {
                        try await office.customers(Int64(writer * 50 + 1)...Int64(writer * 50 + 50), app)
                    }
                }
                try await group.waitForAll()
            }
            try await office.seal(app)
            let report = try await office.verify(app)
            #expect(report.faults == [])
            #expect(report.links == 200)
        }
    }

    @Test func `S63 a sealer whose connections are cut goes on, and ends when it is told to`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            let run = Task { try await office.sealer(app, batch: 1).run() }
            try await office.database.admin { (admin: PostgresClient) async throws in
                for round in 1...100 {
                    try await office.tamper(
                        """
                        INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource,
                            resource_id) VALUES (1, gen_random_uuid(), now(), '', '', '', '', '', \(round))
                        """)
                    _ = try await admin.read(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND usename = 'kiik_app'
                        """)
                    try await Task.sleep(for: .milliseconds(round % 30))
                }
            }
            run.cancel()
            _ = await run.result
            // The last cut may be noticed only by whoever uses one of its connections.
            for _ in 0..<20 where (try? await office.seal(app)) == nil { try await Task.sleep(for: .milliseconds(50)) }
            try await office.seal(app)
            let report = try await office.verify(app)
            #expect(report.faults == [])
            #expect(report.links == 100)
        }
    }

    @Test func `S63 a database that was set back goes on in a new epoch that says so`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            try await office.customers(1...3, app)
            try await office.seal(app)
            // As a backup from before the last batch has it.
            try await office.tamper(
                """
                CREATE TABLE kept_chain AS TABLE audit_chain; CREATE TABLE kept_sealer AS TABLE audit_sealer;
                CREATE TABLE kept_salts AS TABLE audit_salts; CREATE TABLE kept_checkpoints AS TABLE audit_checkpoints;
                """)
            try await office.customers(4...5, app)
            try await office.seal(app)
            try await office.tamper(
                """
                DELETE FROM audit_events WHERE resource_id > 3; TRUNCATE audit_chain, audit_salts, audit_checkpoints;
                INSERT INTO audit_chain TABLE kept_chain; INSERT INTO audit_salts TABLE kept_salts;
                INSERT INTO audit_checkpoints TABLE kept_checkpoints;
                UPDATE audit_sealer SET xid = k.xid, id = k.id FROM kept_sealer k;
                """)
            try await office.customers(6...7, app)
            try await office.seal(app)
            let report = try await office.verify(app)
            #expect(report.faults == [])
            #expect(report.links == 5)
            #expect(report.epochs.map(\.epoch) == [1, 2])
            #expect(report.epochs.last?.reason.contains("restored") == true)
            // Another start says it no second time.
            try await office.seal(app)
            #expect(try await office.verify(app).epochs.count == 2)
        }
    }

    @Test func `S63 a dump restored to a server that counts transactions from a lower number is sealed on`()
        async throws
    {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            try await office.customers(1...2, app)
            try await office.seal(app)
            try await office.customers(3...4, app)
            // The dump's numbers are far ahead of this server's.
            try await office.tamper(
                """
                UPDATE audit_events SET xid = '4000000000' WHERE resource_id > 2;
                UPDATE audit_sealer SET xid = '3999999999';
                """)
            try await office.customers(5...6, app)
            try await office.seal(app)
            let report = try await office.verify(app)
            #expect(report.faults == [])
            #expect(report.links == 6)
            #expect(report.epochs.map(\.epoch) == [1, 2])
            try await office.customers(7...8, app)
            try await office.seal(app)
            #expect(try await office.verify(app).links == 8)
        }
    }

    @Test func `S63 the lag counts what waits and since when`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            #expect(try await AuditLag.read(app) == AuditLag(unsealed: 0, oldest: nil))
            try await office.customers(1...3, app)
            #expect(try await AuditLag.read(app) == AuditLag(unsealed: 3, oldest: Fixture.now))
            try await office.seal(app)
            #expect(try await AuditLag.read(app).unsealed == 0)
        }
    }

    @Test func `a backlog of twenty thousand events is sealed in one go`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.tamper(
            """
            INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource, resource_id,
                before, after)
            SELECT i % 20 + 1, gen_random_uuid(), now(), 'key:1', '127.0.0.1', 'req_1', 'customers.update', 'customers', i,
                json_build_object('name', repeat('x', 200)), json_build_object('name', repeat('y', 200))
            FROM generate_series(1, 20000) i
            """)
        try await office.database.app { (app: PostgresClient) async throws in
            try await office.seal(app)
            #expect(try await office.verify(app, of: 3).links == 1000)
        }
    }
}
