import JSON
import Testing

@Suite struct `Search, fetch and resources` {
    private struct Scene {
        let office: Office
        let customer: Int64
        let project: Int64
        let invoice: Int64
        let estimate: Int64
    }

    private static let scene = Task {
        let office = try await Office.open()
        let customer = try await office.customer("Lighthouse GmbH", #", "notes": "Tower""#)
        let invoice = try await office.invoice(customer, description: "Lighthouse lamp")
        return Scene(
            office: office, customer: customer, project: try await office.project(customer, "Lighthouse"),
            invoice: try #require(invoice["id"]?.int64Value),
            estimate: try await office.row(
                Path.estimates, #"{"customer_id": \#(customer), "amount": 5, "description": "Lighthouse\nlens"}"#))
    }

    @Test func `search finds customers, projects, invoices and estimates by words in them`() async throws {
        let scene = try await Self.scene.value
        let found = try await scene.office.assistant().call("search", ["query": "lighthouse"])
        let results = try #require(found["results"]?.arrayValue)
        #expect(
            results.map { $0["id"] } == [
                .string("customers/\(scene.customer)"), .string("projects/\(scene.project)"),
                .string("invoices/\(scene.invoice)"), .string("estimates/\(scene.estimate)"),
            ])
        #expect(results[0]["title"] == "Customer: Lighthouse GmbH")
        #expect(results[1]["title"] == "Project: Lighthouse")
        #expect(results[2]["title"]?.stringValue?.hasSuffix("Lighthouse lamp") == true)
        #expect(results[3]["title"]?.stringValue?.hasSuffix("Lighthouse lens") == true)
        #expect(
            results[0]["url"] == .string("http://localhost:8000/api/ai-actions/context/customers/\(scene.customer)/"))
        #expect(try await scene.office.assistant().call("search", ["query": "nothing-like-it"])["results"] == [])
    }

    @Test func `search finds what may be read and leaves the rest out`() async throws {
        let scene = try await Self.scene.value
        let reader = try await scene.office.assistant(scopes: "projects:read")
        let found = try await reader.call("search", ["query": "lighthouse"])
        #expect(found["results"]?.arrayValue?.map { $0["id"] } == [.string("projects/\(scene.project)")])
        let refused = try await reader.send(
            "tools/call", ["name": "fetch", "arguments": ["id": .string("invoices/\(scene.invoice)")]])
        #expect(refused.status == 403)
        #expect(refused["www-authenticate"]?.contains(#"scope="invoices:read""#) == true)
    }

    @Test func `fetch gives all of what was found`() async throws {
        let scene = try await Self.scene.value
        let assistant = scene.office.assistant()
        for (id, path) in [
            ("customers/\(scene.customer)", "\(Path.customerList)\(scene.customer)/"),
            ("projects/\(scene.project)", "\(Path.projectList)\(scene.project)/"),
            ("invoices/\(scene.invoice)", "\(Path.invoiceList)\(scene.invoice)/"),
            ("estimates/\(scene.estimate)", "\(Path.estimateList)\(scene.estimate)/"),
        ] {
            let row = try await assistant.call("fetch", ["id": .string(id)])
            #expect(row["id"] == .string(id))
            #expect(row["url"] == .string("http://localhost:8000\(path)"))
            #expect(row["metadata"]?["type"] == .string(String(id.prefix { $0 != "/" })))
            let text = try #require(row["text"]?.stringValue)
            #expect(try await JSONValue.parse(text) == scene.office.client.get(path).json)
        }
    }

    @Test func `what is no query and no id is a fault, and what is not there is not found`() async throws {
        let assistant = try await Self.scene.value.office.assistant()
        for arguments: JSONObject in [
            [:], ["query": ""], ["query": 5], ["query": nil], ["query": .string(String(repeating: "a", count: 201))],
            ["query": "x", "limit": 5],
        ] {
            #expect(try await assistant.failure("search", arguments).error["code"] == "invalid", "\(arguments)")
        }
        for id: JSONValue in [
            "", "customers", "customers/", "customers/0", "customers/-1", "customers/01", "customers/1/2", "keys/1",
            "customers/99999999999999999999", "customers/é", 5, nil, "../customers/1",
        ] {
            #expect(try await assistant.failure("fetch", ["id": id]).error["code"] == "invalid", "\(id.text)")
        }
        #expect(try await assistant.failure("fetch", ["id": "invoices/999999"]).error["code"] == "not_found")
    }

    @Test(arguments: Assistant.versions)
    func `resources are rows by their address, and the newest of each kind`(version: String) async throws {
        let scene = try await Self.scene.value
        let assistant = scene.office.assistant(version)
        let listed = try await assistant.ask("resources/list")["resources"]?.arrayValue ?? []
        #expect(listed.map { $0["uri"] } == ["kiik://customers", "kiik://projects", "kiik://invoices"])
        for resource in listed {
            let uri = try #require(resource["uri"])
            let contents = try await assistant.ask("resources/read", ["uri": uri])["contents"]
            #expect(contents?[0]?["uri"] == uri && contents?[0]?["mimeType"] == "application/json")
            let text = try JSONValue.parse(try #require(contents?[0]?["text"]?.stringValue))
            #expect(text["data"]?.arrayValue?.count == 1)
        }
        let templates = try await assistant.ask("resources/templates/list")["resourceTemplates"]?.arrayValue ?? []
        #expect(
            templates.map { $0["uriTemplate"] } == [
                "kiik://customers/{id}", "kiik://projects/{id}", "kiik://invoices/{id}",
            ])
        let row = try await assistant.ask("resources/read", ["uri": .string("kiik://invoices/\(scene.invoice)")])
        let text = try JSONValue.parse(try #require(row["contents"]?[0]?["text"]?.stringValue))
        #expect(text["data"]?["description"] == "Lighthouse lamp")
    }

    @Test func `what is no resource is not found, by the code of the revision`() async throws {
        let office = try await Self.scene.value.office
        for uri in [
            "kiik://customers/999999", "kiik://customers/0", "kiik://customers/x", "kiik://customers/1/2",
            "kiik://keys",
            "kiik://", "file:///etc/passwd", "http://localhost:8000/", "kiik://customers/", "",
        ] {
            let modern = try await office.assistant().send("resources/read", ["uri": .string(uri)])
            #expect(modern.status == 400, "\(uri)")
            #expect(try modern.json["error"]?["code"] == -32602)
            #expect(try modern.json["error"]?["data"]?["uri"] == .string(uri))
            let legacy = try await office.assistant("2025-11-25").send("resources/read", ["uri": .string(uri)])
            #expect(try legacy.status == 200 && legacy.json["error"]?["code"] == -32002)
        }
    }
}
