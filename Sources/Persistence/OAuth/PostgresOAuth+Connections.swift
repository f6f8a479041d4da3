package import AuthCore
package import Domain

/// Connections: an app's code, and the tokens that came of it.
extension PostgresOAuth {
    private static let columns = """
        a.tenant_id, a.id, a.client_id, a.client, a.client_name, a.needs_approval, a.scopes, a.audience,
        a.code_expires_at, a.code_used_at, a.code_challenge, a.redirect_uri, a.nonce, a.authenticated_at, a.created_at,
        a.expires_at, a.ended_at, a.subdomain, a.currency, a.time_zone, a.user_id, coalesce(a.email, ''),
        coalesce(a.user_name, ''), a.email_verified_at IS NOT NULL, a.builtin, a.permissions,
        a.approval, a.customer_ids, a.project_ids
        """
    private static let byCode = Query(
        text: "SELECT \(columns) FROM oauth_authorization_lookup a WHERE a.code_digest = $1")
    private static let byID = Query(text: "SELECT \(columns) FROM oauth_authorization_lookup a WHERE a.id = $1")
    private static let byToken = Query(
        text: """
            SELECT \(columns), t.scopes, t.audience, t.created_at, t.expires_at, t.revoked_at
            FROM oauth_token_lookup t JOIN oauth_authorization_lookup a
                ON a.tenant_id = t.tenant_id AND a.id = t.authorization_id
            WHERE t.digest = $1
            """)
    private static let byRefreshToken = Query(
        text: """
            SELECT \(columns), t.created_at, t.used_at
            FROM oauth_refresh_lookup t JOIN oauth_authorization_lookup a
                ON a.tenant_id = t.tenant_id AND a.id = t.authorization_id
            WHERE t.digest = $1
            """)

