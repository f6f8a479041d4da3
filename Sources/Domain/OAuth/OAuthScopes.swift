internal import AuthCore

/// What apps may ask for: permissions of the business, and OpenID Connect's scopes.
public enum OAuthScopes {
    public static let openID = "openid"
    public static let profile = "profile"
    public static let email = "email"
    public static let offlineAccess = "offline_access"
    /// OpenID Connect Core, 5.4 and 11.
    public static let identity = [openID, profile, email, offlineAccess]

    /// What any app may be given. The rest, which is the tenant's administration, an operator has to name for an app.
    static let ordinary: [Resource] = [
        .customers, .projects, .invoices, .estimates, .cra, .documents, .context, .workItems, .tasks, .devices,
    ]
    static let ordinaryPermissions = PermissionSet(
        knownIn: ordinary.map { "\($0.rawValue):*" })

    /// What clients are told of: the contract's scopes, as people and documents write them.
    public static let supported: [String] =
        ["customers", "projects", "invoices", "estimates", "cra"].flatMap { ["\($0):read", "\($0):write"] }
        + ["documents:read", "documents:import", "context:read"]
        + ["work_items", "tasks", "devices"].flatMap { ["\($0):read", "\($0):write"] }

    /// What an app gets that asks for nothing in particular: to look, and not to touch.
    static let whereNoneAsked = supported.filter { $0.hasSuffix(":read") }

    /// Scopes as a request writes them: "a list of space-delimited, case-sensitive strings" (RFC 6749, 3.3), once each.
    static func split(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init).reduce(into: []) { list, scope in
            if !list.contains(scope) { list.append(scope) }
        }
    }

    /// Why a client may not ask for these; nil: it may.
    static func fault(in scopes: [String], for client: OAuthClient) -> OAuthError? {
        let unknown = scopes.filter { !isKnown($0) }
        guard unknown.isEmpty else {
            return OAuthError(.invalidScope, "There is no scope \(unknown.prefix(10).joined(separator: ", ")).")
        }
        let allowed = client.scopes.isEmpty ? ordinaryPermissions : PermissionSet(knownIn: client.scopes)
        // Who one is, and to stay connected, no app is refused.
        let refused = scopes.filter { scope in
            !identity.contains(scope) && !PermissionSet(knownIn: [scope]).missing(from: allowed).isEmpty
        }
        return refused.isEmpty
            ? nil : OAuthError(.invalidScope, "This client may not ask for \(refused.joined(separator: ", ")).")
    }

    public static func isKnown(_ scope: String) -> Bool {
        identity.contains(scope) || (try? Permission.catalog.parse([scope])) != nil
    }
}

/// What a token is for (RFC 8707): the whole server where nobody said, or its API or its MCP endpoint alone.
public enum TokenAudience: String, Sendable, Hashable, CaseIterable {
    case server, api, mcp

    /// Nil where it is neither. A slash at the end makes no difference.
    init?(resource: String, issuer: String) {
        let text = resource.hasSuffix("/") ? resource.dropLast() : resource[...]
        switch text {
        case issuer[...]: self = .api
        case "\(issuer)/mcp": self = .mcp
        default: return nil
        }
    }

    public func uri(issuer: String) -> String { self == .mcp ? "\(issuer)/mcp" : issuer }

    /// Whether a token for this one is good for the other too.
    func covers(_ other: TokenAudience) -> Bool { self == .server || self == other }
}
