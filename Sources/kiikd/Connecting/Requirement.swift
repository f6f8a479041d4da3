/// One thing that clients rely on: the rule, who says so, and whose connection fails without it. What stops nobody is
/// only noted.
struct Requirement: Sendable {
    let id: String
    let step: ConnectionStep
    let rule: String
    let source: String
    let stops: Set<ConnectingClient.Kind>

    private init(
        _ id: String, _ step: ConnectionStep, _ rule: String, _ source: String,
        stops: Set<ConnectingClient.Kind> = Set(ConnectingClient.Kind.allCases)
    ) {
        (self.id, self.step, self.rule, self.source, self.stops) = (id, step, rule, source, stops)
    }

    private static let mcp = "MCP 2025-11-25, Authorization"
    private static let openAI = "OpenAI Apps SDK, Authentication"

    // MARK: The challenge

    static let unauthorized = Requirement(
        "unauthorized", .challenge, "A POST without a token is answered 401.", "RFC 6750, 3")
    static let challenge = Requirement(
        "challenge", .challenge, "The 401 carries WWW-Authenticate: Bearer.", "RFC 6750, 3")
    static let metadataNamed = Requirement(
        "resource_metadata", .challenge, "The challenge names resource_metadata, an absolute URL.", "RFC 9728, 5.1")
    static let https = Requirement(
        "https", .challenge, "The address begins with https://.", "RFC 6750, 5.3; RFC 9728, 7.1", stops: [])

    // MARK: The resource's metadata

    static let resourceMetadata = Requirement(
        "resource_metadata_document", .resourceMetadata, "The metadata is a JSON object, answered 200.",
        "RFC 9728, 3.2")
    static let resourceSame = Requirement(
        "resource", .resourceMetadata, "resource is exactly the address that was asked.", "RFC 9728, 3.3")
    static let authorizationServers = Requirement(
        "authorization_servers", .resourceMetadata, "authorization_servers names an authorization server.",
        "RFC 9728, 2; \(mcp): Authorization Server Location")
    static let pathForm = Requirement(
        "path_form", .resourceMetadata, "The metadata is found at the path form of its well-known address too.",
        "RFC 9728, 3.1", stops: [])
    static let noOfflineAccess = Requirement(
        "offline_access", .resourceMetadata, "offline_access is no scope of the resource.",
        "MCP 2026-07-28, Authorization",
        stops: [])

    // MARK: The authorization server's metadata

    static let serverMetadata = Requirement(
        "server_metadata", .serverMetadata, "The authorization server's metadata is a JSON object, answered 200.",
        "RFC 8414, 3.2")
    static let issuerSame = Requirement(
        "issuer", .serverMetadata, "issuer is exactly the authorization server that the resource names.",
        "RFC 8414, 3.3")
    static let endpoints = Requirement(
        "endpoints", .serverMetadata, "authorization_endpoint and token_endpoint are absolute URLs.", "RFC 8414, 2")
    static let codeResponse = Requirement(
        "response_types", .serverMetadata, "response_types_supported has code.", "RFC 8414, 2")
    static let s256 = Requirement(
        "S256", .serverMetadata, "code_challenge_methods_supported has S256.",
        "RFC 8414, 2; RFC 7636, 4.2; \(mcp): Authorization Code Protection")
    static let clientAuthentication = Requirement(
        "auth_methods", .serverMetadata, "token_endpoint_auth_methods_supported has one that this client uses.",
        "RFC 8414, 2")
    static let refreshGrant = Requirement(
        "refresh_grant", .serverMetadata, "grant_types_supported has refresh_token.", "RFC 8414, 2", stops: [])
    static let scopesAdvertised = Requirement(
        "scopes", .serverMetadata, "scopes_supported has the scopes that the resource names.", "RFC 8414, 2", stops: [])
    static let issuerParameter = Requirement(
        "iss_advertised", .serverMetadata, "authorization_response_iss_parameter_supported is true.", "RFC 9207, 3",
        stops: [])

    // MARK: Who the client is

    static let identity = Requirement(
        "client_identity", .identity, "The server takes a client that it has not met, in a way that this client knows.",
        "\(mcp): Client Registration Approaches; RFC 7591, 3")
    static let metadataDocuments = Requirement(
        "client_id_metadata_document", .identity,
        "client_id_metadata_document_supported is true, and clients without a secret are taken.",
        "draft-ietf-oauth-client-id-metadata-document; \(openAI)", stops: [])
    static let registered = Requirement(
        "registration", .identity, "A registration is answered 201 with a client_id.", "RFC 7591, 3.2.1")
    static let registeredAsAsked = Requirement(
        "registered_redirect", .identity, "The registration keeps the redirect URI.", "RFC 7591, 3.2.1")

