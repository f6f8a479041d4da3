import JSON
import Testing

@Suite struct `The Model Context Protocol` {
    private static let office = Task { try await Office.open() }

    private func assistant(_ version: String = Assistant.stateless) async throws -> Assistant {
        try await Self.office.value.assistant(version)
    }

    @Test(arguments: Assistant.versions)
    func `every revision lists and calls tools`(version: String) async throws {
        let assistant = try await assistant(version)
        #expect(try await assistant.toolNames.contains("invoices_create"))
        #expect(try await assistant.call("customers_list")["items"]?.arrayValue != nil)
    }

    @Test func `server/discover says what there is, and what may be kept for how long`() async throws {
        let result = try await assistant().ask("server/discover")
        #expect(result["supportedVersions"] == ["2026-07-28", "2025-11-25", "2025-06-18"])
        #expect(result["capabilities"] == ["tools": [:], "resources": [:], "prompts": [:]])
        #expect(result["instructions"]?.stringValue?.isEmpty == false)
        #expect(result["cacheScope"] == "public")
        #expect(result["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == "kiikd")
        for method in ["tools/list", "prompts/list", "resources/list", "resources/templates/list"] {
            let list = try await assistant().ask(method)
            #expect(list["cacheScope"] == "private" && (list["ttlMs"]?.int64Value ?? 0) > 0, "\(method)")
        }
        let row = try await assistant().ask("resources/read", ["uri": "kiik://customers"])
        #expect(row["ttlMs"] == 0 && row["cacheScope"] == "private")
        // Results of tools are kept by nobody.
        #expect(try await assistant().attempt("customers_list")["ttlMs"] == nil)
    }

