package import AuthCore
package import Domain
package import Logging

/// The login lookup: credentials by digest, through the view that sees every tenant's keys and nothing else.
package struct PostgresCredentials: CredentialStore {
    private let client: PostgresClient
    private let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    private static let lookup: Query = """
        SELECT tenant_id, id, name, scopes, rate_limit, allowlist, expires_at, revoked_at, subdomain, currency,
               time_zone, is_test
        FROM api_key_lookup WHERE digest = $1
        """
    private static let families: Query = "SELECT family FROM secret_families WHERE accepts_unchecked"

    package func credential(for digest: SecretDigest) async throws -> StoredCredential? {
        try await faults.translated {
            let rows = try await client.read([Statement(Self.lookup, .bytes(digest.bytes))]).last
            return try rows.decodeFirst { row throws(PostgresError) in
                try StoredCredential(
                    tenantID: row.int64(), keyID: row.int64(), name: row.text(), scopes: row.textArray(),
                    rateLimit: row.optionalText(), allowlist: row.textArray(), expiresAt: row.optionalMoment(),
                    revokedAt: row.optionalMoment(), subdomain: row.text(), currency: row.text(), timeZone: row.text(),
                    isTest: row.bool())
            }
        }
    }

    package func uncheckedFamilies() async throws -> Set<String> {
        try await faults.translated {
            let rows = try await client.read([Statement(Self.families)]).last
            return Set(try rows.decode { row throws(PostgresError) in try row.text() })
        }
    }
}

extension Row {
    mutating func digest() throws(PostgresError) -> SecretDigest {
        guard let digest = SecretDigest(bytes: try bytes()) else { throw PostgresError(.decoding) }
        return digest
    }
}
