import AuthCore
import Foundation
import Testing

@testable import Domain
@testable import Persistence

@Suite struct `An audit that was tampered with` {
    /// Ten events of which the script changed something, past every trigger.
    private func report(_ script: String, exported: Bool = false) async throws -> (AuditReport, [UUIDv7]) {
        let office = try await SealedOffice()
        defer { office.remove() }
        return try await office.database.app { (app: PostgresClient) async throws in
            for id in 1...10 {
                try await office.customers(Int64(id)...Int64(id), app)
                if id.isMultiple(of: 5) { try await office.seal(app) }
            }
            let ids = try await office.records(app).compactMap { record -> UUIDv7? in
                if case .sealed(let seal, _) = record { seal.event } else { nil }
            }
            try await office.tamper(script)
            if !exported { return (try await office.verify(app), ids) }
            var verifier = AuditVerifier(keys: try JSONWebKeySet([office.key.publicKey]))
            for record in try await office.records(app) {
                let line = AuditLines.line(record)
                guard let read = line.dropLast().withUnsafeBytes({ AuditLines.record($0) }) else {
                    Issue.record("\(String(decoding: line, as: UTF8.self)) cannot be read")
                    continue
                }
                #expect(read == record)
                verifier.take(read)
            }
            return (verifier.finish(), ids)
        }
    }

    private static func event(_ seq: Int) -> String {
        "(SELECT event_id FROM audit_chain WHERE tenant_id = 1 AND seq = \(seq))"
    }

    @Test(arguments: [false, true])
    func `S63 verifies where nobody did, exported too`(exported: Bool) async throws {
        let (report, _) = try await report("SELECT 1", exported: exported)
        #expect(report.faults == [])
        #expect(report.links == 10)
    }

    @Test(arguments: [
        "actor = 'key:2'", "ip = '::2'", "occurred_at = occurred_at - interval '1 microsecond'",
        "action = 'x'", "resource = 'projects'", "on_behalf_of = 'user:1'", "resource_id = 99", "request_id = 'r'",
        "xid = '1'",
    ])
    func `S63 names an event of which a column was changed`(_ change: String) async throws {
        let (report, ids) = try await report("UPDATE audit_events SET \(change) WHERE id = \(Self.event(4))")
        #expect(report.faults.map(Self.kind) == ["columnsChanged"])
        #expect(report.faults.first?.description.contains(ids[3].description) == true)
    }

    @Test(arguments: ["after = '{}'", "before = '{}'", "after = NULL", "after = (after::text || ' ')::json"])
    func `S63 names an event whose body was changed`(_ change: String) async throws {
        let (report, ids) = try await report("UPDATE audit_events SET \(change) WHERE id = \(Self.event(4))")
        #expect(report.faults.map(Self.kind) == ["bodyChanged"])
        #expect(report.faults.first?.description.contains(ids[3].description) == true)
    }

    @Test func `S63 names an event that was removed, its link too`() async throws {
        let (event, ids) = try await report("DELETE FROM audit_events WHERE id = \(Self.event(4))")
        #expect(event.faults.map(Self.kind) == ["eventRemoved"])
        #expect(event.faults.first?.description.contains(ids[3].description) == true)
        let (both, _) = try await report(
            "DELETE FROM audit_events WHERE id = \(Self.event(4)); DELETE FROM audit_chain WHERE seq = 4")
        #expect(both.faults == [.linksRemoved(epoch: 1, 4...4)])
        let (tail, _) = try await report(
            "DELETE FROM audit_events WHERE resource_id > 8; DELETE FROM audit_chain WHERE seq > 8")
        #expect(tail.faults.contains(.linksRemoved(epoch: 1, 9...10)))
    }

    @Test func `S63 names events and links that changed places`() async throws {
        let (events, ids) = try await report(
            """
            CREATE TEMP TABLE one AS SELECT \(Self.event(3)) AS id; CREATE TEMP TABLE other AS SELECT \(Self.event(8)) AS id;
            UPDATE audit_events SET id = gen_random_uuid(), ip = 'moving' WHERE id = (SELECT id FROM one);
            UPDATE audit_events SET id = (SELECT id FROM one) WHERE id = (SELECT id FROM other);
            UPDATE audit_events SET id = (SELECT id FROM other), ip = '' WHERE ip = 'moving';
            """)
        #expect(events.faults.map(Self.kind) == ["eventsSwapped"])
        #expect(events.faults.first?.description.contains(ids[2].description) == true)
        #expect(events.faults.first?.description.contains(ids[7].description) == true)
        for (one, other) in [(3, 4), (3, 8)] {
            let (links, _) = try await report(
                """
                UPDATE audit_chain SET seq = 100 WHERE seq = \(one); UPDATE audit_chain SET seq = \(one) WHERE seq = \(other);
                UPDATE audit_chain SET seq = \(other) WHERE seq = 100;
                """)
            // A batch may have ended, and been signed, at one of them.
            let kinds = links.faults.map(Self.kind).filter { $0 != "chainRewritten" }
            #expect(kinds == ["linksSwapped"], "\(links.faults)")
        }
    }

    @Test func `S63 names an event that was slipped in under an old transaction`() async throws {
        let (report, _) = try await report(
            """
            INSERT INTO audit_events SELECT tenant_id, gen_random_uuid(), xid, occurred_at, actor, ip, request_id, action,
                resource, 77, before, after FROM audit_events WHERE id = \(Self.event(4))
            """)
        #expect(report.faults.map(Self.kind) == ["eventInserted"])
    }

