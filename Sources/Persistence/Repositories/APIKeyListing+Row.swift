package import Domain

/// A view: it is read, never written.
extension APIKeyListing: StoredEntity {
    package static let table = "key_listings"
    package static let queries = EntityQueries(APIKeyListing.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            key: APIKey(row: &row), status: row.choice(APIKey.Status.self), usageCount: row.int64(),
            lastUsedAt: row.optionalMoment(), lastUsedIP: row.optionalText(), isUnused: row.bool(),
            roleName: row.optionalText(), integrationName: row.optionalText(), creator: row.optionalText())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [APIKeyListing] {
        try rows.decode { row throws(PostgresError) in try APIKeyListing(row: &row) }
    }
}
