import AuthCore
import Domain
import HTTPTypes
import JSON

/// A tool is an endpoint: the same declaration, and a call of it runs the same handler.
extension MCPTool {
    /// - Parameter schemas: what the endpoints' answers are, by name.
    init?(_ own: MCPOperation, schemas: [String: JSONValue]) {
        let endpoint = own.endpoint
        let documentation = endpoint.documentation
        guard let operation = endpoint.operation.declared, Self.isTool(endpoint) else { return nil }
        self.init(
            name: operation.name.replacing(".", with: "_"), operation: operation.name,
            title: Self.title(operation.name), description: Self.description(operation, documentation),
            permissions: [operation.permission], effect: operation.effect,
            // A field that is set again stays as it is; what is more than that happens again.
            isIdempotent: operation.effect == .read || endpoint.method == .patch || endpoint.method == .delete,
            input: own.schema, output: MCPSchema.output(of: documentation, schemas: schemas)
        ) { given, call in
            let authorization = try call.principalProven().authorize(
                operation.permission, at: call.services.clock.now())
            let answer = try await own.answer(to: given, from: call, authorization)
            return Result(
                structured: try MCPSchema.structured(answer, documentation),
                isReplayed: answer.headers[.idempotentReplayed] != nil,
                narrowing: documentation.isList
                    ? "Ask again with a smaller `limit`, or with filters that leave less."
                    : "Leave out `include` where it was given; else the row is too large to be shown here.")
        }
    }

    /// Files are nothing that a model can hold, and a replacement empties whatever it forgets: it changes fields instead.
    private static func isTool(_ endpoint: Endpoint) -> Bool {
        endpoint.documentation.body == .json && endpoint.documentation.outputMediaTypes == ["application/json"]
            && endpoint.method != .put
    }

    /// `work_items.create` is "Work items: create".
    private static func title(_ name: String) -> String {
        let words = name.replacing("_", with: " ").split(separator: ".")
        let subject = words.first ?? ""
        return "\(subject.prefix(1).uppercased())\(subject.dropFirst()): \(words.dropFirst().joined(separator: " "))"
    }

    private static func description(_ operation: Operation, _ documentation: EndpointDocumentation) -> String {
        var sentences = [operation.summary]
        if documentation.isList {
            sentences.append("The size of a page is `limit`; `next_cursor` leads to the next one.")
        }
        let ways = documentation.input.map { MCPSchema.alternatives(in: $0.schema) } ?? .none
        if !ways.isEmpty { sentences.append(ways.sentence) }
        return sentences.joined(separator: " ")
    }
}

extension Call {
    /// For what only those get to who showed who they are.
    func principalProven() throws(Problem) -> Principal {
        guard let principal else { throw .unauthenticated(.missing) }
        return principal
    }
}
