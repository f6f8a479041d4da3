/// One login of a person into one tenant: what its access tokens stand for, until it ends.
public struct Session: Editable {
    public static var resource: Resource { .sessions }

    public var id: Int64
    public var uuid: UUIDv7
    public var userID: Int64
    /// How they showed who they are.
    public var method: Method
    public var ip: String
    public var userAgent: String
    /// The user's when the session began: a session does not outlive the password it began with.
    public var passwordChangedAt: Timestamp?
    /// Of what its cookie holds; nil: its credentials are tokens.
    public var cookieDigest: [UInt8]?
    /// When the second factor was shown last.
    public var factorAt: Timestamp?
    /// However often it is refreshed.
    public var expiresAt: Timestamp
    public var endedAt: Timestamp?
    /// Empty while it lasts.
    public var endReason: String
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public enum Method: String, Sendable {
        case password
        case totp = "password+totp"
        case recovery = "password+recovery"
    }

    public init(
        id: Int64, uuid: UUIDv7, userID: Int64, method: Method, ip: String, userAgent: String,
        passwordChangedAt: Timestamp?, cookieDigest: [UInt8]?, factorAt: Timestamp?, expiresAt: Timestamp,
        endedAt: Timestamp?, endReason: String,
        createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.userID = userID
        self.method = method
        self.ip = ip
        self.userAgent = userAgent
        self.passwordChangedAt = passwordChangedAt
        self.cookieDigest = cookieDigest
        self.factorAt = factorAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
        self.endReason = endReason
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Session>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("user_id") { .integer($0.userID) },
        Attribute("method") { .text($0.method.rawValue) },
        Attribute("ip") { .text($0.ip) },
        Attribute("user_agent") { .text($0.userAgent) },
        Attribute("password_changed_at", isContent: false) { $0.passwordChangedAt.map(Value.timestamp) ?? .null },
        Attribute("cookie_digest", isContent: false) { $0.cookieDigest.map(Value.bytes) ?? .null },
        Attribute("factor_at") { $0.factorAt.map(Value.timestamp) ?? .null },
        Attribute("expires_at") { .timestamp($0.expiresAt) },
        Attribute("ended_at") { $0.endedAt.map(Value.timestamp) ?? .null },
        Attribute("end_reason") { .text($0.endReason) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Session>] = []
}

/// A session as a lookup finds it, with what its user may do in the tenant now; ended ones included.
public struct StoredSession: Sendable {
    public let id: Int64
    public let tenantID: Int64
    public let userID: Int64
    public let method: String
    public let ip: String
    public let userAgent: String
    public let createdAt: Timestamp
    public let refreshedAt: Timestamp?
    public let expiresAt: Timestamp
    /// Also where the user is locked, is no member any more, or has another password.
    public let endedAt: Timestamp?
    public let email: String
    public let subdomain: String
    /// The tenant's name.
    public let business: String
    public let currency: String
    public let timeZone: String
    public let role: StoredRole
    /// When the second factor was shown last.
    public let factorAt: Timestamp?
    public let stepUp: StepUp
    public let approval: Tenant.Approval
    /// Seconds after which it ends if nobody uses it.
    public let idleLife: Int64
    /// From where it may be used; empty: from anywhere.
    public let allowlist: [String]
    /// The tenant's test environment.
    public let test: Test?

    public struct Test: Sendable {
        public let id: Int64
        public let subdomain: String

        public init(id: Int64, subdomain: String) {
            self.id = id
            self.subdomain = subdomain
        }
    }

    public init(
        id: Int64, tenantID: Int64, userID: Int64, method: String, ip: String, userAgent: String,
        createdAt: Timestamp, refreshedAt: Timestamp?, expiresAt: Timestamp, endedAt: Timestamp?, email: String,
        subdomain: String, currency: String, timeZone: String, role: StoredRole, factorAt: Timestamp?, stepUp: StepUp,
        approval: Tenant.Approval, idleLife: Int64 = Logins.idleLife, allowlist: [String] = [], test: Test? = nil,
        business: String
    ) {
        self.id = id
        self.tenantID = tenantID
        self.userID = userID
        self.method = method
        self.ip = ip
        self.userAgent = userAgent
        self.createdAt = createdAt
        self.refreshedAt = refreshedAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
        self.email = email
        self.subdomain = subdomain
        self.business = business
        self.currency = currency
        self.timeZone = timeZone
        self.role = role
        self.factorAt = factorAt
        self.stepUp = stepUp
        self.approval = approval
        self.idleLife = idleLife
        self.allowlist = allowlist
        self.test = test
    }
}
