import AuthCore
import Domain

/// What people connect, and what they do for it step by step.
enum ConnectGuide: String, Sendable, CaseIterable {
    case chatgpt, claude, n8n, zapier, other

    var address: String { "\(SettingsTab.connect.address)\(rawValue)/" }

    /// Whom the test plays.
    var tests: [TestedClient] {
        switch self {
        case .chatgpt: [.chatgpt]
        case .claude: [.claude]
        case .n8n, .zapier: [.key]
        case .other: [.generic, .key]
        }
    }

    /// One that is done in the other program.
    struct Step: Sendable {
        let title: String
        let text: String
        var code: Code?
        var link: Link?

        init(_ title: String, _ text: String, code: Code? = nil, link: Link? = nil) {
            (self.title, self.text, self.code, self.link) = (title, text, code, link)
        }
    }

    /// What is copied over.
    enum Code: Sendable, CaseIterable {
        case mcp, schema, key, customers, oauth, discovery, claudeLogin, claudeKey, prompt

        func text(at issuer: String, _ words: Texts) -> String {
            switch self {
            case .mcp: "\(issuer)/mcp"
            case .schema: "\(issuer)/api/schema/"
            case .key: "Authorization: Bearer fta_…"
            case .customers: "\(issuer)/api/ai-actions/context/customers/"
            case .oauth:
                [
                    words.formats.pair(words.clients.authorizationURL, "\(issuer)/oauth/authorize/"),
                    words.formats.pair(words.clients.tokenURL, "\(issuer)/oauth/token/"),
                ].joined(separator: "\n")
            case .discovery: "\(issuer)/.well-known/oauth-authorization-server"
            case .claudeLogin: "claude mcp add --transport http kiik \(issuer)/mcp"
            case .claudeKey:
                "claude mcp add --transport http kiik \(issuer)/mcp --header \"Authorization: Bearer fta_…\""
            case .prompt: words.connect.prompt
            }
        }
    }

    enum Link: Sendable {
        /// To a new key that may do this.
        case key([String])
        case application

        /// What it takes to get there.
        var needs: Permission {
            switch self {
            case .key: .of(.create, .keys)
            case .application: .of(.create, .apps)
            }
        }
    }

    /// To look at the business and to write invoices: no more than a first try needs.
    static let assistantScopes = ["customers:read", "projects:read", "invoices:read", "invoices:write", "context:read"]

    /// Whether services on the internet can reach an address at all, as far as it says.
    static func isReachable(_ issuer: String) -> Bool {
        guard issuer.hasPrefix("https://") else { return false }
        let authority = issuer.dropFirst(8).prefix { $0 != "/" }.lowercased()
        let host = authority.hasPrefix("[") ? authority : String(authority.prefix { $0 != ":" })
        return host != "localhost" && !host.hasSuffix(".localhost") && !host.hasPrefix("127.")
            && !host.hasPrefix("[::1]")
    }
}
