public import AuthCore

/// What a client asks for at the authorization endpoint, from a client that is known and to an address that it
/// registered. Whatever else is wrong with it is told to that address, once the person is known.
public struct AuthorizationRequest: Sendable {
    public let client: FoundClient
    /// As the request says it, or the only one that is registered.
    public let redirectURI: RedirectURI
    /// As it was presented: a loopback address with its port.
    public let target: String
    let namesRedirectURI: Bool
    public let state: String?
    public let loginHint: String?
    public let uiLocales: String?
    /// Nil where the request has a fault.
    let terms: Terms?
    let fault: OAuthError?
    public var hasFault: Bool { fault != nil }
    public let prompt: Set<String>
    /// Seconds since the login at most.
    let maxAge: Int64?
    let idTokenHint: String?

    /// What the connection will be, if the person agrees.
    struct Terms: Sendable {
        let scopes: [String]
        let audience: TokenAudience
        let challenge: PKCE.Challenge
        let nonce: String
    }

    public static let parameters = [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "code_challenge",
        "code_challenge_method", "resource", "nonce", "prompt", "max_age", "login_hint", "id_token_hint", "ui_locales",
        "display", "acr_values", "claims_locales",
    ]
}

/// Why there is nobody to redirect to: a page says it to the person (RFC 6749, 4.1.2.1).
public enum AuthorizationFault: Error, Sendable, Hashable {
    case unknownClient
    case disabledClient
    case redirectURI
    case missing(String)
    case repeated(String)
    case document(String)
}

extension OAuthServer {
    /// Reads a request.
    /// - Parameter repeated: names that came twice: "Request and response parameters MUST NOT be included more than once"
    ///   (RFC 6749, 3.1).
    public func read(
        _ parameter: (String) -> String?, repeated: [String], from address: IPAddress?
    ) async throws -> AuthorizationRequest {
        // "If a parameter is repeated" that says who asks or where to answer, neither is known.
        for name in ["client_id", "redirect_uri"] where repeated.contains(name) {
            throw AuthorizationFault.repeated(name)
        }
        guard let clientID = parameter("client_id"), !clientID.isEmpty else {
            throw AuthorizationFault.missing("client_id")
        }
        let found: FoundClient
        do {
            guard let known = try await client(clientID, isNewToo: true, from: address) else {
                throw AuthorizationFault.unknownClient
            }
            found = known
        } catch let error as OAuthError { throw AuthorizationFault.document(error.description) }
        guard found.client.disabledAt == nil else { throw AuthorizationFault.disabledClient }
        let registered = found.client.redirectURIs.compactMap { try? RedirectURI($0) }
        let target = parameter("redirect_uri")
        let redirect =
            target.map { target in registered.first { $0.matches(target) } }
            ?? (registered.count == 1 ? registered.first : nil)
        guard let redirect else {
            throw target == nil && registered.count > 1
                ? AuthorizationFault.missing("redirect_uri") : AuthorizationFault.redirectURI
        }
        var fault: OAuthError?
        var terms: AuthorizationRequest.Terms?
        do throws(OAuthError) {
            if let name = repeated.first { throw OAuthError(.invalidRequest, "\(name) was given more than once.") }
            terms = try self.terms(parameter, of: found.client)
        } catch { fault = error }
        return AuthorizationRequest(
            client: found, redirectURI: redirect, target: target ?? redirect.text, namesRedirectURI: target != nil,
            state: parameter("state"), loginHint: parameter("login_hint"), uiLocales: parameter("ui_locales"),
            terms: terms, fault: fault,
            prompt: Set((parameter("prompt") ?? "").split(separator: " ").map(String.init)),
            maxAge: parameter("max_age").flatMap { Int64($0) }.map { max($0, 0) },
            idTokenHint: parameter("id_token_hint"))
    }

    private func terms(_ parameter: (String) -> String?, of client: OAuthClient) throws(OAuthError)
        -> AuthorizationRequest.Terms
    {
        guard let type = parameter("response_type"), !type.isEmpty else {
            throw OAuthError(.invalidRequest, "response_type is missing; it is code.")
        }
        // The implicit grant is no more (RFC 9700, 2.1.2).
        guard type == "code" else {
            throw OAuthError(.unsupportedResponseType, "Only response_type code is supported.")
        }
        guard client.grantTypes.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "This client may not ask for authorization codes.")
        }
        if let mode = parameter("response_mode"), mode != "query" {
            throw OAuthError(.invalidRequest, "Only response_mode query is supported.")
        }
        // "authorization servers … MUST reject requests without a code_challenge"; plain is none (RFC 9700, 2.1.1).
        guard let text = parameter("code_challenge"), !text.isEmpty else {
            throw OAuthError(.invalidRequest, "code_challenge is missing: PKCE with S256 is required (RFC 7636).")
        }
        guard let challenge = PKCE.Challenge(text, method: parameter("code_challenge_method")) else {
            throw OAuthError(
                .invalidRequest,
                "code_challenge_method has to be S256, and code_challenge base64url of a SHA-256 (RFC 7636).")
        }
        let asked = OAuthScopes.split(parameter("scope") ?? "")
        if let fault = OAuthScopes.fault(in: asked, for: client) { throw fault }
        // "the authorization server MUST either process the request using a pre-defined default value or fail" (RFC 6749, 3.3)
        let isForNothing = asked.allSatisfy { $0 == OAuthScopes.offlineAccess }
        let scopes = asked + (isForNothing ? defaultScopes(of: client) : [])
        var audience = TokenAudience.server
        if let resource = parameter("resource"), !resource.isEmpty {
            guard let named = TokenAudience(resource: resource, issuer: issuer) else {
                throw OAuthError(
                    .invalidTarget, "There is no such resource here; there are \(issuer) and \(issuer)/mcp.")
            }
            audience = named
        }
        let prompts = Set((parameter("prompt") ?? "").split(separator: " ").map(String.init))
        guard prompts.isSubset(of: ["none", "login", "consent", "select_account"]) else {
            throw OAuthError(.invalidRequest, "prompt takes none, login, consent and select_account.")
        }
        if prompts.contains("none"), prompts.count > 1 {
            throw OAuthError(.invalidRequest, "prompt=none goes with no other prompt.")
        }
        if let age = parameter("max_age"), Int64(age).map({ $0 >= 0 }) != true {
            throw OAuthError(.invalidRequest, "max_age is a number of seconds.")
        }
        let nonce = parameter("nonce") ?? ""
        guard nonce.utf8.count <= 1000 else { throw OAuthError(.invalidRequest, "nonce is longer than 1000 bytes.") }
        return AuthorizationRequest.Terms(scopes: scopes, audience: audience, challenge: challenge, nonce: nonce)
    }

    /// What is meant where nothing is asked for. Where it is who somebody is, nothing of the business is given.
    private func defaultScopes(of client: OAuthClient) -> [String] {
        guard !client.scopes.isEmpty else { return OAuthScopes.whereNoneAsked }
        return client.scopes.filter { !OAuthScopes.identity.contains($0) }
    }

    /// The address to go to with an answer: "code" or "error", the request's state, and who answers (RFC 9207).
    public func answer(_ request: AuthorizationRequest, _ pairs: [(String, String)]) -> String {
        var all = pairs
        if let state = request.state { all.append(("state", state)) }
        all.append(("iss", issuer))
        let query = PercentEncoding.encode(all)
        let mark = request.target.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        return "\(request.target)\(mark)\(query)"
    }

    public func answer(_ request: AuthorizationRequest, _ error: OAuthError) -> String {
        answer(request, [("error", error.code.rawValue), ("error_description", error.description)])
    }
}
