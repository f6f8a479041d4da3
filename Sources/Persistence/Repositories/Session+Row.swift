package import Domain

extension Session: StoredEntity {
    package static let table = "sessions"
    package static let queries = EntityQueries(Session.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), userID: row.int64(), method: row.choice(Method.self),
            ip: row.text(), userAgent: row.text(), passwordChangedAt: row.optionalMoment(),
            cookieDigest: row.optionalBytes(), factorAt: row.optionalMoment(), expiresAt: row.moment(),
            endedAt: row.optionalMoment(), endReason: row.text(), createdAt: row.moment(), updatedAt: row.moment(),
            version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [Session] {
        try rows.decode { row throws(PostgresError) in try Session(row: &row) }
    }
}
