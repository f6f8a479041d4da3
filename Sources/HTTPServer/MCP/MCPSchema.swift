import JSON

/// The schemas of tools, made from those of endpoints.
enum MCPSchema {
    // MARK: Input

    /// Fields of which one way has to be given, or one at most.
    struct Alternatives {
        var ways: [[String]] = []
        var isRequired = false

        static let none = Alternatives()
        var isEmpty: Bool { ways.isEmpty }

        var sentence: String {
            let texts = ways.map { $0.map { "`\($0)`" }.joined(separator: " with ") }
            return "Give \(isRequired ? "exactly" : "at most") one of: \(texts.joined(separator: "; "))."
        }
    }

    private static let conditions = ["if", "then", "else", "not"]

    /// What a body's schema says by conditions. Models' interfaces refuse these at the top: the description says it.
    static func alternatives(in schema: JSONValue) -> Alternatives {
        if let pairs = schema["not"]?["anyOf"]?.arrayValue {
            var names: [String] = []
            for name in pairs.flatMap(required) where !names.contains(name) { names.append(name) }
            return Alternatives(ways: names.map { [$0] })
        }
        var result = Alternatives(isRequired: true)
        var rest: JSONValue? = schema
        while let then = rest?["then"] {
            result.ways.append(required(then))
            rest = rest?["else"]
        }
        guard !result.ways.isEmpty, let rest else { return .none }
        // The first way stands in the innermost.
        result.ways.append(required(rest))
        result.ways.reverse()
        return result
    }

    private static func required(_ schema: JSONValue) -> [String] {
        schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// The fields of a body, and those that have to be there.
    static func fields(of schema: JSONValue) -> (properties: JSONObject, required: [String]) {
        (schema["properties"]?.objectValue ?? [:], required(schema))
    }

    /// Without the patterns that keep control characters out: they are long, no model writes such, and some interfaces do
    /// not take them. The endpoint refuses those characters all the same.
    static func lean(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .object(let members):
            .object(
                JSONObject(
                    members.filter { $0.name != "pattern" || $0.value.stringValue?.contains("\\u0000") != true }
                        .map { ($0.name, lean($0.value)) }))
        case .array(let values): .array(values.map(lean))
        default: schema
        }
    }

    // MARK: Output

    static let nextCursor: JSONValue = [
        "type": ["string", "null"], "pattern": "^[A-Za-z0-9_-]+$",
        "description": "The `cursor` of the next page; null on the last one.",
    ]

    static func output(of documentation: EndpointDocumentation, schemas: [String: JSONValue]) -> JSONValue {
        let output = resolved(documentation.output.schema, schemas)
        guard !documentation.isList else {
            var items: JSONObject = ["type": "array", "items": output]
            items["maxItems"] = documentation.parameters.first { $0.name == "limit" }?.schema["maximum"]
            var properties: JSONObject = ["items": .object(items)]
            if documentation.hasTotal {
                properties["total"] = ["type": "integer", "description": "How many there are in all."]
                properties["total_is_capped"] = [
                    "type": "boolean", "description": "True where there are more than `total` says.",
                ]
            }
            properties["next_cursor"] = nextCursor
            return [
                "type": "object", "properties": .object(properties),
                "required": .array(properties.names.map(JSONValue.string)),
            ]
        }
        guard documentation.isChange, case .object(var members) = output,
            case .object(var properties)? = members["properties"]
        else { return output }
        for member in dryRunFields(documentation.output) { properties[member.name] = member.value }
        members["properties"] = .object(properties)
        return .object(members)
    }

    /// What the answer to a dry run has beside the others, as the OpenAPI document says it.
    private static func dryRunFields(_ output: EndpointDocumentation.Named) -> JSONObject {
        var schemas: JSONObject = [:]
        OpenAPIDocument.addDryRun(output, to: &schemas)
        let more = schemas["\(output.name)DryRun"]?["allOf"]?[1]
        return more?["properties"]?.objectValue ?? [:]
    }

    /// A tool's schema stands by itself: what it refers to takes the reference's place.
    private static func resolved(_ schema: JSONValue, _ schemas: [String: JSONValue], depth: Int = 0) -> JSONValue {
        switch schema {
        case .object(let members):
            if let name = members["$ref"]?.stringValue?.split(separator: "/").last, depth < 16,
                let named = schemas[String(name)]
            {
                return resolved(withoutIncludes(named), schemas, depth: depth + 1)
            }
            return .object(JSONObject(members.map { ($0.name, resolved($0.value, schemas, depth: depth)) }))
        case .array(let values): return .array(values.map { resolved($0, schemas, depth: depth) })
        default: return schema
        }
    }

    /// What is included has no includes of its own: they are the members that need not be there.
    private static func withoutIncludes(_ schema: JSONValue) -> JSONValue {
        guard case .object(var members) = schema, let properties = members["properties"]?.objectValue else {
            return schema
        }
        let fields = required(schema)
        members["properties"] = .object(
            JSONObject(properties.filter { fields.contains($0.name) }.map { ($0.name, $0.value) }))
        return .object(members)
    }

    // MARK: Results

    /// An endpoint's answer as a tool's: an object, whatever it was.
    static func structured(_ answer: Answer, _ documentation: EndpointDocumentation) throws -> [UInt8] {
        guard documentation.isList else { return answer.body }
        var writer = JSONWriter(capacity: answer.body.count + 256)
        writer.beginObject()
        writer.key("items")
        writer.raw(answer.body)
        if let total = answer.headers[.totalCount].flatMap({ Int64($0) }) {
            writer.key("total")
            writer.int(total)
            writer.key("total_is_capped")
            writer.bool(answer.headers[.totalCountCapped] != nil)
        }
        writer.key("next_cursor")
        if let cursor = cursor(in: answer.headers[.link]) { writer.string(cursor) } else { writer.null() }
        writer.endObject()
        return writer.finish()
    }

    /// The cursor in `<path?…>; rel="next"`.
    private static func cursor(in link: String?) -> String? {
        guard let link, let mark = link.firstIndex(of: "?"), let end = link.lastIndex(of: ">"), mark < end else {
            return nil
        }
        return QueryParameters(link[link.index(after: mark)..<end])["cursor"]
    }
}
