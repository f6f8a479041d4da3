package import Domain

extension ActivityReport: StoredEntity {
    package static let table = "activity_reports"
    package static let queries = EntityQueries(ActivityReport.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), projectID: row.int64(), month: row.day(), worker: row.text(),
            status: row.choice(Status.self), days: row.days(), notes: row.text(), invoiceID: row.optionalInt64(),
            createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [ActivityReport] {
        try rows.decode { row throws(PostgresError) in try ActivityReport(row: &row) }
    }
}
