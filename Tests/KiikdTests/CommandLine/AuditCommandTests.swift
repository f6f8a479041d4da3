import Foundation
import JSON
import Testing

@Suite struct `kiikd audit` {
    /// A daemon of its own: what its key signed is verified with its key.
    private static let daemon = Task { try await RunningDaemon.start() }

    private func open() async throws -> Office { try await Office.open(on: Self.daemon.value) }

    /// Waits until everything is sealed, as `verify` says.
    private func sealed(_ office: Office, _ count: Int64) async throws -> JSONValue {
        try await eventually("the seal") {
            let report = try await office.daemon.tool.run(
                "audit", "verify", "--tenant", office.subdomain, "--format", "json")
            let json = try JSONValue.parse(Array(report.output.utf8))
            // A plain nil would be JSON's.
            guard json["sealed"]?.int64Value == count, json["unsealed"] == 0 else { return JSONValue?.none }
            return json
        }
    }

    @Test func `list shows who did what, by every filter, newest first`() async throws {
        let office = try await open()
        let customer = try await office.customer("Ada")
        _ = try await office.client.patch("\(Path.customers)\(customer)/", #"{"name": "Ada L."}"#)
        try await office.invoice(customer)
        func list(_ options: String...) async throws -> [JSONValue] {
            let words = ["audit", "list", "--tenant", office.subdomain, "--format", "json"] + options
            return try await office.daemon.tool.run(words).json.arrayValue ?? []
        }
        let all = try await list()
        #expect(
            all.map { $0["action"]?.stringValue } == [
                "invoices.create", "customers.update", "customers.create", "keys.create", "tenants.create",
            ])
        #expect(all[1]["before"]?["name"] == "Ada" && all[1]["after"]?["name"] == "Ada L.")
        #expect(all[1]["actor"]?.stringValue == "key:\(office.key.id)" && all[3]["actor"] == "cli")
        #expect(try await list("--actor", "key:\(office.key.id)").count == 3)
        #expect(try await list("--resource", "customers").count == 2)
        #expect(try await list("--action", "invoices.create").count == 1)
        #expect(try await list("--limit", "2").count == 2)
        #expect(try await list("--since", "2001-01-01", "--until", "2001-12-31").isEmpty)
        #expect(try await list("--since", "2001-01-01T00:00:00+01:00", "--until", "2999-12-31").count == 5)
        let person = try await office.hire()
        let own = try await office.issueKey("--scopes", "*:*", "--user", person.email)
        _ = try await office.client.with(key: own.secret).post(Path.customers, #"{"name": "Ada"}"#)
        let latest = try #require(try await list("--actor", "key:\(own.id)").first)
        #expect(latest["on_behalf_of"] == .string("user:\(person.id)") && all[1]["on_behalf_of"] == "")
        let wrong = try await office.daemon.tool.run(
            "audit", "list", "--tenant", office.subdomain, "--since", "yesterday")
        #expect(wrong.status == 1 && wrong.error.contains("--since"))
    }

    @Test func `S63 an export verifies offline with the public key, and names the line that was changed`() async throws
    {
        let office = try await open()
        for name in ["Ada", "Grace", "=1+1"] { try await office.customer(name) }
        let report = try await sealed(office, 5)
        #expect(report["ok"] == true)
        let (file, key, pem) = (
            "\(office.daemon.place.path)/export.jsonl", "\(office.daemon.place.path)/key.jwk",
            "\(office.daemon.place.path)/key.pem"
        )
        let tool = office.daemon.tool
        let exported = try await tool.run("audit", "export", "--tenant", office.subdomain, "--output", file)
        #expect(exported.status == 0, "\(exported.error)")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        try await tool.run("audit", "public-key").output.write(toFile: key, atomically: true, encoding: .utf8)
        try await tool.run("audit", "public-key", "--pem").output.write(toFile: pem, atomically: true, encoding: .utf8)
        for name in [key, pem] {
            let offline = try await CommandLineTool().run("audit", "verify", "--file", file, "--public-key", name)
            #expect(offline.status == 0, "\(offline.output) \(offline.error)")
        }
        let text = try CommandLineTool.text(file)
        try text.replacing("Grace", with: "Gracy").write(toFile: file, atomically: true, encoding: .utf8)
        let changed = try await CommandLineTool().run("audit", "verify", "--file", file, "--public-key", key)
        #expect(changed.status == 1)
        #expect(changed.output.contains("changed: event") && changed.output.contains("(1/4)"), "\(changed.output)")
        let lines = text.split(separator: "\n")
        try lines.dropLast(2).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let cut = try await CommandLineTool().run("audit", "verify", "--file", file, "--public-key", key)
        #expect(cut.status == 1 && cut.output.contains("end is missing"), "\(cut.output)")
        let csv = try await tool.run("audit", "export", "--tenant", office.subdomain, "--format", "csv").output
        #expect(csv.split(separator: "\r\n").count == 6)
        #expect(csv.hasPrefix("id,occurred_at,actor,"))
    }

    @Test func `S63 verify names what was changed in the database, and erase leaves it whole`() async throws {
        let office = try await open()
        let customers = [try await office.customer("Ada"), try await office.customer("Grace")]
        _ = try await sealed(office, 4)
        let erased = try await office.daemon.tool.run(
            "audit", "erase", "--tenant", office.subdomain, "--resource", "customers", "--id", "\(customers[0])",
            "--reason", "request 12", "--format", "json")
        #expect(try erased.json == ["erased": 1])
        let report = try await sealed(office, 5)
        #expect(report["ok"] == true && report["erased"] == 1, "\(report)")
        _ = try await office.daemon.sql(
            """
            SET session_replication_role = replica;
            UPDATE audit_events SET actor = 'cli' WHERE tenant_id = \(office.id) AND resource_id = \(customers[1])
                AND resource = 'customers'
            """)
        let tampered = try await office.daemon.tool.run("audit", "verify", "--tenant", office.subdomain)
        #expect(tampered.status == 1)
        #expect(tampered.output.contains("(1/4)"), "\(tampered.output)")
    }

    @Test func `S63 the key is a file for its owner alone, outside the database`() async throws {
        let daemon = try await Self.daemon.value
        let path = "\(daemon.place.data)/audit-key.pem"
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try CommandLineTool.text(path).hasPrefix("-----BEGIN PRIVATE KEY-----"))
        let wrong = try await CommandLineTool().run(
            "audit", "public-key", "--data", "/nonexistent", environment: ["KIIK_AUDIT_KEY": "/nonexistent/key"])
        #expect(wrong.status == 1 && wrong.error.contains("/nonexistent/key"), "\(wrong.error)")
    }

