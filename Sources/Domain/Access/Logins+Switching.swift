internal import AuthCore

/// A session that takes another's place, with a cookie of its own.
extension Logins {
    /// Goes on in another tenant of the user's: the cookie session ends, and another one begins there. It lasts no longer
    /// than the one that ended would have.
    /// - Throws: ``Problem/notFound(_:id:)`` where there is no such session or the user is no member there.
    public func switchTenant(session id: Int64, of user: Int64, to subdomain: String, from origin: Origin) async throws
        -> Grant
    {
        let (stored, old, account) = try await cookieSession(id, of: user)
        guard let tenant = try await logins.tenants(of: user).first(where: { $0.subdomain == subdomain }) else {
            throw Problem.notFound(.tenants, id: subdomain)
        }
        guard tenant.allows(origin.address) else { throw Problem.addressNotAllowed }
        let (new, grant) = try await succeed(
            old, until: stored.expiresAt, of: account, in: tenant, passwordChangedAt: old.passwordChangedAt,
            "sessions.switch", origin)
        if try await !end(stored, reason: "switched", "sessions.switch", by: user, origin) {
            // It was ended meanwhile, and not for this one to go on.
            if let begun = try await logins.session(new.id) {
                try await end(begun, reason: "logout", "sessions.switch", by: user, origin)
            }
            throw LoginFailure.credentials
        }
        try await AccessChanges.untilInForce()
        return grant
    }

    /// Sets another password. All sessions of the user end, and another one begins in this one's place. The old password is
    /// guessed no faster than at a login.
    public func changePassword(
        session id: Int64, of user: Int64, old password: String, new: String, from origin: Origin
    ) async throws -> Grant {
        var faults: [Fault] = []
        if let fault = User.Rule.password.fault(in: new) {
            faults.append(Fault("new_password", fault.code, fault.message))
        } else if new == password {
            faults.append(Fault("new_password", .rule, "This is the password that you have."))
        }
        if !faults.isEmpty { throw Problem.invalid(faults) }
        let (stored, old, _) = try await cookieSession(id, of: user)
        let account: LoginAccount
        do {
            account = try await own(user, password, nil, origin, needsCode: false)
        } catch LoginFailure.credentials {
            throw Problem.invalid([Fault("old_password", .rule, "This is not your password.")])
        }
        guard let tenant = try await logins.tenants(of: user).first(where: { $0.scope.id == stored.tenantID }),
            let row = try await store.users.find(user, in: account.home)
        else { throw LoginFailure.credentials }
        let hash = try await hashed(new, field: "new_password")
        let now = clock.now()
        var changed = row
        changed.password = hash.phc
        changed.passwordChangedAt = now
        changed.updatedAt = now
        changed.version = row.version &+ 1
        let notice = try await message(
            .passwordChanged(at: now.minute), to: user, row.email, until: now.adding(seconds: 86_400),
            in: account.home, now)
        try await commit(
            [Change.update(from: row, to: changed), .create(notice)].compactMap(\.self), in: account.home, by: user,
            "users.change_password", origin, now)
        let (_, grant) = try await succeed(
            old, until: stored.expiresAt, of: account, in: tenant, passwordChangedAt: now, "users.change_password",
            origin)
        try await AccessChanges.untilInForce()
        return grant
    }

    /// - Throws: ``Problem/invalid(_:)`` at that field for what no password can be.
    func hashed(_ password: String, field: String) async throws -> PasswordHash {
        do {
            return try await checks.hash(password)
        } catch Problem.invalid(let faults) {
            throw Problem.invalid(faults.map { Fault(field, $0.code, $0.message) })
        }
    }

    private func cookieSession(_ id: Int64, of user: Int64) async throws -> (StoredSession, Session, LoginAccount) {
        guard let stored = try await logins.session(id), stored.userID == user, stored.endedAt == nil,
            stored.expiresAt > clock.now(),
            let row = try await logins.sessionRow(id, in: TenantScope(id: stored.tenantID)), row.cookieDigest != nil,
            let account = try await logins.account(id: user)
        else { throw Problem.notFound(.sessions, id: String(id)) }
        return (stored, row, account)
    }

    /// A new session with what the old one was shown, and with a cookie that nobody has seen.
    private func succeed(
        _ old: Session, until end: Timestamp, of account: LoginAccount, in tenant: LoginTenant,
        passwordChangedAt: Timestamp?, _ action: String, _ origin: Origin
    ) async throws -> (Session, Grant) {
        let now = clock.now()
        return try await begin(
            account, in: tenant, method: old.method, factorAt: old.factorAt, passwordChangedAt: passwordChangedAt,
            until: min(end, now.adding(seconds: tenant.sessionLife)), action, origin, now)
    }

    /// Lets somebody in by a cookie, whoever made sure that it is they.
    func begin(
        _ account: LoginAccount, in tenant: LoginTenant, method: Session.Method, factorAt: Timestamp?,
        passwordChangedAt: Timestamp?, until end: Timestamp, _ action: String, _ origin: Origin, _ now: Timestamp
    ) async throws -> (Session, Grant) {
        let cookie = Secret.generate(.session)
        let session = Session(
            id: try await store.newID(for: .sessions), uuid: newUUID(now), userID: account.id, method: method,
            ip: origin.ip, userAgent: origin.userAgent, passwordChangedAt: passwordChangedAt,
            cookieDigest: cookie.digest.bytes, factorAt: factorAt, expiresAt: end, endedAt: nil, endReason: "",
            createdAt: now, updatedAt: now, version: 1)
        let token = try csrfToken(of: session.id)
        try await commit([.create(session)], in: tenant.scope, by: account.id, action, origin, now)
        return (session, Grant(credential: .cookie(cookie, csrfToken: token), account: account, tenant: tenant))
    }
}
