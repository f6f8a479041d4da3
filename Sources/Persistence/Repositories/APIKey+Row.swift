package import Domain

extension APIKey: StoredEntity {
    package static let table = "api_keys"
    package static let queries = EntityQueries(APIKey.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), name: row.text(), family: row.text(), prefix: row.text(),
            digest: row.bytes(), scopes: row.textArray(), rateLimit: row.optionalText(), allowlist: row.textArray(),
            customerIDs: row.int64Array(), projectIDs: row.int64Array(),
            notes: row.text(), roleID: row.optionalInt64(), createdBy: row.optionalInt64(),
            integrationID: row.optionalInt64(), rotatedFrom: row.optionalInt64(), createdAt: row.moment(),
            expiresAt: row.optionalMoment(), revokedAt: row.optionalMoment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [APIKey] {
        try rows.decode { row throws(PostgresError) in try APIKey(row: &row) }
    }
}
