internal import AuthCore

/// What a person is asked, and what they answer.
extension OAuthServer {
    /// Where a request stands.
    public enum Step: Sendable {
        /// Nobody is logged in, or not recently enough.
        case login(hint: String?)
        case consent(Consent)
        /// Answered: the browser goes there.
        case redirect(String)
    }

    /// What the consent page shows.
    public struct Consent: Sendable {
        public let request: AuthorizationRequest
        public let session: StoredSession
        /// Those where the person may connect the app; the session's first.
        public let tenants: [LoginTenant]
        /// What is asked for and the person may do; each with whether it was agreed to before.
        public let scopes: [(scope: String, isNew: Bool)]
        /// To what it can be limited: the first of them by name. Empty where the person may not see them.
        public let customers: [Customer]
        public let projects: [Project]
        /// To what it is limited already.
        public let limit: AccessLimit?
        /// Goes back with the answer: only the browser that was asked can give it (S27).
        public let token: String
    }

    /// Who is at the browser; nil where nobody is logged in.
    public func session(cookie: String) async throws -> StoredSession? {
        guard let parsed = SessionTokens.cookies.parse(cookie).parsed,
            let found = try await sessions.find(cookie: parsed.digest), found.session.endedAt == nil,
            found.expiresAt > clock.now()
        else { return nil }
        return found.session
    }

    /// What has to happen next for a request.
    public func next(_ request: AuthorizationRequest, _ session: StoredSession?) async throws -> Step {
        let isSilent = request.prompt == ["none"]
        // "the authorization server MUST always authenticate the user first … with the exception of the silent
        // authentication use case" (RFC 9700, 4.11.2)
        if session != nil, let fault = request.fault { return .redirect(answer(request, fault)) }
        guard let session, try await isGoodEnough(session, for: request) else {
            guard isSilent else { return .login(hint: request.loginHint) }
            return .redirect(answer(request, OAuthError(.loginRequired, "Nobody is logged in.")))
        }
        guard let terms = request.terms else { throw Problem.internal }
        let all = try await logins.logins.tenants(of: session.userID)
        let possible = all.filter { request.client.tenant == nil || $0.scope == request.client.tenant }
        let tenants =
            possible.filter { $0.scope.id == session.tenantID } + possible.filter { $0.scope.id != session.tenantID }
        guard let first = tenants.first else {
            return .redirect(answer(request, OAuthError(.accessDenied, "This client is for another company's people.")))
        }
        let rights = first.scope.id == session.tenantID ? session.role.permissions : Permission.catalog.all
        let possibleScopes = terms.scopes.filter { scope in
            OAuthScopes.identity.contains(scope)
                || !PermissionSet(knownIn: [scope]).intersection(rights).isEmpty
        }
        let (scopes, isFresh) = fresh(possibleScopes, for: session, under: first.stepUp)
        guard isFresh else {
            guard isSilent else { return .login(hint: session.email) }
            return .redirect(answer(request, OAuthError(.loginRequired, "The second factor is not fresh.")))
        }
        guard !scopes.isEmpty else {
            return .redirect(
                answer(request, OAuthError(.accessDenied, "The person may do none of what is asked for.")))
        }
        let grant = try await oauth.grant(of: session.userID, client: request.client.client.id, in: first.scope)
        let agreed = grant.flatMap { $0.revokedAt == nil ? Set($0.scopes) : nil }
        let isRemembered =
            agreed?.isSuperset(of: scopes) == true && first.scope.id == session.tenantID
            && grant.map(request.client.client.isBound) == true
        // A program on somebody's machine could be any program: it is asked about every time (RFC 8252, 8.6).
        if isRemembered, let grant, !request.redirectURI.isNative, !request.prompt.contains("consent") {
            let code = try await connect(request, session, in: first, grant, scopes)
            return .redirect(answer(request, [("code", code.exposed)]))
        }
        if isSilent {
            return .redirect(answer(request, OAuthError(.consentRequired, "The person has to be asked.")))
        }
        let isHere = first.scope.id == session.tenantID
        return .consent(
            Consent(
                request: request, session: session, tenants: tenants,
                scopes: scopes.map { scope in (scope, agreed.map { !$0.contains(scope) } ?? false) },
                customers: isHere ? try await choices(\.customers, .customers, session) : [],
                projects: isHere ? try await choices(\.projects, .projects, session) : [],
                limit: grant.flatMap { AccessLimit(customers: $0.customerIDs, projects: $0.projectIDs) },
                token: try logins.csrfToken(of: session.id)))
    }

