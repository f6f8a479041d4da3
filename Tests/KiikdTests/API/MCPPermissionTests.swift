import JSON
import Testing

@Suite struct `What an assistant may do` {
    private static let office = Task { try await Office.open() }
    private static let metadata =
        #"resource_metadata="http://localhost:8000/.well-known/oauth-protected-resource/mcp""#

    @Test func `only tools, resources and prompts that the key may use are listed`() async throws {
        let reader = try await Self.office.value.assistant(scopes: "customers:read")
        #expect(try await reader.toolNames == ["search", "fetch", "customers_list", "customers_show"])
        #expect(
            try await reader.ask("resources/list")["resources"]?.arrayValue?.map { $0["uri"] } == ["kiik://customers"])
        #expect(
            try await reader.ask("resources/templates/list")["resourceTemplates"]?.arrayValue?.map { $0["uriTemplate"] }
                == ["kiik://customers/{id}"])
        #expect(try await reader.ask("prompts/list")["prompts"] == [])
        let writer = try await Self.office.value.assistant(scopes: "customers:write")
        #expect(try await writer.toolNames == ["customers_create", "customers_update"])
        let keeper = try await Self.office.value.assistant(scopes: "keys:*,users:*,audit:read,webhooks:*")
        #expect(try await keeper.toolNames == [])
        let all = try await Self.office.value.assistant()
        #expect(try await all.toolNames.count > 40)
        #expect(try await all.ask("prompts/list")["prompts"]?.arrayValue?.count == 5)
    }

    @Test func `whoever is nobody is told where to get a token and for what`() async throws {
        let daemon = try await Self.office.value.daemon
        let read =
            #"scope="customers:read projects:read invoices:read estimates:read cra:read context:read work_items:read tasks:read devices:read""#
        let nobody = try await Assistant(client: daemon.client).send("tools/list")
        #expect(nobody.status == 401)
        #expect(nobody["www-authenticate"] == "Bearer \(Self.metadata), \(read)")
        #expect(try nobody.json["error"]?["code"] == 401)
        let unknown = try await Assistant(client: daemon.client.with(key: "rubbish")).send("tools/list")
        #expect(unknown.status == 401)
        #expect(unknown["www-authenticate"] == #"Bearer error="invalid_token", \#(Self.metadata), \#(read)"#)
    }

    @Test(arguments: Assistant.versions)
    func `what the key may not do is a 403 that names the scopes, in the header and for the linking screen`(
        version: String
    ) async throws {
        let office = try await Self.office.value
        let reader = try await office.assistant(scopes: "customers:read", version)
        let answer = try await reader.send(
            "tools/call", ["name": "invoices_create", "arguments": ["customer_id": 1]])
        #expect(answer.status == 403)
        let challenge =
            #"Bearer error="insufficient_scope", scope="invoices:write", \#(Self.metadata), error_description="This needs the scope invoices:write""#
        #expect(answer["www-authenticate"] == challenge)
        let result = try answer.json["result"]
        #expect(result?["isError"] == true)
        #expect(result?["_meta"]?["mcp/www_authenticate"] == [.string(challenge)])
        #expect(result?["content"]?[0]?["text"]?.stringValue?.contains("invoices:write") == true)
        #expect(try answer.json["id"] == 7)
        // The resources' challenge is the same.
        let read = try await reader.send("resources/read", ["uri": "kiik://invoices"])
        #expect(read.status == 403 && read["www-authenticate"]?.contains(#"scope="invoices:read""#) == true)
        // All that is needed at once, where anything of it would do.
        let none = try await office.assistant(scopes: "tasks:read", version)
            .send("tools/call", ["name": "search", "arguments": ["query": "x"]])
        #expect(
            none["www-authenticate"]?.contains(#"scope="customers:read projects:read invoices:read estimates:read""#)
                == true)
        // What an argument asks for beyond the tool.
        let including = try await office.assistant(scopes: "devices:read", version)
            .send("tools/call", ["name": "devices_list", "arguments": ["include": ["customerDetails"]]])
        #expect(including.status == 403)
        #expect(including["www-authenticate"]?.contains(#"scope="devices:read customers:read""#) == true)
    }

    @Test func `calls are recorded by what was done, and the audit knows it too`() async throws {
        let office = try await Office.open()
        let key = try await office.issueKey("--scopes", "customers:*")
        let assistant = Assistant(client: office.client.with(key: key.secret))
        _ = try await assistant.ask("tools/list")
        _ = try await assistant.call("customers_create", ["name": "Recorded"])
        #expect(try await assistant.send("tools/call", ["name": "invoices_list"]).status == 403)
        _ = try await assistant.call("search", ["query": "Recorded"])
        let logs = try await eventually("four records of use") { () -> [JSONValue]? in
            let logs =
                try await office.daemon.tool.run("keys", "logs", "\(key.id)", "--format", "json").json.arrayValue ?? []
            return logs.count == 4 ? logs : nil
        }
        #expect(logs.map { $0["action"] } == ["search", "invoices.list", "customers.create", "mcp"])
        #expect(logs.map { $0["status"] } == [200, 403, 200, 200])
        #expect(logs.allSatisfy { $0["path"] == "/mcp" })
        let audited = try await office.daemon.sql(
            "SELECT action || ' ' || actor FROM audit_events WHERE tenant_id = \(office.id) AND action = 'customers.create'"
        )
        #expect(audited == "customers.create key:\(key.id)")
    }

    @Test func `another tenant's rows are not there`() async throws {
        let (office, other) = (try await Self.office.value, try await Office.open())
        let id = try await office.customer("Walled")
        let stranger = other.assistant()
        #expect(try await stranger.failure("customers_show", ["id": .int(id)]).error["code"] == "not_found")
        #expect(try await stranger.failure("fetch", ["id": .string("customers/\(id)")]).error["code"] == "not_found")
        #expect(try await stranger.call("search", ["query": "Walled"])["results"] == [])
        let read = try await stranger.send("resources/read", ["uri": .string("kiik://customers/\(id)")])
        #expect(try read.status == 400 && read.json["error"]?["code"] == -32602)
    }

    @Test func `a person who logged in is an assistant's principal as a key is`() async throws {
        let office = try await Office.open()
        let person = try await office.hire(role: "Read-only")
        let assistant = Assistant(client: office.client.with(key: try await person.login().access))
        let names = try await assistant.toolNames
        #expect(names.contains("customers_list") && !names.contains("customers_create"))
    }
}
