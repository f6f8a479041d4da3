public import AuthCore

/// Who a credential stands for: one tenant, what it may do there, and within which limits. Immutable and shared.
public final class Principal: Sendable {
    public let tenant: TenantScope
    /// The live tenant, where this one is its test environment; else the same. Roles, users and integrations are its.
    public let account: TenantScope
    public let subdomain: String
    /// The business's name where a person asks, also on its test data; else what ``subdomain`` says.
    public let business: String
    public let currency: Currency
    public let zone: CalendarZone
    /// True for a test environment's sibling tenant.
    public let isTest: Bool

    /// What usage is recorded under: the key's or app's id; for a session its id, negated, which neither has; 0 for a
    /// command.
    public let keyID: Int64
    /// Nil where a key asks, and not a person who logged in.
    public let sessionID: Int64?
    public let name: String
    /// Whose key or session it is; nil: the tenant's own, a service key.
    public let userID: Int64?
    /// What its scopes, its role and its creator allow, all of them.
    public let permissions: PermissionSet
    /// The permissions' canonical names.
    public let scopes: [String]
    public let allowlist: CIDRAllowlist?
    public let expiresAt: Timestamp?
    public let revokedAt: Timestamp?
    /// Where an app asks, by an OAuth access token.
    public let app: AppToken?
    /// For which permissions the second factor has to be fresh; nil where a key asks.
    let stepUp: StepUp?
    /// When it was shown last.
    let factorAt: Timestamp?
    /// For a cookie: when its session is to be looked up again, though nothing was announced.
    let isDueAt: Timestamp?
    /// What is left of the rate limit, shared by everyone who holds this principal.
    public let bucket: RateBucket
    /// How the audit and idempotency records name this principal.
    public let actor: String
    /// Whose writes the tenant wants approved.
    public let tenantApproval: Tenant.Approval
    /// True where all that this principal writes has to be approved, whatever the tenant says.
    public let needsApproval: Bool
    /// Where a person's tenant has its test data; nil for whoever is no person.
    private let test: StoredSession.Test?

    init(_ credential: StoredCredential, bucket: RateBucket) {
        tenant = TenantScope(id: credential.tenantID, limit: credential.limit)
        account = TenantScope(id: credential.accountID)
        subdomain = credential.subdomain
        business = credential.subdomain
        currency = Currency(code: credential.currency) ?? .eur
        zone = CalendarZone(identifier: credential.timeZone) ?? .utc
        isTest = credential.isTest
        keyID = credential.keyID
        sessionID = nil
        name = credential.name
        userID = credential.creator?.userID
        permissions = credential.permissions
        scopes = Permission.catalog.names(of: permissions)
        allowlist = credential.allowlist.isEmpty ? nil : CIDRAllowlist(credential.allowlist.compactMap { CIDR($0) })
        expiresAt = credential.expiresAt
        revokedAt = credential.revokedAt
        actor = "key:\(credential.keyID)"
        app = nil
        (stepUp, factorAt, isDueAt, test) = (nil, nil, nil, nil)
        (tenantApproval, needsApproval) = (credential.approval, false)
        self.bucket = bucket
    }

    /// A person who logged in, for as long as one of their access tokens or their cookie holds.
    init(_ session: StoredSession, until expiry: Timestamp, isDueAt: Timestamp? = nil, bucket: RateBucket) {
        tenant = TenantScope(id: session.tenantID)
        // Nobody logs in to a test environment.
        account = tenant
        subdomain = session.subdomain
        business = session.business
        currency = Currency(code: session.currency) ?? .eur
        zone = CalendarZone(identifier: session.timeZone) ?? .utc
        isTest = false
        keyID = 0 &- session.id
        sessionID = session.id
        name = session.email
        userID = session.userID
        permissions = session.role.permissions
        scopes = Permission.catalog.names(of: permissions)
        allowlist = CIDRAllowlist(stored: session.allowlist)
        expiresAt = expiry
        revokedAt = session.endedAt
        actor = "user:\(session.userID)"
        app = nil
        stepUp = session.stepUp
        factorAt = session.factorAt
        self.isDueAt = isDueAt
        test = session.test
        (tenantApproval, needsApproval) = (session.approval, false)
        self.bucket = bucket
    }