    private static let insert: Query = """
        INSERT INTO oauth_authorizations (tenant_id, id, client_id, grant_id, user_id, scopes, audience, code_digest,
            code_expires_at, code_challenge, redirect_uri, nonce, authenticated_at, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """
    private static let insertToken: Query = """
        INSERT INTO oauth_access_tokens (tenant_id, authorization_id, digest, scopes, audience, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    private static let insertRefreshToken: Query = """
        INSERT INTO oauth_refresh_tokens (tenant_id, authorization_id, generation, digest, created_at)
        VALUES ($1, $2, $3, $4, $5)
        """

    package func keep(_ authorization: NewAuthorization, token: NewAccessToken?) async throws {
        let statement = Statement(
            Self.insert, .int64(authorization.tenant.id), .int64(authorization.id), .int64(authorization.client),
            .int64(authorization.grant), .int64(authorization.user), .textArray(authorization.scopes),
            .text(authorization.audience.rawValue), authorization.code.map { .bytes($0.bytes) } ?? .null(.bytes),
            .timestamp(authorization.codeExpiresAt?.microseconds), .text(authorization.challenge),
            .text(authorization.redirectURI), .text(authorization.nonce),
            .timestamp(authorization.authenticatedAt?.microseconds), .timestamp(authorization.createdAt.microseconds),
            .timestamp(authorization.expiresAt.microseconds))
        let tokens = token.map { [Self.inserting($0, authorization.tenant, authorization.id)] } ?? []
        try await write([statement] + tokens, in: authorization.tenant)
    }

    private static func inserting(_ token: NewAccessToken, _ tenant: TenantScope, _ authorization: Int64) -> Statement {
        Statement(
            insertToken, .int64(tenant.id), .int64(authorization), .bytes(token.digest.bytes),
            .textArray(token.scopes), .text(token.audience.rawValue), .timestamp(token.createdAt.microseconds),
            .timestamp(token.expiresAt.microseconds))
    }

    package func authorization(ofCode digest: SecretDigest) async throws -> StoredAuthorization? {
        try await first(Statement(Self.byCode, .bytes(digest.bytes))) { row throws(PostgresError) in
            try row.authorization()
        }
    }

    package func authorization(_ id: Int64) async throws -> StoredAuthorization? {
        try await first(Statement(Self.byID, .int64(id))) { row throws(PostgresError) in try row.authorization() }
    }

    package func token(_ digest: SecretDigest) async throws -> StoredAccessToken? {
        try await first(Statement(Self.byToken, .bytes(digest.bytes))) { row throws(PostgresError) in
            let authorization = try row.authorization()
            return try StoredAccessToken(
                digest: digest, authorization: authorization, scopes: row.textArray(),
                audience: row.choice(TokenAudience.self), createdAt: row.moment(), expiresAt: row.moment(),
                revokedAt: row.optionalMoment())
        }
    }

    package func refreshToken(_ digest: SecretDigest) async throws -> FoundRefreshToken? {
        try await first(Statement(Self.byRefreshToken, .bytes(digest.bytes))) { row throws(PostgresError) in
            let authorization = try row.authorization()
            return try FoundRefreshToken(
                authorization: authorization, createdAt: row.moment(), usedAt: row.optionalMoment())
        }
    }

    private func first<Value: Sendable>(
        _ statement: Statement, _ read: @Sendable (inout Row) throws(PostgresError) -> Value
    ) async throws -> Value? {
        try await faults.translated { try await client.read([statement]).last.decodeFirst(read) }
    }

    // MARK: Changes

    private static let useCode: Query = """
        WITH used AS (
            UPDATE oauth_authorizations SET code_used_at = clock_timestamp(), expires_at = $2
            WHERE id = $1 AND code_used_at IS NULL AND ended_at IS NULL RETURNING 1)
        SELECT kiik_require_one(count(*)) FROM used
        """

    package func redeem(
        _ authorization: StoredAuthorization, token: NewAccessToken, refresh: SecretDigest, until: Timestamp
    ) async throws -> Bool {
        let statements = [
            Statement(Self.useCode, .int64(authorization.id), .timestamp(until.microseconds)),
            Self.inserting(token, authorization.tenant, authorization.id),
            Statement(
                Self.insertRefreshToken, .int64(authorization.tenant.id), .int64(authorization.id), .int32(1),
                .bytes(refresh.bytes), .timestamp(token.createdAt.microseconds)),
        ]
        do {
            _ = try await client.write(.bound(to: authorization.tenant, statements))
            return true
        } catch let error as PostgresError {
            if error.sqlState == "KK001" { return false }
            throw faults.problem(error)
        }
    }

    package func end(_ authorization: StoredAuthorization, reason: String, at now: Timestamp) async throws {
        let query: Query = """
            UPDATE oauth_authorizations SET ended_at = $1, end_reason = $2 WHERE id = $3 AND ended_at IS NULL
            """
        try await write(
            [Statement(query, .timestamp(now.microseconds), .text(reason), .int64(authorization.id))],
            in: authorization.tenant)
    }

    package func revoke(_ token: StoredAccessToken, at now: Timestamp) async throws {
        let query: Query = "UPDATE oauth_access_tokens SET revoked_at = $1 WHERE digest = $2 AND revoked_at IS NULL"
        try await write(
            [Statement(query, .timestamp(now.microseconds), .bytes(token.digest.bytes))],
            in: token.authorization.tenant)
    }

    // MARK: Rotation. The connection's row is locked while one of its tokens is decided about.

    private static let lock: Query = """
        SELECT ended_at, expires_at FROM oauth_authorizations WHERE id = $1 FOR NO KEY UPDATE
        """
    private static let find: Query = """
        SELECT t.generation, t.created_at, t.used_at, t.key_id, s.used_at IS NOT NULL
        FROM oauth_refresh_tokens t LEFT JOIN oauth_refresh_tokens s
            ON s.authorization_id = t.authorization_id AND s.generation = t.generation + 1
        WHERE t.digest = $1 AND t.authorization_id = $2
        """
    private static let use: Query = "UPDATE oauth_refresh_tokens SET used_at = $1, key_id = $2 WHERE digest = $3"
    private static let touch: Query = "UPDATE oauth_authorizations SET refreshed_at = $1 WHERE id = $2"

    package func rotate(
        _ digest: SecretDigest, of authorization: StoredAuthorization, token: NewAccessToken,
        _ decide: @Sendable (StoredRefreshToken) throws -> RefreshDecision
    ) async throws -> RefreshDecision {
        let tenant = authorization.tenant
        return try await faults.translated {
            try await client.withTransaction(tenant: tenant.id) { transaction in
                let lock = Statement(Self.lock, .int64(authorization.id))
                let locked = try await transaction.run(.bound(to: tenant, [lock])).last
                // Read after the lock was had, so as it is now.
                let rows = try await transaction.run(
                    Statement(Self.find, .bytes(digest.bytes), .int64(authorization.id)))
                guard
                    let (endedAt, expiresAt) = try locked.decodeFirst({ row throws(PostgresError) in
                        try (row.optionalMoment(), row.moment())
                    }),
                    let stored = try rows.decodeFirst({ row throws(PostgresError) in
                        try StoredRefreshToken(
                            generation: row.int32(), createdAt: row.moment(), usedAt: row.optionalMoment(),
                            keyID: row.optionalText(), isSuccessorUsed: row.bool(),
                            sessionEndedAt: endedAt ?? authorization.endedAt, sessionExpiresAt: expiresAt)
                    })
                else { return .over }
                let decision = try decide(stored)
                let inserting = Self.inserting(token, tenant, authorization.id)
                switch decision {
                case .reused, .over: break
                case .again: _ = try await transaction.run(Batch([inserting]))
                case .rotate(let successor, let keyID):
                    let moment = Parameter.timestamp(token.createdAt.microseconds)
                    _ = try await transaction.run(
                        Batch([
                            Statement(Self.use, moment, .text(keyID), .bytes(digest.bytes)),
                            Statement(
                                Self.insertRefreshToken, .int64(tenant.id), .int64(authorization.id),
                                .int32(stored.generation &+ 1), .bytes(successor.digest.bytes), moment),
                            Statement(Self.touch, moment, .int64(authorization.id)), inserting,
                        ]))
                }
                return decision
            }
        }
    }
}

extension Row {
    fileprivate mutating func authorization() throws(PostgresError) -> StoredAuthorization {
        let (tenant, id, row, clientID) = try (int64(), int64(), int64(), text())
        let (name, needsApproval, scopes, audience) = try (text(), bool(), textArray(), choice(TokenAudience.self))
        let (codeEnd, codeUsed, challenge) = try (optionalMoment(), optionalMoment(), text())
        let (redirect, nonce, authenticated) = try (text(), text(), optionalMoment())
        let (created, expires, ended) = try (moment(), moment(), optionalMoment())
        let (subdomain, currency, zone) = try (text(), text(), text())
        let (user, email, userName, isVerified) = try (optionalInt64(), text(), text(), bool())
        let role = try StoredRole(builtin: optionalText(), permissions: textArray())
        let approval = try approval()
        let limit = try AccessLimit(customers: int64Array(), projects: int64Array())
        return StoredAuthorization(
            tenant: TenantScope(id: tenant), id: id, client: row, clientID: clientID, clientName: name,
            needsApproval: needsApproval, scopes: scopes, audience: audience, codeExpiresAt: codeEnd,
            codeUsedAt: codeUsed, challenge: challenge, redirectURI: redirect, nonce: nonce,
            authenticatedAt: authenticated, createdAt: created, expiresAt: expires, endedAt: ended,
            person: user.map {
                .init(id: $0, email: email, name: userName, isEmailVerified: isVerified, role: role)
            }, subdomain: subdomain, currency: currency, timeZone: zone, approval: approval, limit: limit)
    }
}
