package import Domain

/// A view: it is read, never written.
extension RoleHolders: StoredEntity {
    package static let table = "role_holders"
    package static let queries = EntityQueries(RoleHolders.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), members: row.int64(), invited: row.int64(), keys: row.int64(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [RoleHolders] {
        try rows.decode { row throws(PostgresError) in try RoleHolders(row: &row) }
    }
}
