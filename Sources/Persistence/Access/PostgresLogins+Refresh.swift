package import AuthCore
package import Domain

/// Refresh tokens. A family stands still while one of its tokens is decided about: its session's row is locked.
extension PostgresLogins {
    package func keepRefreshToken(_ digest: SecretDigest, of session: Session, in tenant: TenantScope) async throws {
        let query: Query = """
            INSERT INTO refresh_tokens (tenant_id, session_id, generation, digest, created_at) VALUES ($1, $2, 1, $3, $4)
            """
        _ = try await faults.translated {
            try await client.write(
                .bound(
                    to: tenant,
                    [
                        Statement(
                            query, .int64(tenant.id), .int64(session.id), .bytes(digest.bytes),
                            .timestamp(session.createdAt.microseconds))
                    ]))
        }
    }

    package func family(ofRefreshToken digest: SecretDigest) async throws -> RefreshFamily? {
        let query: Query = "SELECT tenant_id, session_id FROM refresh_token_lookup WHERE digest = $1"
        return try await faults.translated {
            try await client.read([Statement(query, .bytes(digest.bytes))]).last.decodeFirst {
                row throws(PostgresError) in
                try RefreshFamily(tenant: TenantScope(id: row.int64()), session: row.int64())
            }
        }
    }

    private static let lock: Query = "SELECT ended_at, expires_at FROM sessions WHERE id = $1 FOR UPDATE"
    private static let find: Query = """
        SELECT t.generation, t.created_at, t.used_at, t.key_id, s.used_at IS NOT NULL
        FROM refresh_tokens t
            LEFT JOIN refresh_tokens s ON s.session_id = t.session_id AND s.generation = t.generation + 1
        WHERE t.digest = $1 AND t.session_id = $2
        """
    private static let use: Query = """
        UPDATE refresh_tokens SET used_at = $1, key_id = $2 WHERE digest = $3
        """
    private static let succeed: Query = """
        INSERT INTO refresh_tokens (tenant_id, session_id, generation, digest, created_at) VALUES ($1, $2, $3, $4, $5)
        """
    private static let touch: Query = "UPDATE sessions SET refreshed_at = $1 WHERE id = $2"

    package func rotate(
        _ digest: SecretDigest, of family: RefreshFamily, at now: Timestamp,
        _ decide: @Sendable (StoredRefreshToken) throws -> RefreshDecision
    ) async throws -> RefreshDecision {
        try await faults.translated {
            try await client.withTransaction(tenant: family.tenant.id) { transaction in
                let session = Statement(Self.lock, .int64(family.session))
                let locked = try await transaction.run(.bound(to: family.tenant, [session])).last
                // Read after the lock was had, so as it is now.
                let rows = try await transaction.run(Statement(Self.find, .bytes(digest.bytes), .int64(family.session)))
                guard
                    let (endedAt, expiresAt) = try locked.decodeFirst({ row throws(PostgresError) in
                        try (row.optionalMoment(), row.moment())
                    }),
                    let token = try rows.decodeFirst({ row throws(PostgresError) in
                        try StoredRefreshToken(
                            generation: row.int32(), createdAt: row.moment(), usedAt: row.optionalMoment(),
                            keyID: row.optionalText(), isSuccessorUsed: row.bool(), sessionEndedAt: endedAt,
                            sessionExpiresAt: expiresAt)
                    })
                else { return .over }
                let decision = try decide(token)
                guard case .rotate(let successor, let keyID) = decision else { return decision }
                let moment = Parameter.timestamp(now.microseconds)
                let statements = [
                    Statement(Self.use, moment, .text(keyID), .bytes(digest.bytes)),
                    Statement(
                        Self.succeed, .int64(family.tenant.id), .int64(family.session),
                        .int32(token.generation &+ 1), .bytes(successor.digest.bytes), moment),
                    Statement(Self.touch, moment, .int64(family.session)),
                ]
                _ = try await transaction.run(Batch(statements))
                return decision
            }
        }
    }
}
