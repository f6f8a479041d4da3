import Domain
import HTTPTypes
import JSON
import Testing

@testable import HTTPServer

/// Keys limited to a customer, or to a project, with another customer's rows beside.
@Suite struct `Keys limited to some customers or projects` {
    typealias Holder = LimitedOffice.Holder

    private static let scene = Task { try await LimitedOffice.open() }

    /// From the endpoints that the daemon serves: a new resource cannot escape.
    private static let endpoints = `Every route and every credential`.endpoints.filter { $0.operation.declared != nil }
    private static let routes = endpoints.map { "\($0.method.rawValue) \($0.path)" }
    private static let turnstile = Turnstile(width: 16, mostWaiting: .max)

    /// Of what is seen with a project alone: what hangs on it, and its customer.
    private static let ofProject: Set<String> = [
        "customers", "projects", "invoices", "estimates", "cra", "credit_notes", "context",
    ]

    private static func body(_ endpoint: Endpoint, _ side: LimitedOffice.Side) -> String? {
        guard endpoint.takesBody else { return nil }
        if endpoint.isUpload {
            return
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nName: A\r\n--b--\r\n"
        }
        guard case .object(var members)? = endpoint.documentation.example else { return "{}" }
        let own = [
            "customer": side.customer, "customer_id": side.customer, "document_id": side.rows["documents"] ?? 0,
            "project_id": side.project,
        ]
        members = JSONObject(members.map { ($0.name, own[$0.name].map(JSONValue.int) ?? $0.value) })
        if members["month"] != nil { members["month"] = "2026-09"; members["days"] = [] }
        return String(decoding: JSONValue.object(members).serialized(), as: UTF8.self)
    }

    private func send(
        _ endpoint: Endpoint, _ path: String, _ holder: Holder, body side: LimitedOffice.Side
    ) async throws -> HTTPAnswer {
        let scene = try await Self.scene.value
        let headers = endpoint.isUpload ? ["Content-Type": "multipart/form-data; boundary=b"] : [:]
        let target = endpoint.documentation.isChange ? path + "?dry_run=true" : path
        return try await Self.turnstile.pass {
            try await scene.client(holder).send(
                endpoint.method.rawValue, target, body: Self.body(endpoint, side), headers: headers)
        }
    }