    // MARK: The browser's part

    static let noEarlyRedirect = Requirement(
        "no_redirect", .authorize, "Nobody is sent back before they are authenticated.", "RFC 9700, 4.11.2")
    static let loginPage = Requirement(
        "login_page", .authorize, "The authorization request is answered with a login page.", "RFC 6749, 3.1")
    static let notFramed = Requirement(
        "frame_ancestors", .authorize, "The page forbids frames: frame-ancestors 'none'.", "RFC 9700, 4.16", stops: [])
    static let loggedIn = Requirement("login", .login, "Address and password are taken.", "RFC 6749, 3.1")
    static let seeOther = Requirement(
        "see_other", .login, "A form with a password is not answered 307 or 308.", "RFC 9700, 4.12", stops: [])
    static let consented = Requirement(
        "consent", .login, "The page after the login has a button that allows the access.", "RFC 6749, 4.1.1")

    // MARK: Code and tokens

    static let code = Requirement("code", .code, "The redirect carries a code.", "RFC 6749, 4.1.2")
    static let state = Requirement("state", .code, "The redirect carries the state as it was sent.", "RFC 6749, 4.1.2")
    static let iss = Requirement("iss", .code, "iss is exactly the issuer.", "RFC 9207, 2.4")
    static let token = Requirement("token", .token, "The code is redeemed: 200 with an access_token.", "RFC 6749, 5.1")
    static let bearer = Requirement("token_type", .token, "token_type is Bearer.", "RFC 6749, 7.1")
    static let noStore = Requirement(
        "no_store", .token, "The answer is not to be stored: Cache-Control: no-store.", "RFC 6749, 5.1", stops: [])
    static let expiry = Requirement("expires_in", .token, "expires_in is given.", "RFC 6749, 5.1", stops: [])
    static let refreshToken = Requirement(
        "refresh_token", .token, "A refresh token is given; without one people log in again at every expiry.",
        "RFC 6749, 5.1", stops: [])
    static let refreshed = Requirement(
        "refresh", .refresh, "The refresh token is redeemed: 200 with an access_token.", "RFC 6749, 6")
    static let rotated = Requirement(
        "rotation", .refresh, "A refresh token is replaced by its use.", "RFC 9700, 4.14.2", stops: [])
    static let userInfo = Requirement(
        "userinfo", .userInfo, "userinfo is answered 200 with a sub.", "OpenID Connect Core, 5.3.2", stops: [.chatgpt])
    static let emailVerified = Requirement(
        "email_verified", .userInfo, "userinfo has email, and email_verified is true.", openAI, stops: [])

    // MARK: The resource itself

    static let tokenTaken = Requirement(
        "token_taken", .era, "The resource takes the token.", "RFC 6750, 3.1; RFC 8707, 2")
    static let era = Requirement(
        "era", .era, "The server speaks a version of the protocol that this client opens with.",
        "MCP 2026-07-28, Versioning; MCP 2025-11-25, Lifecycle")
    static let tools = Requirement("tools", .tools, "tools/list is answered with tools.", "MCP 2025-11-25, Tools")
    static let toolNames = Requirement(
        "tool_names", .tools, "A tool's name has 1 to 64 letters, digits, _ and -.",
        "Claude API, Tool use; OpenAI API, Function calling", stops: [.chatgpt, .claude])
    static let inputSchema = Requirement(
        "input_schema", .tools, "A tool's inputSchema is a schema of an object.", "MCP 2025-11-25, Tools")
    static let hints = Requirement(
        "annotations", .tools, "Every tool has readOnlyHint, destructiveHint and openWorldHint.",
        "OpenAI Apps SDK, Reference", stops: [.chatgpt])
    static let securitySchemes = Requirement(
        "security_schemes", .tools, "Every tool declares securitySchemes, or no linking screen opens.", openAI,
        stops: [.chatgpt])
    static let mirroredSchemes = Requirement(
        "mirrored_schemes", .tools, "securitySchemes stand in the tool's _meta too.", openAI, stops: [])

    /// Of whatever step is being made.
    static func answer(in step: ConnectionStep) -> Requirement {
        Requirement("answer", step, "The server answers.", "RFC 9110, 3.4")
    }
}

/// What a client does, in its order.
enum ConnectionStep: String, CaseIterable, Sendable {
    case challenge
    case resourceMetadata = "resource metadata"
    case serverMetadata = "server metadata"
    case identity = "client identity"
    case authorize, login, code, token, refresh
    case userInfo = "userinfo"
    case era = "protocol"
    case tools
}
