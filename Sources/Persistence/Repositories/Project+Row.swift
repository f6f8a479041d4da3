package import Domain

extension Project: StoredEntity {
    package static let table = "projects"
    package static let queries = EntityQueries(Project.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, uuid, name) = try (row.int64(), row.identifier(), row.text())
        let (customerID, description, status) = try (row.int64(), row.text(), row.choice(Status.self))
        let dailyRate = try row.optionalInt64()
        let currency = try row.currency()
        try self.init(
            id: id, uuid: uuid, name: name, customerID: customerID, description: description, status: status,
            dailyRate: dailyRate.map { Money(minorUnits: $0, currency: currency) }, currency: currency,
            startDate: row.optionalDay(), endDate: row.optionalDay(), createdAt: row.moment(),
            updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Project] {
        try rows.decode { row throws(PostgresError) in try Project(row: &row) }
    }
}
