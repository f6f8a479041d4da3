package import AuthCore
package import Domain
package import Logging

/// What logins ask of PostgreSQL: lookups through the views that pass the tenants' wall, and the few writes that are no
/// business rows.
package struct PostgresLogins: LoginStore {
    let client: PostgresClient
    let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    // MARK: Who that is

    private static let accountColumns = """
        SELECT id, tenant_id, email, name, password, password_changed_at, locked_at, factor_id, sealed, confirmed_at,
               last_step
        FROM login_lookup
        """
    private static let accountByEmail = Query(text: "\(accountColumns) WHERE lower(email) = lower($1)")
    private static let accountByID = Query(text: "\(accountColumns) WHERE id = $1")

    package func account(email: String) async throws -> LoginAccount? {
        try await account(Statement(Self.accountByEmail, .text(email)))
    }

    package func account(id: Int64) async throws -> LoginAccount? {
        try await account(Statement(Self.accountByID, .int64(id)))
    }

    private func account(_ statement: Statement) async throws -> LoginAccount? {
        try await faults.translated {
            try await client.read([statement]).last.decodeFirst { row throws(PostgresError) in
                let (id, home, email, name) = try (row.int64(), row.int64(), row.text(), row.text())
                let (password, changedAt) = try (row.optionalText(), row.optionalMoment())
                let (lockedAt, factor) = try (row.optionalMoment(), row.optionalInt64())
                var inForce: LoginAccount.Factor?
                if let factor {
                    let (sealed, confirmedAt, step) = try (row.bytes(), row.optionalMoment(), row.int64())
                    if confirmedAt != nil { inForce = .init(id: factor, sealed: sealed, lastStep: step) }
                }
                return LoginAccount(
                    id: id, home: TenantScope(id: home), email: email, name: name, password: password,
                    passwordChangedAt: changedAt, lockedAt: lockedAt, factor: inForce)
            }
        }
    }

    package func tenants(of user: Int64) async throws -> [LoginTenant] {
        let query: Query = """
            SELECT tenant_id, subdomain, name, role_name, step_up, step_up_age, session_life, allowlist
            FROM login_tenants WHERE user_id = $1
            ORDER BY last_login_at DESC NULLS LAST, membership_id
            """
        return try await faults.translated {
            try await client.read([Statement(query, .int64(user))]).last.decode { row throws(PostgresError) in
                try LoginTenant(
                    scope: TenantScope(id: row.int64()), subdomain: row.text(), name: row.text(), roleName: row.text(),
                    stepUp: StepUp(scopes: row.textArray(), age: Int64(row.int32())),
                    sessionLife: Int64(row.int32()), allowlist: row.textArray())
            }
        }
    }

    // MARK: Guesses

    package func takeTry(_ subjects: [LoginSubject]) async throws -> Double {
        let query: Query = "SELECT kiik_take_login($1, $2)"
        return try await faults.translated {
            let rows = try await client.write([
                Statement(query, .bytesArray(subjects.map(\.digest.bytes)), .int32Array(subjects.map(\.free)))
            ]).last
            return try rows.decodeFirst { row throws(PostgresError) in try row.double() } ?? 0
        }
    }

    package func settleTry(_ subjects: [LoginSubject], isComplete: Bool) async throws {
        let query: Query = "SELECT kiik_settle_login($1, $2)"
        _ = try await faults.translated {
            try await client.write([Statement(query, .bytesArray(subjects.map(\.digest.bytes)), .bool(isComplete))])
        }
    }

    // MARK: The second factor

    package func factor(of account: LoginAccount) async throws -> SecondFactor? {
        try await one(SecondFactor.self, "user_id", account.id, in: account.home)
    }

    package func useStep(_ step: Int64, of account: LoginAccount) async throws -> Bool {
        let query: Query = "UPDATE second_factors SET last_step = $1 WHERE user_id = $2 AND last_step < $1"
        return try await changed(1, Statement(query, .int64(step), .int64(account.id)), in: account.home)
    }

    package func useRecoveryCode(_ digest: SecretDigest, of account: LoginAccount, at now: Timestamp) async throws
        -> Bool
    {
        let query: Query = """
            UPDATE recovery_codes SET used_at = $1 WHERE user_id = $2 AND digest = $3 AND used_at IS NULL
            """
        return try await changed(
            1, Statement(query, .timestamp(now.microseconds), .int64(account.id), .bytes(digest.bytes)),
            in: account.home)
    }

    package func keepRecoveryCodes(_ digests: [SecretDigest], of account: LoginAccount, at now: Timestamp) async throws
    {
        let delete: Query = "DELETE FROM recovery_codes WHERE user_id = $1"
        let insert: Query = """
            INSERT INTO recovery_codes (tenant_id, user_id, digest, created_at)
            SELECT $1, $2, d, $3 FROM unnest($4::bytea[]) AS d
            """
        _ = try await faults.translated {
            try await client.write(
                .bound(
                    to: account.home,
                    [
                        Statement(delete, .int64(account.id)),
                        Statement(
                            insert, .int64(account.home.id), .int64(account.id), .timestamp(now.microseconds),
                            .bytesArray(digests.map(\.bytes))),
                    ]))
        }
    }

    private func changed(_ count: Int, _ statement: Statement, in tenant: TenantScope) async throws -> Bool {
        try await faults.translated {
            try await client.write(.bound(to: tenant, [statement])).last.affected == count
        }
    }

    // MARK: Sessions

    private static let sessionColumns = """
        SELECT id, tenant_id, user_id, method, ip, user_agent, created_at, refreshed_at, expires_at, ended_at, email,
               subdomain, currency, time_zone, builtin, permissions, factor_at, step_up, step_up_age,
               approval, session_idle, allowlist, test_id, test_subdomain, business
        FROM session_lookup
        """
    private static let sessionByID = Query(text: "\(sessionColumns) WHERE id = $1")
    private static let sessionByCookie = Query(text: "\(sessionColumns) WHERE cookie_digest = $1")
    private static let sessionsOfUser = Query(
        text: """
            \(sessionColumns) WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2
            ORDER BY created_at DESC, id DESC LIMIT 100
            """)

    package func session(_ id: Int64) async throws -> StoredSession? {
        try await sessions(Statement(Self.sessionByID, .int64(id))).first
    }

    package func session(ofCookie digest: SecretDigest) async throws -> StoredSession? {
        try await sessions(Statement(Self.sessionByCookie, .bytes(digest.bytes))).first
    }

    package func keepUse(of session: StoredSession, at now: Timestamp, unlessSince moment: Timestamp) async throws {
        let query: Query = """
            UPDATE sessions SET refreshed_at = $1 WHERE id = $2 AND coalesce(refreshed_at, created_at) <= $3
            """
        let statement = Statement(
            query, .timestamp(now.microseconds), .int64(session.id), .timestamp(moment.microseconds))
        _ = try await changed(1, statement, in: TenantScope(id: session.tenantID))
    }

    package func sessions(of user: Int64, at now: Timestamp) async throws -> [StoredSession] {
        try await sessions(Statement(Self.sessionsOfUser, .int64(user), .timestamp(now.microseconds)))
    }

    private func sessions(_ statement: Statement) async throws -> [StoredSession] {
        try await faults.translated {
            try await client.read([statement]).last.decode { row throws(PostgresError) in
                try StoredSession(
                    id: row.int64(), tenantID: row.int64(), userID: row.int64(), method: row.text(), ip: row.text(),
                    userAgent: row.text(), createdAt: row.moment(), refreshedAt: row.optionalMoment(),
                    expiresAt: row.moment(), endedAt: row.optionalMoment(), email: row.text(), subdomain: row.text(),
                    currency: row.text(), timeZone: row.text(),
                    role: StoredRole(builtin: row.optionalText(), permissions: row.textArray()),
                    factorAt: row.optionalMoment(),
                    stepUp: StepUp(scopes: row.textArray(), age: Int64(row.int32())), approval: row.approval(),
                    idleLife: Int64(row.int32()), allowlist: row.textArray(), test: row.test(),
                    business: row.text())
            }
        }
    }

    package func sessionRow(_ id: Int64, in tenant: TenantScope) async throws -> Session? {
        try await one(Session.self, "id", id, in: tenant)
    }

    func one<Entry: StoredEntity>(
        _: Entry.Type, _ column: String, _ value: Int64, in tenant: TenantScope
    ) async throws -> Entry? {
        let query = Query(text: "SELECT \(Entry.queries.columns) FROM \(Entry.table) WHERE \(column) = $1")
        return try await faults.translated {
            try Entry.decode(await client.read(.bound(to: tenant, [Statement(query, .int64(value))])).last).first
        }
    }
}

extension Row {
    /// A test environment's two columns.
    fileprivate mutating func test() throws(PostgresError) -> StoredSession.Test? {
        guard let id = try optionalInt64() else {
            _ = try optionalText()
            return nil
        }
        return StoredSession.Test(id: id, subdomain: try text())
    }
}
