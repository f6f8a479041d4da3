import Foundation
import JSON
import Testing

@testable import HTTPServer

@Suite struct `The published list of tools` {
    private func list(_ input: JSONValue, output: JSONValue = ["type": "object"], hint: Bool = true) -> JSONValue {
        [
            "tools": [
                [
                    "name": "a", "annotations": ["readOnlyHint": .bool(hint)], "inputSchema": input,
                    "outputSchema": output,
                ]
            ]
        ]
    }

    private static func object(_ name: String, _ schema: JSONValue, required: [JSONValue] = []) -> JSONValue {
        ["type": "object", "properties": [name: schema].object, "required": .array(required)]
    }

    @Test func `nothing that was published breaks: kiikd mcp snapshot says how to go on where something must`() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let data = try Data(contentsOf: root.appending(path: "docs/mcp-snapshot.json"))
        let published = try JSONValue.parse([UInt8](data))
        #expect((published["tools"]?.arrayValue?.count ?? 0) >= 40)
        #expect(MCPSnapshot.breaks(of: published, by: MCPSnapshot.current()) == [])
    }

    @Test func `the same tools are the same text, names in their order`() {
        #expect(MCPSnapshot.current().text == MCPSnapshot.current().text)
        func isSorted(_ value: JSONValue) -> Bool {
            switch value {
            case .object(let members):
                Array(members.names) == members.names.sorted() && members.allSatisfy { isSorted($0.value) }
            case .array(let values): values.allSatisfy(isSorted)
            default: true
            }
        }
        #expect(isSorted(MCPSnapshot.current()))
    }

    static let changes: [(old: JSONValue, new: JSONValue, input: Bool, output: Bool)] = [
        // (before, after, does it break what goes in, does it break what comes out)
        (object("x", ["type": "string"]), object("x", ["type": "string", "description": "Other."]), false, false),
        (object("x", ["type": "string"]), ["type": "object", "properties": [:], "required": []], true, true),
        (["type": "object"], object("x", ["type": "string"]), false, false),
        (object("x", ["type": "string"]), object("x", ["type": "string"], required: ["x"]), true, false),
        (object("x", ["type": "string"], required: ["x"]), object("x", ["type": "string"]), false, true),
        (object("x", ["type": "string"]), object("x", ["type": ["string", "null"]]), false, true),
        (object("x", ["type": ["string", "null"]]), object("x", ["type": "string"]), true, false),
        (object("x", ["type": "integer"]), object("x", ["type": "number"]), false, true),
        (object("x", ["type": "number"]), object("x", ["type": "integer"]), true, false),
        (object("x", ["type": "integer"]), object("x", ["type": "string"]), true, true),
        (object("x", ["enum": ["a"]]), object("x", ["enum": ["a", "b"]]), false, true),
        (object("x", ["enum": ["a", "b"]]), object("x", ["enum": ["a"]]), true, false),
        (object("x", ["type": "string"]), object("x", ["type": "string", "enum": ["a"]]), true, false),
        (object("x", ["maxLength": 10]), object("x", ["maxLength": 5]), true, false),
        (object("x", ["maxLength": 10]), object("x", ["maxLength": 20]), false, true),
        (object("x", ["minimum": 1]), object("x", ["minimum": 2]), true, false),
        (object("x", [:]), object("x", ["minItems": 1]), true, false),
        (object("x", ["pattern": "a"]), object("x", ["pattern": "b"]), true, true),
        (object("x", ["pattern": "a"]), object("x", [:]), false, true),
        (object("x", ["items": ["type": "string"]]), object("x", ["items": ["type": "integer"]]), true, true),
        (object("x", object("y", [:])), object("x", object("z", [:])), true, true),
        (["type": "object"], ["type": "object", "additionalProperties": false], true, false),
    ]

    @Test(arguments: changes)
    func `what goes in may only widen, what comes out only narrow`(
        old: JSONValue, new: JSONValue, input: Bool, output: Bool
    ) {
        let (before, after) = (["type": "object"] as JSONValue, ["type": "object"] as JSONValue)
        #expect(MCPSnapshot.breaks(of: list(old), by: list(new)).isEmpty == !input, "\(old.text) \(new.text)")
        #expect(
            MCPSnapshot.breaks(of: list(before, output: old), by: list(after, output: new)).isEmpty == !output,
            "\(old.text) \(new.text)")
    }

    @Test func `a tool that is gone and an annotation that changed are breaks, a new tool is none`() {
        let one = list(["type": "object"])
        let none: JSONValue = ["tools": []]
        #expect(MCPSnapshot.breaks(of: one, by: none) == ["a: the tool is gone."])
        #expect(MCPSnapshot.breaks(of: none, by: one) == [])
        #expect(MCPSnapshot.breaks(of: one, by: list(["type": "object"], hint: false)) == ["a: annotations changed."])
        #expect(MCPSnapshot.breaks(of: [:], by: one) == ["The published list has no tools."])
    }
}

extension [String: JSONValue] {
    fileprivate var object: JSONValue { .object(JSONObject(map { ($0.key, $0.value) })) }
}
