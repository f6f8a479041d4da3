import AuthCore
package import Domain

extension OAuthClient: StoredEntity {
    package static let table = "oauth_clients"
    package static let idTable = "api_keys"
    package static let queries = EntityQueries(OAuthClient.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, uuid, clientID, name) = try (row.int64(), row.identifier(), row.text(), row.text())
        let (origin, isConfidential) = try (row.choice(Origin.self), row.bool())
        let digest = try row.optionalBytes().flatMap { SecretDigest(bytes: $0) }
        try self.init(
            id: id, uuid: uuid, clientID: clientID, name: name, origin: origin, isConfidential: isConfidential,
            secretDigest: digest, authMethods: row.choices(AuthMethod.self), redirectURIs: row.textArray(),
            grantTypes: row.choices(GrantType.self), scopes: row.textArray(), jwks: row.text(), jwksURI: row.text(),
            clientURI: row.text(), isVerified: row.bool(), needsApproval: row.bool(), disabledAt: row.optionalMoment(),
            consentAfter: row.optionalMoment(), createdAt: row.moment(), updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [OAuthClient] {
        try rows.decode { row throws(PostgresError) in try OAuthClient(row: &row) }
    }
}

extension OAuthGrant: StoredEntity {
    package static let table = "oauth_grants"
    package static let queries = EntityQueries(OAuthGrant.self)

    package init(row: inout Row) throws(PostgresError) {
        try self.init(
            id: row.int64(), uuid: row.identifier(), userID: row.int64(), clientID: row.int64(),
            scopes: row.textArray(), customerIDs: row.int64Array(), projectIDs: row.int64Array(),
            revokedAt: row.optionalMoment(), createdAt: row.moment(),
            updatedAt: row.moment(), version: row.int64())
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [OAuthGrant] {
        try rows.decode { row throws(PostgresError) in try OAuthGrant(row: &row) }
    }
}

extension Row {
    fileprivate mutating func choices<Choice: RawRepresentable<String>>(_: Choice.Type) throws(PostgresError)
        -> [Choice]
    {
        try textArray().compactMap { Choice(rawValue: $0) }
    }
}