    @Test(arguments: [
        ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2024-11-05", "2025-11-25"),
        ("2026-07-28", "2025-11-25"), ("rubbish", "2025-11-25"),
    ])
    func `initialize settles on a revision, without a session`(wanted: String, settled: String) async throws {
        let client = try await Self.office.value.client
        let hello =
            #"{"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"protocolVersion": "\#(wanted)", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}}"#
        let answer = try await client.post("/mcp", hello)
        let result = try answer.json["result"]
        #expect(answer.status == 200)
        #expect(try answer.json["id"] == "a")
        #expect(answer["mcp-session-id"] == nil)
        #expect(result?["protocolVersion"] == .string(settled))
        #expect(result?["serverInfo"]?["name"] == "kiikd" && result?["serverInfo"]?["version"] != nil)
        #expect(result?["capabilities"]?["tools"] != nil)
        #expect(result?["instructions"]?.stringValue?.isEmpty == false)
        let ready = try await client.post("/mcp", #"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#)
        #expect(ready.status == 202 && ready.body.isEmpty)
    }

    @Test func `notifications are taken and get no answer, in every revision`() async throws {
        let client = try await Self.office.value.client
        for version in Assistant.versions + [nil] {
            let answer = try await client.post(
                "/mcp", #"{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}"#,
                headers: version.map { ["MCP-Protocol-Version": $0] } ?? [:])
            #expect(answer.status == 202 && answer.body.isEmpty)
        }
    }

    @Test func `each revision has its own methods, and unknown ones are said to be unknown`() async throws {
        let modern = try await assistant()
        for method in ["initialize", "ping", "no/such", "tools/List", "completion/complete"] {
            let answer = try await modern.send(method)
            #expect(answer.status == 404, "\(method)")
            #expect(try answer.json["error"]?["code"] == -32601)
            #expect(try answer.json["id"] == 7)
        }
        let legacy = try await assistant("2025-11-25")
        #expect(try await legacy.ask("ping") == [:])
        for method in ["server/discover", "no/such"] {
            let answer = try await legacy.send(method)
            #expect(try answer.status == 200 && answer.json["error"]?["code"] == -32601)
        }
    }

    @Test func `headers and body have to agree, and an unknown revision is told which there are`() async throws {
        let assistant = try await assistant()
        for headers: [String: String?] in [
            ["MCP-Protocol-Version": nil], ["MCP-Protocol-Version": "2025-06-18"], ["Mcp-Method": "tools/call"],
            ["Mcp-Method": nil],
        ] {
            let answer = try await assistant.send("tools/list", headers: headers)
            #expect(answer.status == 400)
            #expect(try answer.json["error"]?["code"] == -32020)
            #expect(try answer.json["id"] == 7)
        }
        for name in ["fetch", nil] {
            let answer = try await assistant.send(
                "tools/call", ["name": "search", "arguments": ["query": "x"]], headers: ["Mcp-Name": name])
            #expect(try answer.status == 400 && answer.json["error"]?["code"] == -32020)
        }
        var future = assistant
        future.version = "2099-01-01"
        let answer = try await future.send("tools/list")
        #expect(answer.status == 400)
        #expect(try answer.json["error"]?["code"] == -32022)
        #expect(try answer.json["error"]?["data"]?["supported"]?[0] == "2026-07-28")
        #expect(try answer.json["error"]?["data"]?["requested"] == "2099-01-01")
    }

    @Test func `what is no message, or no request that could be meant, is a JSON-RPC error`() async throws {
        let client = try await Self.office.value.client
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        for (body, status, code) in [
            ("{", 400, -32700), ("", 400, -32700), ("\u{0}", 400, -32700),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"a": \#(deep)}}"#, 400, -32700),
            (#"[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]"#, 400, -32600), ("5", 400, -32600),
            (#"{"jsonrpc": "2.0", "id": {}, "method": "ping"}"#, 400, -32600),
            (#"{"jsonrpc": "2.0", "id": 1, "result": {}}"#, 400, -32600),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "tools/call"}"#, 200, -32602),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "no_such"}}"#, 200, -32602),
            (
                #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": []}}"#,
                200, -32602
            ),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"cursor": "x"}}"#, 200, -32602),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}"#, 200, -32602),
        ] {
            let answer = try await client.post("/mcp", body)
            #expect(answer.status == status, "\(body.prefix(100))")
            #expect(try answer.json["error"]?["code"] == .int(Int64(code)), "\(answer.text)")
            #expect(try answer.json["error"]?["message"]?.stringValue?.isEmpty == false)
            #expect(try answer.json["jsonrpc"] == "2.0")
        }
        let unknown = try await assistant().send("tools/call", ["name": "no_such"])
        #expect(try unknown.status == 400 && unknown.json["error"]?["code"] == -32602)
    }

    @Test func `there is one way in: POST, as JSON, of a bounded size`() async throws {
        let client = try await Self.office.value.client
        for method in ["GET", "DELETE", "PUT", "PATCH"] {
            let answer = try await client.send(method, "/mcp")
            #expect(answer.status == 405 && answer["allow"] == "POST, OPTIONS", "\(method)")
            #expect(try answer.json["error"]?["code"] == 405)
        }
        let ping = #"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#
        #expect(try await client.post("/mcp/", ping).status == 200)
        let text = try await client.post("/mcp", ping, headers: ["Content-Type": "text/plain"])
        #expect(try text.status == 415 && text.json["error"]?["code"] == 415)
        let large = try await client.post(
            "/mcp",
            #"{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"a": "\#(String(repeating: "a", count: 1 << 20))"}}"#
        )
        #expect(try large.status == 413 && large.json["error"]?["code"] == 413)
        #expect(try await client.post("/mcp/no/such", ping).status == 404)
        for accept in ["application/json, text/event-stream", "text/event-stream, application/json", "*/*"] {
            #expect(try await client.post("/mcp", ping, headers: ["Accept": accept]).status == 200)
        }
        let stream = try await client.post("/mcp", ping, headers: ["Accept": "text/event-stream"])
        #expect(try stream.status == 406 && stream.json["error"]?["code"] == 406)
    }
}
