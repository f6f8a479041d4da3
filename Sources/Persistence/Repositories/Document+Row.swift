package import Domain

extension Document: StoredEntity {
    package static let table = "documents"
    package static let queries = EntityQueries(Document.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, uuid, filename) = try (row.int64(), row.identifier(), row.text())
        let (mediaType, size, digest) = try (row.choice(MediaType.self), row.int64(), row.digest())
        let status = try row.choice(Status.self)
        var extracted = Contact()
        extracted.name = try row.text()
        extracted.email = try row.text()
        extracted.phone = try row.text()
        extracted.company = try row.text()
        extracted.address = try row.text()
        extracted.taxNumber = try row.text()
        try self.init(
            id: id, uuid: uuid, filename: filename, mediaType: mediaType, size: size, digest: digest, status: status,
            extracted: extracted, customerID: row.optionalInt64(), hasMadeCustomer: row.bool(),
            createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Document] {
        try rows.decode { row throws(PostgresError) in try Document(row: &row) }
    }
}
