import AuthCore
import Domain
import HTTPTypes
import JSON

/// The shapes that every resource's endpoints have.
extension Endpoint {
    static func list<Row: Entity>(
        _ path: String, _ operation: Operation, _ output: OutputType<Row>, tag: String,
        filters: [ListParameter<Row>], from repository: @escaping @Sendable (any Store) -> any Repository<Row>
    ) -> Endpoint {
        let parameters: [ListParameter<Row>] = filters + [.search, .ordering, .limit, .count, .cursor]
        let documentation = EndpointDocumentation(
            tag: tag,
            parameters: parameters.map { .init(name: $0.name, place: "query", text: $0.text, schema: $0.schema) }
                + output.includeParameter,
            output: .init(name: output.name, schema: output.schema), isList: true)
        return waiting(.get, path, .needs(operation), documentation) { call in
            let caller = try call.authorized()
            var query = ListQuery<Row>(currency: caller.principal.currency)
            var faults = call.query.faults
            for parameter in parameters {
                guard let value = call.query[parameter.name] else { continue }
                if let fault = parameter.apply(value, &query) { faults.append(fault) }
            }
            let included = output.included(by: call.query, &faults)
            faults += call.query.unknown(besides: documentation.parameters.map(\.name))
            guard faults.isEmpty else { throw Refusal.problem(.invalid(faults)) }
            try call.require(included)
            let page = try await repository(call.services.store).list(query, in: caller.tenant)
            var headers: AnswerHeaders = [:]
            headers[.totalCount] = String(page.total.count)
            if page.total.isCapped { headers[.totalCountCapped] = "true" }
            if let next = page.next {
                let more = call.query.replacing("cursor", with: CursorText.encode(next, of: query))
                headers[.link] = "<\(call.head.path)?\(more)>; rel=\"next\""
            }
            let details = try await output.load(included, of: page.rows, call)
            return .json(.ok, output.json(page.rows, with: details), headers)
        }
    }

    static func show<Row: Entity>(
        _ path: String, _ operation: Operation, _ output: OutputType<Row>, tag: String,
        from repository: @escaping @Sendable (any Store) -> any Repository<Row>
    ) -> Endpoint {
        let documentation = EndpointDocumentation(
            tag: tag, parameters: [.id] + output.includeParameter,
            output: .init(name: output.name, schema: output.schema))
        return waiting(.get, path, .needs(operation), documentation) { call in
            var faults = call.query.faults
            let included = output.included(by: call.query, &faults)
            faults += call.query.unknown(besides: output.includeParameter.map(\.name))
            guard faults.isEmpty else { throw Refusal.problem(.invalid(faults)) }
            try call.require(included)
            guard let row = try await repository(call.services.store).find(call.id, in: call.authorized().tenant) else {
                throw Refusal.problem(.notFound(Row.resource, id: String(call.id)))
            }
            return .json(.ok, output.json(row, with: try await output.load(included, of: [row], call)))
        }
    }

    /// - Parameter isRepeatable: false where the answer holds a secret, which is kept nowhere: there is no
    ///   `Idempotency-Key` then.
    static func create<Input: Sendable, Output: Sendable>(
        _ path: String, _ action: Action<Input, Output>, _ input: InputType<Input>, _ output: OutputType<Output>,
        tag: String, isRepeatable: Bool = true
    ) -> Endpoint {
        change(.post, path, action, input, output, tag: tag, status: .created, isRepeatable: isRepeatable) {
            _, input in input
        }
    }

    static func update<Fields: Sendable, Output: Sendable>(
        _ path: String, _ action: Action<Update<Fields>, Output>, _ input: InputType<Fields>,
        _ output: OutputType<Output>, tag: String
    ) -> Endpoint {
        change(.patch, path, action, input, output, tag: tag, status: .ok) { call, fields in
            Update(id: call.id, fields: fields)
        }
    }

