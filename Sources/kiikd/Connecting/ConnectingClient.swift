import ArgumentParser

/// What is known of each kind of client: how it says who it is, where it is sent back, what it opens with.
struct ConnectingClient: Sendable {
    enum Kind: String, CaseIterable, Sendable, ExpressibleByArgument {
        case chatgpt, claude, generic
    }

    enum Identity: Sendable {
        /// A Client ID Metadata Document at this address.
        case metadataDocument(String)
        /// Dynamic registration (RFC 7591).
        case registration
    }

    enum Era: String, Sendable {
        case discover = "2026-07-28"
        case initialize = "2025-11-25"
    }

    enum ScopeChoice: Sendable {
        /// What the challenge asks for, else what the resource's metadata names.
        case challenged
        /// Everything that the authorization server advertises.
        case advertised
    }

    let kind: Kind
    let name: String
    /// The first that the server takes is used.
    var identities: [Identity]
    var redirectURI: String
    let authentication: Set<String>
    let sendsKeys: Bool
    let scopes: ScopeChoice
    /// The server has to speak one of them.
    let eras: [Era]

    static let all = [
        ConnectingClient(
            kind: .chatgpt, name: "ChatGPT",
            identities: [.metadataDocument("https://chatgpt.com/oauth/client.json"), .registration],
            redirectURI: "https://chatgpt.com/connector_platform_oauth_redirect",
            authentication: ["none", "private_key_jwt"], sendsKeys: false, scopes: .advertised,
            eras: [.initialize, .discover]),
        ConnectingClient(
            kind: .claude, name: "Claude",
            identities: [
                .metadataDocument("https://claude.ai/oauth/mcp-oauth-client-metadata"), .registration,
            ], redirectURI: "https://claude.ai/api/mcp/auth_callback", authentication: ["none", "client_secret_post"],
            sendsKeys: false, scopes: .challenged, eras: [.initialize, .discover]),
        ConnectingClient(
            kind: .generic, name: "A standard client", identities: [.registration],
            redirectURI: "http://127.0.0.1:33418/callback",
            authentication: ["none", "client_secret_post", "client_secret_basic"], sendsKeys: true, scopes: .challenged,
            eras: [.discover, .initialize]),
    ]

    static func of(_ kind: Kind) -> ConnectingClient? { all.first { $0.kind == kind } }

    /// RFC 7591, 2.
    var registration: [(String, [String])] {
        [
            ("redirect_uris", [redirectURI]), ("grant_types", ["authorization_code", "refresh_token"]),
            ("response_types", ["code"]),
        ]
    }
}
