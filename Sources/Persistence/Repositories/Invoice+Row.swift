package import Domain

extension Invoice: StoredEntity {
    package static let table = "invoices"
    package static let queries = EntityQueries(Invoice.self)

    package init(row: inout Row) throws(PostgresError) {
        let id = try row.int64()
        let uuid = try row.identifier()
        let number = try row.text()
        let customerID = try row.int64()
        let projectID = try row.optionalInt64()
        let status = try row.choice(Status.self)
        let (amount, tax) = try (row.int64(), row.int64())
        let currency = try row.currency()
        try self.init(
            id: id, uuid: uuid, number: number, customerID: customerID, projectID: projectID, status: status,
            amount: Money(minorUnits: amount, currency: currency), tax: Money(minorUnits: tax, currency: currency),
            description: row.text(), lines: row.lines(), issueDate: row.day(), dueDate: row.day(),
            createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Invoice] {
        try rows.decode { row throws(PostgresError) in try Invoice(row: &row) }
    }
}
