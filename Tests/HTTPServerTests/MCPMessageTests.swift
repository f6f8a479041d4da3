import JSON
import Testing

@testable import HTTPServer

@Suite struct `MCP messages and their headers` {
    private static let meta =
        #""_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}"#

    private func read(_ body: String, _ headers: [String: String] = [:]) throws(MCPFault) -> MCPMessage {
        try MCPMessage(Array(body.utf8)) { headers[$0] }
    }

    private func modern(
        _ method: String, _ params: String = "", headers more: [String: String?] = [:]
    ) throws(MCPFault) -> MCPMessage {
        var headers: [String: String?] = ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method]
        headers.merge(more) { $1 }
        return try read(
            #"{"jsonrpc": "2.0", "id": 1, "method": "\#(method)", "params": {\#(params)\#(Self.meta)}}"#,
            headers.compactMapValues(\.self))
    }

    @Test(
        arguments: [
            ("", -32700), ("{", -32700), (String(repeating: "[", count: 100), -32700), ("[]", -32600), ("1", -32600),
            (#"[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]"#, -32600), ("{}", -32600),
            (#"{"jsonrpc": "1.0", "id": 1, "method": "ping"}"#, -32600),
            (#"{"jsonrpc": "2.0", "id": 1}"#, -32600), (#"{"jsonrpc": "2.0", "id": 1, "method": 5}"#, -32600),
            (#"{"jsonrpc": "2.0", "id": null, "method": "ping"}"#, -32600),
            (#"{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}"#, -32600),
            (#"{"jsonrpc": "2.0", "id": [], "method": "ping"}"#, -32600),
            (#"{"jsonrpc": "2.0", "id": 1, "result": {}}"#, -32600),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}"#, -32602),
            (#"{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"_meta": 1}}"#, -32602),
        ] as [(String, Int64)])
    func `what is no message is refused by its code`(body: String, code: Int64) {
        #expect { try read(body) } throws: { ($0 as? MCPFault)?.code.rawValue == code }
    }

    @Test func `the id comes back as it was, a string or an integer`() throws {
        for id in ["1", "-7", #""a b""#, "9007199254740993"] {
            let message = try read(#"{"jsonrpc": "2.0", "id": \#(id), "method": "ping"}"#)
            #expect(message.id?.text == id)
            #expect { try read(#"{"jsonrpc": "2.0", "id": \#(id), "method": "ping", "params": 1}"#) } throws: {
                ($0 as? MCPFault)?.id?.text == id
            }
        }
        #expect(try read(#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#).id == nil)
    }

    @Test func `each revision is told from the others`() throws {
        let plain = #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#
        #expect(try read(plain).version == .june2025)
        #expect(try read(plain, ["MCP-Protocol-Version": "2025-06-18"]).version == .june2025)
        #expect(try read(plain, ["MCP-Protocol-Version": "2025-11-25"]).version == .november2025)
        #expect(try modern("tools/list").version == .stateless)
        for version in ["2024-11-05", "2099-01-01", "rubbish", ""] {
            #expect { try read(plain, ["MCP-Protocol-Version": version]) } throws: {
                let fault = $0 as? MCPFault
                return fault?.code == .unsupportedVersion && fault?.data?["requested"] == .string(version)
                    && fault?.data?["supported"] == ["2026-07-28", "2025-11-25", "2025-06-18"]
            }
        }
        // A stateless request says all of it in its body.
        #expect { try read(plain, ["MCP-Protocol-Version": "2026-07-28"]) } throws: {
            ($0 as? MCPFault)?.code == .invalidParams
        }
        let bare = Self.meta.replacing(#", "io.modelcontextprotocol/clientCapabilities": {}"#, with: "")
        #expect {
            try read(
                #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {\#(bare)}}"#,
                ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"])
        } throws: { ($0 as? MCPFault)?.code == .invalidParams }
    }

    @Test func `headers that are missing or say something else than the body are a mismatch`() throws {
        let wrong: [(String, String, [String: String?])] = [
            ("tools/list", "", ["MCP-Protocol-Version": nil]),
            ("tools/list", "", ["MCP-Protocol-Version": "2025-11-25"]),
            ("tools/list", "", ["Mcp-Method": nil]), ("tools/list", "", ["Mcp-Method": "tools/call"]),
            ("tools/list", "", ["Mcp-Method": "Tools/List"]),
            ("tools/call", #""name": "search", "#, [:]),
            ("tools/call", #""name": "search", "#, ["Mcp-Name": "fetch"]),
            ("tools/call", #""name": "search", "#, ["Mcp-Name": "=?base64?ZmV0Y2g=?="]),
            ("tools/call", #""name": "search", "#, ["Mcp-Name": "=?base64?rubbish!?="]),
            ("resources/read", #""uri": "kiik://customers", "#, ["Mcp-Name": "kiik://invoices"]),
            ("prompts/get", #""name": "a", "#, ["Mcp-Name": "b"]),
        ]
        for (method, params, headers) in wrong {
            #expect(throws: MCPFault.self, "\(method) \(headers)") { try modern(method, params, headers: headers) }
            #expect { try modern(method, params, headers: headers) } throws: {
                ($0 as? MCPFault)?.code == .headerMismatch
            }
        }
        _ = try modern("tools/call", #""name": "search", "#, headers: ["Mcp-Name": "search"])
        _ = try modern("tools/call", #""name": "search", "#, headers: ["Mcp-Name": "=?base64?c2VhcmNo?="])
        _ = try modern("resources/read", #""uri": "é", "#, headers: ["Mcp-Name": "=?base64?w6k=?="])
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("=?base64?SGVsbG8sIOS4lueVjA==?=", "Hello, 世界"),
            ("=?base64?IHBhZGRlZCA=?=", " padded "),
            ("=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=", "=?base64?literal?="), ("=?base64?", "=?base64?"),
            ("=?base64??=", ""), ("=?base64?A?=", nil), ("=?base64?YQ?=", nil), ("=?base64?YR==?=", nil),
            ("=?base64?_-__?=", nil), ("=?base64?/w==?=", nil), ("=?base64?====?=", nil), ("=?base64?=", "=?base64?="),
        ] as [(String, String?)])
    func `a header's value is decoded strictly`(value: String, decoded: String?) {
        #expect(MCPHeaders.decoded(value) == decoded)
    }
}
