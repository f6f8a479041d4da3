import JSON
import Testing

@Suite struct `Assistants and pages` {
    private static let ping = #"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#
    private static let office = Task { try await Office.open() }

    @Test(arguments: [
        "https://evil.example", "http://evil.example:8000", "null", "", "http://localhost:8001",
        "https://localhost:8000",
        "http://localhost:8000.evil.example", "http://evil@localhost:8000", "file://", "rubbish",
    ])
    func `S62 MCP: a page of a hostile origin is refused, whoever asks`(origin: String) async throws {
        let office = try await Self.office.value
        for client in [office.client, office.daemon.client] {
            let answer = try await client.post("/mcp", Self.ping, headers: ["Origin": origin])
            #expect(answer.status == 403)
            #expect(try answer.json["error"]?["code"] == 403)
        }
        // What the Host header says makes no origin ours: names can be bound to this machine by others.
        let rebound = try await onThread { [key = office.key.secret, port = office.daemon.port] in
            let connection = try RawConnection(port: port)
            try connection.send(
                Array(
                    "POST /mcp HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nAuthorization: Bearer \(key)\r\nContent-Type: application/json\r\nContent-Length: \(Self.ping.utf8.count)\r\n\r\n\(Self.ping)"
                        .utf8))
            return try connection.receiveAnswer()
        }
        #expect(rebound.status == 403)
    }

    @Test func `S62 MCP: the own origin, a configured one and none are fine`() async throws {
        let office = try await Self.office.value
        #expect(try await office.client.post("/mcp", Self.ping).status == 200)
        #expect(
            try await office.client.post("/mcp", Self.ping, headers: ["Origin": "http://localhost:8000"]).status == 200)
        let other = try await RunningDaemon.start(
            beside: office.daemon,
            environment: ["KIIK_MCP_ORIGINS": "https://chat.example,http://localhost:6274"])
        let client = other.client.with(key: office.key.secret)
        for (origin, status) in [
            ("https://chat.example", 200), ("http://localhost:6274", 200), ("http://chat.example", 403),
            ("https://chat.example:444", 403), ("http://localhost:8000", 200),
        ] {
            #expect(try await client.post("/mcp", Self.ping, headers: ["Origin": origin]).status == status, "\(origin)")
        }
        try await other.stop()
    }

    @Test func `S62 MCP: a session id is no credential`() async throws {
        let office = try await Self.office.value
        let id = ["Mcp-Session-Id": "1868a90c-5c1c-4d3e-9c1f-000000000001"]
        #expect(try await office.daemon.client.post("/mcp", Self.ping, headers: id).status == 401)
        let known = try await office.client.post("/mcp", Self.ping, headers: id)
        #expect(known.status == 200)
        #expect(known["mcp-session-id"] == nil)
        // Nor the key, under its name.
        let key = ["Mcp-Session-Id": office.key.secret]
        #expect(try await office.daemon.client.post("/mcp", Self.ping, headers: key).status == 401)
    }

    @Test func `S62 MCP: no token in a query is looked at, and none is let through`() async throws {
        let office = try await Self.office.value
        for name in ["access_token", "token", "key", "api_key"] {
            let target = "/mcp?\(name)=\(office.key.secret)"
            #expect(try await office.daemon.client.post(target, Self.ping).status == 401)
            let both = try await office.client.post(target, Self.ping)
            #expect(both.status == 400)
            #expect(!both.text.contains(office.key.secret))
        }
    }

    @Test func `a cookie is good only with proof that a page of ours asks`() async throws {
        let browser = try await Self.office.value.hire().browse()
        #expect(try await browser.send("POST", "/mcp", body: Self.ping).status == 200)
        #expect(try await browser.send("POST", "/mcp", body: Self.ping, headers: [:]).status == 403)
    }

    @Test func `a revoked key is refused at the next message`() async throws {
        let office = try await Self.office.value
        let key = try await office.issueKey("--scopes", "customers:read")
        let assistant = Assistant(client: office.client.with(key: key.secret))
        #expect(try await assistant.toolNames.count == 4)
        try await office.revoke(key)
        let answer = try await assistant.send("tools/list")
        #expect(answer.status == 401 && answer["www-authenticate"]?.contains("invalid_token") == true)
    }

    @Test func `what proves to OpenAI whose server this is stands where it looks, once it is set`() async throws {
        let office = try await Self.office.value
        let path = "/.well-known/openai-apps-challenge"
        #expect(try await office.daemon.client.get(path).status == 404)
        let other = try await RunningDaemon.start(
            beside: office.daemon,
            environment: ["KIIK_OPENAI_APPS_CHALLENGE": "token-123"])
        let answer = try await other.client.get(path)
        #expect(answer.status == 200 && answer.text == "token-123")
        #expect(answer["content-type"] == "text/plain; charset=utf-8")
        try await other.stop()
    }
}
