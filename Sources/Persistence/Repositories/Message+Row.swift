package import Domain

extension Message: StoredEntity {
    package static let table = "messages"
    package static let queries = EntityQueries(Message.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, uuid, user, kind) = try (row.int64(), row.identifier(), row.int64(), row.text())
        guard let kind = Kind(rawValue: kind) else { throw PostgresError(.decoding) }
        try self.init(
            id: id, uuid: uuid, userID: user, kind: kind, recipient: row.text(), occasion: row.text(),
            sealed: row.bytes(), expiresAt: row.moment(), createdAt: row.moment(), updatedAt: row.moment(),
            version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Message] {
        try rows.decode { row throws(PostgresError) in try Message(row: &row) }
    }
}
