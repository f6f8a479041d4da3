package import Domain

extension Role: StoredEntity {
    package static let table = "roles"
    package static let queries = EntityQueries(Role.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), name: row.text(), description: row.text(),
            builtin: row.optionalText().flatMap(BuiltinRole.init(rawValue:)), permissions: row.textArray(),
            isDeleted: row.bool(),
            createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Role] {
        try rows.decode { row throws(PostgresError) in try Role(row: &row) }
    }
}
