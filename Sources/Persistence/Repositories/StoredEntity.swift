package import Domain
import JSON

/// How an entity lies in its table: the columns are its attributes, in their order, behind `tenant_id`.
package protocol StoredEntity: Entity {
    static var table: String { get }
    /// Whose sequence ids are drawn from.
    static var idTable: String { get }
    /// The column that says whose row it is.
    static var tenantColumn: String { get }
    static var queries: EntityQueries { get }

    /// Reads the columns in the order of the attributes.
    init(row: inout Row) throws(PostgresError)
    /// Written out for each entity, so that the loop is compiled for it alone.
    static func decode(_ rows: Rows) throws(PostgresError) -> [Self]
}

extension StoredEntity {
    package static var idTable: String { table }
    package static var tenantColumn: String { "tenant_id" }
}

/// Every entity that changes are written to.
enum StoredEntities {
    static let all: [any StoredEntity.Type] = [
        Customer.self, Project.self, Invoice.self, Estimate.self, ActivityReport.self, CreditNote.self,
        Document.self, APIKey.self, Role.self, User.self, Membership.self, Integration.self,
        WorkItem.self, WorkTask.self, Device.self, Session.self, SecondFactor.self, Link.self, Message.self,
        OAuthClient.self, OAuthGrant.self, TenantSettings.self,
    ]

    static let queries = Dictionary(uniqueKeysWithValues: all.map { ($0.resource, $0.queries) })
}

/// The statements of an entity's table that every request shares, made once.
package struct EntityQueries: Sendable {
    let columns: String
    let find: Query
    let findAll: Query
    /// The first page in the order of ids, by the number of rows that are read.
    let firstPages: [Int: Query]
    let total: Query
    let insert: Query
    /// As `insert`, with the number that was allotted earlier in the same transaction.
    let insertNumbered: Query
    /// For who is limited to some customers or projects: they see no running total, and so cannot add to one.
    let limitedInsert: Query
    let limitedInsertNumbered: Query
    let update: Query

    init<Row: StoredEntity>(_: Row.Type) {
        let names = Row.attributes.map(\.name)
        let list = names.joined(separator: ", ")
        columns = list
        find = Query(text: "SELECT \(list) FROM \(Row.table) WHERE id = $1")
        findAll = Query(text: "SELECT \(list) FROM \(Row.table) WHERE id = ANY ($1)")
        func firstPage(_ limit: Int) -> Query {
            Query(text: "SELECT \(list) FROM \(Row.table) ORDER BY id LIMIT \(limit)")
        }
        firstPages = Dictionary(uniqueKeysWithValues: ListSQL<Row>.sizes.map { ($0, firstPage($0)) })
        total = Query(
            text: "SELECT coalesce(sum(total), 0)::bigint FROM row_counts WHERE resource = '\(Row.resource.rawValue)'")
        let count = """
            INSERT INTO row_counts (tenant_id, resource, part, total)
            VALUES ($1, '\(Row.resource.rawValue)', pg_backend_pid() % 64, 1)
            ON CONFLICT (tenant_id, resource, part) DO UPDATE SET total = row_counts.total + 1
            """
        let limitedCount = "SELECT kiik_count_row('\(Row.resource.rawValue)')"
        func insert(_ count: String, _ number: (String) -> String?) -> Query {
            let values = names.enumerated().map { number($1) ?? "$\($0 + 2)" }.joined(separator: ", ")
            return Query(
                text: """
                    WITH inserted AS (INSERT INTO \(Row.table) (tenant_id, \(list)) VALUES ($1, \(values)))
                    \(count)
                    """)
        }
        self.insert = insert(count) { _ in nil }
        limitedInsert = insert(limitedCount) { _ in nil }
        // The parameter is named so that it keeps its place and its type; its value is the placeholder.
        func allotted(_ name: String) -> String? {
            guard name == "number", Row.self is any Numbered.Type, let place = names.firstIndex(of: name) else {
                return nil
            }
            return "coalesce(nullif(current_setting('kiik.number', true), ''), $\(place + 2)::text)"
        }
        insertNumbered = insert(count, allotted)
        limitedInsertNumbered = insert(limitedCount, allotted)
        let assignments = names.enumerated().filter { !["id", "uuid", "created_at"].contains($1) }
            .map { "\($1) = $\($0 + 2)" }.joined(separator: ", ")
        // Every parameter is mentioned, so that an insert and an update bind the same list.
        let kept = names.enumerated().filter { ["uuid", "created_at"].contains($1) }
            .map { " AND \($1) = $\($0 + 2)" }.joined()
        let id = (names.firstIndex(of: "id") ?? 0) + 2
        update = Query(
            text: """
                WITH changed AS (UPDATE \(Row.table) SET \(assignments)
                    WHERE \(Row.tenantColumn) = $1 AND id = $\(id) AND version = $\(names.count + 2)\(kept) RETURNING 1)
                SELECT kiik_require_one(count(*)) FROM changed
                """)
    }
}

extension Value {
    var parameter: Parameter {
        switch self {
        case .null: .null(.inferred)
        case .boolean(let value): .bool(value)
        case .integer(let value): .int64(value)
        case .text(let value): .text(value)
        case .texts(let value): .textArray(value)
        case .integers(let value): .int64Array(value)
        case .bytes(let value): .bytes(value)
        case .timestamp(let value): .timestamp(value.microseconds)
        case .date(let value): .date(value.days)
        case .uuid(let value): .uuid(value.postgres)
        case .records:
            {
                var writer = JSONWriter(capacity: 256)
                writer.attribute(self)
                return .text(String(decoding: writer.finish(), as: UTF8.self))
            }()
        }
    }
}

extension UUIDv7 {
    var postgres: PostgresUUID { PostgresUUID(high: high, low: low) }

    init(_ uuid: PostgresUUID) {
        self.init(high: uuid.high, low: uuid.low)
    }
}

extension Row {
    mutating func moment() throws(PostgresError) -> Timestamp { Timestamp(microseconds: try timestamp()) }

    mutating func optionalMoment() throws(PostgresError) -> Timestamp? {
        try optionalTimestamp().map(Timestamp.init(microseconds:))
    }

    mutating func identifier() throws(PostgresError) -> UUIDv7 { UUIDv7(try uuid()) }

    mutating func optionalDay() throws(PostgresError) -> LocalDate? {
        guard let days = try optionalDate() else { return nil }
        guard let day = LocalDate(days: Int64(days)) else { throw PostgresError(.decoding) }
        return day
    }

    mutating func currency() throws(PostgresError) -> Currency {
        guard let currency = Currency(code: try text()) else { throw PostgresError(.decoding) }
        return currency
    }

    mutating func day() throws(PostgresError) -> LocalDate {
        guard let day = LocalDate(days: Int64(try date())) else { throw PostgresError(.decoding) }
        return day
    }

    /// A text that is one of an enumeration's cases.
    mutating func choice<Choice: RawRepresentable<String>>(_: Choice.Type) throws(PostgresError) -> Choice {
        guard let choice = Choice(rawValue: try text()) else { throw PostgresError(.decoding) }
        return choice
    }
}
