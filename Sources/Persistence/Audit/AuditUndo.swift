package import Domain
package import JSON

/// What becomes of a row when events of it are taken back, newest first: its values go back where they still are what
/// the event left, and stay where somebody changed them since.
package struct AuditUndo: Sendable {
    /// Attributes and the JSON that they are to have again.
    package private(set) var values: [(name: String, value: JSONValue)] = []
    /// The row's making is among the events, and nobody else has changed it since.
    package private(set) var takesBackCreation = false
    /// Why events are left as they are.
    package private(set) var conflicts: [String] = []

    /// - Parameter events: newest first.
    package init<Row: Entity>(_ events: [AuditEvent], of row: Row) {
        var present = Self.values(of: row)
        let original = present
        for event in events {
            guard let after = event.after.flatMap({ try? JSONValue.parse($0) })?.objectValue else {
                conflicts.append("\(event.id): its content was erased.")
                continue
            }
            let changed = after.filter { present[$0.name] != $0.value }.map(\.name)
            guard changed.isEmpty else {
                conflicts.append("\(event.id) (\(event.action)): changed since: \(changed.joined(separator: ", ")).")
                continue
            }
            guard let before = event.before.flatMap({ try? JSONValue.parse($0) })?.objectValue else {
                takesBackCreation = true
                break
            }
            for member in before { present[member.name] = member.value }
        }
        values = original.compactMap { name, value in
            present[name].flatMap { $0 == value ? nil : (name, $0) }
        }.sorted { $0.name < $1.name }
    }

    /// As the audit writes them.
    private static func values<Row: Entity>(of row: Row) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for attribute in Row.attributes where attribute.isContent {
            var writer = JSONWriter(capacity: 256)
            writer.attribute(attribute.value(row))
            values[attribute.name] = try? JSONValue.parse(writer.finish())
        }
        return values
    }
}

extension PostgresAudit {
    /// A row with some of its values put back. PostgreSQL reads them by the columns' types, from the names and the form
    /// that the audit wrote them in; nothing is written.
    package func row<Row: StoredEntity>(_ id: Int64, with undo: AuditUndo, in tenant: TenantScope) async throws -> Row?
    {
        let values = JSONValue.object(JSONObject(undo.values.map { ($0.name, $0.value) })).text
        let query = Query(
            text: """
                SELECT \(Row.queries.columns) FROM (
                    SELECT (json_populate_record(t, $2::text::json)).* FROM \(Row.table) t WHERE t.id = $1) AS r
                """)
        return try await faults.translated {
            let statement = Statement(query, .int64(id), .text(values))
            return try Row.decode(try await client.read(.bound(to: tenant, [statement])).last).first
        }
    }
}