    /// The rows that access can be limited to, as far as a page can show them.
    private func choices<Row: Entity>(
        _ repository: KeyPath<any Store, any Repository<Row>>, _ resource: Resource, _ session: StoredSession
    ) async throws -> [Row] {
        guard session.role.permissions.contains(.of(.read, resource)) else { return [] }
        var query = ListQuery<Row>()
        query.limit = AccessLimit.most
        query.ordering = Row.orderings.first { $0.attribute == "name" }
        return try await store[keyPath: repository].list(query, in: TenantScope(id: session.tenantID)).rows
    }

    /// The person has answered.
    /// - Parameters:
    ///   - scopes: those that were left ticked.
    ///   - limit: the customers and projects that access is limited to; nil: all of the tenant.
    public func decide(
        _ request: AuthorizationRequest, _ session: StoredSession, isAllowed: Bool, tenant: Int64?, scopes: [String],
        limit: AccessLimit?, from origin: Logins.Origin
    ) async throws -> Step {
        if let fault = request.fault { return .redirect(answer(request, fault)) }
        guard let terms = request.terms else { throw Problem.internal }
        func refused(_ sentence: String) -> Step { .redirect(answer(request, OAuthError(.accessDenied, sentence))) }
        guard isAllowed else { return refused("The person said no.") }
        let tenants = try await logins.logins.tenants(of: session.userID)
        guard let chosen = tenants.first(where: { $0.scope.id == tenant ?? session.tenantID }),
            request.client.tenant == nil || chosen.scope == request.client.tenant
        else { return refused("This client is for another company's people.") }
        // Nothing that was not asked for, in the order it was asked for.
        let (agreed, isFresh) = fresh(terms.scopes.filter(scopes.contains), for: session, under: chosen.stepUp)
        guard isFresh else { return .login(hint: session.email) }
        guard !agreed.isEmpty else { return refused("The person agreed to nothing that they may do.") }
        if let limit {
            let faults = try await AccessLimit.faults(
                choosing: limit.customers, limit.projects, from: store, in: chosen.scope)
            if !faults.isEmpty { throw Problem.invalid(faults) }
        }
        let grant = try await remember(
            agreed, of: terms.scopes, limit, request.client, session, in: chosen, from: origin)
        let code = try await connect(request, session, in: chosen, grant, agreed)
        return .redirect(answer(request, [("code", code.exposed)]))
    }

    /// What a tenant lets people do only with a fresh second factor, they let an app do only with one: those whose factor is
    /// not fresh log in again, and those who have shown none keep it to themselves.
    private func fresh(
        _ scopes: [String], for session: StoredSession, under rule: StepUp
    ) -> (scopes: [String], isFresh: Bool) {
        let now = clock.now()
        func isDue(_ scope: String) -> Bool {
            rule.isDue(for: PermissionSet(knownIn: [scope]), since: session.factorAt, at: now)
        }
        guard scopes.contains(where: isDue) else { return (scopes, true) }
        return session.factorAt == nil ? (scopes.filter { !isDue($0) }, true) : (scopes, false)
    }

