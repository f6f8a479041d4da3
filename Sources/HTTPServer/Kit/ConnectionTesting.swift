package import AuthCore
package import Domain

/// Tries out, from this server's own public address, what an assistant or a program goes through that connects to it.
package protocol ConnectionTesting: Sendable {
    /// Bounded in time. Where `report` throws, nothing more is tried; what was set up for the test is taken down in any
    /// case, before this returns.
    /// - Parameters:
    ///   - principal: who logged in; the test is made in their name.
    ///   - report: is told of each step as it ends.
    /// - Throws: ``Problem/loginRequired`` for a key, ``Problem/conflict(_:)`` while another test of the person runs.
    func test(
        as client: TestedClient, by principal: Principal, from origin: Logins.Origin,
        report: @Sendable (ConnectionTestStep) async throws -> Void
    ) async throws -> ConnectionTestVerdict
}

/// Whom a test plays.
package enum TestedClient: String, Sendable, CaseIterable {
    case chatgpt, claude
    /// Any other that keeps to the standards.
    case generic
    /// n8n, Zapier, a script: whoever calls the API with a key. None is needed to see that the API is there.
    case key
}

/// What one step of a test has shown.
package struct ConnectionTestStep: Sendable, Hashable {
    package enum Name: String, Sendable, CaseIterable {
        /// The public address leads here.
        case server
        case health
        case api
        case challenge
        case resourceMetadata = "resource metadata"
        case serverMetadata = "server metadata"
        case identity = "client identity"
        case authorize, login, code, token, refresh
        case userInfo = "userinfo"
        case era = "protocol"
        case tools

        /// In English: what is looked at, and nothing of what was found.
        package var title: String {
            switch self {
            case .server: "The public address"
            case .health: "The server and its database"
            case .api: "The API"
            case .challenge: "The question for a login"
            case .resourceMetadata: "Who may let clients in"
            case .serverMetadata: "How they are let in"
            case .identity: "Who the client is"
            case .authorize: "The login page"
            case .login: "Login and consent"
            case .code: "The way back to the client"
            case .token: "Tokens"
            case .refresh: "New tokens for old ones"
            case .userInfo: "Who the person is"
            case .era: "The protocol"
            case .tools: "The tools"
            }
        }
    }

    package enum Outcome: String, Sendable {
        case passed, failed
        /// Nobody would make it here.
        case skipped
        /// It stands behind one that failed, or lacks something.
        case notReached
    }

    /// A rule that is broken.
    package struct Fault: Sendable, Hashable {
        package let id: String
        package let rule: String
        package let detail: String
        /// Who says so: `RFC 8414, 3.3`.
        package let source: String
        /// False for what breaks a rule and stops nobody.
        package let isStopping: Bool

        package init(id: String, rule: String, detail: String, source: String, isStopping: Bool) {
            self.id = id
            self.rule = rule
            self.detail = detail
            self.source = source
            self.isStopping = isStopping
        }
    }

    package let name: Name
    package let outcome: Outcome
    /// What was found, or why nothing was looked for. Parts of it may come from outside: it is text, never markup.
    package let detail: String
    package let faults: [Fault]
    /// What to do about the fault that stops; empty where none does.
    package let advice: String

    /// It went well, and yet something breaks a rule.
    package var isDoubtful: Bool { outcome == .passed && !faults.isEmpty }

    package init(name: Name, outcome: Outcome, detail: String, faults: [Fault] = [], advice: String = "") {
        self.name = name
        self.outcome = outcome
        self.detail = detail
        self.faults = faults
        self.advice = advice
    }
}

/// What a test came to.
package struct ConnectionTestVerdict: Sendable, Hashable {
    /// Nothing stops the client.
    package let isGood: Bool
    /// Where it would fail.
    package let failedAt: ConnectionTestStep.Name?
    /// In English.
    package let sentence: String

    package init(failedAt: ConnectionTestStep.Name?, sentence: String) {
        isGood = failedAt == nil
        self.failedAt = failedAt
        self.sentence = sentence
    }
}

/// The cookie of a session, as a browser at the pages of that address would send it.
package func pageCookie(of secret: Secret, at issuer: String) -> String {
    "\(PageCookies(issuer: issuer).session)=\(secret.exposed)"
}