    /// A person at work on the test data of their tenant.
    private init(_ principal: Principal, in test: StoredSession.Test) {
        tenant = TenantScope(id: test.id)
        account = principal.account
        subdomain = test.subdomain
        business = principal.business
        (currency, zone, isTest) = (principal.currency, principal.zone, true)
        (keyID, sessionID, name, userID) = (principal.keyID, principal.sessionID, principal.name, principal.userID)
        (permissions, scopes, allowlist) = (principal.permissions, principal.scopes, principal.allowlist)
        (expiresAt, revokedAt, app) = (principal.expiresAt, principal.revokedAt, principal.app)
        (stepUp, factorAt, isDueAt) = (principal.stepUp, principal.factorAt, principal.isDueAt)
        (bucket, actor) = (principal.bucket, principal.actor)
        (tenantApproval, needsApproval) = (principal.tenantApproval, principal.needsApproval)
        self.test = nil
    }

    /// The same person on the test data of their tenant, with the same rights and the same rate limit. To be made for
    /// each request from the principal that was admitted, and not kept: what ends that one ends this one. Users, roles
    /// and settings stay the live tenant's. Nil for whoever is no person who logged in.
    public func inTestEnvironment() -> Principal? { test.map { Principal(self, in: $0) } }

    /// Whoever runs kiikd's commands.
    var isOperator: Bool { actor == "cli" }

    /// An app that a person connected, or that acts for itself, for as long as one of its access tokens holds.
    init(_ token: StoredAccessToken, bucket: RateBucket) {
        let authorization = token.authorization
        tenant = TenantScope(id: authorization.tenant.id, limit: authorization.limit)
        // Nobody connects an app to a test environment.
        account = authorization.tenant
        subdomain = authorization.subdomain
        business = authorization.subdomain
        currency = Currency(code: authorization.currency) ?? .eur
        zone = CalendarZone(identifier: authorization.timeZone) ?? .utc
        isTest = false
        // An app's id is no key's: both are drawn from one sequence.
        keyID = authorization.client
        sessionID = nil
        name = authorization.clientName
        userID = authorization.person?.id
        let granted = PermissionSet(knownIn: token.scopes)
        permissions = authorization.person.map { granted.intersection($0.role.permissions) } ?? granted
        scopes = Permission.catalog.names(of: permissions)
        allowlist = nil
        expiresAt = token.expiresAt
        revokedAt = token.endedAt
        actor = "app:\(authorization.client)"
        app = AppToken(
            authorization: authorization.id, clientID: authorization.clientID, scopes: token.scopes,
            audience: token.audience)
        (tenantApproval, needsApproval) = (authorization.approval, authorization.needsApproval)
        (stepUp, factorAt, isDueAt, test) = (nil, nil, nil, nil)
        self.bucket = bucket
    }

    /// Whoever runs kiikd's commands, at work in a tenant.
    package init(operatorIn tenant: Tenant) {
        self.tenant = TenantScope(id: tenant.id)
        account = TenantScope(id: tenant.testOf ?? tenant.id)
        subdomain = tenant.subdomain
        business = tenant.subdomain
        currency = Currency(code: tenant.currency) ?? .eur
        zone = CalendarZone(identifier: tenant.timeZone) ?? .utc
        isTest = tenant.testOf != nil
        keyID = 0
        sessionID = nil
        name = "cli"
        userID = nil
        permissions = Permission.catalog.all
        scopes = Permission.catalog.names(of: permissions)
        allowlist = nil
        expiresAt = nil
        revokedAt = nil
        actor = "cli"
        app = nil
        (stepUp, factorAt, isDueAt, test) = (nil, nil, nil, nil)
        (tenantApproval, needsApproval) = (tenant.approval, false)
        bucket = RateBucket(limit: .perMinute(60_000))
    }

    /// Whose rights a key has that a person made, or an app that a person connected.
    public var onBehalfOf: String { sessionID == nil ? userID.map { "user:\($0)" } ?? "" : "" }

    /// Whether a write has to be approved as it was shown.
    public func needsApproval(isByAssistant: Bool) -> Bool {
        needsApproval || (tenantApproval == .assistants && (isByAssistant || app != nil))
    }

    /// Who it is for idempotency keys and approvals: an app is another one for each of its people.
    public var caller: String { app == nil || userID == nil ? actor : "\(actor) \(onBehalfOf)" }

