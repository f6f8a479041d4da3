package import Domain

extension Membership: StoredEntity {
    package static let table = "memberships"
    package static let queries = EntityQueries(Membership.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), userID: row.int64(), roleID: row.int64(),
            endedAt: row.optionalMoment(), createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Membership] {
        try rows.decode { row throws(PostgresError) in try Membership(row: &row) }
    }
}
