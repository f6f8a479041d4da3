public import AuthCore

/// What logins ask of the database before a tenant is known, and the few writes that are no business rows.
public protocol LoginStore: Sendable {
    /// Whose address that is, whatever its case.
    func account(email: String) async throws -> LoginAccount?
    func account(id: Int64) async throws -> LoginAccount?
    /// Where a user may go: the tenant of the latest login first.
    func tenants(of user: Int64) async throws -> [LoginTenant]

    /// Takes a try and counts it as failed; answers the seconds to wait where it is not taken. See ``LoginSubject``.
    func takeTry(_ subjects: [LoginSubject]) async throws -> Double
    /// The try was right after all. Where the login is complete, the failures of its first subject are forgotten.
    func settleTry(_ subjects: [LoginSubject], isComplete: Bool) async throws

    func factor(of account: LoginAccount) async throws -> SecondFactor?
    /// False where this step's code, or a later one's, was used before.
    func useStep(_ step: Int64, of account: LoginAccount) async throws -> Bool
    /// False where there is no such code, or it was used before.
    func useRecoveryCode(_ digest: SecretDigest, of account: LoginAccount, at now: Timestamp) async throws -> Bool
    /// These, and no older ones.
    func keepRecoveryCodes(_ digests: [SecretDigest], of account: LoginAccount, at now: Timestamp) async throws

    func session(_ id: Int64) async throws -> StoredSession?
    func session(ofCookie digest: SecretDigest) async throws -> StoredSession?
    /// Writes down that the session is used, unless that was done since then.
    func keepUse(of session: StoredSession, at now: Timestamp, unlessSince moment: Timestamp) async throws
    /// Those that last, in all tenants, the latest first; at most 100.
    func sessions(of user: Int64, at now: Timestamp) async throws -> [StoredSession]
    /// The row that ``Change`` is made from.
    func sessionRow(_ id: Int64, in tenant: TenantScope) async throws -> Session?

    func keepRefreshToken(_ digest: SecretDigest, of session: Session, in tenant: TenantScope) async throws
    func family(ofRefreshToken digest: SecretDigest) async throws -> RefreshFamily?
    /// Reads a token while its family stands still, and writes what was decided about it.
    func rotate(
        _ digest: SecretDigest, of family: RefreshFamily, at now: Timestamp,
        _ decide: @Sendable (StoredRefreshToken) throws -> RefreshDecision
    ) async throws -> RefreshDecision

    /// A link by its token's digest, whatever has become of it.
    func link(_ digest: SecretDigest) async throws -> FoundLink?
    /// How many of a kind somebody was sent.
    func messages(_ kind: Message.Kind, to user: Int64, since moment: Timestamp) async throws -> Int64
    /// Whether the user's latest sessions, of which there are some hundred at most, have this user agent, or any.
    func devices(of user: Int64, like userAgent: String) async throws -> (hasThis: Bool, hasAny: Bool)
    /// Keys of live tenants that are about to expire, by whoever is to be told and was not.
    func expiringKeys(at now: Timestamp) async throws -> [ExpiringKey]

    /// Those that sign or still verify.
    func signingKeys(retiredAfter moment: Timestamp) async throws -> [StoredSigningKey]
    /// The only one that signs from now on. Where `isFirst`, nothing happens if there is one already.
    func keepSigningKey(_ key: StoredSigningKey, isFirst: Bool) async throws
}

/// A user as a login finds them.
public struct LoginAccount: Sendable {
    public let id: Int64
    /// The tenant that keeps the user's row.
    public let home: TenantScope
    public let email: String
    public let name: String
    /// scrypt; nil: no password has been set.
    public let password: String?
    public let passwordChangedAt: Timestamp?
    public let lockedAt: Timestamp?
    public let factor: Factor?

    /// A second factor that is in force.
    public struct Factor: Sendable {
        public let id: Int64
        public let sealed: [UInt8]
        public let lastStep: Int64

        public init(id: Int64, sealed: [UInt8], lastStep: Int64) {
            self.id = id
            self.sealed = sealed
            self.lastStep = lastStep
        }
    }

    package init(
        id: Int64, home: TenantScope, email: String, name: String, password: String?, passwordChangedAt: Timestamp?,
        lockedAt: Timestamp?, factor: Factor?
    ) {
        self.id = id
        self.home = home
        self.email = email
        self.name = name
        self.password = password
        self.passwordChangedAt = passwordChangedAt
        self.lockedAt = lockedAt
        self.factor = factor
    }
}

/// A tenant that a user is a member of.
public struct LoginTenant: Sendable {
    public let scope: TenantScope
    public let subdomain: String
    public let name: String
    public let roleName: String
    public let stepUp: StepUp
    /// Seconds after which a session there ends in any case.
    public let sessionLife: Int64
    /// From where its people may come; nil: from anywhere.
    let allowlist: CIDRAllowlist?

    /// Whether its people may come from there.
    public func allows(_ address: IPAddress?) -> Bool {
        guard let allowlist else { return true }
        return address.map(allowlist.contains) ?? false
    }

    package init(
        scope: TenantScope, subdomain: String, name: String, roleName: String, stepUp: StepUp, sessionLife: Int64,
        allowlist: [String]
    ) {
        self.sessionLife = sessionLife
        self.allowlist = CIDRAllowlist(stored: allowlist)
        self.scope = scope
        self.subdomain = subdomain
        self.name = name
        self.roleName = roleName
        self.stepUp = stepUp
    }
}

extension CIDRAllowlist {
    /// Nil where nothing is stored: any address. What cannot be read allows nothing.
    init?(stored entries: [String]) {
        guard !entries.isEmpty else { return nil }
        self.init(entries.compactMap { CIDR($0) })
    }
}

/// A key of ``SessionKeys`` as it is kept.
public struct StoredSigningKey: Sendable {
    public let id: String
    public let publicKey: String
    public let sealed: [UInt8]
    public let createdAt: Timestamp
    public let retiredAt: Timestamp?

    public init(id: String, publicKey: String, sealed: [UInt8], createdAt: Timestamp, retiredAt: Timestamp?) {
        self.id = id
        self.publicKey = publicKey
        self.sealed = sealed
        self.createdAt = createdAt
        self.retiredAt = retiredAt
    }
}
