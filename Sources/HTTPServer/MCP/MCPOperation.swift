import AuthCore
import Domain
import HTTPTypes
import JSON

/// An endpoint as assistants call it: the id of its path, the fields of its body, the parameters of its query and its
/// headers are arguments, side by side.
struct MCPOperation: Sendable {
    private struct Parameter: Sendable {
        let name: String
        let place: String
        /// What the endpoint calls it.
        let wireName: String
        let schema: JSONValue
    }

    let schema: JSONValue
    let endpoint: Endpoint
    private let parameters: [Parameter]
    private let fields: [String]

    init(_ endpoint: Endpoint) {
        self.endpoint = endpoint
        parameters = endpoint.documentation.parameters.map { parameter in
            Parameter(
                name: parameter.place == "header"
                    ? parameter.name.lowercased().replacing("-", with: "_") : parameter.name,
                place: parameter.place, wireName: parameter.name, schema: Self.described(parameter))
        }
        let body = endpoint.documentation.input.map { MCPSchema.fields(of: $0.schema) }
        fields = body.map { Array($0.properties.names) } ?? []
        let ofPath = parameters.filter { $0.place == "path" }
        let others = parameters.filter { $0.place != "path" }
        let properties =
            ofPath.map { ($0.name, $0.schema) } + (body?.properties.map { ($0.name, $0.value) } ?? [])
            + others.map { ($0.name, $0.schema) }
        var members: JSONObject = ["type": "object", "properties": .object(JSONObject(properties))]
        let required = ofPath.map(\.name) + (body?.required ?? [])
        if !required.isEmpty { members["required"] = .array(required.map(JSONValue.string)) }
        members["additionalProperties"] = false
        schema = .object(members)
    }

    /// All that can be said, in the order of the schema.
    var names: [String] { schema["properties"]?.objectValue.map { Array($0.names) } ?? [] }

    private static func described(_ parameter: EndpointDocumentation.Parameter) -> JSONValue {
        guard case .object(var members) = parameter.schema else { return parameter.schema }
        members["description"] = .string(
            parameter.name == "cursor" ? "Where the page begins: `next_cursor` of the page before." : parameter.text)
        return .object(members)
    }

    // MARK: A call

    func answer(to arguments: JSONObject, from call: Call, _ authorization: Authorization) async throws -> Answer {
        let own: Call
        do {
            own = try self.call(arguments, from: call, authorization)
        } catch .problem(.invalid(let faults)) {
            let more = await faultsOfFields(arguments, from: call, authorization)
            throw Refusal.problem(.invalid(faults + more))
        }
        let answer = try await run(own)
        // Refusals are thrown.
        guard answer.status.kind == .successful, answer.producer == nil else { throw Problem.internal }
        return answer
    }

    private func run(_ call: Call) async throws -> Answer {
        switch endpoint.handler {
        case .atOnce(let handle): try handle(call)
        case .waiting(let handle): try await handle(call)
        }
    }

    /// What is wrong with the fields, where the parameters are no good already, so that all is told at once: a dry run
    /// finds it, with the row that there cannot be.
    private func faultsOfFields(
        _ arguments: JSONObject, from call: Call, _ authorization: Authorization
    ) async -> [Fault] {
        guard endpoint.documentation.isChange else { return [] }
        var trial = JSONObject(
            arguments.filter { member in !parameters.contains { $0.name == member.name } }.map { ($0.name, $0.value) })
        trial["dry_run"] = true
        if parameters.contains(where: { $0.place == "path" }) { trial["id"] = .int(.max) }
        do {
            _ = try await run(self.call(trial, from: call, authorization))
            return []
        } catch Refusal.problem(.invalid(let faults)) {
            return faults
        } catch Problem.invalid(let faults) {
            return faults
        } catch {
            return []
        }
    }

    /// The endpoint's own call, as if these arguments had come over HTTP.
    func call(_ arguments: JSONObject, from call: Call, _ authorization: Authorization) throws(Refusal) -> Call {
        var faults: [Fault] = []
        var id: Int64 = 0
        var query: [String] = []
        var headers: [(String, String)] = []
        for parameter in parameters {
            // Whoever has nothing to say of it may say null.
            guard let value = arguments[parameter.name], !value.isNull else {
                if parameter.place == "path" {
                    faults.append(Fault(parameter.name, .required, "This field is required."))
                }
                continue
            }
            guard let text = Self.text(value, like: parameter.schema, parameter.name, &faults) else { continue }
            switch parameter.place {
            case "path":
                id = value.int64Value ?? 0
                if id < 1 { faults.append(Fault(parameter.name, .range, "Expected a positive integer.")) }
            case "header": headers.append((parameter.wireName, text))
            default:
                query.append(
                    "\(PercentEncoding.encode(parameter.wireName))=\(PercentEncoding.encode(text))")
            }
        }
        let others = arguments.filter { member in !parameters.contains { $0.name == member.name } }
        if !endpoint.takesBody {
            let known = names.joined(separator: ", ")
            faults += others.map { Fault($0.name, .unknownField, "Unknown argument. There are: \(known).") }
        }
        if !faults.isEmpty { throw .problem(.invalid(faults)) }
        // In the order of the declaration: a repetition is known by its bytes.
        let ordered = fields.compactMap { name in arguments[name].map { (name, $0) } }
        let strangers = others.filter { !fields.contains($0.name) }.map { ($0.name, $0.value) }
        let path = endpoint.path.replacing("{id}", with: String(id))
        let head = RequestHead(
            call.head, instead: endpoint.method, path, query: query.joined(separator: "&"), headers: headers)
        return Call(
            services: call.services, head: head, query: QueryParameters(head.query), id: id,
            principal: call.principal, authorization: authorization,
            body: endpoint.takesBody ? JSONValue.object(JSONObject(ordered + strangers)).serialized() : [],
            isByAssistant: true)
    }

    /// A value as a query says it; nil, and a fault, where it is of another type.
    private static func text(
        _ value: JSONValue, like schema: JSONValue, _ name: String, _ faults: inout [Fault]
    ) -> String? {
        let wanted = schema["type"]?.stringValue ?? "string"
        let text: String? =
            switch wanted {
            case "integer": value.int64Value.map { String($0) }
            case "number": value.numberValue?.text
            case "boolean": value.boolValue.map { $0 ? "true" : "false" }
            case "array": list(value)
            default: value.stringValue
            }
        if text == nil {
            let article = wanted.first.map { "aeiou".contains($0) } == true ? "an" : "a"
            let kind = wanted == "array" ? "an array of strings" : "\(article) \(wanted)"
            faults.append(Fault(name, .type, "Expected \(kind), but got \(value.kind)."))
        }
        return text
    }

    private static func list(_ value: JSONValue) -> String? {
        guard let values = value.arrayValue else { return nil }
        let texts = values.compactMap(\.stringValue)
        return texts.count == values.count ? texts.joined(separator: ",") : nil
    }
}
