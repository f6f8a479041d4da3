package import Domain

extension Device: StoredEntity {
    package static let table = "devices"
    package static let queries = EntityQueries(Device.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), customerID: row.int64(), type: row.text(), brand: row.text(),
            model: row.text(), serialNumber: row.text(), notes: row.text(), createdAt: row.moment(),
            updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Device] {
        try rows.decode { row throws(PostgresError) in try Device(row: &row) }
    }
}
