import Domain
import HTTPTypes
import JSON

/// The audit: one list at two paths, bare or with its pagination where `limit` or `offset` is given.
enum CredKitAudit {
    static let endpoints = [
        list("/api/v1/audit-logs/"), list("/api/v1/compliance/audit-logs/"), CredKitAuditExport.endpoint,
    ]

    // MARK: Which events

    static let filters: [InputField<AuditReading.Selection>] = [
        .text("action", name, "What was done, such as `invoices.create`.") { $0.action = $1 },
        .text("resource_type", name, "To what kind of row, such as `invoices`.") { $0.resource = $1 },
        .parsed(
            "user_id", ["type": "string", "pattern": "^[1-9][0-9]*$", "description": "Who did it: a user's id."],
            false, Fault("user_id", .format, "Expected a user's id, such as 7."),
            { text in Int64(text).flatMap { $0 > 0 && String($0) == text ? $0 : nil } }
        ) { $0.user = $1 },
        bound("start_date", "From this moment, or from the beginning of this day of the tenant's.") { $0.start = $1 },
        bound("end_date", "Up to and with this moment, or this day of the tenant's.") { $0.end = $1 },
    ]

    private static let name = TextRule(1...100)

    private static func bound(
        _ name: String, _ text: String,
        _ set: @escaping @Sendable (inout AuditReading.Selection, AuditReading.Bound) -> Void
    ) -> InputField<AuditReading.Selection> {
        .parsed(
            name,
            [
                "type": "string", "description": .string(text), "anyOf": [["format": "date"], ["format": "date-time"]],
            ], false,
            Fault(name, .format, "Expected a date like 2026-01-31, or a moment like 2026-01-31T10:00:00Z."),
            AuditReading.Bound.init(_:), set)
    }

    private static let selection = InputType<AuditReading.Selection>(
        "AuditSelection", example: [:], start: { AuditReading.Selection() }, filters)

    // MARK: An event

    static let output = OutputType<AuditEvent>(
        "AuditLog",
        [
            .text("id", "The event's id.") { $0.pointee.id.description },
            .timestamp("created_at", "When it was done.") { $0.pointee.occurredAt.wholeSecond },
            .text("actor", "Who did it: `user:7`, `key:12`, `cli`.") { $0.pointee.actor },
            .text("on_behalf_of", "Whose rights the key has; empty where it has its own.") { $0.pointee.onBehalfOf },
            .optionalText("user_id", "The user who did it; null where it was none.") { $0.pointee.userID },
            .text("action", "What was done, such as `invoices.create`.") { $0.pointee.action },
            .text("resource_type", "To what kind of row.") { $0.pointee.resource },
            .optionalText("resource_id", "To which row; null where it was none.") { $0.pointee.rowID },
            .text("ip_address", "From where; empty where that is not known.") { $0.pointee.ip },
            .text("request_id", "The request's id, which its answer had too.") { $0.pointee.requestID },
            .json("before", "What was changed, as it was; null for a new row, or erased.") { $0.pointee.before },
            .json("after", "What was changed, as it became; null where it was erased.") { $0.pointee.after },
        ])

    // MARK: The list

    private static let defaultLimit = 50
    private static let largestLimit = 1000
    /// Whoever wants more follows `Link`, which begins where a page ends and counts nothing.
    private static let largestOffset = Int(Total.cap)

    private static let documentation = EndpointDocumentation(
        tag: "audit",
        parameters: filters.map { .init(name: $0.name, place: "query", text: $0.text, schema: $0.schema) } + [
            .init(
                name: "limit", place: "query", text: "Events a page, \(defaultLimit) unless given.",
                schema: ["type": "integer", "minimum": 1, "maximum": .int(Int64(largestLimit))]),
            .init(
                name: "offset", place: "query", text: "Events to pass over.",
                schema: ["type": "integer", "minimum": 0, "maximum": .int(Int64(largestOffset))]),
            .init(
                name: "cursor", place: "query",
                text: "Where the page begins: from the `Link` header of the page before.",
                schema: ["type": "string", "format": "uuid"]),
        ],
        output: .init(name: output.name, schema: output.schema), isList: true, hasTotal: false)

