import AuthCore
import Foundation
import JSON
import Outgoing

/// Walks a server from outside as a client would, until the first thing that would stop it.
struct ConnectionWalk {
    enum Login: Sendable {
        case nobody
        case person(email: String, password: String)
        case key(String)
        /// Somebody is logged in already. The client that is let in is one of the walk's own, and the real one's consent
        /// stays as it is.
        case session(Guest)
    }

    struct Guest: Sendable {
        /// `name=value`.
        let cookie: String
        /// The only site that gets it.
        let site: String
    }

    /// The step ends here: the report says why.
    struct Stopped: Error {}

    let client: ConnectingClient
    let endpoint: String
    let login: Login
    let web: WebClient
    var report: ConnectionReport
    var visitor: Visitor

    // What the steps learn.
    var metadataURL = ""
    var askedScopes: String?
    var resource: JSONValue = .null
    var issuer = ""
    var server: JSONValue = .null
    var registered: RegisteredClient?
    /// Those that the walk has registered.
    var newcomers: [String] = []
    var request: AuthorizationRequest?
    var page: Visitor.Page?
    var landing = ""
    var code = ""
    var tokens: JSONValue = .null
    var session: ProtocolSession?

    init(url: String, client: ConnectingClient, login: Login, web: WebClient) {
        let bare = url.hasSuffix("/") ? String(url.dropLast()) : url
        endpoint = bare.hasSuffix("/mcp") ? bare : "\(bare)/mcp"
        self.client = client
        self.login = login
        self.web = web
        report = ConnectionReport(url: endpoint, client: client)
        visitor = Visitor(client: web, stopsAt: client.redirectURI)
    }

    /// - Parameter tell: is called after each step. Where it throws, nothing more is tried.
    mutating func run(telling tell: (ConnectionReport) async throws -> Void = { _ in }) async throws {
        do {
            try await walk(tell)
        } catch {
            await signOff()
            throw error
        }
        await signOff()
    }

    private mutating func walk(_ tell: (ConnectionReport) async throws -> Void) async throws {
        var isStopped = false
        for step in ConnectionStep.allCases {
            if isStopped {
                report.end(step, .notReached)
            } else if let reason = reasonNotToMake(step) {
                report.end(step, reason)
            } else {
                do {
                    report.end(step, try await make(step))
                } catch is Stopped {
                    isStopped = true
                    report.end(step, .failed)
                } catch {
                    isStopped = true
                    _ = report.find(.answer(in: step), "\(error).")
                    report.end(step, .failed)
                }
            }
            try await tell(report)
        }
    }

    private func reasonNotToMake(_ step: ConnectionStep) -> ConnectionReport.Outcome? {
        switch (login, step) {
        case (_, .challenge): nil
        case (.key, .era), (.key, .tools): nil
        case (.key, _): .notNeeded("a key was given, which needs no authorization")
        case (.nobody, .login), (.nobody, .code), (.nobody, .token), (.nobody, .refresh), (.nobody, .userInfo),
            (.nobody, .era), (.nobody, .tools):
            .notMade("no user was given (--user and --password-file)")
        case (_, .refresh), (_, .userInfo), (_, .era), (_, .tools):
            tokens == .null ? .notMade("there is no token") : nil
        default: nil
        }
    }

    private mutating func make(_ step: ConnectionStep) async throws -> ConnectionReport.Outcome {
        switch step {
        case .challenge: .passed(try await challenge())
        case .resourceMetadata: .passed(try await resourceMetadata())
        case .serverMetadata: .passed(try await serverMetadata())
        case .identity: .passed(try await identity())
        case .authorize: .passed(try await authorize())
        case .login: .passed(try await logIn())
        case .code: .passed(try takeCode())
        case .token: try await redeem()
        case .refresh: try await refresh()
        case .userInfo: try await userInfo()
        case .era: .passed(try await era())
        case .tools: .passed(try await tools())
        }
    }

    /// Writes down what is missing; ends the step where that stops the client.
    mutating func need(_ requirement: Requirement, _ holds: Bool, _ detail: String = "") throws {
        if !holds, report.find(requirement, detail) { throw Stopped() }
    }

    /// The same for what the steps go on with: without it nobody could.
    mutating func require<Value>(_ requirement: Requirement, _ value: Value?, _ detail: String = "")
        throws -> Value
    {
        if let value { return value }
        try need(requirement, false, detail)
        throw Stopped()
    }

    // MARK: Asking

    func get(_ url: String, token: String? = nil) async throws(WebFailure) -> WebAnswer {
        var fields = [("Accept", "application/json")]
        if let token { fields.append(("Authorization", "Bearer \(token)")) }
        return try await web.send(WebRequest("GET", url, fields: fields.map { (name: $0.0, value: $0.1) }))
    }

    func post(_ url: String, form entries: [(String, String)], fields: [(name: String, value: String)] = [])
        async throws(WebFailure) -> WebAnswer
    {
        try await web.send(
            WebRequest(
                "POST", url,
                fields: [("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")]
                    + fields, body: Array(PercentEncoding.encode(entries).utf8)))
    }

    static func object(_ answer: WebAnswer) -> JSONValue? {
        guard let value = try? JSONValue.parse(answer.body), value.objectValue != nil else { return nil }
        return value
    }

    /// What was answered, in few words.
    static func words(_ answer: WebAnswer) -> String {
        var words = "It was answered \(answer.status)"
        if let error = object(answer)?["error"]?.stringValue {
            words += " with \(error)"
            if let text = object(answer)?["error_description"]?.stringValue { words += ": \(text)" }
        } else {
            let page = HTMLPage(String(decoding: answer.body, as: UTF8.self))
            for text in [page.title, page.lead] where !text.isEmpty { words += ": \(text)" }
        }
        return words.last == "." ? words : "\(words)."
    }

    static func isURL(_ text: String?) -> Bool {
        guard let text, let parts = URLComponents(string: text), let host = parts.host else { return false }
        return !host.isEmpty && (parts.scheme == "https" || parts.scheme == "http")
    }
}

extension JSONValue {
    /// The texts of an array of texts; nil where it is none.
    var texts: [String]? { arrayValue.map { $0.compactMap(\.stringValue) } }

    var words: [String] { (stringValue ?? "").split(separator: " ").map(String.init) }
}
