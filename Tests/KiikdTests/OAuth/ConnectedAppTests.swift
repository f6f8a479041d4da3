import Foundation
import JSON
import Testing

@Suite struct `An app that is connected` {
    /// Consents with access limited to these rows.
    private func connect(
        _ app: OAuthApp, _ person: Person, scope: String, customers: [Int64] = [], projects: [Int64] = []
    ) async throws -> (OAuthApp.Tokens, Visitor) {
        let visitor = Visitor(daemon: app.daemon)
        let login = try await visitor.get(app.authorizeURL(["scope": scope]))
        let page = try #require(try await visitor.follow(try await visitor.login(login, as: person)).page)
        for id in customers { #expect(page.text.contains("name=\"customer\" value=\"\(id)\""), "\(page.text)") }
        var form = try Visitor.Form(page.text, action: "/oauth/consent/")
        form.set("reach", "chosen")
        form.set("decision", "allow")
        for id in customers { form.fields.append(("customer", "\(id)")) }
        for id in projects { form.fields.append(("project", "\(id)")) }
        let sent = try await visitor.send("POST", form.action, form.body)
        let code = try #require(Visitor.parameters(of: sent["location"] ?? "")["code"], "\(sent.text)")
        return (try OAuthApp.Tokens(try await app.exchange(code)), visitor)
    }

    @Test func `is limited to the customers that the person chose, by lists, counts, searches, the summary and writes`()
        async throws
    {
        let office = try await Office.open()
        let (mine, other) = try await (office.customer("Chosen"), office.customer("Hidden"))
        try await office.invoice(mine)
        try await office.invoice(other, description: "Hidden")
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        let scope = "customers:read customers:write invoices:read invoices:write context:read"
        let (tokens, visitor) = try await connect(app, person, scope: scope, customers: [mine])
        let client = office.daemon.client.with(key: tokens.access)
        let list = try await client.get(Path.customerList)
        #expect(try list.rows.count == 1 && list["x-total-count"] == "1")
        #expect(try await client.get("\(Path.customerList)?search=Hidden").rows.isEmpty)
        #expect(try await client.get("\(Path.customerList)\(other)/").status == 404)
        #expect(try await client.get(Path.invoiceList).rows.count == 1)
        #expect(try await client.get(Path.context).text.contains("Hidden") == false)
        #expect(try await client.get(Path.context).json["customers"]?.int64Value == 1)
        #expect(try await client.post(Path.customers, #"{"name": "New"}"#).status == 403)
        let body = #"{"customer_id": \#(other), "amount": 1, "description": "No"}"#
        #expect(try await client.post(Path.invoices, body).status == 400)
        #expect(
            try await client.post(Path.invoices, #"{"customer_id": \#(mine), "amount": 1, "description": "Yes"}"#)
                .status
                == 201)
        // The consent remembers it, and the person widens it.
        let again = try await visitor.authorize(app.authorizeURL(["scope": scope]), as: person)
        let second = try OAuthApp.Tokens(
            try await app.exchange(try #require(Visitor.parameters(of: again)["code"])))
        let narrow = office.daemon.client.with(key: second.access)
        #expect(try await narrow.get(Path.customerList).rows.count == 1)
        let page = try #require(
            try await visitor.follow(try await visitor.get(app.authorizeURL(["scope": scope, "prompt": "consent"])))
                .page)
        var form = try Visitor.Form(page.text, action: "/oauth/consent/")
        form.set("reach", "all")
        form.set("decision", "allow")
        #expect(try await visitor.send("POST", form.action, form.body).status == 303)
        _ = try await eventually("all customers") { () -> Bool? in
            try await narrow.get(Path.customerList).rows.count == 2 ? true : nil
        }
    }

    @Test func `cannot be limited to nothing, or to what is not there`() async throws {
        let office = try await Office.open()
        try await office.customer("Mine")
        let foreign = try await Office.open(on: office.daemon).customer("Theirs")
        let app = try await OAuthApp.register(on: office.daemon)
        let visitor = Visitor(daemon: office.daemon)
        let login = try await visitor.get(app.authorizeURL())
        let page = try #require(
            try await visitor.follow(try await visitor.login(login, as: try await office.hire())).page)
        var form = try Visitor.Form(page.text, action: "/oauth/consent/")
        form.set("reach", "chosen")
        form.set("decision", "allow")
        let nothing = try await visitor.send("POST", form.action, form.body)
        #expect(nothing.status == 422 && nothing["location"] == nil && nothing.text.contains("/oauth/consent/"))
        form.fields.append(("customer", "\(foreign)"))
        #expect(try await visitor.send("POST", form.action, form.body).status == 400)
        form.fields.removeAll { $0.name == "scope" || $0.name == "customer" }
        form.set("reach", "all")
        #expect(try await visitor.send("POST", form.action, form.body).status == 422)
    }

    @Test func `reaches MCP by the way that its 401 shows, and nothing else with a token for MCP`() async throws {
        let office = try await Office.open()
        let refused = try await Assistant(client: office.daemon.client).send("tools/list")
        #expect(refused.status == 401)
        let challenge = try #require(refused["www-authenticate"])
        let metadata = try #require(
            Visitor.Form.attribute(
                "resource_metadata", challenge.replacing("Bearer ", with: "").replacing(",", with: "")))
        #expect(metadata == "\(OAuthApp.issuer)/.well-known/oauth-protected-resource/mcp")
        let resource = try await office.daemon.client.get(metadata.replacing(OAuthApp.issuer, with: "")).json
        #expect(resource["resource"]?.stringValue == "\(OAuthApp.issuer)/mcp")
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        let scope = "customers:read customers:write"
        let tokens = try await app.connect(person, ["resource": "\(OAuthApp.issuer)/mcp", "scope": scope])
        let assistant = Assistant(client: office.daemon.client.with(key: tokens.access))
        let tools = try await assistant.send("tools/list")
        #expect(tools.status == 200)
        #expect(tools.text.contains("customers_create") && !tools.text.contains("invoices_create"))
        #expect(try await office.daemon.client.with(key: tokens.access).get(Path.customerList).status == 401)
    }

