package import Domain

/// The signing keys' rows, which are no tenant's.
extension PostgresLogins {
    package func signingKeys(retiredAfter moment: Timestamp) async throws -> [StoredSigningKey] {
        let query: Query = """
            SELECT id, public_key, sealed, created_at, retired_at FROM signing_keys
            WHERE retired_at IS NULL OR retired_at > $1 ORDER BY created_at DESC, id
            """
        return try await faults.translated {
            let rows = try await client.read([Statement(query, .timestamp(moment.microseconds))]).last
            return try rows.decode { row throws(PostgresError) in
                try StoredSigningKey(
                    id: row.text(), publicKey: row.text(), sealed: row.bytes(), createdAt: row.moment(),
                    retiredAt: row.optionalMoment())
            }
        }
    }

    package func keepSigningKey(_ key: StoredSigningKey, isFirst: Bool) async throws {
        let retire: Query = "UPDATE signing_keys SET retired_at = $1 WHERE retired_at IS NULL"
        let insert = "INSERT INTO signing_keys (id, public_key, sealed, created_at) VALUES ($1, $2, $3, $4)"
        let keep = Statement(
            Query(text: isFirst ? "\(insert) ON CONFLICT DO NOTHING" : insert), .text(key.id), .text(key.publicKey),
            .bytes(key.sealed), .timestamp(key.createdAt.microseconds))
        let retirement = Statement(retire, .timestamp(key.createdAt.microseconds))
        _ = try await faults.translated { try await client.write(Batch(isFirst ? [keep] : [retirement, keep])) }
    }
}
