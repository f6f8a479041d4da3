public import AuthCore
internal import Synchronization

/// Turns a bearer secret or a session's cookie into a principal that may act now, or says why not. The only place that
/// does.
///
/// The secret is digested once; the digest is all that is looked up, cached or compared. Keys are known by their prefix,
/// access tokens of sessions by theirs (`eyJ`); a token whose signature was verified is cached as a key is.
public final class Authenticator: Sendable {
    public struct Configuration: Sendable {
        /// The limit of keys that have none of their own.
        public var keyLimit = RateLimit.perMinute(60_000)
        /// How often one address may present well-formed secrets that nobody knows.
        public var unknownSecretLimit = RateLimit.perMinute(600)
        /// Principals kept in each of the cache's two generations.
        public var cacheCapacity = 50_000
        /// Nanoseconds after a heartbeat was sent for which its answer vouches that no change went unnoticed.
        public var lease: Int64 = 100_000_000

        public init() {}
    }

    public enum Verdict: Sendable {
        case admitted(Principal, RateLimitDecision)
        /// `known` is whose secret it was, where that is known: its calls are logged though refused.
        case refused(Problem, known: Principal?, RateLimitDecision?)
    }

    private let store: any CredentialStore
    private let sessions: SessionTokens?
    private let apps: (any OAuthStore)?
    private let clock: Clock
    private let configuration: Configuration
    private let cache: PrincipalCache
    private let keyLimiter = RateLimiter<Int64>()
    /// By connections.
    private let appLimiter = RateLimiter<Int64>()
    private let addressLimiter = RateLimiter<IPAddress>(capacity: 10_000)
    /// Knows the families whose secrets carry no check code; nil: to be asked for.
    private let parser = Mutex<SecretParser?>(nil)

    /// - Parameters:
    ///   - sessions: nil where people's tokens and cookies are no credentials.
    ///   - apps: nil where apps' tokens are none.
    public init(
        store: any CredentialStore, sessions: SessionTokens? = nil, apps: (any OAuthStore)? = nil, clock: Clock,
        configuration: Configuration = Configuration()
    ) {
        self.store = store
        self.sessions = sessions
        self.apps = apps
        self.clock = clock
        self.configuration = configuration
        cache = PrincipalCache(capacity: configuration.cacheCapacity)
    }

    /// The verdict on a secret that is in the cache, without suspending; nil where the store has to be asked.
    public func cachedVerdict(on secret: UnsafeRawBufferPointer, from address: IPAddress?) -> Verdict? {
        guard let parser = parser.withLock({ $0 }) else { return nil }
        switch parser.parse(secret) {
        case .notMine where sessions != nil && AccessToken.hasForm(secret):
            return cachedVerdict(on: SecretDigest(hashing: secret), from: address)
        case .notMine, .malformed:
            return .refused(.unauthenticated(.malformed), known: nil, nil)
        case .secret(let parsed):
            return cachedVerdict(on: parsed.digest, from: address)
        }
    }

    @inline(__always)
    private func cachedVerdict(on digest: SecretDigest, from address: IPAddress?) -> Verdict? {
        switch cache.find(digest, now: clock.monotonic()) {
        case nil: nil
        case .unknownSecret: .refused(.unauthenticated(.unknown), known: nil, nil)
        case .principal(let principal): admit(principal, from: address)
        }
    }

    /// The verdict on any secret.
    public func verdict(on secret: [UInt8], from address: IPAddress?) async throws -> Verdict {
        if let verdict = secret.withUnsafeBytes({ cachedVerdict(on: $0, from: address) }) { return verdict }
        let begun = cache.lookupBegins()
        let parser = try await knownParser(begun: begun)
        let parsed: ParsedSecret
        switch secret.withUnsafeBytes({ parser.parse($0) }) {
        case .secret(let known): parsed = known
        case .notMine where secret.withUnsafeBytes({ AccessToken.hasForm($0) }):
            return try await sessionVerdict(on: secret, from: address, begun: begun)
        case .notMine, .malformed: return .refused(.unauthenticated(.malformed), known: nil, nil)
        }
        if parsed.family == .oauthAccess { return try await appVerdict(on: parsed.digest, from: address, begun: begun) }
        let found = try await store.credential(for: parsed.digest)
        guard let found else {
            cache.insert(nil, for: parsed.digest, begun: begun)
            return stranger(.unknown, from: address)
        }
        let limit = found.rateLimit.flatMap { try? RateLimit(parsing: $0) } ?? configuration.keyLimit
        let bucket = keyLimiter.bucket(for: found.keyID, limit: limit, now: clock.monotonic())
        let principal = Principal(found, bucket: bucket)
        cache.insert(principal, for: parsed.digest, begun: begun)
        return admit(principal, from: address)
    }

    /// The verdict on an app's access token.
    private func appVerdict(on digest: SecretDigest, from address: IPAddress?, begun: UInt64) async throws -> Verdict {
        guard let token = try await apps?.token(digest) else {
            cache.insert(nil, for: digest, begun: begun)
            return stranger(.unknown, from: address)
        }
        // An app that acts for itself has one, however many tokens it draws.
        let isOfPerson = token.authorization.person != nil
        let bucket = appLimiter.bucket(
            for: isOfPerson ? token.authorization.id : 0 &- token.authorization.client, limit: configuration.keyLimit,
            now: clock.monotonic())
        let principal = Principal(token, bucket: bucket)
        cache.insert(principal, for: digest, begun: begun)
        return admit(principal, from: address)
    }

