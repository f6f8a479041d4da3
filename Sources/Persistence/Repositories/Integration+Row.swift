package import Domain

extension Integration: StoredEntity {
    package static let table = "integrations"
    package static let queries = EntityQueries(Integration.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), name: row.text(), description: row.text(),
            responsible: row.text(), createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Integration] {
        try rows.decode { row throws(PostgresError) in try Integration(row: &row) }
    }
}
