package import Domain

extension CreditNote: StoredEntity {
    package static let table = "credit_notes"
    package static let queries = EntityQueries(CreditNote.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, uuid, number) = try (row.int64(), row.identifier(), row.text())
        let (invoiceID, customerID) = try (row.int64(), row.int64())
        let (amount, tax) = try (row.int64(), row.int64())
        let currency = try row.currency()
        try self.init(
            id: id, uuid: uuid, number: number, invoiceID: invoiceID, customerID: customerID,
            amount: Money(minorUnits: amount, currency: currency), tax: Money(minorUnits: tax, currency: currency),
            reason: row.text(), issueDate: row.day(), createdAt: row.moment(), updatedAt: row.moment(),
            version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [CreditNote] {
        try rows.decode { row throws(PostgresError) in try CreditNote(row: &row) }
    }
}