    @Test func `writes what was approved as shown, and nothing else, where the app or the tenant asks for it`()
        async throws
    {
        let office = try await Office.open()
        let app = try await OAuthApp.create(on: office.daemon)
        let person = try await office.hire()
        let tokens = try await app.connect(person, ["scope": "customers:read customers:write"])
        let client = office.daemon.client.with(key: tokens.access)
        let body = #"{"name": "Shown"}"#
        #expect(try await client.post(Path.customers, body).status == 201)
        _ = try await office.daemon.tool.run(
            "apps", "update", app.clientID, "--needs-approval", "true", "--format", "json"
        ).json
        #expect(try await client.post(Path.customers, body).status == 428)
        let shown = try await client.post("\(Path.customers)?dry_run=true", body).json
        let digest = try #require(shown["approval"]?.stringValue)
        #expect(try await client.post("\(Path.customers)?approval=\(digest)", #"{"name": "Other"}"#).status == 409)
        #expect(try await client.post("\(Path.customers)?approval=\(digest)", body).status == 201)
        _ = try await office.daemon.tool.run(
            "apps", "update", app.clientID, "--needs-approval", "false", "--format", "json"
        ).json
        #expect(try await client.post(Path.customers, body).status == 201)
        _ = try await office.daemon.tool.run(
            "tenants", "update", "--subdomain", office.subdomain, "--approval", "assistants", "--format", "json"
        ).json
        #expect(try await client.post(Path.customers, body).status == 428)
        // A key through MCP is an assistant's too; over HTTP it is a program's.
        let assistant = Assistant(client: office.client)
        let called = try await assistant.send(
            "tools/call", ["name": "customers_create", "arguments": ["name": "By model"]])
        #expect(called.text.contains("approval_required"), "\(called.text)")
        #expect(try await office.client.post(Path.customers, body).status == 201)
    }

    @Test func `is listed and logged, and what it did is taken back`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer("Kept")
        let app = try await OAuthApp.create(on: office.daemon)
        let person = try await office.hire()
        let tokens = try await app.connect(person, ["scope": "customers:read customers:write"])
        let client = office.daemon.client.with(key: tokens.access)
        #expect(try await client.patch("\(Path.customers)\(customer)/", #"{"name": "Spoilt"}"#).status == 200)
        let tool = office.daemon.tool
        let connections = try await eventually("the app's call") { () -> JSONValue? in
            let all = try await tool.run(
                "apps", "connections", "--tenant", office.subdomain, "--format", "json"
            ).json
            guard all[0]?["calls"]?.int64Value == 1 else { return Optional.none }
            return all
        }
        #expect(connections[0]?["user"]?.stringValue == person.email)
        let logs = try await tool.run("apps", "logs", app.clientID, "--tenant", office.subdomain, "--format", "json")
            .json
        #expect(logs[0]?["action"] == "customers.update")
        let listed = try await tool.run("apps", "list", "--format", "json").json
        #expect(listed.arrayValue?.contains { $0["client_id"]?.stringValue == app.clientID } == true)
        #expect(listed.text.contains("secret") == false)
        let undone = try await tool.run(
            "audit", "undo", "--tenant", office.subdomain, "--app", app.clientID, "--since", "2020-01-01", "--format",
            "json")
        #expect(undone.output.contains("restored"), "\(undone)")
        #expect(try await office.client.get("\(Path.customerList)\(customer)/").text.contains("Kept"))
    }

    @Test(arguments: [
        ["--name", "", "--redirect-uri", "https://a.example/"], ["--name", "A", "--redirect-uri", "http://a.example/"],
        ["--name", "A"], ["--name", "A", "--redirect-uri", "https://a.example/", "--scopes", "no:such"],
        ["--name", "A", "--redirect-uri", "https://a.example/", "--grant-types", "password"],
        ["--name", "A", "--grant-types", "client_credentials"],
    ])
    func `S21 an operator who asks for what cannot be is told so`(options: [String]) async throws {
        let tool = try await RunningDaemon.shared.value.tool
        let result = try await tool.run(["apps", "create"] + options)
        #expect(result.status != 0 && !result.error.isEmpty)
    }
}
