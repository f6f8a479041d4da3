package import Domain

extension Invoice: StoredEntity {
    package static let table = "invoices"
    package static let numberColumn: String? = "number"
    package static let queries = EntityQueries(Invoice.self)

    package init(row: inout Row) throws(PostgresError) {
        let id = try row.int64()
        let uuid = try row.identifier()
        let number = try row.text()
        let customerID = try row.int64()
        let status = try row.choice(Status.self)
        let minorUnits = try row.int64()
        guard let currency = Currency(code: try row.text()) else { throw PostgresError(.decoding) }
        try self.init(
            id: id, uuid: uuid, number: number, customerID: customerID, status: status,
            amount: Money(minorUnits: minorUnits, currency: currency), description: row.text(), issueDate: row.day(),
            dueDate: row.day(), createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Invoice] {
        try rows.decode { row throws(PostgresError) in try Invoice(row: &row) }
    }
}
