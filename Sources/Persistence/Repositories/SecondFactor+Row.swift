package import Domain

extension SecondFactor: StoredEntity {
    package static let table = "second_factors"
    package static let queries = EntityQueries(SecondFactor.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), userID: row.int64(), sealed: row.bytes(),
            confirmedAt: row.optionalMoment(), createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [SecondFactor] {
        try rows.decode { row throws(PostgresError) in try SecondFactor(row: &row) }
    }
}
