import AuthCore
import Domain
import JSON

/// Rows that a client can attach to a conversation: `kiik://customers/5`, and the newest of each kind.
struct MCPResources: Sendable {
    private struct Kind: Sendable {
        let resource: Resource
        let one: String
        let description: String

        var name: String { resource.rawValue }
        var permission: Permission { .of(.read, resource) }
    }

    private static let kinds = [
        Kind(resource: .customers, one: "customer", description: "People and companies that work is done for."),
        Kind(resource: .projects, one: "project", description: "Projects for customers."),
        Kind(resource: .invoices, one: "invoice", description: "Invoices with their lines and where they stand."),
    ]

    private static let scheme = "kiik://"
    private static let newest: Int64 = 50

    let catalog: MCPCatalog

    func list(_ message: MCPMessage, _ principal: Principal) -> Answer {
        listed("resources", message, principal) { kind in
            [
                "uri": .string(Self.scheme + kind.name), "name": .string(kind.name),
                "title": .string("Newest \(kind.name)"),
                "description": .string("The newest \(Self.newest) \(kind.name). \(kind.description)"),
                "mimeType": "application/json",
            ]
        }
    }

    func templates(_ message: MCPMessage, _ principal: Principal) -> Answer {
        listed("resourceTemplates", message, principal) { kind in
            [
                "uriTemplate": .string("\(Self.scheme)\(kind.name)/{id}"), "name": .string(kind.one),
                "title": .string("One \(kind.one)"), "description": .string(kind.description),
                "mimeType": "application/json",
            ]
        }
    }

    private func listed(
        _ name: String, _ message: MCPMessage, _ principal: Principal, _ describe: (Kind) -> JSONValue
    ) -> Answer {
        MCPResult(message, cache: .private).answer { writer in
            writer.key(escaping: name)
            writer.beginArray()
            for kind in Self.kinds where principal.permissions.contains(kind.permission) {
                writer.value(describe(kind))
            }
            writer.endArray()
        }
    }

    // MARK: Reading

    func read(_ message: MCPMessage, _ call: Call, _ challenge: MCPChallenge) async throws -> Answer {
        guard let uri = message.params["uri"]?.stringValue else {
            throw MCPFault.invalidParams("uri is missing, or no string.")
        }
        guard let (kind, id) = Self.parse(uri), let operation = operation(kind, id) else {
            throw Self.notFound(uri, message)
        }
        do {
            let authorization = try call.principalProven().authorize(
                kind.permission, at: call.services.clock.now())
            let given: JSONObject =
                id.map { ["id": .int($0)] } ?? ["ordering": "-id", "limit": .int(Self.newest)]
            let answer = try await operation.answer(to: given, from: call, authorization)
            var result = try contents(answer, uri, operation, message)
            result.operation = operation.endpoint.operation.name
            return result
        } catch Refusal.problem(.notFound) {
            throw Self.notFound(uri, message)
        }
    }

    private func contents(
        _ answer: Answer, _ uri: String, _ operation: MCPOperation, _ message: MCPMessage
    ) throws(MCPFault) -> Answer {
        guard answer.body.count <= MCPServer.longestResult else {
            throw MCPFault(
                .invalidParams,
                "This resource is longer than \(MCPServer.longestResult) bytes. The tool \(toolName(operation)) gives less.",
                data: ["uri": .string(uri)])
        }
        let documentation = operation.endpoint.documentation
        let typed = MCPProvenance.typedTexts(
            in: documentation.isList
                ? ["type": "array", "items": documentation.output.schema] : documentation.output.schema, at: "data")
        var text = JSONWriter(capacity: answer.body.count + 512)
        text.beginObject()
        text.key("provenance")
        text.string(MCPProvenance.note(typed))
        text.key("data")
        text.raw(answer.body)
        text.endObject()
        let content = String(decoding: text.finish(), as: UTF8.self)
        // Rows change at any time.
        return MCPResult(message, cache: .private, lifetime: 0).answer { writer in
            writer.key("contents")
            writer.beginArray()
            writer.value([
                "uri": .string(uri), "mimeType": "application/json", "text": .string(content),
                "_meta": [MCPProvenance.metaKey: .array(typed.map(JSONValue.string))],
            ])
            writer.endArray()
        }
    }

    private func toolName(_ operation: MCPOperation) -> String {
        operation.endpoint.operation.name.replacing(".", with: "_")
    }

    private func operation(_ kind: Kind, _ id: Int64?) -> MCPOperation? {
        catalog.operation("\(kind.name).\(id == nil ? "list" : "show")")
    }

    private static func parse(_ uri: String) -> (kind: Kind, id: Int64?)? {
        guard uri.hasPrefix(scheme) else { return nil }
        let parts = uri.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard let kind = kinds.first(where: { $0.name == parts.first ?? "" }), parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return (kind, nil) }
        let digits = parts[1]
        guard digits.first != "0", digits.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(digits) else {
            return nil
        }
        return (kind, id)
    }

    private static func notFound(_ uri: String, _ message: MCPMessage) -> MCPFault {
        MCPFault(
            message.version.isStateless ? .invalidParams : .resourceNotFound, "Resource not found",
            data: ["uri": .string(uri)])
    }
}
