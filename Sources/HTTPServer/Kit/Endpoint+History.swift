import Domain
import HTTPTypes
import JSON

extension Endpoint {
    /// The changes of one row, the newest first, by page.
    /// - Parameter names: what this dialect calls attributes that it calls otherwise than the domain.
    static func history<Row: Entity>(
        _ path: String, _ operation: Operation, tag: String, names: [String: String],
        of repository: @escaping @Sendable (any Store) -> any Repository<Row>
    ) -> Endpoint {
        let output = OutputType<HistoryEntry>.history(names)
        let documentation = EndpointDocumentation(
            tag: tag,
            parameters: [
                .id,
                .init(
                    name: "limit", place: "query", text: "Changes a page, \(HistoryQuery.defaultLimit) unless given.",
                    schema: ["type": "integer", "minimum": 1, "maximum": .int(Int64(HistoryQuery.largestLimit))]),
                .init(
                    name: "cursor", place: "query",
                    text: "Where the page begins: from the `Link` header of the page before.",
                    schema: ["type": "string", "pattern": "^[A-Za-z0-9_-]+$"]),
            ],
            output: .init(name: output.name, schema: output.schema), isList: true, hasTotal: false)
        return waiting(.get, path, .needs(operation), documentation) { call in
            let query = try query(call, Row.resource)
            let (store, tenant) = (call.services.store, try call.authorized().tenant)
            guard try await repository(store).find(call.id, in: tenant) != nil else {
                throw Refusal.problem(.notFound(Row.resource, id: String(call.id)))
            }
            let page = try await store.history(query, in: tenant)
            var headers: AnswerHeaders = [:]
            if let next = page.next {
                let more = call.query.replacing("cursor", with: next.text)
                headers[.link] = "<\(call.head.path)?\(more)>; rel=\"next\""
            }
            return .json(.ok, output.json(page.events), headers)
        }
    }

    private static func query(_ call: Call, _ resource: Resource) throws(Refusal) -> HistoryQuery {
        var query = HistoryQuery(of: resource, id: call.id)
        var faults = call.query.faults + call.query.unknown(besides: ["limit", "cursor"])
        if let text = call.query["limit"] {
            if let limit = Int(text), (1...HistoryQuery.largestLimit).contains(limit) {
                query.limit = limit
            } else {
                faults.append(
                    Fault("limit", .range, "Expected an integer between 1 and \(HistoryQuery.largestLimit)."))
            }
        }
        if let text = call.query["cursor"] {
            query.after = HistoryEntry.Place(text: text)
            if query.after == nil {
                faults.append(
                    Fault("cursor", .format, "This cursor does not belong to a list with this ordering."))
            }
        }
        if !faults.isEmpty { throw .problem(.invalid(faults)) }
        return query
    }
}

extension OutputType where Source == HistoryEntry {
    fileprivate static func history(_ names: [String: String]) -> OutputType {
        OutputType(
            "HistoryEntry",
            [
                .text("actor", "Who made the change: `key:12`, `cli`.") { $0.pointee.origin.actor },
                .text("action", "What was done, such as `work_items.update`.") { $0.pointee.origin.action },
                .timestamp("at", "When.") { $0.pointee.place.at },
                .text("request_id", "The request's id, which its answer had too.") { $0.pointee.origin.requestID },
                OutputField(
                    "fields",
                    schema: [
                        "type": "object", "description": "What changed, by field; before a row was there, null.",
                        "additionalProperties": [
                            "type": "object", "properties": ["before": [:], "after": [:]],
                            "required": ["before", "after"],
                        ],
                    ]
                ) { event, writer in
                    writer.differences(
                        event.pointee.differences.lazy.map { ($0.attribute, $0.before, $0.after) }, names)
                },
            ])
    }
}

extension HistoryEntry.Place {
    fileprivate var text: String {
        PlaceText.encode(at, Int64(bitPattern: id.high), Int64(bitPattern: id.low))
    }

    fileprivate init?(text: String) {
        guard let (at, rest) = PlaceText.decode(text, count: 2) else { return nil }
        self.init(at: at, id: UUIDv7(high: UInt64(bitPattern: rest[0]), low: UInt64(bitPattern: rest[1])))
    }
}