    /// Throws as ``authorize(_:at:)`` does; all that is lacking is named at once.
    public func require(_ needed: PermissionSet, at now: @autoclosure () -> Timestamp) throws(Problem) {
        let missing = needed.missing(from: permissions)
        if !missing.isEmpty { throw .forbidden(needed: Permission.catalog.names(of: missing)) }
        guard let stepUp else { return }
        if stepUp.isDue(for: needed, since: factorAt, at: now()) { throw .stepUpRequired(maxAge: stepUp.age) }
    }

    /// Proof that this principal may do it now; throws ``Problem/forbidden(needed:)`` or
    /// ``Problem/stepUpRequired(maxAge:)`` otherwise.
    public func authorize(_ permission: Permission, at now: @autoclosure () -> Timestamp) throws(Problem)
        -> Authorization
    {
        guard permissions.contains(permission) else {
            throw .forbidden(needed: Permission.catalog.names(of: PermissionSet([permission])))
        }
        if let stepUp, stepUp.isDue(for: permission, since: factorAt, at: now()) {
            throw .stepUpRequired(maxAge: stepUp.age)
        }
        return Authorization(principal: self)
    }
}

/// What a principal that is an app has beside its permissions.
public struct AppToken: Sendable {
    /// The connection that the token is of.
    public let authorization: Int64
    public let clientID: String
    /// As they were granted, identity included.
    public let scopes: [String]
    public let audience: TokenAudience
}

/// Proof that a principal was found to have the permission that an operation needs. Nothing but
/// ``Principal/authorize(_:at:)`` makes one, and nothing can be run without one.
public struct Authorization: Sendable {
    public let principal: Principal

    public var tenant: TenantScope { principal.tenant }

    init(principal: Principal) {
        self.principal = principal
    }
}

/// A key's row as the login lookup finds it, revoked and expired ones included.
public struct StoredCredential: Sendable {
    public var tenantID: Int64
    public var accountID: Int64
    public var keyID: Int64
    public var name: String
    /// Empty where the role alone says what it may do.
    public var scopes: [String]
    public var role: StoredRole?
    public var creator: Creator?
    public var rateLimit: String?
    public var allowlist: [String]
    public var expiresAt: Timestamp?
    public var revokedAt: Timestamp?
    public var subdomain: String
    public var currency: String
    public var timeZone: String
    public var isTest: Bool
    public var approval: Tenant.Approval
    /// Nil: all of the tenant.
    public var limit: AccessLimit?

    /// Whose key it is, and their role in the tenant now: one that allows nothing where they are locked or no member.
    public struct Creator: Sendable {
        public let userID: Int64
        public let role: StoredRole

        public init(userID: Int64, role: StoredRole) {
            self.userID = userID
            self.role = role
        }
    }

    /// The meeting of what the scopes, the role and the creator allow now.
    var permissions: PermissionSet {
        var sets: [PermissionSet] = []
        if !scopes.isEmpty || role == nil { sets.append(PermissionSet(knownIn: scopes)) }
        if let role { sets.append(role.permissions) }
        if let creator { sets.append(creator.role.permissions) }
        return sets.dropFirst().reduce(sets.first ?? .none) { $0.intersection($1) }
    }

    public init(
        tenantID: Int64, accountID: Int64? = nil, keyID: Int64, name: String, scopes: [String],
        role: StoredRole? = nil, creator: Creator? = nil, rateLimit: String?, allowlist: [String],
        expiresAt: Timestamp?, revokedAt: Timestamp?, subdomain: String, currency: String, timeZone: String,
        isTest: Bool, approval: Tenant.Approval = .nobody, limit: AccessLimit? = nil
    ) {
        self.tenantID = tenantID
        self.accountID = accountID ?? tenantID
        self.keyID = keyID
        self.name = name
        self.scopes = scopes
        self.role = role
        self.creator = creator
        self.rateLimit = rateLimit
        self.allowlist = allowlist
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.subdomain = subdomain
        self.currency = currency
        self.timeZone = timeZone
        self.isTest = isTest
        self.approval = approval
        self.limit = limit
    }
}

/// Finds credentials by digest, before any tenant is known.
public protocol CredentialStore: Sendable {
    func credential(for digest: SecretDigest) async throws -> StoredCredential?
    /// The families whose secrets are taken without a check code.
    func uncheckedFamilies() async throws -> Set<String>
}
