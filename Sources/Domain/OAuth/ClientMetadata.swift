internal import AuthCore

/// What a client says of itself when it registers (RFC 7591, 2) or in its metadata document. What nobody here knows is
/// passed over, as both ask for.
public struct ClientMetadata: Sendable {
    public var clientID: String?
    public var name: String?
    public var redirectURIs: [String] = []
    public var grantTypes: [String]?
    /// `token_endpoint_auth_method`; in a document a preference.
    public var authMethod: String?
    /// `token_endpoint_auth_methods_supported`, which some documents have.
    public var authMethods: [String]?
    public var scope: String?
    /// A JSON Web Key Set as text.
    public var jwks: String?
    public var jwksURI: String?
    public var clientURI: String?

    public init() {}

    /// The client that this describes, without a secret; or all that is wrong with it.
    func client(
        id: Int64, uuid: UUIDv7, clientID: String, origin: OAuthClient.Origin, at now: Timestamp
    ) throws(OAuthError) -> OAuthClient {
        var faults: [String] = []
        let methods = methods(of: origin, &faults)
        let grants = grants(&faults)
        checkRedirects(&faults)
        let scopes = OAuthScopes.split(scope ?? "").filter(OAuthScopes.isKnown)
        checkKeys(methods, &faults)
        if let sentence = redirectFault {
            throw OAuthError(.invalidRedirectURI, ([sentence] + faults).joined(separator: " "))
        }
        guard faults.isEmpty else { throw OAuthError(.invalidClientMetadata, faults.joined(separator: " ")) }
        let client = OAuthClient(
            id: id, uuid: uuid, clientID: clientID, name: Self.plain(name) ?? "", origin: origin,
            isConfidential: !methods.contains(.none), secretDigest: nil, authMethods: methods,
            redirectURIs: redirectURIs, grantTypes: grants, scopes: [], jwks: jwks ?? "", jwksURI: jwksURI ?? "",
            clientURI: Self.link(clientURI) ?? "", isVerified: false, needsApproval: false, disabledAt: nil,
            createdAt: now, updatedAt: now, version: 1)
        // What it registered is no more than a wish: it may ask for all that apps may, and people decide.
        if let fault = OAuthScopes.fault(in: scopes, for: client) {
            throw OAuthError(.invalidClientMetadata, fault.description)
        }
        return client
    }

    /// What is wrong with the addresses; nil: nothing.
    private var redirectFault: String? {
        let sentences = redirectURIs.compactMap { text -> String? in
            do {
                _ = try RedirectURI(text)
                return nil
            } catch { return "\(text.prefix(100)): \(error)." }
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private func checkRedirects(_ faults: inout [String]) {
        if redirectURIs.isEmpty {
            faults.append("redirect_uris names no address.")
        } else if redirectURIs.count > OAuthClient.Rule.redirects.upperBound {
            faults.append("redirect_uris names more than \(OAuthClient.Rule.redirects.upperBound) addresses.")
        }
    }

    /// Either list of grants is fine: a code comes with a refresh token whatever the list says. Others are passed over.
    private func grants(_ faults: inout [String]) -> [OAuthClient.GrantType] {
        guard let grantTypes, !grantTypes.isEmpty else { return [.authorizationCode, .refreshToken] }
        let known = grantTypes.compactMap(OAuthClient.GrantType.init(rawValue:)).filter { $0 != .clientCredentials }
        if known.contains(.authorizationCode) { return [.authorizationCode, .refreshToken] }
        faults.append("grant_types has to name authorization_code.")
        return []
    }

    private func methods(of origin: OAuthClient.Origin, _ faults: inout [String]) -> [OAuthClient.AuthMethod] {
        // "If unspecified or omitted, the default is "client_secret_basic"" (RFC 7591, 2); a document's client has no
        // secret, so there it is none.
        var named = authMethods ?? []
        if let authMethod { named.append(authMethod) }
        if named.isEmpty { named = [origin == .metadata ? "none" : "client_secret_basic"] }
        let known = OAuthClient.AuthMethod.allCases.filter { method in
            named.contains(method.rawValue)
                && (origin != .metadata || method == .none || method == .assertion)
        }
        guard known.isEmpty else {
            // Whoever may show a secret in one way may show it in the other.
            return known.contains(.basic) || known.contains(.post)
                ? OAuthClient.AuthMethod.allCases.filter { known.contains($0) || $0 == .basic || $0 == .post } : known
        }
        let possible =
            origin == .metadata
            ? "none or private_key_jwt" : OAuthClient.AuthMethod.allCases.map(\.rawValue).joined(separator: ", ")
        faults.append("token_endpoint_auth_method is none of: \(possible).")
        return []
    }

    private func checkKeys(_ methods: [OAuthClient.AuthMethod], _ faults: inout [String]) {
        if jwks != nil, jwksURI != nil { faults.append("Give jwks or jwks_uri, not both.") }
        if let jwks, jwks.utf8.count > 16_384 || (try? JSONWebKeySet(foreign: Array(jwks.utf8))) == nil {
            faults.append("jwks has no sound public key (ES256, EdDSA or RS256), or is larger than 16 KiB.")
        }
        if let jwksURI, !jwksURI.hasPrefix("https://") || jwksURI.utf8.count > 2000 {
            faults.append("jwks_uri is an https URL of at most 2000 characters.")
        }
        if methods == [.assertion], jwks == nil, jwksURI == nil {
            faults.append("private_key_jwt needs jwks or jwks_uri.")
        }
    }

    /// One line of at most 100 characters, without what cannot be seen.
    static func plain(_ text: String?) -> String? {
        guard let text else { return nil }
        let scalars = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: true
            }
        }
        let line = String(String.UnicodeScalarView(scalars.prefix(100)))
        return line.contains { !$0.isWhitespace } ? line : nil
    }

    private static func link(_ text: String?) -> String? {
        guard let text, text.hasPrefix("https://"), (try? RedirectURI(text)) != nil else { return nil }
        return text
    }
}