    /// The whole row anew: what is not given goes back to its default.
    static func replace<Fields: Sendable, Output: Sendable>(
        _ path: String, _ action: Action<Update<Fields>, Output>, _ input: InputType<Fields>,
        _ output: OutputType<Output>, tag: String
    ) -> Endpoint {
        change(.put, path, action, input, output, tag: tag, status: .ok) { call, fields in
            Update(id: call.id, fields: fields)
        }
    }

    /// Something that is done with one row, and is more than a change of its fields.
    static func perform<Fields: Sendable, Output: Sendable>(
        _ path: String, _ action: Action<Update<Fields>, Output>, _ input: InputType<Fields>,
        _ output: OutputType<Output>, tag: String
    ) -> Endpoint {
        change(.post, path, action, input, output, tag: tag, status: .ok) { call, fields in
            Update(id: call.id, fields: fields)
        }
    }

    /// The same, where the action takes something else than what the caller says.
    static func perform<Wire: Sendable, Fields: Sendable, Output: Sendable>(
        _ path: String, _ action: Action<Update<Fields>, Output>, _ input: InputType<Wire>,
        _ output: OutputType<Output>, tag: String, isRepeatable: Bool = true,
        _ fields: @escaping @Sendable (Wire) -> Fields
    ) -> Endpoint {
        change(.post, path, action, input, output, tag: tag, status: .ok, isRepeatable: isRepeatable) { call, wire in
            Update(id: call.id, fields: fields(wire))
        }
    }

    /// Something that is more than making a row, and names what it is done with in its body.
    static func perform<Input: Sendable, Output: Sendable>(
        _ path: String, _ action: Action<Input, Output>, _ input: InputType<Input>, _ output: OutputType<Output>,
        tag: String
    ) -> Endpoint {
        change(.post, path, action, input, output, tag: tag, status: .ok) { _, input in input }
    }

    private static func change<Wire: Sendable, Input: Sendable, Output: Sendable>(
        _ method: HTTPRequest.Method, _ path: String, _ action: Action<Input, Output>, _ input: InputType<Wire>,
        _ output: OutputType<Output>, tag: String, status: HTTPResponse.Status, isRepeatable: Bool = true,
        _ combine: @escaping @Sendable (Call, Wire) -> Input
    ) -> Endpoint {
        let takesKey = method == .post && isRepeatable
        let documentation = EndpointDocumentation(
            tag: tag,
            parameters: (path.contains("{id}") ? [.id] : []) + [.dryRun, .approval]
                + (takesKey ? [.idempotencyKey] : []),
            input: .init(name: input.name, schema: input.schema, isRequired: input.isRequired), example: input.example,
            output: .init(name: output.name, schema: output.schema), successStatus: status.code, isChange: true)
        return waiting(method, path, .needs(action.operation), documentation) { call in
            let isDryRun = try call.isDryRun()
            if !isRepeatable { try call.refuseIdempotencyKey() }
            let wire = try input.decode(call.body)
            do {
                return try await call.run(
                    action, combine(call, wire), output, wireNames: input.wireNames, status: status,
                    claim: takesKey ? try call.idempotencyClaim(covering: call.body) : nil, isDryRun: isDryRun
                ).answer
            } catch Problem.invalid(let faults) {
                throw Problem.invalid(faults.map(input.inWireNames))
            }
        }
    }
}

extension Call {
    /// Runs an action for the caller and renders what came of it.
    func run<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, _ output: OutputType<Output>,
        wireNames: [String: String] = [:], status: HTTPResponse.Status, claim: IdempotencyClaim?, isDryRun: Bool
    ) async throws -> (answer: Answer, isCommitted: Bool) {
        let request = ActionRunner.Request(
            caller: try authorized(), ip: head.ip, requestID: head.requestID, claim: claim, isDryRun: isDryRun,
            approval: try approval(),
            needsApproval: try authorized().principal.needsApproval(isByAssistant: isByAssistant))
        let outcome = try await services.runner.run(action, input, request) { decision in
            isDryRun ? DryRunAnswer.write(decision, output, wireNames) : output.json(decision.output)
        }
        switch outcome {
        case .committed(let answer): return (.json(status, answer), true)
        case .wouldCommit(let answer): return (.json(.ok, answer), false)
        case .replayed(let answer): return (.json(status, answer, [.idempotentReplayed: "true"]), false)
        }
    }
}

