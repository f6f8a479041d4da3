package import AuthCore
package import Domain

/// Links, and what somebody was sent.
extension PostgresLogins {
    package func link(_ digest: SecretDigest) async throws -> FoundLink? {
        let lookup: Query = "SELECT tenant_id, id, user_id FROM link_lookup WHERE digest = $1"
        let found = try await faults.translated {
            try await client.read([Statement(lookup, .bytes(digest.bytes))]).last.decodeFirst {
                row throws(PostgresError) in
                try (home: TenantScope(id: row.int64()), link: row.int64(), user: row.int64())
            }
        }
        guard let found, let link = try await one(Link.self, "id", found.link, in: found.home),
            let user = try await one(User.self, "id", found.user, in: found.home)
        else { return nil }
        return FoundLink(link: link, user: user, home: found.home)
    }

    package func messages(_ kind: Message.Kind, to user: Int64, since moment: Timestamp) async throws -> Int64 {
        let query: Query = "SELECT count(*) FROM message_lookup WHERE user_id = $1 AND kind = $2 AND created_at > $3"
        return try await faults.translated {
            let statement = Statement(query, .int64(user), .text(kind.rawValue), .timestamp(moment.microseconds))
            return try await client.read([statement]).last.decodeFirst { row throws(PostgresError) in
                try row.int64()
            } ?? 0
        }
    }

    package func devices(of user: Int64, like userAgent: String) async throws -> (hasThis: Bool, hasAny: Bool) {
        let query: Query = """
            SELECT coalesce(bool_or(user_agent = $2), false), count(*) > 0 FROM (
                SELECT user_agent FROM device_lookup WHERE user_id = $1 ORDER BY id DESC LIMIT 500) AS latest
            """
        return try await faults.translated {
            try await client.read([Statement(query, .int64(user), .text(userAgent))]).last.decodeFirst {
                row throws(PostgresError) in try (row.bool(), row.bool())
            } ?? (false, false)
        }
    }

    package func expiringKeys(at now: Timestamp) async throws -> [ExpiringKey] {
        let query: Query = """
            SELECT tenant_id, tenant_name, name, prefix, expires_at, user_id, email, occasion FROM expiring_keys
            ORDER BY expires_at LIMIT 1000
            """
        return try await faults.translated {
            try await client.write([Statement(query)], timeout: .seconds(60)).last.decode { row throws(PostgresError) in
                try ExpiringKey(
                    tenant: TenantScope(id: row.int64()), tenantName: row.text(), name: row.text(),
                    prefix: row.text(), expiresAt: row.moment(), userID: row.int64(), email: row.text(),
                    occasion: row.text())
            }
        }
    }
}
