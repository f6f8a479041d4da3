public import AuthCore
internal import Synchronization

/// Why somebody is not let in. More is not said: whether there is such an account is nobody's business.
public enum LoginFailure: Error, Sendable, Hashable {
    /// No such account, another password, a locked user, a tenant they are no member of, or a wrong code.
    case credentials
    /// The password was right; a code is missing.
    case secondFactorRequired
    /// The refresh token is unknown, used, or of a session that is over.
    case refreshToken
}

/// Lets people in by their password, and lets their sessions go on and end.
public final class Logins: Sendable {
    /// Seconds of an access token.
    public static let accessLife: Int64 = 600
    /// Seconds after which a session ends that nobody refreshes.
    public static let idleLife: Int64 = 14 * 86_400
    /// Seconds after which a session ends in any case.
    public static let sessionLife: Int64 = 90 * 86_400
    /// Seconds in which a refresh that is repeated gets the same answer.
    static let grace: Int64 = 10
    /// How often one address may present refresh tokens that nobody knows.
    private static let unknownLimit = RateLimit.perMinute(60)

    let logins: any LoginStore
    let store: any Store
    let clock: Clock
    let ring: KeyRing
    let checks: PasswordChecks
    public let keys: SessionKeys
    public let refusals: RefusedCredentials
    /// `iss` and `aud` of the access tokens: where clients reach kiikd.
    public let issuer: String
    private let rotation: RefreshRotation
    private let parser = SecretParser(families: [.refresh])
    private let strangers = RateLimiter<IPAddress>(capacity: 10_000)
    private let limit: RateLimit
    private let visitors = RateLimiter<SecretDigest>(capacity: 10_000)
    private let pageVisitors = RateLimiter<SecretDigest>(capacity: 10_000)
    /// How often one address may send the login page, which no contract limits. Guesses are slowed down besides.
    private static let pageLimit = RateLimit.perMinute(60)

    /// - Parameter limit: how often one address may try to log in.
    public init(
        logins: any LoginStore, store: any Store, ring: KeyRing, checks: PasswordChecks, clock: Clock, issuer: String,
        limit: RateLimit,
        refusals: RefusedCredentials = RefusedCredentials()
    ) {
        self.logins = logins
        self.store = store
        self.clock = clock
        self.ring = ring
        self.checks = checks
        self.refusals = refusals
        self.issuer = issuer
        self.limit = limit
        keys = SessionKeys(store: logins, ring: ring, clock: clock)
        rotation = RefreshRotation(
            ring: ring, purpose: "refresh tokens", secrets: .refresh, idle: Self.idleLife, grace: Self.grace)
    }

    /// Where a request comes from, for the session and the audit.
    public struct Origin: Sendable {
        public let address: IPAddress?
        public let ip: String
        public let userAgent: String
        public let requestID: String

        public init(address: IPAddress?, ip: String, userAgent: String, requestID: String) {
            self.address = address
            self.ip = ip
            self.userAgent = userAgent
            self.requestID = requestID
        }
    }

    public struct Attempt: Sendable {
        public var email = ""
        public var password = ""
        /// A subdomain; nil: where the user was last.
        public var tenant: String?
        public var code: Code?

        public init() {}
    }

    /// What somebody shows besides the password.
    public enum Code: Sendable {
        case totp(String)
        case recovery(String)
    }

    /// What a session's requests are known by.
    public enum Carrier: Sendable {
        /// One access token: the session ends with it.
        case accessToken
        /// Access tokens, for as long as they are refreshed.
        case tokens
        case cookie
    }

    /// Somebody is in.
    public struct Grant: Sendable {
        public enum Credential: Sendable {
            case tokens(access: String, refresh: String?)
            case cookie(Secret, csrfToken: String)
        }

        public let credential: Credential
        public let account: LoginAccount
        public let tenant: LoginTenant
    }

    /// The session and its credential are new, whatever the request came with.
    public func login(_ attempt: Attempt, carrier: Carrier, from origin: Origin) async throws -> Grant {
        try limitVisits(origin.address)
        let account = try await logins.account(email: Self.canonical(attempt.email))
        let (known, method) = try await verified(
            account, email: attempt.email, attempt.password, attempt.code, origin)
        return try await letIn(known, method, to: attempt.tenant, carrier: carrier, origin)
    }