    @Test func `a refused key stands in its tenant's audit, and an unknown one in a table of its own`() async throws {
        let office = try await open()
        let key = try await office.issueKey()
        try await office.revoke(key)
        let client = office.daemon.client
        for _ in 0..<3 { #expect(try await client.with(key: key.secret).get(Path.customerList).status == 401) }
        #expect(try await client.with(key: "fta_nobody's").get(Path.customerList).status == 401)
        let events = try await eventually("the event") { () -> [JSONValue]? in
            let events =
                try await office.daemon.tool.run(
                    "audit", "list", "--tenant", office.subdomain, "--action", "auth.refused", "--format", "json"
                ).json.arrayValue ?? []
            let count = events.reduce(0) { $0 + ($1["after"]?["count"]?.int64Value ?? 0) }
            return count == 3 ? events : nil
        }
        #expect(events.allSatisfy { $0["actor"]?.stringValue == "key:\(key.id)" && $0["after"]?["fault"] == "revoked" })
        _ = try await eventually("the row") {
            try await office.daemon.sqlInt("SELECT count(*) FROM refused_credentials WHERE fault = 'malformed'") > 0
                ? true : nil
        }
    }

    @Test func `a failed login stands in the audit of the user's tenant, and nobody's in a table of its own`()
        async throws
    {
        let office = try await open()
        let person = try await office.hire()
        for _ in 0..<2 { #expect(try await person.tryLogin("wrong").status == 401) }
        _ = try await office.daemon.tool.run("users", "lock", "--email", person.email, "--format", "json")
        #expect(try await person.tryLogin().status == 401)
        let nobody = try await office.daemon.client.post(
            "\(Path.auth)login", #"{"email": "nobody@nowhere.example", "password": "x"}"#)
        #expect(nobody.status == 401)
        _ = try await eventually("the events") {
            let counts = try await office.daemon.sql(
                """
                SELECT string_agg(fault || ' ' || count, ', ' ORDER BY fault) FROM (
                    SELECT after->>'fault' AS fault, sum((after->>'count')::int) AS count FROM audit_events
                    WHERE tenant_id = \(office.id) AND action = 'auth.refused' AND actor = 'user:\(person.id)'
                        AND resource = 'users' AND resource_id = \(person.id) AND ip = '127.0.0.1' GROUP BY 1) AS f
                """)
            return counts == "locked 1, password 2" ? true : nil
        }
        _ = try await eventually("the row") {
            try await office.daemon.sqlInt("SELECT count(*) FROM refused_credentials WHERE fault = 'password'") > 0
                ? true : nil
        }
    }

    @Test func `undo takes back what one person did`() async throws {
        let office = try await open()
        let customer = try await office.customer("Kept")
        let person = try await office.hire()
        let client = office.client.with(key: try await person.login().access)
        #expect(try await client.patch("\(Path.customers)\(customer)/", #"{"name": "Spoilt"}"#).status == 200)
        let both = try await office.daemon.tool.run(
            "audit", "undo", "--tenant", office.subdomain, "--key", "1", "--user", person.email, "--since", "2020-01-01"
        )
        #expect(both.status != 0 && both.error.contains("one of --key, --user and --app"))
        let undone = try await office.daemon.tool.run(
            "audit", "undo", "--tenant", office.subdomain, "--user", person.email, "--since", "2020-01-01", "--format",
            "json")
        #expect(undone.output.contains("restored"), "\(undone)")
        #expect(try await office.client.get("\(Path.customerList)\(customer)/").json["name"] == "Kept")
    }

    @Test func `undo takes back what one key did, and leaves what others changed since`() async throws {
        let office = try await open()
        let (kept, shared) = (try await office.customer("Kept"), try await office.customer("Shared"))
        let bad = try await office.issueKey("--scopes", "*:*")
        let client = office.daemon.client.with(key: bad.secret)
        for (id, name) in [(kept, "Spoilt 1"), (kept, "Spoilt 2"), (shared, "Spoilt")] {
            #expect(try await client.patch("\(Path.customers)\(id)/", #"{"name": "\#(name)"}"#).status == 200)
        }
        _ = try await office.client.patch("\(Path.customers)\(shared)/", #"{"name": "Put right"}"#)
        let made = try await client.post(Path.customers, #"{"name": "Fake"}"#).json["id"]?.int64Value ?? 0
        func invoice(_ status: String?) async throws -> Int64 {
            let body = #"{"customer_id": \#(kept), "amount": 10, "description": "Fake"}"#
            let id = try await client.post(Path.invoices, body).json["id"]?.int64Value ?? 0
            if let status { _ = try await client.patch("\(Path.invoices)\(id)/", #"{"status": "\#(status)"}"#) }
            return id
        }
        let (draft, sent) = (try await invoice(nil), try await invoice("sent"))
        func undo(_ options: String...) async throws -> [String: JSONValue] {
            let words = [
                "audit", "undo", "--tenant", office.subdomain, "--key", "\(bad.id)", "--since", "2020-01-01",
                "--format",
                "json",
            ]
            let result = try await office.daemon.tool.run(words + options)
            #expect(result.status == 1, "\(result.error)")
            let rows = try JSONValue.parse(Array(result.output.utf8)).arrayValue ?? []
            return Dictionary(
                rows.map { ("\($0["resource"]?.stringValue ?? "")/\($0["resource_id"]?.int64Value ?? 0)", $0) },
                uniquingKeysWith: { first, _ in first })
        }
        func check(_ outcomes: [String: JSONValue]) {
            #expect(outcomes["customers/\(kept)"]?["outcome"] == "restored")
            #expect(outcomes["customers/\(shared)"]?["outcome"] == "conflict")
            #expect(outcomes["customers/\(made)"]?["outcome"] == "retired")
            #expect(outcomes["invoices/\(draft)"]?["outcome"] == "retired")
            #expect(outcomes["invoices/\(sent)"]?["outcome"] == "credited", "\(outcomes)")
        }
        func field(_ path: String, _ id: Int64, _ name: String) async throws -> JSONValue? {
            try await office.client.get("\(path)\(id)/").json[name]
        }
        check(try await undo("--dry-run"))
        #expect(try await field(Path.customerList, kept, "name") == "Spoilt 2")
        check(try await undo())
        #expect(try await field(Path.customerList, kept, "name") == "Kept")
        #expect(try await field(Path.customerList, shared, "name") == "Put right")
        #expect(try await field(Path.customerList, made, "status") == "inactive")
        #expect(try await field(Path.invoiceList, draft, "status") == "cancelled")
        #expect(try await field(Path.invoiceList, sent, "status") == "cancelled")
        let trail = try await office.daemon.tool.run(
            "audit", "list", "--tenant", office.subdomain, "--action", "audit.undo", "--format", "json"
        ).json
        #expect(trail.arrayValue?.count == 5)
        #expect(trail.column("actor").allSatisfy { $0 == "cli" })
    }
}
