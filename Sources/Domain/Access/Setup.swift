public import AuthCore

/// The first run: whoever reads what the daemon prints makes the first account, once.
public struct Setup: Sendable {
    /// Seconds for which a link works.
    public static let life: Int64 = 86_400

    private let store: any SetupStore
    private let logins: Logins
    private static let parser = SecretParser(families: [.setup])

    public init(store: any SetupStore, logins: Logins) {
        self.store = store
        self.logins = logins
    }

    /// A new link in place of any earlier one; nil where somebody has an account.
    public func open() async throws -> String? {
        let secret = Secret.generate(.setup)
        let now = logins.clock.now()
        let isKept = try await store.keepLink(
            SetupLink(digest: secret.digest, createdAt: now, expiresAt: now.adding(seconds: Self.life)))
        return isKept ? "\(logins.issuer)/setup?token=\(secret.exposed)" : nil
    }

    /// Whether the link still works. Looking does not use it.
    /// - Returns: the tenant whose first owner one may become instead of making another tenant, if there is a single one
    ///   without people.
    public func check(token: String, from origin: Logins.Origin) async throws -> DesertedTenant? {
        _ = try await link(token, from: origin)
        return try await store.desertedTenant()
    }

    public enum Place: Sendable {
        case new(TenantDraft)
        /// What ``Setup/check(token:from:)`` offered.
        case existing
    }

    public struct Owner: Sendable {
        public var name: String
        public var email: String
        public var password: String

        public init(name: String, email: String, password: String) {
            self.name = name
            self.email = email
            self.password = password
        }
    }

    /// Makes the tenant, if it is not there yet, and its owner, in one transaction, and lets the owner in by a cookie. All
    /// that is wrong is said at once; the link is used up only where nothing is. The faults' fields are `subdomain`,
    /// `name`, `currency`, `time_zone`, `owner_name`, `email` and `password`.
    public func complete(token: String, place: Place, owner: Owner, from origin: Logins.Origin) async throws
        -> Logins.Grant
    {
        let digest = try await link(token, from: origin)
        let email = Logins.canonical(owner.email)
        var faults: [Fault] = if case .new(let draft) = place { draft.faults } else { [] }
        func check(_ text: String, _ rule: TextRule, _ field: String) {
            if let fault = rule.fault(in: text) { faults.append(Fault(field, fault.code, fault.message)) }
        }
        check(owner.name, User.Rule.name, "owner_name")
        check(email, User.Rule.email, "email")
        check(owner.password, User.Rule.password, "password")
        if !faults.isEmpty { throw Problem.invalid(faults) }
        let target: SetupPlan.Target
        switch place {
        case .new(let draft): target = .new(draft)
        case .existing:
            guard let deserted = try await store.desertedTenant() else {
                throw Problem.conflict("There is no single tenant without people any more. Make a new one.")
            }
            target = .existing(deserted)
        }
        let hash = try await logins.hashed(owner.password, field: "password")
        let now = logins.clock.now()
        let user = User(
            id: try await logins.store.newID(for: .users), uuid: logins.newUUID(now), email: email, name: owner.name,
            password: hash.phc, passwordChangedAt: now, lockedAt: nil, createdAt: now, updatedAt: now, version: 1)
        let membership = Membership(
            id: try await logins.store.newID(for: .memberships), uuid: logins.newUUID(now), userID: user.id, roleID: 0,
            endedAt: nil, createdAt: now, updatedAt: now, version: 1)
        let plan = SetupPlan(
            digest: digest, target: target, user: user, membership: membership,
            origin: AuditOrigin(
                actor: "user:\(user.id)", ip: origin.ip, requestID: origin.requestID, action: "tenants.setup"), at: now)
        guard try await store.complete(plan) else { throw Problem.deadSetupLink }
        return try await letIn(user, origin)
    }

    /// Should this fail, the owner logs in by the password.
    private func letIn(_ user: User, _ origin: Logins.Origin) async throws -> Logins.Grant {
        guard let account = try await logins.logins.account(id: user.id),
            let tenant = try await logins.logins.tenants(of: user.id).first
        else { throw Problem.internal }
        let now = logins.clock.now()
        let (_, grant) = try await logins.begin(
            account, in: tenant, method: .password, factorAt: nil, passwordChangedAt: account.passwordChangedAt,
            until: now.adding(seconds: tenant.sessionLife), "sessions.create", origin, now)
        return grant
    }

    private func link(_ token: String, from origin: Logins.Origin) async throws -> SecretDigest {
        guard let parsed = Self.parser.parse(token).parsed else { throw Problem.deadSetupLink }
        guard let end = try await store.linkExpiry(parsed.digest) else {
            try logins.limitStrangers(origin.address)
            throw Problem.deadSetupLink
        }
        guard logins.clock.now() < end else { throw Problem.deadSetupLink }
        return parsed.digest
    }
}

extension Problem {
    fileprivate static var deadSetupLink: Problem {
        .invalid([
            Fault(
                "token", .rule,
                "This link does not work, or not any more. While nobody has an account, every start of kiikd prints a new one."
            )
        ])
    }
}

/// A link as it is kept: its digest alone.
public struct SetupLink: Sendable {
    public let digest: SecretDigest
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
}

/// A live tenant that nobody belongs to.
public struct DesertedTenant: Sendable, Hashable {
    public let id: Int64
    public let subdomain: String
    public let name: String

    package init(id: Int64, subdomain: String, name: String) {
        self.id = id
        self.subdomain = subdomain
        self.name = name
    }
}

/// What is written at once.
public struct SetupPlan: Sendable {
    public enum Target: Sendable {
        case new(TenantDraft)
        case existing(DesertedTenant)
    }

    public let digest: SecretDigest
    public let target: Target
    public let user: User
    /// Without its role, which is the tenant's own.
    public let membership: Membership
    public let origin: AuditOrigin
    public let at: Timestamp
}

/// What the first run asks of the database, where no tenant is known.
public protocol SetupStore: Sendable {
    /// False where somebody has an account: nothing is kept.
    func keepLink(_ link: SetupLink) async throws -> Bool
    /// Nil for a link that nobody knows, or where somebody has an account.
    func linkExpiry(_ digest: SecretDigest) async throws -> Timestamp?
    /// The one tenant without people; nil where there are none or several.
    func desertedTenant() async throws -> DesertedTenant?
    /// All of it and the end of the link, or nothing. False where the link works no more.
    func complete(_ plan: SetupPlan) async throws -> Bool
}
