package import Domain

extension User: StoredEntity {
    package static let table = "users"
    package static let queries = EntityQueries(User.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), email: row.text(), name: row.text(), password: row.optionalText(),
            passwordChangedAt: row.optionalMoment(), emailVerifiedAt: row.optionalMoment(),
            lockedAt: row.optionalMoment(), createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [User] {
        try rows.decode { row throws(PostgresError) in try User(row: &row) }
    }
}
