import JSON
import Testing

@testable import HTTPServer

@Suite struct `Hostile calls of tools` {
    static let tools = MCPCatalog(publicURL: "http://localhost:8000").tools.map(\.name)

    private static let office = Task { try await Office.open() }

    /// Arguments of every tool's names, with values that fit none of them.
    private static let values: [JSONValue] = [
        nil, true, -1, 0, 9_223_372_036_854_775_807, .number(JSONNumber("-1e300") ?? JSONNumber(0)), "",
        "\u{202E}\u{FEFF}",
        "'; DROP TABLE customers; --", "%00%0d%0a", .string(String(repeating: "a", count: 20_000)), [], [:], [[[]]],
        ["a": ["b": ["c": nil]]], [nil, "x", 1],
    ]

    private static let meant: JSONObject = ["id": 1, "limit": 1]

    @Test(arguments: tools)
    func `S60 MCP: whatever a tool is called with, the answer is a result or a refusal`(tool: String) async throws {
        let office = try await Self.office.value
        let assistant = office.assistant()
        let known = try #require(MCPCatalog(publicURL: "").tool(tool))
        let schema = try #require(known.declaration["inputSchema"]?["properties"]?.objectValue)
        let names = Array(schema.names) + ["no_such", "__proto__", ""]
        for (place, value) in Self.values.enumerated() {
            // All at once, and one beside an id that could be meant.
            let one = names[place % names.count]
            for arguments in [JSONObject(names.map { ($0, value) }), Self.meant.with(one, value)] {
                let answer = try await assistant.send(
                    "tools/call", ["name": .string(tool), "arguments": .object(arguments)])
                #expect(answer.status == 200, "\(one) \(value.text.prefix(100)): \(answer.text.prefix(300))")
                let json = try answer.json
                let result = try #require(json["result"])
                #expect(result["isError"]?.boolValue != nil)
                #expect(result["_meta"]?["kiikd/error"]?["code"] != "malformed")
            }
        }
        #expect(office.daemon.isAlive)
    }
}

extension JSONObject {
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[name] = .some(value)
        return object
    }
}