    /// The verdict on an access token. One that is refused is not cached: anybody can make those.
    private func sessionVerdict(on token: [UInt8], from address: IPAddress?, begun: UInt64) async throws -> Verdict {
        guard let sessions else { return .refused(.unauthenticated(.malformed), known: nil, nil) }
        switch try await sessions.find(token) {
        case .refused(let fault): return stranger(fault, from: address)
        case .session(let session, let expiry):
            let principal = Principal(session, until: expiry, bucket: bucket(of: session))
            cache.insert(principal, for: SecretDigest(hashing: token), begun: begun)
            return admit(principal, from: address)
        }
    }

    /// The verdict on a session's cookie that is in the cache, without suspending; nil where the store has to be asked.
    public func cachedVerdict(onCookie secret: UnsafeRawBufferPointer, from address: IPAddress?) -> Verdict? {
        guard let parsed = SessionTokens.cookies.parse(secret).parsed else {
            return .refused(.unauthenticated(.malformed), known: nil, nil)
        }
        if case .principal(let principal)? = cache.find(parsed.digest, now: clock.monotonic()),
            let due = principal.isDueAt, due <= clock.now()
        {
            return nil
        }
        return cachedVerdict(on: parsed.digest, from: address)
    }

    /// The verdict on any session's cookie.
    public func verdict(onCookie secret: [UInt8], from address: IPAddress?) async throws -> Verdict {
        if let verdict = secret.withUnsafeBytes({ cachedVerdict(onCookie: $0, from: address) }) { return verdict }
        let begun = cache.lookupBegins()
        guard let sessions, let parsed = secret.withUnsafeBytes({ SessionTokens.cookies.parse($0).parsed }) else {
            return .refused(.unauthenticated(.malformed), known: nil, nil)
        }
        guard let found = try await sessions.find(cookie: parsed.digest) else {
            cache.insert(nil, for: parsed.digest, begun: begun)
            return stranger(.unknown, from: address)
        }
        let principal = Principal(
            found.session, until: found.expiresAt, isDueAt: found.isDueAt, bucket: bucket(of: found.session))
        cache.insert(principal, for: parsed.digest, begun: begun)
        return admit(principal, from: address)
    }

    /// A user's sessions share their limit.
    private func bucket(of session: StoredSession) -> RateBucket {
        keyLimiter.bucket(for: 0 &- session.userID, limit: configuration.keyLimit, now: clock.monotonic())
    }

    /// Refuses what nobody knows, and an address that tries too much of it.
    private func stranger(_ fault: CredentialFault, from address: IPAddress?) -> Verdict {
        if let address {
            let now = clock.monotonic()
            let bucket = addressLimiter.bucket(for: address, limit: configuration.unknownSecretLimit, now: now)
            let decision = bucket.take(now: now)
            if !decision.allowed {
                return .refused(.rateLimited(retryAfter: decision.retryAfter), known: nil, decision)
            }
        }
        return .refused(.unauthenticated(fault), known: nil, nil)
    }

    /// A change to what an account's keys may do was announced; nil: to anyone's, to the families or the signing keys.
    public func accessChanged(tenant: Int64?) {
        if tenant == nil {
            parser.withLock { $0 = nil }
            sessions?.keysChanged()
        }
        cache.forget(tenant: tenant)
    }

    /// Announcements arrived without a gap up to a heartbeat that was sent then (monotonic nanoseconds).
    public func announcementsArrived(until sent: Int64) {
        cache.trust(until: sent.addingReportingOverflow(configuration.lease).partialValue)
    }

    /// Announcements may be lost from now on: every credential is looked up.
    public func announcementsLost() {
        cache.trust(until: .min)
    }

    /// Announcements arrive again, but some may have been missed.
    public func announcementsResumed() {
        accessChanged(tenant: nil)
    }

    private func admit(_ principal: Principal, from address: IPAddress?) -> Verdict {
        if principal.revokedAt != nil {
            return .refused(.unauthenticated(.revoked), known: principal, nil)
        }
        if let expiry = principal.expiresAt, expiry <= clock.now() {
            return .refused(.unauthenticated(.expired), known: principal, nil)
        }
        if let allowlist = principal.allowlist {
            guard let address, allowlist.contains(address) else {
                return .refused(.addressNotAllowed, known: principal, nil)
            }
        }
        let decision = principal.bucket.take(now: clock.monotonic())
        guard decision.allowed else {
            return .refused(.rateLimited(retryAfter: decision.retryAfter), known: principal, decision)
        }
        return .admitted(principal, decision)
    }

    private func knownParser(begun: UInt64) async throws -> SecretParser {
        if let known = parser.withLock({ $0 }) { return known }
        let names = try await store.uncheckedFamilies()
        let fresh = SecretParser(
            families: SecretFamily.all + [.oauthAccess],
            acceptingUnchecked: Set(SecretFamily.all.filter { names.contains($0.name) }))
        // Not kept where a change was announced meanwhile; asked for again then.
        parser.withLock { if cache.lookupBegins() == begun { $0 = fresh } }
        return fresh
    }
}
