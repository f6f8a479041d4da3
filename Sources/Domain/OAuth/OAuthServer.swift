public import AuthCore

/// The authorization server (OAuth 2.1): lets people's apps in, each as far as its person says, and out again.
///
/// Its parts are one file each: who the client is, what it asks for, what the person answers, and the tokens that follow.
public final class OAuthServer: Sendable {
    /// Seconds of an authorization code (RFC 9700, 4.2; at most a minute).
    public static let codeLife: Int64 = 60
    /// Seconds of an access token.
    public static let accessLife: Int64 = 600
    /// Seconds after which a connection ends that nobody refreshes.
    public static let idleLife: Int64 = 60 * 86_400
    /// Seconds after which a connection ends in any case.
    public static let connectionLife: Int64 = 365 * 86_400
    /// Seconds in which a refresh that is repeated gets the same successor: the answer was lost.
    static let grace: Int64 = 30
    /// How often one address may register clients.
    private static let registrationLimit = RateLimit.perMinute(60)
    /// How often one address may present codes and refresh tokens that nobody knows.
    private static let strangerLimit = RateLimit.perMinute(120)

    let oauth: any OAuthStore
    let store: any Store
    let logins: Logins
    let clock: Clock
    let documents: any ClientDocuments
    let sessions: SessionTokens
    let rotation: RefreshRotation
    /// Where clients reach kiikd: `iss`.
    public let issuer: String
    let assertionKeys: AssertionKeys
    private let registrations = RateLimiter<SecretDigest>(capacity: 10_000)
    private let strangers = RateLimiter<SecretDigest>(capacity: 10_000)
    private let registrationLimit: RateLimit

    /// - Parameter registrationLimit: nil: as it is by default.
    public init(
        oauth: any OAuthStore, store: any Store, logins: Logins, documents: any ClientDocuments, clock: Clock,
        registrationLimit: RateLimit? = nil
    ) {
        self.oauth = oauth
        self.store = store
        self.logins = logins
        self.documents = documents
        self.clock = clock
        self.registrationLimit = registrationLimit ?? Self.registrationLimit
        issuer = logins.issuer
        sessions = SessionTokens(logins: logins)
        rotation = RefreshRotation(
            ring: logins.ring, purpose: "oauth refresh tokens", secrets: .oauthRefresh, idle: Self.idleLife,
            grace: Self.grace)
        assertionKeys = AssertionKeys(documents: documents, clock: clock)
    }

    func limitRegistrations(_ address: IPAddress?) throws(Problem) {
        try limit(registrations, registrationLimit, address)
    }

    func limitStrangers(_ address: IPAddress?) throws(Problem) { try limit(strangers, Self.strangerLimit, address) }

    private func limit(
        _ limiter: RateLimiter<SecretDigest>, _ limit: RateLimit, _ address: IPAddress?
    ) throws(Problem) {
        guard let subject = LoginSubject.address(address) else { return }
        let now = clock.monotonic()
        let decision = limiter.bucket(for: subject.digest, limit: limit, now: now).take(now: now)
        if !decision.allowed { throw .rateLimited(retryAfter: decision.retryAfter) }
    }
}

/// What clients publish about themselves on the web, read with every care that a stranger's address needs.
public protocol ClientDocuments: Sendable {
    /// The document that a client's identifier names, and the seconds for which it says it holds.
    func metadata(at url: String) async throws(ClientDocumentFault) -> (metadata: ClientMetadata, freshFor: Int64?)
    func keySet(at url: String) async throws(ClientDocumentFault) -> JSONWebKeySet
}

/// Why a client's document cannot be used: a sentence for its developer.
public struct ClientDocumentFault: Error, Sendable {
    public let sentence: String

    public init(_ sentence: String) { self.sentence = sentence }
}
