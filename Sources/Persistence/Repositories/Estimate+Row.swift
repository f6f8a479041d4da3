package import Domain

extension Estimate: StoredEntity {
    package static let table = "estimates"
    package static let queries = EntityQueries(Estimate.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, uuid, number) = try (row.int64(), row.identifier(), row.text())
        let (customerID, projectID) = try (row.int64(), row.optionalInt64())
        let (status, amount, tax) = try (row.choice(Status.self), row.int64(), row.int64())
        let currency = try row.currency()
        try self.init(
            id: id, uuid: uuid, number: number, customerID: customerID, projectID: projectID, status: status,
            amount: Money(minorUnits: amount, currency: currency), tax: Money(minorUnits: tax, currency: currency),
            description: row.text(), lines: row.lines(), issueDate: row.day(), validUntil: row.day(),
            createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Estimate] {
        try rows.decode { row throws(PostgresError) in try Estimate(row: &row) }
    }
}