    /// Whoever made sure that it is they begins a session.
    /// - Parameter subdomain: nil: where they were last.
    func letIn(
        _ known: LoginAccount, _ method: Session.Method, to subdomain: String? = nil, carrier: Carrier, _ origin: Origin
    ) async throws -> Grant {
        let tenants = try await logins.tenants(of: known.id)
        let wanted = tenants.filter { subdomain == nil || $0.subdomain == subdomain }
        guard !wanted.isEmpty else { throw LoginFailure.credentials }
        guard let tenant = wanted.first(where: { $0.allows(origin.address) }) else { throw Problem.addressNotAllowed }
        // The key first: without one nothing is begun.
        let key = try await keys.signing()
        let now = clock.now()
        let life = min(carrier == .accessToken ? Self.accessLife : Self.sessionLife, tenant.sessionLife)
        let cookie: Secret? = carrier == .cookie ? .generate(.session) : nil
        let session = Session(
            id: try await store.newID(for: .sessions), uuid: newUUID(now), userID: known.id, method: method,
            ip: origin.ip, userAgent: origin.userAgent, passwordChangedAt: known.passwordChangedAt,
            cookieDigest: cookie?.digest.bytes, factorAt: method == .password ? nil : now,
            expiresAt: now.adding(seconds: life), endedAt: nil, endReason: "", createdAt: now, updatedAt: now,
            version: 1)
        let notice = try await notice(of: session, known, in: tenant, now)
        try await commit([.create(session)] + notice, in: tenant.scope, by: known.id, "sessions.create", origin, now)
        if let cookie {
            let token = try csrfToken(of: session.id)
            return Grant(credential: .cookie(cookie, csrfToken: token), account: known, tenant: tenant)
        }
        var refresh: Secret?
        if carrier == .tokens {
            let secret = Secret.generate(.refresh)
            // Should this fail, the session is one that nobody can use.
            try await logins.keepRefreshToken(secret.digest, of: session, in: tenant.scope)
            refresh = secret
        }
        let access = try accessToken(of: session.id, known.id, tenant.scope, key, now)
        return Grant(
            credential: .tokens(access: access, refresh: refresh?.exposed), account: known, tenant: tenant)
    }

    /// Goes on with a session: a new access token, and the refresh token that takes the presented one's place.
    public func refresh(_ presented: String, from origin: Origin) async throws -> Grant {
        guard let parsed = parser.parse(presented).parsed else { throw LoginFailure.refreshToken }
        guard let family = try await logins.family(ofRefreshToken: parsed.digest) else {
            try limitStrangers(origin.address)
            throw LoginFailure.refreshToken
        }
        guard let session = try await logins.session(family.session), session.endedAt == nil,
            session.expiresAt > clock.now(), let account = try await logins.account(id: session.userID),
            let tenant = try await logins.tenants(of: session.userID).first(where: { $0.scope == family.tenant })
        else { throw LoginFailure.refreshToken }
        guard tenant.allows(origin.address) else { throw Problem.addressNotAllowed }
        let key = try await keys.signing()
        let now = clock.now()
        var rotation = self.rotation
        rotation.idle = min(rotation.idle, session.idleLife)
        let decision = try await logins.rotate(parsed.digest, of: family, at: now) { [rotation] token in
            try rotation.decide(token, presented: presented, session: family.session, at: now)
        }
        switch decision {
        case .rotate(let successor, _), .again(let successor):
            let access = try accessToken(of: family.session, account.id, family.tenant, key, now)
            return Grant(
                credential: .tokens(access: access, refresh: successor.exposed), account: account, tenant: tenant)
        case .reused:
            try await end(session, reason: "reuse", "sessions.reuse", by: account.id, origin)
            throw LoginFailure.refreshToken
        case .over: throw LoginFailure.refreshToken
        }
    }

    private func accessToken(
        of session: Int64, _ user: Int64, _ tenant: TenantScope, _ key: SigningKey, _ now: Timestamp
    ) throws -> String {
        let seconds = now.microseconds / 1_000_000
        let token = AccessToken(
            issuer: issuer, audience: issuer, user: user, session: session, tenant: tenant.id,
            id: newUUID(now).description, issuedAt: seconds, expiry: seconds &+ Self.accessLife)
        do {
            return try token.signed(with: key)
        } catch {
            throw Problem.internal
        }
    }

    func limitVisits(_ address: IPAddress?) throws(Problem) { try limit(visitors, limit, address) }

    /// The login page is no endpoint of a contract's, and has a limit of its own.
    func limitPageVisits(_ address: IPAddress?) throws(Problem) {
        try limit(pageVisitors, limit.burst > Self.pageLimit.burst ? limit : Self.pageLimit, address)
    }

    private func limit(
        _ limiter: RateLimiter<SecretDigest>, _ limit: RateLimit, _ address: IPAddress?
    ) throws(Problem) {
        guard let subject = LoginSubject.address(address) else { return }
        let now = clock.monotonic()
        let decision = limiter.bucket(for: subject.digest, limit: limit, now: now).take(now: now)
        if !decision.allowed { throw .rateLimited(retryAfter: decision.retryAfter) }
    }

    func limitStrangers(_ address: IPAddress?) throws(Problem) {
        guard let address else { return }
        let now = clock.monotonic()
        let decision = strangers.bucket(for: address, limit: Self.unknownLimit, now: now).take(now: now)
        if !decision.allowed { throw .rateLimited(retryAfter: decision.retryAfter) }
    }

    func newUUID(_ now: Timestamp) -> UUIDv7 {
        var random = SecureRandom()
        return UUIDv7(at: now, using: &random)
    }

    /// - Parameter user: nil: whoever runs kiikd's commands, or another `actor`.
    func commit(
        _ changes: [Change], in tenant: TenantScope, by user: Int64?, as actor: String = "cli", _ action: String,
        _ origin: Origin, _ now: Timestamp
    ) async throws {
        guard !changes.isEmpty else { return }
        let result = try await store.commit(
            Commit(
                tenant: tenant, changes: changes,
                origin: AuditOrigin(
                    actor: user.map { "user:\($0)" } ?? actor, ip: origin.ip, requestID: origin.requestID,
                    action: action), at: now))
        if result == .stale { throw Problem.conflict("This is being changed by others. Try again.") }
    }
}
