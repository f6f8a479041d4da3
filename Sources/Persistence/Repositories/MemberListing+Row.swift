package import Domain

/// A view: it is read, never written.
extension MemberListing: StoredEntity {
    package static let table = "member_listings"
    package static let queries = EntityQueries(MemberListing.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), userID: row.int64(), email: row.text(), name: row.text(), roleID: row.int64(),
            roleName: row.text(), isOwner: row.bool(), isHome: row.bool(), lockedAt: row.optionalMoment(),
            endedAt: row.optionalMoment(), hasPassword: row.bool(), hasSecondFactor: row.bool(),
            lastLoginAt: row.optionalMoment(), createdAt: row.moment(), version: row.int64())
        // It follows from the others.
        _ = try row.text()
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [MemberListing] {
        try rows.decode { row throws(PostgresError) in try MemberListing(row: &row) }
    }
}