/// The answer to a dry run: what the real one would say, `"dry_run": true`, the rows that would change, and
/// the digest by which that is approved.
enum DryRunAnswer {
    static func write<Row>(
        _ decision: Decision<Row>, _ output: OutputType<Row>, _ names: [String: String]
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        withUnsafePointer(to: decision.output) { output.writeFields($0, to: &writer) }
        writer.key("dry_run")
        writer.bool(true)
        if let approval = decision.approval {
            writer.key("approval")
            writer.string(approval.description)
        }
        writer.key("changes")
        writer.beginArray()
        for change in decision.changes {
            writer.beginObject()
            writer.key("action")
            writer.string(change.kind.rawValue)
            writer.key("resource")
            writer.string(change.resource.rawValue)
            writer.key("id")
            if change.id == 0 { writer.null() } else { writer.int(change.id) }
            writer.key("fields")
            writer.differences(change.difference.lazy.map { ($0.name, $0.before, $0.after) }, names)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        let bytes = writer.finish()
        // Nothing is allotted in a dry run: where the number would stand, there is none yet.
        guard let number = decision.number else { return bytes }
        return bytes.replacing(Array("\"\(number.placeholder)\"".utf8), with: Array("null".utf8))
    }
}

extension EndpointDocumentation.Parameter {
    static let id = Self(
        name: "id", place: "path", text: "The row's id.", schema: ["type": "integer", "format": "int64", "minimum": 1])
    static let dryRun = Self(
        name: "dry_run", place: "query",
        text: "With `true`, everything is checked and answered as usual and nothing is written.",
        schema: ["type": "boolean"])
    static let idempotencyKey = Self(
        name: "Idempotency-Key", place: "header",
        text: "Makes the request happen at most once: a repetition within 24 hours gets the first answer again.",
        schema: ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"])
}

extension QueryParameters {
    func unknown(besides known: [String]) -> [Fault] {
        pairs.filter { !known.contains($0.name) }.map {
            Fault(
                $0.name, .unknownField,
                known.isEmpty ? "Unknown parameter." : "Unknown parameter. There are: \(known.joined(separator: ", "))."
            )
        }
    }

    func refuseUnknown(besides known: [String]) throws(Refusal) {
        let faults = faults + unknown(besides: known)
        if !faults.isEmpty { throw .problem(.invalid(faults)) }
    }
}

extension Call {
    func isDryRun() throws(Refusal) -> Bool {
        try query.refuseUnknown(besides: ["dry_run", "approval"])
        _ = try approval()
        switch query["dry_run"] {
        case nil, "false", "0": return false
        case "true", "1": return true
        default: throw .problem(.invalid([Fault("dry_run", .choice, "Expected true or false.")]))
        }
    }

    func refuseIdempotencyKey() throws(Refusal) {
        guard head.header("Idempotency-Key") != nil else { return }
        throw .problem(
            .invalid([
                Fault(
                    "Idempotency-Key", .rule,
                    "The answer holds a secret and is kept nowhere, so it cannot be repeated. Leave this header out.")
            ]))
    }

    /// - Parameter content: what of the body has to be the same when the key comes again.
    func idempotencyClaim(covering content: [UInt8]) throws(Refusal) -> IdempotencyClaim? {
        guard let key = head.header("Idempotency-Key") else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw .problem(
                .invalid([Fault("Idempotency-Key", .format, "Use 1 to 255 visible ASCII characters in this header.")]))
        }
        let principal = try authorized().principal
        let slash = head.path.hasSuffix("/") ? "" : "/"
        let text = Array("\(head.method.rawValue) \(head.path)\(slash)\n".utf8) + content
        return IdempotencyClaim(principal: principal.caller, key: key, fingerprint: SecretDigest(hashing: text))
    }
}
