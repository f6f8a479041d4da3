package import Domain
import JSON

extension PostgresStore {
    private static func history(_ condition: String, limit: Int) -> Query {
        Query(
            text: """
                SELECT id, occurred_at, actor, ip, request_id, action, before, after FROM audit_events
                WHERE resource = $1::text AND resource_id = $2\(condition)
                ORDER BY occurred_at DESC, id DESC LIMIT \(limit)
                """)
    }

    /// One more than is asked for tells whether there is a next page.
    static func statement(of query: HistoryQuery) -> Statement {
        let limit = min(max(query.limit, 1), HistoryQuery.largestLimit) + 1
        let row: [Parameter] = [.text(query.resource.rawValue), .int64(query.id)]
        guard let place = query.after else { return Statement(history("", limit: limit), row) }
        return Statement(
            history(" AND (occurred_at, id) < ($3, $4)", limit: limit),
            row + [.timestamp(place.at.microseconds), .uuid(place.id.postgres)])
    }

    package func history(_ query: HistoryQuery, in tenant: TenantScope) async throws -> HistoryPage {
        try await faults.translated {
            let rows = try await client.read(.bound(to: tenant, [Self.statement(of: query)])).last
            let events = try rows.decode { row throws(PostgresError) in try HistoryEntry(row: &row) }
            return HistoryPage(events, limit: min(max(query.limit, 1), HistoryQuery.largestLimit))
        }
    }
}

extension HistoryEntry {
    fileprivate init(row: inout Row) throws(PostgresError) {
        let (id, at) = try (row.identifier(), row.moment())
        let (actor, ip, requestID, action) = try (row.text(), row.text(), row.text(), row.text())
        let (before, after) = try (row.members(), row.members())
        self.init(
            place: .init(at: at, id: id),
            origin: AuditOrigin(actor: actor, ip: ip, requestID: requestID, action: action),
            differences: after.map { member in
                Difference(
                    attribute: member.name, before: before[member.name].map(Value.init(written:)) ?? .null,
                    after: Value(written: member.value))
            })
    }
}

extension Row {
    /// The members of a json object; none where the column is null.
    fileprivate mutating func members() throws(PostgresError) -> JSONObject {
        guard let bytes = try optionalBytes() else { return JSONObject() }
        guard case .object(let members)? = try? JSONValue.parse(bytes) else { throw PostgresError(.decoding) }
        return members
    }
}

extension Value {
    /// A value as `JSONWriter.attribute` has written it. Dates, moments and identifiers stay the texts that they were.
    fileprivate init(written json: JSONValue) {
        switch json {
        case .null: self = .null
        case .string(let text): self = .text(text)
        case .number(let number): self = number.int64.map(Value.integer) ?? .text(number.text)
        case .bool(let value): self = .text(value ? "true" : "false")
        case .array(let values):
            let integers = values.compactMap(\.int64Value)
            if integers.count == values.count, !integers.isEmpty {
                self = .integers(integers)
                return
            }
            let texts = values.compactMap(\.stringValue)
            self =
                texts.count == values.count && !texts.isEmpty
                ? .texts(texts)
                : .records(
                    values.map { record in
                        record.objectValue?.map { Member($0.name, Value(written: $0.value)) } ?? []
                    })
        case .object(let members): self = .records([members.map { Member($0.name, Value(written: $0.value)) }])
        }
    }
}
