import AuthCore
import Domain
import JSON

/// `search` and `fetch`, as clients know them that look for what a company knows: over all that they may read.
struct MCPSearch: Sendable {
    /// What can be found, and how a row of it is called.
    struct Kind: Sendable {
        let resource: Resource
        let label: String
        /// Its fields that make a title.
        let titles: [String]
    }

    static let kinds = [
        Kind(resource: .customers, label: "Customer", titles: ["name", "company"]),
        Kind(resource: .projects, label: "Project", titles: ["name"]),
        Kind(resource: .invoices, label: "Invoice", titles: ["invoice_number", "description"]),
        Kind(resource: .estimates, label: "Estimate", titles: ["estimate_number", "description"]),
    ]

    /// Rows of each kind.
    private static let most = 10

    let publicURL: String
    let operations: [String: MCPOperation]

    private static let permissions = kinds.map { Permission.of(.read, $0.resource) }

    // MARK: search

    private static let query = InputType<String>(
        "SearchInput", example: ["query": "Acme"], start: { "" },
        [
            .text(
                "query", TextRule(1...200), "Words that all have to occur, whatever their case and accents.",
                required: true
            ) { $0 = $1 }
        ])

    private static let resultsSchema: JSONValue = [
        "type": "object",
        "properties": [
            "results": [
                "type": "array", "maxItems": .int(Int64(most * kinds.count)),
                "items": [
                    "type": "object",
                    "properties": [
                        "id": ["type": "string", "pattern": .string(idPattern), "description": "For `fetch`."],
                        "title": ["type": "string", "description": "What it is called."],
                        "url": ["type": "string", "format": "uri", "description": "Where it is."],
                    ],
                    "required": ["id", "title", "url"],
                ],
            ],
            "provenance": ["type": "string", "const": .string(provenance(["results[].title"]))],
        ],
        "required": ["results", "provenance"],
    ]

    private static func provenance(_ places: [String]) -> String { MCPProvenance.note(places) }

    var search: MCPTool {
        MCPTool(
            name: "search", operation: "search", title: "Search",
            description:
                "Finds customers, projects, invoices and estimates by words in them: at most \(Self.most) of each. `fetch` shows one of them.",
            permissions: Self.permissions, effect: .read, isIdempotent: true, input: Self.query.schema,
            output: Self.resultsSchema, saysTyped: false
        ) { arguments, call in
            let query = try Self.query.decode(JSONValue.object(arguments).serialized())
            var writer = JSONWriter(capacity: 2048)
            writer.beginObject()
            writer.key("results")
            writer.beginArray()
            for kind in Self.kinds {
                guard let list = operations["\(kind.resource.rawValue).list"],
                    let authorization = try authorization(kind, call)
                else { continue }
                let given: JSONObject = ["search": .string(query), "limit": .int(Int64(Self.most))]
                let answer = try await list.answer(to: given, from: call, authorization)
                for row in try JSONValue.parse(answer.body).arrayValue ?? [] {
                    guard let id = row["id"]?.int64Value else { continue }
                    writer.beginObject()
                    writer.key("id")
                    writer.string("\(kind.resource.rawValue)/\(id)")
                    writer.key("title")
                    writer.string(Self.title(row, kind))
                    writer.key("url")
                    writer.string(url(id, kind))
                    writer.endObject()
                }
            }
            writer.endArray()
            writer.key("provenance")
            writer.string(Self.provenance(["results[].title"]))
            writer.endObject()
            return MCPTool.Result(structured: writer.finish())
        }
    }

    /// Nil where this caller may not read that kind.
    private func authorization(_ kind: Kind, _ call: Call) throws(Problem) -> Authorization? {
        let principal = try call.principalProven()
        let permission = Permission.of(.read, kind.resource)
        guard principal.permissions.contains(permission) else { return nil }
        return try principal.authorize(permission, at: call.services.clock.now())
    }

    private static func title(_ row: JSONValue, _ kind: Kind) -> String {
        let texts = kind.titles.compactMap { row[$0]?.stringValue }.filter { !$0.isEmpty }
        let line = texts.joined(separator: ", ").split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(kind.label): \(line.count > 120 ? "\(line.prefix(119))…" : line)"
    }

    private func url(_ id: Int64, _ kind: Kind) -> String {
        let path = operations["\(kind.resource.rawValue).show"]?.endpoint.path ?? ""
        return publicURL + path.replacing("{id}", with: String(id))
    }

    // MARK: fetch

    private static let idPattern = "^(\(kinds.map(\.resource.rawValue).joined(separator: "|")))/[1-9][0-9]{0,18}$"

    private static let reference = InputType<(kind: Kind, id: Int64)?>(
        "FetchInput", example: ["id": "customers/1"], start: { nil },
        [
            .parsed(
                "id",
                [
                    "type": "string", "pattern": .string(idPattern),
                    "description": "What `search` has found: customers/5.",
                ],
                true, Fault("id", .format, "Expected an id as `search` gives it, like customers/5."), parse
            ) { $0 = $1 }
        ])

    private static func parse(_ text: String) -> (kind: Kind, id: Int64)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = kinds.first(where: { $0.resource.rawValue == parts[0] }),
            parts[1].first != "0", parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(parts[1])
        else { return nil }
        return (kind, id)
    }

    private static let rowSchema: JSONValue = [
        "type": "object",
        "properties": [
            "id": ["type": "string", "pattern": .string(idPattern), "description": "As it was asked for."],
            "title": ["type": "string", "description": "What it is called."],
            "text": ["type": "string", "description": "All of it, as JSON."],
            "url": ["type": "string", "format": "uri", "description": "Where it is."],
            "metadata": [
                "type": "object",
                "properties": [
                    "type": ["type": "string", "enum": .array(kinds.map { .string($0.resource.rawValue) })],
                    "provenance": ["type": "string", "const": .string(provenance(["title", "text"]))],
                ],
                "required": ["type", "provenance"],
            ],
        ],
        "required": ["id", "title", "text", "url", "metadata"],
    ]

    var fetch: MCPTool {
        MCPTool(
            name: "fetch", operation: "fetch", title: "Fetch",
            description: "Shows all of one customer, project, invoice or estimate that `search` has found.",
            permissions: Self.permissions, effect: .read, isIdempotent: true, input: Self.reference.schema,
            output: Self.rowSchema, saysTyped: false
        ) { arguments, call in
            guard let (kind, id) = try Self.reference.decode(JSONValue.object(arguments).serialized()),
                let show = operations["\(kind.resource.rawValue).show"]
            else { throw Problem.internal }
            let authorization = try call.principalProven().authorize(
                .of(.read, kind.resource), at: call.services.clock.now())
            let answer = try await show.answer(to: ["id": .int(id)], from: call, authorization)
            let document: JSONValue = [
                "id": .string("\(kind.resource.rawValue)/\(id)"),
                "title": .string(Self.title(try JSONValue.parse(answer.body), kind)),
                "text": .string(String(decoding: answer.body, as: UTF8.self)), "url": .string(url(id, kind)),
                "metadata": [
                    "type": .string(kind.resource.rawValue),
                    "provenance": .string(Self.provenance(["title", "text"])),
                ],
            ]
            return MCPTool.Result(structured: document.serialized())
        }
    }
}
