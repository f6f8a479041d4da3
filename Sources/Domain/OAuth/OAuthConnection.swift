internal import AuthCore

/// An app that somebody of a tenant has connected, as those see it who look after the tenant's apps.
public struct OAuthConnection: Sendable, Hashable {
    /// The consent's row.
    public let grant: Int64
    public let userID: Int64
    public let email: String
    public let userName: String
    /// The app's row.
    public let client: Int64
    public let clientID: String
    public let clientName: String
    public let redirectURIs: [String]
    public let isVerified: Bool
    public let isDisabled: Bool
    public let scopes: [String]
    /// To what it is limited; both empty: all of the tenant.
    public let customerIDs: [Int64]
    public let projectIDs: [Int64]
    public let since: Timestamp
    /// When it got tokens last.
    public let usedAt: Timestamp?

    public init(
        grant: Int64, userID: Int64, email: String, userName: String, client: Int64, clientID: String,
        clientName: String, redirectURIs: [String], isVerified: Bool, isDisabled: Bool, scopes: [String],
        customerIDs: [Int64], projectIDs: [Int64], since: Timestamp, usedAt: Timestamp?
    ) {
        self.grant = grant
        self.userID = userID
        self.email = email
        self.userName = userName
        self.client = client
        self.clientID = clientID
        self.clientName = clientName
        self.redirectURIs = redirectURIs
        self.isVerified = isVerified
        self.isDisabled = isDisabled
        self.scopes = scopes
        self.customerIDs = customerIDs
        self.projectIDs = projectIDs
        self.since = since
        self.usedAt = usedAt
    }
}

/// Which connections are meant, the latest first.
public struct OAuthConnectionQuery: Sendable, Hashable {
    public static let largestLimit = 200

    /// A user's id.
    public var user: Int64?
    /// An app's row.
    public var client: Int64?
    /// The consent's row: that one alone.
    public var grant: Int64?
    /// Words of the app's name or of the person's name or address.
    public var search: String?
    /// The grant after which the page begins.
    public var after: Int64?
    public var limit = 50

    public init() {}
}

/// What those may do about a tenant's connections who look after its apps.
public enum OAuthConnections {
    public static let list = Operation(
        "apps.connections", "Lists what the tenant's people let apps do.", needs: .of(.read, .apps), effect: .read)

    public static let withdraw = Operation(
        "apps.withdraw", "Takes back what somebody lets an app do, at once.", needs: .of(.update, .apps),
        effect: .destroy)
}

extension OAuthServer {
    /// A page of the connections of the caller's tenant, and the grant after which the next one begins.
    public func connections(_ query: OAuthConnectionQuery, by caller: Authorization) async throws -> (
        connections: [OAuthConnection], next: Int64?
    ) {
        let own = try caller.principal.authorize(OAuthConnections.list.permission, at: clock.now())
        return try await connections(query, in: own.tenant)
    }

    /// What somebody who is logged in lets apps do themselves, in the tenant where they are: to see that, a login is
    /// enough.
    public func ownConnections(_ query: OAuthConnectionQuery, of principal: Principal) async throws -> (
        connections: [OAuthConnection], next: Int64?
    ) {
        guard principal.sessionID != nil, let user = principal.userID else { throw Problem.loginRequired }
        var asked = query
        asked.user = user
        return try await connections(asked, in: principal.tenant)
    }

    private func connections(_ query: OAuthConnectionQuery, in tenant: TenantScope) async throws -> (
        connections: [OAuthConnection], next: Int64?
    ) {
        let limit = min(max(query.limit, 1), OAuthConnectionQuery.largestLimit)
        var asked = query
        asked.limit = limit + 1
        let found = try await oauth.connections(asked, in: tenant)
        let page = Array(found.prefix(limit))
        return (page, found.count > limit ? page.last?.grant : nil)
    }

    /// Takes back what the person themselves lets an app do. When this returns it is in force.
    public func withdraw(ownConnection id: Int64, of principal: Principal, from origin: Logins.Origin) async throws {
        guard principal.sessionID != nil, let user = principal.userID else { throw Problem.loginRequired }
        guard let grant = try await oauth.grant(id, in: principal.tenant), grant.userID == user else {
            throw Problem.notFound(.grants, id: String(id))
        }
        try await revoke(id, in: principal.tenant, by: user, from: origin)
    }

    /// Takes back what somebody of the caller's tenant lets an app do. When this returns it is in force.
    public func withdraw(connection id: Int64, by caller: Authorization, from origin: Logins.Origin) async throws {
        let own = try caller.principal.authorize(OAuthConnections.withdraw.permission, at: clock.now())
        guard own.tenant.limit == nil else { throw Problem.outsideLimit }
        guard try await oauth.grant(id, in: own.tenant) != nil else { throw Problem.notFound(.grants, id: String(id)) }
        try await revoke(id, in: own.tenant, by: nil, as: own.principal.actor, from: origin)
    }
}
