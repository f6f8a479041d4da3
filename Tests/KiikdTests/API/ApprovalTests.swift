import JSON
import Testing

@Suite struct `Writes approved as shown` {
    private func dryRun(_ office: Office, _ method: String, _ path: String, _ body: String) async throws -> (
        approval: String, answer: JSONValue
    ) {
        let answer = try await office.client.send(method, "\(path)?dry_run=true", body: body)
        try #require(answer.status == 200, "\(answer.text)")
        let approval = try #require(try answer.json["approval"]?.stringValue)
        #expect(approval.wholeMatch(of: /[0-9a-f]{64}/) != nil)
        return (approval, try answer.json)
    }

    private func send(
        _ office: Office, _ method: String, _ path: String, _ body: String, approval: String, key: String? = nil
    ) async throws -> HTTPAnswer {
        let client = key.map { office.client.with(key: $0) } ?? office.client
        return try await client.send(method, "\(path)?approval=\(approval)", body: body)
    }

    private func events(_ office: Office) async throws -> Int {
        try await office.daemon.sqlInt("SELECT count(*) FROM audit_events WHERE tenant_id = \(office.id)")
    }

    @Test func `what was shown is written exactly as shown, by every daemon on the database`() async throws {
        let office = try await Office.open()
        let second = try await RunningDaemon.start(beside: office.daemon)
        let customer = try await office.customer()
        let body = #"{"customer_id": \#(customer), "lines": [{"description": "x", "quantity": 2, "unit_price": 50}]}"#
        let shown = try await dryRun(office, "POST", Path.invoices, body)
        let written = try await second.client.with(key: office.key.secret).post(
            "\(Path.invoices)?approval=\(shown.approval)", body)
        try #require(written.status == 201, "\(written.text)")
        let fields = try #require(shown.answer["changes"]?.arrayValue?.first?["fields"]?.objectValue)
        let row = try written.json
        #expect(row["invoice_number"]?.stringValue?.hasSuffix("-0001") == true)
        for name in ["amount", "tax", "total", "lines", "status", "issue_date", "due_date", "customer_id"] {
            #expect(row[name] == shown.answer[name], "\(name)")
        }
        // Attribute for attribute, as the audit has it.
        let kept = try JSONValue.parse(
            Array(
                try await office.daemon.sql(
                    "SELECT after FROM audit_events WHERE tenant_id = \(office.id) AND action = 'invoices.create'"
                ).utf8))
        #expect(try Array(#require(kept.objectValue).names).count == Array(fields).count)
        for field in fields where field.name != "number" {
            #expect(field.value["after"] == kept[field.name], "\(field.name)")
        }
        let id = try #require(row["id"]?.int64Value)
        for (patch, isSame) in [(#"{"status": "sent"}"#, true), (#"{"status": "paid"}"#, false)] {
            let would = try await dryRun(office, "PATCH", "\(Path.invoices)\(id)/", patch)
            let answer = try await send(
                office, "PATCH", "\(Path.invoices)\(id)/", isSame ? patch : #"{"status": "cancelled"}"#,
                approval: would.approval)
            #expect(answer.status == (isSame ? 200 : 409), "\(answer.text)")
        }
        await #expect(throws: Never.self) { try await second.stop() }
    }

    @Test func `a change of what it depends on is 409, writes nothing and takes no number`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer("Ada")
        let project = try await office.project(customer, "Web shop", #", "daily_rate": 500"#)
        let invoice = try #require(try await office.invoice(customer)["id"]?.int64Value)
        _ = try await office.customer("Somebody else")
        let cases: [(method: String, path: String, body: String, change: String, with: String)] = [
            (
                "POST", Path.invoices, #"{"customer_id": \#(customer), "amount": 1, "description": "x"}"#,
                "\(Path.customers)\(customer)/", #"{"name": "Grace"}"#
            ),
            (
                "POST", Path.estimates,
                #"{"customer_id": \#(customer), "project_id": \#(project), "days": 3, "description": "x"}"#,
                "\(Path.projects)\(project)/", #"{"daily_rate": 600}"#
            ),
            (
                "PATCH", "\(Path.invoices)\(invoice)/", #"{"description": "x"}"#, "\(Path.invoices)\(invoice)/",
                #"{"amount": 7}"#
            ),
        ]
        for (method, path, body, change, with) in cases {
            let shown = try await dryRun(office, method, path, body)
            let changed = try await office.client.patch(change, with)
            try #require(changed.status == 200, "\(changed.text)")
            let before = try await events(office)
            let answer = try await send(office, method, path, body, approval: shown.approval)
            #expect(answer.status == 409, "\(answer.text)")
            #expect(try answer.json["detail"]?.stringValue?.contains("new dry run") == true)
            #expect(try await events(office) == before)
            // Shown again, it can be approved.
            let again = try await dryRun(office, method, path, body)
            #expect(again.approval != shown.approval)
            let written = try await send(office, method, path, body, approval: again.approval)
            #expect(written.status == (method == "POST" ? 201 : 200), "\(written.text)")
        }
        let number = try #require(try await office.invoice(customer)["invoice_number"]?.stringValue)
        #expect(number.hasSuffix("-0003"), "no refusal took a number: \(number)")
    }

    @Test func `another request, another key and another's digest are 409; what is no digest is a fault`() async throws
    {
        let office = try await Office.open()
        let body = #"{"name": "Ada"}"#
        let shown = try await dryRun(office, "POST", Path.customers, body)
        let other = try await office.issueKey("--scopes", "*:*")
        let before = try await events(office)
        for (body, key) in [(#"{"name": "Adb"}"#, office.key.secret), (body, other.secret)] {
            let answer = try await send(office, "POST", Path.customers, body, approval: shown.approval, key: key)
            #expect(answer.status == 409, "\(answer.text)")
        }
        let stranger = try await Office.open(on: office.daemon)
        #expect(try await send(stranger, "POST", Path.customers, body, approval: shown.approval).status == 409)
        for text in ["", "x", String(shown.approval.dropLast()), shown.approval.uppercased() + "0"] {
            let answer = try await send(office, "POST", Path.customers, body, approval: text)
            #expect(answer.status == 400)
            #expect(try Array(#require(answer.json.objectValue).names) == ["approval"])
        }
        #expect(try await events(office) == before)
        // In a dry run it says whether it would still hold.
        for (digest, status) in [(shown.approval, 200), (String(repeating: "0", count: 64), 409)] {
            let answer = try await office.client.post("\(Path.customers)?dry_run=true&approval=\(digest)", body)
            #expect(answer.status == status, "\(answer.text)")
        }
        #expect(try await send(office, "POST", Path.customers, body, approval: shown.approval).status == 201)
    }

    @Test func `of approvals of the same update sent at once one is written`() async throws {
        let office = try await Office.open()
        let path = "\(Path.customers)\(try await office.customer("Ada"))/"
        let body = #"{"name": "Grace"}"#
        let shown = try await dryRun(office, "PATCH", path, body)
        let before = try await events(office)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { try await send(office, "PATCH", path, body, approval: shown.approval).status }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.sorted() == [200] + Array(repeating: 409, count: 7))
        #expect(try await events(office) == before + 1)
    }

    @Test func `a repetition with an Idempotency-Key is answered as before, whatever its approval`() async throws {
        let office = try await Office.open()
        let body = #"{"customer_id": \#(try await office.customer()), "amount": 1, "description": "x"}"#
        let shown = try await dryRun(office, "POST", Path.invoices, body)
        let headers = ["Idempotency-Key": "once"]
        let approved = "\(Path.invoices)?approval=\(shown.approval)"
        let first = try await office.client.post(approved, body, headers: headers)
        #expect(first.status == 201)
        for target in [approved, Path.invoices, "\(Path.invoices)?approval=\(String(repeating: "0", count: 64))"] {
            let again = try await office.client.post(target, body, headers: headers)
            #expect(again.status == 201 && again["idempotent-replayed"] == "true", "\(again.text)")
            #expect(again.body == first.body)
        }
        #expect(try await office.client.get(Path.invoiceList).rows.count == 1)
    }

    @Test func `a tenant can require it of assistants, for every write, at once, and programs go on`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let tool = office.daemon.tool
        func set(_ approval: String) async throws {
            let answer = try await tool.run(
                "tenants", "update", "--subdomain", office.subdomain, "--approval", approval, "--format", "json"
            ).json
            #expect(answer["approval"] == .string(approval))
        }
        let invoice = #"{"customer_id": \#(customer), "amount": 1, "description": "x"}"#
        let form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nAda\r\n--b--\r\n"
        let type = ["Content-Type": "multipart/form-data; boundary=b"]
        let writes: [(String, String, String, [String: String])] = [
            ("POST", Path.invoices, invoice, [:]), ("PATCH", "\(Path.customers)\(customer)/", #"{"name": "x"}"#, [:]),
            ("POST", Path.tasks, #"{"title": "x"}"#, [:]), ("POST", Path.documents, form, type),
            ("POST", "/api/keys/", #"{"name": "x", "scopes": ["customers:read"]}"#, [:]),
            ("POST", "/api/keys/\(office.key.id)/revoke/", "{}", [:]),
        ]
        let scopes = "customers:read customers:write invoices:write tasks:write documents:import keys:write"
        let app = try await OAuthApp.create(on: office.daemon, ["--scopes", scopes.replacing(" ", with: ",")])
        let tokens = try await app.connect(try await office.hire(), ["scope": scopes])
        let assistant = office.daemon.client.with(key: tokens.access)
        #expect(try await assistant.post(Path.customers, #"{"name": "Free"}"#).status == 201)
        try await set("assistants")
        let before = try await events(office)
        for (method, path, body, headers) in writes {
            let answer = try await assistant.send(method, path, body: body, headers: headers)
            #expect(answer.status == 428, "\(path): \(answer.text)")
            #expect(try answer.json["code"] == "approval_required")
            #expect(try answer.json["detail"]?.stringValue?.contains("dry_run=true") == true)
        }
        #expect(try await events(office) == before)
        #expect(try await office.client.get(Path.customerList).rows.count == 2)
        for (method, path, body, headers) in writes {
            let shown = try await assistant.send(method, "\(path)?dry_run=true", body: body, headers: headers)
            let approval = try #require(try shown.json["approval"]?.stringValue, "\(path): \(shown.text)")
            let answer = try await assistant.send(method, "\(path)?approval=\(approval)", body: body, headers: headers)
            #expect([200, 201].contains(answer.status), "\(path): \(answer.text)")
            if answer.status == 201, path == Path.invoices {
                #expect(try answer.json["invoice_number"]?.stringValue?.hasSuffix("-0001") == true)
            }
        }
        let other = try await office.issueKey("--scopes", "*:*")
        #expect(try await office.client.with(key: other.secret).post(Path.tasks, #"{"title": "x"}"#).status == 201)
        try await set("none")
        let told = try await office.daemon.sql(
            """
            SELECT (before->>'approval') || '>' || (after->>'approval') FROM audit_events
            WHERE tenant_id = \(office.id) AND action = 'tenants.update' ORDER BY id
            """)
        #expect(told == "none>assistants\nassistants>none")
        let listed = try await tool.run("tenants", "list", "--format", "json").json.arrayValue
        #expect(listed?.first { $0["id"]?.int64Value == office.id }?["approval"] == "none")
    }

    @Test func `the test environment and people who log in are under their tenant's setting`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        _ = try await person.login()
        _ = try await office.run("tenants", "update", "--subdomain", office.subdomain, "--approval", "assistants")
        #expect(
            try await office.daemon.sql(
                "SELECT count(*) FROM tenants WHERE approval = 'assistants' AND \(office.id) IN (id, test_of)") == "2")
        #expect(
            try await office.daemon.sql(
                "SELECT DISTINCT approval FROM session_lookup WHERE tenant_id = \(office.id)") == "assistants")
        let bad = try await office.daemon.tool.run(
            "tenants", "update", "--subdomain", office.subdomain, "--approval", "everybody")
        #expect(bad.status == 64)
    }
}