    @Test func `S63 a chain that was computed anew is not the one that was signed`() async throws {
        let (report, _) = try await report(
            """
            UPDATE audit_events SET actor = 'nobody' WHERE id = \(Self.event(4));
            CREATE TEMP TABLE anew AS SELECT c.tenant_id, c.epoch, c.seq, c.event_id, c.body_digest,
                kiik_audit_digest(e, c.body_digest) AS digest FROM audit_chain c JOIN audit_events e ON e.id = c.event_id;
            TRUNCATE audit_chain;
            INSERT INTO audit_chain SELECT a.*, kiik_audit_hash(decode(repeat('00', 32), 'hex'), a.tenant_id, a.epoch, a.seq,
                a.event_id, a.digest) OVER (ORDER BY a.seq ROWS UNBOUNDED PRECEDING) FROM anew a;
            """)
        // From each checkpoint to the next; how many there are depends on the batches.
        #expect(Set(report.faults.map(Self.kind)) == ["chainRewritten"])
        if case .chainRewritten(_, let range)? = report.faults.first {
            #expect(range.contains(4), "\(report.faults)")
        }
        let (unsigned, _) = try await self.report(
            """
            DELETE FROM audit_checkpoints WHERE seq = 10;
            """)
        #expect(unsigned.faults.map(Self.kind) == ["linksUnsigned"])
        #expect(unsigned.faults.first?.description.contains("10 ") == true, "\(unsigned.faults)")
    }

    @Test func `S63 an erasure leaves the chain whole, and a body that goes without one is missed`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app { (app: PostgresClient) async throws in
            try await office.customers(1...4, app)
            try await office.seal(app)
            let audit = PostgresAudit(client: app, logger: TestDatabase.quiet)
            func erase(_ id: Int64, _ tenant: Int64 = 1) async throws -> Int {
                try await audit.erase(
                    resource: "customers", id: id, reason: "asked for", actor: "cli", at: SealedOffice.now,
                    in: TenantScope(id: tenant))
            }
            #expect(try await erase(2, 2) == 0)
            #expect(try await erase(2) == 1)
            try await office.seal(app)
            // A second one finds nothing more: what says that there was one stays.
            #expect(try await erase(2) == 0)
            let report = try await office.verify(app)
            #expect(report.faults == [])
            #expect(report.erased == 1 && report.links == 5)
            let left = try await office.database.admin {
                try await $0.texts("SELECT string_agg(after::text, '') FROM audit_events")
            }
            #expect(left.first?.contains("Customer 2") == false && left.first?.contains("asked for") == true)
            try await office.tamper(
                """
                UPDATE audit_events SET after = NULL WHERE resource_id = 3; DELETE FROM audit_salts WHERE event_id =
                    (SELECT id FROM audit_events WHERE resource_id = 3);
                """)
            #expect(try await office.verify(app).faults.map(Self.kind) == ["bodyTaken"])
        }
    }

    @Test func `S63 nobody but an erasure changes the audit, its chain or its salts`() async throws {
        let office = try await SealedOffice()
        defer { office.remove() }
        try await office.database.app {
            try await office.customers(1...1, $0); try await office.seal($0)
        }
        let attempts =
            ["audit_events", "audit_chain", "audit_salts", "audit_checkpoints", "audit_epochs"].flatMap {
                ["DELETE FROM \($0)", "TRUNCATE \($0)"]
            } + [
                "UPDATE audit_events SET actor = 'x'", "UPDATE audit_events SET after = NULL",
                "SET kiik.erasing = 'on'; UPDATE audit_events SET actor = 'x', before = NULL, after = NULL",
                "SET kiik.erasing = 'on'; UPDATE audit_events SET after = '{}'", "UPDATE audit_chain SET seq = 7",
                "SET kiik.erasing = 'on'; UPDATE audit_salts SET salt = ''",
                "UPDATE audit_checkpoints SET statement = ''",
            ]
        try await office.database.admin { (admin: PostgresClient) async throws in
            for role in ["kiik_owner", "kiik_app", "kiik_drain"] {
                for attempt in attempts {
                    let error = await #expect(throws: PostgresError.self, "\(role): \(attempt)") {
                        try await admin.withSession { try await $0.run(script: "SET ROLE \(role); \(attempt)") }
                    }
                    #expect(error?.sqlState == "42501", "\(role): \(attempt)")
                }
            }
            for insert in [
                "INSERT INTO audit_chain SELECT tenant_id, 1, 9, gen_random_uuid(), digest, digest, digest FROM audit_chain",
                "UPDATE audit_sealer SET epoch = 9",
                "INSERT INTO audit_checkpoints VALUES (1, 1, 9, now(), '')",
                "INSERT INTO audit_salts VALUES (1, gen_random_uuid(), '')",
            ] {
                let error = await #expect(throws: PostgresError.self, "\(insert)") {
                    try await admin.withSession { try await $0.run(script: "SET ROLE kiik_app; \(insert)") }
                }
                #expect(error?.sqlState == "42501", "\(insert)")
            }
        }
    }

    private static func kind(_ fault: AuditFault) -> String {
        String("\(Mirror(reflecting: fault).children.first?.label ?? "")")
    }
}