    private struct Query {
        var filter = AuditFilter()
        var limit = CredKitAudit.defaultLimit
        var offset = 0
    }

    private static func list(_ path: String) -> Endpoint {
        .waiting(.get, path, .needs(AuditReading.list), documentation) { call in
            let caller = try call.authorized()
            let query = try query(call, in: caller.principal.zone)
            let (audit, tenant) = (call.services.audit, caller.tenant)
            // One more than is asked for tells whether there is a next page.
            let found = try await audit.list(
                query.filter, limit: query.limit + 1, offset: query.offset, of: tenant)
            let (events, hasNext) = (Array(found.prefix(query.limit)), found.count > query.limit)
            var headers: AnswerHeaders = [:]
            if hasNext, let next = next(after: events, query, call.query) {
                headers[.link] = "<\(call.head.path)?\(next)>; rel=\"next\""
            }
            guard call.query["limit"] != nil || call.query["offset"] != nil else {
                return .json(.ok, output.json(events), headers)
            }
            var all = query.filter
            all.after = nil
            let total = try await audit.count(all, of: tenant)
            if total.isCapped { headers[.totalCountCapped] = "true" }
            return .json(.ok, paginated(events, query, total, hasNext: hasNext), headers)
        }
    }

    private static func next(after events: [AuditEvent], _ query: Query, _ asked: QueryParameters) -> String? {
        if asked["offset"] == nil { return events.last.map { asked.replacing("cursor", with: $0.id.description) } }
        let offset = query.offset + query.limit
        return offset <= largestOffset ? asked.replacing("offset", with: String(offset)) : nil
    }

    private static func paginated(
        _ events: [AuditEvent], _ query: Query, _ total: Total, hasNext: Bool
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.key("data")
        writer.raw(output.json(events))
        writer.pagination(
            total: total.count, limit: query.limit, offset: query.offset, hasNext: hasNext,
            hasPrev: query.offset > 0 || query.filter.after != nil)
        writer.endObject()
        return writer.finish()
    }

    private static func query(_ call: Call, in zone: CalendarZone) throws(Refusal) -> Query {
        let names = filters.map(\.name)
        var faults = call.query.faults + call.query.unknown(besides: names + ["limit", "offset", "cursor"])
        let said = call.query.pairs.filter { names.contains($0.name) }.map { ($0.name, JSONValue.string($0.value)) }
        let selected = selection.read(.object(JSONObject(said)), at: "", &faults)
        var query = Query()
        func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
            guard let text = call.query[name] else { return nil }
            if let value = Int(text), range.contains(value) { return value }
            faults.append(
                Fault(name, .range, "Expected an integer between \(range.lowerBound) and \(range.upperBound)."))
            return nil
        }
        query.limit = integer("limit", 1...largestLimit) ?? defaultLimit
        query.offset = integer("offset", 0...largestOffset) ?? 0
        query.filter = selected?.filter(in: zone) ?? AuditFilter()
        if let text = call.query["cursor"] {
            query.filter.after = UUIDv7(text: text)
            if query.filter.after == nil {
                faults.append(Fault("cursor", .format, "This cursor does not belong to this list."))
            }
            if call.query["offset"] != nil {
                faults.append(Fault("offset", .rule, "Give this or cursor, not both."))
            }
        }
        if !faults.isEmpty { throw .problem(.invalid(faults)) }
        return query
    }
}

extension AuditEvent {
    var userID: String? { actor.hasPrefix("user:") ? String(actor.dropFirst(5)) : nil }
    var rowID: String? { resourceID == 0 ? nil : String(resourceID) }
}

extension InputField {
    /// What its schema says of it.
    fileprivate var text: String { schema["description"]?.stringValue ?? "" }
}

extension OutputField {
    /// JSON as it was written down.
    fileprivate static func json(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> [UInt8]?
    ) -> OutputField {
        OutputField(name, schema: ["type": ["object", "null"], "description": .string(text)]) { source, writer in
            if let bytes = value(source) { writer.raw(bytes) } else { writer.null() }
        }
    }
}
