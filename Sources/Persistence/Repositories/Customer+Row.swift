package import Domain

extension Customer: StoredEntity {
    package static let table = "customers"
    package static let queries = EntityQueries(Customer.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), name: row.text(), email: row.text(), phone: row.text(),
            company: row.text(), address: row.text(), taxNumber: row.text(), notes: row.text(),
            status: row.choice(Status.self), createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Customer] {
        try rows.decode { row throws(PostgresError) in try Customer(row: &row) }
    }
}
