package import JSON

/// The tools as whoever publishes an app freezes them: a client works with this list until the next is published.
package enum MCPSnapshot {
    /// All tools, the same text for the same tools: names in their order.
    package static func current() -> JSONValue {
        let catalog = MCPCatalog(publicURL: "http://localhost:8000")
        return ["tools": .array(catalog.tools.map { sorted($0.declaration) })]
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(JSONObject(members.sorted { $0.name < $1.name }.map { ($0.name, sorted($0.value)) }))
        case .array(let values): .array(values.map(sorted))
        default: value
        }
    }

    /// What of these tools would break a client that works with a published list; a sentence each. Additions are none.
    package static func breaks(of published: JSONValue, by current: JSONValue) -> [String] {
        guard let old = tools(published) else { return ["The published list has no tools."] }
        let new = Dictionary(tools(current) ?? []) { first, _ in first }
        return old.flatMap { name, tool -> [String] in
            guard let now = new[name] else { return ["\(name): the tool is gone."] }
            var breaks: [String] = []
            for part in ["annotations", "securitySchemes"] where !isSame(tool[part], now[part]) {
                breaks.append("\(name): \(part) changed.")
            }
            var input = MCPSchemaComparison(direction: .input)
            input.compare(tool["inputSchema"] ?? [:], now["inputSchema"] ?? [:], at: "\(name) input")
            var output = MCPSchemaComparison(direction: .output)
            output.compare(tool["outputSchema"] ?? [:], now["outputSchema"] ?? [:], at: "\(name) output")
            return breaks + input.breaks + output.breaks
        }
    }

    private static func tools(_ list: JSONValue) -> [(String, JSONValue)]? {
        list["tools"]?.arrayValue?.compactMap { tool in tool["name"]?.stringValue.map { ($0, tool) } }
    }

    static func isSame(_ one: JSONValue?, _ other: JSONValue?) -> Bool {
        one.map(sorted) == other.map(sorted)
    }
}
