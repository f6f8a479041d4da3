package import Domain

extension Link: StoredEntity {
    package static let table = "links"
    package static let queries = EntityQueries(Link.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, uuid, user, purpose) = try (row.int64(), row.identifier(), row.int64(), row.text())
        guard let purpose = Purpose(rawValue: purpose) else { throw PostgresError(.decoding) }
        try self.init(
            id: id, uuid: uuid, userID: user, purpose: purpose, digest: row.digest(), email: row.text(),
            expiresAt: row.moment(), usedAt: row.optionalMoment(), createdAt: row.moment(), updatedAt: row.moment(),
            version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Link] {
        try rows.decode { row throws(PostgresError) in try Link(row: &row) }
    }
}
