import JSON
import Testing

/// A client of the Model Context Protocol, in a revision of its choice.
struct Assistant: Sendable {
    var client: HTTPClient
    var version = "2026-07-28"

    static let stateless = "2026-07-28"
    static let versions = [stateless, "2025-11-25", "2025-06-18"]

    /// - Parameter headers: further ones, or others; nil leaves one out.
    func send(_ method: String, _ params: JSONObject = [:], headers more: [String: String?] = [:]) async throws
        -> HTTPAnswer
    {
        var params = params
        var headers: [String: String?] = [
            "MCP-Protocol-Version": version, "Accept": "application/json, text/event-stream",
        ]
        if version == Self.stateless {
            params["_meta"] = [
                "io.modelcontextprotocol/protocolVersion": .string(version),
                "io.modelcontextprotocol/clientInfo": ["name": "test", "version": "1"],
                "io.modelcontextprotocol/clientCapabilities": [:],
            ]
            headers["Mcp-Method"] = method
            headers["Mcp-Name"] = (params["name"] ?? params["uri"])?.stringValue
        }
        headers.merge(more) { $1 }
        let message: JSONValue = ["jsonrpc": "2.0", "id": 7, "method": .string(method), "params": .object(params)]
        return try await client.post("/mcp", message.text, headers: headers.compactMapValues(\.self))
    }

    /// A result.
    func ask(_ method: String, _ params: JSONObject = [:]) async throws -> JSONValue {
        let answer = try await send(method, params)
        try #require(answer.status == 200, "\(answer.text)")
        #expect(answer["content-type"] == "application/json")
        #expect(answer["mcp-session-id"] == nil)
        let json = try answer.json
        #expect(json["jsonrpc"] == "2.0" && json["id"] == 7)
        let result = try #require(json["result"], "\(answer.text)")
        #expect((result["resultType"] == "complete") == (version == Self.stateless))
        return result
    }

    /// A tool's result, whatever came of it.
    func attempt(_ tool: String, _ arguments: JSONObject = [:]) async throws -> JSONValue {
        try await ask("tools/call", ["name": .string(tool), "arguments": .object(arguments)])
    }

    /// What a tool gave.
    func call(_ tool: String, _ arguments: JSONObject = [:]) async throws -> JSONValue {
        let result = try await attempt(tool, arguments)
        try #require(result["isError"] == false, "\(result.text)")
        let structured = try #require(result["structuredContent"])
        // For clients that read texts alone.
        let text = try #require(result["content"]?[0]?["text"]?.stringValue)
        #expect(try JSONValue.parse(text) == structured)
        return structured
    }

    /// What a tool says that could not do it.
    func failure(_ tool: String, _ arguments: JSONObject = [:]) async throws -> (text: String, error: JSONValue) {
        let result = try await attempt(tool, arguments)
        try #require(result["isError"] == true, "\(result.text)")
        // Some clients hold it to the schema of results.
        #expect(result["structuredContent"] == nil)
        return (
            try #require(result["content"]?[0]?["text"]?.stringValue), try #require(result["_meta"]?["kiikd/error"])
        )
    }

    var toolNames: [String] {
        get async throws {
            try await ask("tools/list")["tools"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        }
    }
}

extension Office {
    func assistant(_ version: String = Assistant.stateless) -> Assistant { Assistant(client: client, version: version) }

    /// With a key of these scopes.
    func assistant(scopes: String, _ version: String = Assistant.stateless) async throws -> Assistant {
        Assistant(client: client.with(key: try await issueKey("--scopes", scopes).secret), version: version)
    }
}