    @Test(arguments: routes, Holder.allCases)
    func `S45 every route keeps a limited key within its limit`(route: String, holder: Holder) async throws {
        let endpoint = try #require(Self.endpoints.first { "\($0.method.rawValue) \($0.path)" == route })
        let scene = try await Self.scene.value
        let operation = try #require(endpoint.operation.declared)
        let resource = String(operation.name.split(separator: ".").first ?? "")
        // A list of a row's own kind stands under another resource's permission.
        let kind = endpoint.path.contains("credit-notes") ? "credit_notes" : resource
        let isSeen = holder == .ofCustomer ? kind != "keys" && kind != "audit" : Self.ofProject.contains(kind)

        if endpoint.path.contains("{id}") {
            let outside = try #require(scene.hidden.rows[kind], "a resource without a row: \(kind)")
            let hidden = try await send(
                endpoint, endpoint.path.replacing("{id}", with: "\(outside)"), holder, body: scene.seen)
            #expect(hidden.status == 404, "\(hidden.text.prefix(300))")
            #expect(!hidden.text.contains(scene.hidden.word))
            let inside = try #require(scene.seen.rows[kind])
            let seen = try await send(
                endpoint, endpoint.path.replacing("{id}", with: "\(inside)"), holder, body: scene.seen)
            let expected =
                switch operation.name {
                case _ where !isSeen: 404
                case "customers.update" where holder == .ofProject, "customers.replace" where holder == .ofProject: 403
                // Said anew without a customer, it would hang on nothing.
                case "tasks.replace": 403
                // It has a project.
                case "estimates.accept": 409
                default: 200
                }
            #expect(seen.status == expected, "\(seen.text.prefix(300))")
            #expect(!seen.text.contains(scene.hidden.word))
            // What a change points to may not lie outside either.
            let foreign = Self.body(endpoint, scene.hidden)
            if isSeen, foreign != Self.body(endpoint, scene.seen) {
                let moved = try await send(
                    endpoint, endpoint.path.replacing("{id}", with: "\(inside)"), holder, body: scene.hidden)
                #expect([400, 403, 409].contains(moved.status), "\(moved.text.prefix(300))")
            }
        } else if operation.effect == .read {
            let answer = try await send(endpoint, endpoint.path, holder, body: scene.seen)
            #expect(answer.status == (kind == "audit" ? 403 : 200), "\(answer.text.prefix(300))")
            #expect(!answer.text.contains(scene.hidden.word))
            guard endpoint.documentation.isList, kind != "audit" else { return }
            let rows = try answer.rows
            #expect(rows.isEmpty != isSeen, "\(answer.text.prefix(300))")
            if endpoint.documentation.hasTotal { #expect(answer["x-total-count"] == "\(rows.count)") }
            guard endpoint.documentation.parameters.contains(where: { $0.name == "search" }) else { return }
            let found = try await send(
                endpoint, "\(endpoint.path)?search=\(scene.hidden.word)", holder, body: scene.seen)
            #expect(try found.rows.isEmpty && found["x-total-count"] == "0", "\(found.text.prefix(300))")
            let own = try await send(endpoint, "\(endpoint.path)?search=\(scene.seen.word)", holder, body: scene.seen)
            #expect(try own.rows.count == rows.count, "\(own.text.prefix(300))")
        } else {
            let answer = try await send(endpoint, endpoint.path, holder, body: scene.hidden)
            // A key that names no limit has its maker's.
            let expected = operation.name == "keys.create" ? [200] : [400, 403, 404]
            #expect(expected.contains(answer.status), "\(answer.text.prefix(300))")
            #expect(!answer.text.contains(scene.hidden.word))
        }
    }

    @Test(arguments: Holder.allCases)
    func `what is seen is counted, and its revenue is summed`(_ holder: Holder) async throws {
        let scene = try await Self.scene.value
        let summary = try await scene.client(holder).get(Path.context).json
        let counts = ["customers": 1, "projects": 1, "invoices": 2, "estimates": 1, "cras": 1]
        for (name, count) in counts { #expect(summary[name]?.int64Value == Int64(count), "\(name): \(summary)") }
        #expect(summary["revenue"]?["invoiced"]?.numberValue?.text == "100.00", "\(summary)")
        let foreign = try await scene.client(holder).get("\(Path.context)?project=\(scene.hidden.project)")
        #expect(foreign.status == 400, "\(foreign.text)")
        let all = try await scene.office.client.get(Path.context).json
        #expect(all["customers"] == 2 && all["revenue"]?["invoiced"]?.numberValue?.text == "200.00", "\(all)")
    }

    @Test func `what a limited key may write is written, numbered and counted like anybody's`() async throws {
        let scene = try await LimitedOffice.open()
        let (client, customer) = (try scene.client(.ofCustomer), scene.seen.customer)
        let before = try #require(
            try await scene.office.client.get(Path.invoiceList)["x-total-count"].flatMap(Int.init))
        let body = #"{"customer_id": \#(customer), "amount": 7, "description": "Within"}"#
        let first = try await client.post(Path.invoices, body, headers: ["Idempotency-Key": "one"])
        try #require(first.status == 201, "\(first.text)")
        let again = try await client.post(Path.invoices, body, headers: ["Idempotency-Key": "one"])
        #expect(try first.json["id"] == again.json["id"])
        #expect(try first.json["invoice_number"]?.stringValue?.hasPrefix("INV-") == true)
        let all = try await scene.office.client.get(Path.invoiceList)
        #expect(all["x-total-count"] == "\(before + 1)")
        let id = try #require(try first.json["id"]?.int64Value)
        #expect(try await client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#).status == 200)
        let revenue = try await scene.office.client.get(Path.context).json["revenue"]
        #expect(revenue?["invoiced"]?.numberValue?.text == "207.00", "\(String(describing: revenue))")
        let report = try await client.post(
            Path.cras,
            #"{"project_id": \#(scene.seen.project), "month": "2026-09", "worker": "Ada", "days": [{"date": "2026-09-07"}]}"#
        )
        #expect(report.status == 201, "\(report.text)")
        let estimate = try await client.post(
            Path.estimates, #"{"customer_id": \#(customer), "amount": 1, "description": "Within"}"#)
        let estimateID = try #require(try estimate.json["id"]?.int64Value, "\(estimate.text)")
        #expect(try await client.patch("\(Path.estimates)\(estimateID)/", #"{"status": "sent"}"#).status == 200)
        let accepted = try await client.post("\(Path.estimates)\(estimateID)/accept/", "{}")
        #expect(accepted.status == 200, "\(accepted.text)")
        let loose = try await client.post(Path.tasks, #"{"title": "On nothing"}"#)
        #expect(loose.status == 403, "\(loose.text)")
        #expect(try loose.json["code"] == "outside_limit")
        #expect(loose["www-authenticate"] == nil)
        let customerless = try await client.post(Path.customers, #"{"name": "New"}"#)
        #expect(customerless.status == 403, "\(customerless.text)")
        #expect(try scene.office.storedFiles().count == 3)
    }

    @Test func `a row that is moved within or out of a limit`() async throws {
        let scene = try await LimitedOffice.open()
        let client = try scene.client(.ofProject)
        let draft = try await client.post(
            Path.invoices,
            #"{"customer_id": \#(scene.seen.customer), "project_id": \#(scene.seen.project), "amount": 1, "description": "x"}"#
        )
        let id = try #require(try draft.json["id"]?.int64Value, "\(draft.text)")
        let away = try await client.patch("\(Path.invoices)\(id)/", #"{"customer_id": \#(scene.hidden.customer)}"#)
        #expect(away.status == 400, "\(away.text)")
        #expect(try away.json["customer_id"]?.arrayValue?.count == 1)
        let unknown = try await client.patch("\(Path.invoices)\(id)/", #"{"customer_id": 9007199254740991}"#)
        #expect(try unknown.json == away.json)
        // Once it is another's, it is gone.
        let moved = try await scene.office.client.patch(
            "\(Path.invoices)\(id)/",
            #"{"customer_id": \#(scene.hidden.customer), "project_id": \#(scene.hidden.project)}"#)
        #expect(moved.status == 200, "\(moved.text)")
        #expect(try await client.get("\(Path.invoiceList)\(id)/").status == 404)
    }

    @Test func `a limited key makes no key that sees more`() async throws {
        let scene = try await LimitedOffice.open()
        let (seen, hidden) = (scene.seen, scene.hidden)
        func make(_ limits: String, _ holder: Holder) async throws -> HTTPAnswer {
            try await scene.client(holder).post("/api/keys/", #"{"name": "x", "scopes": ["*:read"]\#(limits)}"#)
        }
        for (limits, holder) in [
            (#", "customer_ids": [\#(hidden.customer)]"#, Holder.ofCustomer),
            (#", "project_ids": [\#(hidden.project)]"#, .ofCustomer),
            (#", "customer_ids": [\#(seen.customer), \#(hidden.customer)]"#, .ofCustomer),
            // It sees this customer, and not all that is the customer's.
            (#", "customer_ids": [\#(seen.customer)]"#, .ofProject),
        ] {
            let answer = try await make(limits, holder)
            #expect(answer.status == 400, "\(limits): \(answer.text)")
        }
        for (limits, customers, projects) in [
            ("", [seen.customer], []), (#", "customer_ids": [], "project_ids": []"#, [seen.customer], []),
            (#", "project_ids": [\#(seen.project)]"#, [], [seen.project]),
        ] {
            let answer = try await make(limits, .ofCustomer)
            try #require(answer.status == 201, "\(limits): \(answer.text)")
            let made = try #require(try answer.json["api_key"])
            #expect(made["customer_ids"] == .array(customers.map(JSONValue.int)), "\(made)")
            #expect(made["project_ids"] == .array(projects.map(JSONValue.int)), "\(made)")
            let client = scene.office.daemon.client.with(key: try #require(try answer.json["key"]?.stringValue))
            #expect(try await client.get(Path.customerList).rows.count == 1)
        }
    }

    @Test func `a key's limit is shown, kept by its rotation, and changed by nobody`() async throws {
        let scene = try await LimitedOffice.open()
        let (client, customer) = (scene.office.client, scene.seen.customer)
        let made = try await client.post(
            "/api/keys/",
            #"{"name": "x", "scopes": ["customers:read"], "customer_ids": [\#(customer), \#(customer)], "project_ids": [\#(scene.hidden.project)]}"#
        )
        try #require(made.status == 201, "\(made.text)")
        let id = try #require(try made.json["api_key"]?["id"]?.int64Value)
        let shown = try await client.get("/api/keys/\(id)/").json
        #expect(shown["customer_ids"] == [.int(customer)] && shown["project_ids"] == [.int(scene.hidden.project)])
        let listed = try await client.get("/api/keys/?search=\(try #require(shown["prefix"]?.stringValue))").rows
        #expect(listed.first?["customer_ids"] == [.int(customer)])
        #expect(try await client.patch("/api/keys/\(id)/", #"{"customer_ids": []}"#).status == 400)
        let rotated = try await client.post("/api/keys/\(id)/rotate/", "{}").json
        #expect(rotated["api_key"]?["customer_ids"] == [.int(customer)])
        let successor = scene.office.daemon.client.with(key: try #require(rotated["key"]?.stringValue))
        #expect(try await successor.get(Path.customerList).rows.count == 2)
        let missing = try await client.post(
            "/api/keys/",
            #"{"name": "x", "scopes": ["*:read"], "customer_ids": [9007199254740991], "project_ids": [9007199254740991]}"#
        )
        #expect(missing.status == 400)
        #expect(try missing.json["customer_ids"] != nil && missing.json["project_ids"] != nil, "\(missing.text)")
    }

    @Test func `the command line limits a key to rows that are there, and shows it`() async throws {
        let scene = try await LimitedOffice.open()
        let key = try #require(scene.keys[.ofProject])
        let keys = try await scene.office.daemon.tool.run(
            "keys", "list", "--tenant", scene.office.subdomain, "--format", "json"
        ).json
        let listed = try #require(keys.arrayValue?.first { $0["id"]?.int64Value == key.id })
        #expect(listed["project_ids"] == [.int(scene.seen.project)] && listed["customer_ids"] == [])
        let refused = try await scene.office.daemon.tool.run(
            "keys", "create", "--tenant", scene.office.subdomain, "--name", "x", "--customer", "9007199254740991")
        #expect(refused.status != 0)
        #expect(refused.error.contains("9007199254740991"), "\(refused.error)")
        let rotated = try await scene.office.rotate(key, overlap: "0s")
        let client = scene.office.daemon.client.with(key: rotated.secret)
        #expect(try await client.get(Path.projectList).rows.count == 1)
        #expect(try await client.get(Path.devices).rows.isEmpty)
    }

    @Test func `the history of a row is read by who sees the row, and says nothing of others`() async throws {
        let scene = try await Self.scene.value
        for holder in Holder.allCases {
            let client = try scene.client(holder)
            let item = try #require(scene.seen.rows["work_items"])
            let history = try await client.get("\(Path.workItems)\(item)/history/")
            #expect(history.status == (holder == .ofCustomer ? 200 : 404), "\(history.text)")
            if holder == .ofCustomer { #expect(try history.rows.count == 1) }
            let other = try #require(scene.hidden.rows["work_items"])
            #expect(try await client.get("\(Path.workItems)\(other)/history/").status == 404)
            #expect(try await client.get(Path.auditLogs).status == 403)
        }
    }
}