    /// Writes the consent down: what was agreed to now in the place of what was agreed to before.
    private func remember(
        _ scopes: [String], of asked: [String], _ limit: AccessLimit?, _ client: FoundClient, _ session: StoredSession,
        in tenant: LoginTenant,
        from origin: Logins.Origin
    ) async throws -> OAuthGrant {
        for _ in 0..<5 {
            let now = clock.now()
            let old = try await oauth.grant(of: session.userID, client: client.client.id, in: tenant.scope)
            var new: OAuthGrant
            if let old {
                new = old
                // What was agreed to before stays so, unless it was asked about and unticked.
                new.scopes = old.revokedAt == nil ? old.scopes.filter { !asked.contains($0) } + scopes : scopes
                new.customerIDs = limit?.customers ?? []
                new.projectIDs = limit?.projects ?? []
                new.revokedAt = nil
                new.updatedAt = now
                new.version = old.version &+ 1
            } else {
                new = OAuthGrant(
                    id: try await store.newID(for: .grants), uuid: logins.newUUID(now), userID: session.userID,
                    clientID: client.client.id, scopes: scopes, customerIDs: limit?.customers ?? [],
                    projectIDs: limit?.projects ?? [], revokedAt: nil, createdAt: now, updatedAt: now, version: 1)
            }
            var change = old.map { Change.update(from: $0, to: new) } ?? .create(new)
            // The same as before, and yet an answer of now.
            if change == nil, let old, !client.client.isBound(by: old) { change = .touch(old, at: now) }
            guard let change else { return new }
            do {
                try await logins.commit(
                    [change], in: tenant.scope, by: session.userID, "apps.authorize", origin, now)
                return new
            } catch Problem.conflict {
                continue
            } catch Problem.invalid(let faults) where faults.contains(where: { $0.code == .duplicate }) {
                continue
            }
        }
        throw Problem.conflict("This consent is being changed. Try again.")
    }

    /// A connection, and the code that it begins with.
    private func connect(
        _ request: AuthorizationRequest, _ session: StoredSession, in tenant: LoginTenant, _ grant: OAuthGrant,
        _ scopes: [String]
    ) async throws -> Secret {
        guard let terms = request.terms else { throw Problem.internal }
        let now = clock.now()
        let code = Secret.generate(.oauthCode)
        let end = now.adding(seconds: Self.codeLife)
        try await oauth.keep(
            NewAuthorization(
                tenant: tenant.scope, id: try await store.newID(for: .grants), client: request.client.client.id,
                grant: grant.id, user: session.userID, scopes: scopes, audience: terms.audience, code: code.digest,
                codeExpiresAt: end, challenge: terms.challenge.text,
                redirectURI: request.namesRedirectURI ? request.target : "", nonce: terms.nonce,
                authenticatedAt: session.createdAt, createdAt: now, expiresAt: end),
            token: nil)
        return code
    }

    /// Whether the login is recent enough, and of whom the client expects (OpenID Connect Core, 3.1.2.1).
    private func isGoodEnough(_ session: StoredSession, for request: AuthorizationRequest) async throws -> Bool {
        if !request.prompt.isDisjoint(with: ["login", "select_account"]) { return false }
        if let age = request.maxAge, clock.now() > session.createdAt.adding(seconds: min(age, Logins.sessionLife)) {
            return false
        }
        // One that nobody can read says nothing of anybody.
        guard let hint = request.idTokenHint, let subject = try await idTokenSubject(hint) else { return true }
        return subject == session.userID
    }

    // MARK: What is connected

    public func authorizedApps(of session: StoredSession) async throws -> [AuthorizedApp] {
        try await oauth.authorizedApps(of: session.userID, grant: nil)
    }

    /// Takes a consent back: from the next request on, none of the app's tokens does anything in that tenant.
    public func withdraw(_ id: Int64, of session: StoredSession, from origin: Logins.Origin) async throws {
        guard let app = try await oauth.authorizedApps(of: session.userID, grant: id).first else {
            throw Problem.notFound(.grants, id: String(id))
        }
        try await revoke(id, in: app.tenant, by: session.userID, from: origin)
    }

    /// - Parameter user: nil: another `actor`.
    func revoke(
        _ id: Int64, in tenant: TenantScope, by user: Int64?, as actor: String = "cli", from origin: Logins.Origin
    ) async throws {
        for _ in 0..<5 {
            guard let old = try await oauth.grant(id, in: tenant), old.revokedAt == nil else { return }
            let now = clock.now()
            var new = old
            new.revokedAt = now
            new.updatedAt = now
            new.version = old.version &+ 1
            guard let change = Change.update(from: old, to: new) else { return }
            do {
                try await logins.commit([change], in: tenant, by: user, as: actor, "apps.withdraw", origin, now)
            } catch Problem.conflict { continue }
            try await AccessChanges.untilInForce()
            return
        }
        throw Problem.conflict("This consent is being changed. Try again.")
    }
}
