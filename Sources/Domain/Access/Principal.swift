public import AuthCore

/// Who a credential stands for: one tenant, what it may do there, and within which limits. Immutable and shared.
public final class Principal: Sendable {
    public let tenant: TenantScope
    public let subdomain: String
    public let currency: Currency
    public let zone: CalendarZone
    /// True for a test environment's sibling tenant.
    public let isTest: Bool

    public let keyID: Int64
    public let name: String
    public let permissions: PermissionSet
    /// The permissions' canonical names.
    public let scopes: [String]
    public let allowlist: CIDRAllowlist?
    public let expiresAt: Timestamp?
    public let revokedAt: Timestamp?
    /// What is left of the rate limit, shared by everyone who holds this principal.
    public let bucket: RateBucket

    init(_ credential: StoredCredential, bucket: RateBucket) {
        tenant = TenantScope(id: credential.tenantID)
        subdomain = credential.subdomain
        currency = Currency(code: credential.currency) ?? .eur
        zone = CalendarZone(identifier: credential.timeZone) ?? .utc
        isTest = credential.isTest
        keyID = credential.keyID
        name = credential.name
        // A scope that this version does not know grants nothing.
        permissions = credential.scopes.reduce(into: PermissionSet()) { set, scope in
            if let known = try? Permission.catalog.parse([scope]) { set = set.union(known) }
        }
        scopes = Permission.catalog.names(of: permissions)
        allowlist = credential.allowlist.isEmpty ? nil : CIDRAllowlist(credential.allowlist.compactMap { CIDR($0) })
        expiresAt = credential.expiresAt
        revokedAt = credential.revokedAt
        self.bucket = bucket
    }

    /// How the audit and idempotency records name this principal.
    public var actor: String { "key:\(keyID)" }

    /// Proof that this principal may do it; throws ``Problem/forbidden(needed:)`` otherwise.
    public func authorize(_ permission: Permission) throws(Problem) -> Authorization {
        guard permissions.contains(permission) else {
            throw .forbidden(needed: Permission.catalog.names(of: PermissionSet([permission])))
        }
        return Authorization(principal: self)
    }
}

/// Proof that a principal was found to have the permission that an operation needs. Nothing but
/// ``Principal/authorize(_:)`` makes one, and nothing can be run without one.
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
    public var keyID: Int64
    public var name: String
    public var scopes: [String]
    public var rateLimit: String?
    public var allowlist: [String]
    public var expiresAt: Timestamp?
    public var revokedAt: Timestamp?
    public var subdomain: String
    public var currency: String
    public var timeZone: String
    public var isTest: Bool

    public init(
        tenantID: Int64, keyID: Int64, name: String, scopes: [String], rateLimit: String?, allowlist: [String],
        expiresAt: Timestamp?, revokedAt: Timestamp?, subdomain: String, currency: String, timeZone: String,
        isTest: Bool
    ) {
        self.tenantID = tenantID
        self.keyID = keyID
        self.name = name
        self.scopes = scopes
        self.rateLimit = rateLimit
        self.allowlist = allowlist
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.subdomain = subdomain
        self.currency = currency
        self.timeZone = timeZone
        self.isTest = isTest
    }
}

/// Finds credentials by digest, before any tenant is known.
public protocol CredentialStore: Sendable {
    func credential(for digest: SecretDigest) async throws -> StoredCredential?
    /// The families whose secrets are taken without a check code.
    func uncheckedFamilies() async throws -> Set<String>
}
