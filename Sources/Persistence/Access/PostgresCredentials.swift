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
        SELECT tenant_id, account_id, id, name, scopes, role_id, created_by, rate_limit, allowlist, expires_at, revoked_at,
               subdomain, currency, time_zone, is_test, approval, customer_ids, project_ids
        FROM api_key_lookup WHERE digest = $1
        """
    private static let rights: Query = """
        SELECT role_builtin, role_permissions, creator_builtin, creator_permissions FROM api_key_rights WHERE digest = $1
        """
    private static let families: Query = "SELECT family FROM secret_families WHERE accepts_unchecked"

    package func credential(for digest: SecretDigest) async throws -> StoredCredential? {
        try await faults.translated {
            let rows = try await client.read([Statement(Self.lookup, .bytes(digest.bytes))]).last
            let found = try rows.decodeFirst { row throws(PostgresError) in
                let (tenantID, accountID, keyID) = try (row.int64(), row.int64(), row.int64())
                let (name, scopes) = try (row.text(), row.textArray())
                let (roleID, creatorID) = try (row.optionalInt64(), row.optionalInt64())
                // Nothing, until the rights are read.
                let none = StoredRole(builtin: nil, permissions: [])
                return try StoredCredential(
                    tenantID: tenantID, accountID: accountID, keyID: keyID, name: name, scopes: scopes,
                    role: roleID.map { _ in none }, creator: creatorID.map { .init(userID: $0, role: none) },
                    rateLimit: row.optionalText(), allowlist: row.textArray(), expiresAt: row.optionalMoment(),
                    revokedAt: row.optionalMoment(), subdomain: row.text(), currency: row.text(), timeZone: row.text(),
                    isTest: row.bool(), approval: row.approval(),
                    limit: AccessLimit(customers: row.int64Array(), projects: row.int64Array()))
            }
            guard var found, found.role != nil || found.creator != nil else { return found }
            let rights = try await client.read([Statement(Self.rights, .bytes(digest.bytes))]).last
            let roles = try rights.decodeFirst { row throws(PostgresError) in try (row.role(), row.role()) }
            guard let (role, creatorRole) = roles else { return found }
            if found.role != nil { found.role = role }
            if let creator = found.creator { found.creator = .init(userID: creator.userID, role: creatorRole) }
            return found
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
    /// A role's two columns.
    fileprivate mutating func role() throws(PostgresError) -> StoredRole {
        try StoredRole(builtin: optionalText(), permissions: textArray())
    }

    /// What is not known here asks for more care, not for less.
    mutating func approval() throws(PostgresError) -> Tenant.Approval {
        Tenant.Approval(rawValue: try text()) ?? .assistants
    }

    mutating func digest() throws(PostgresError) -> SecretDigest {
        guard let digest = SecretDigest(bytes: try bytes()) else { throw PostgresError(.decoding) }
        return digest
    }
}
