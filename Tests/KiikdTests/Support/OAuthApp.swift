import AuthCore
import Foundation
import JSON
import Testing

/// An app, as its developer would write one.
struct OAuthApp: Sendable {
    let daemon: RunningDaemon
    let clientID: String
    var secret: String?
    var redirectURI = OAuthApp.callback

    static let callback = "https://app.example/callback"
    /// What the daemon of the tests calls itself.
    static let issuer = "http://localhost:8000"

    /// What it holds once a person has connected it.
    struct Tokens: Sendable {
        let access: String
        let refresh: String
        let scopes: [String]
        let idToken: String?

        init(_ answer: HTTPAnswer) throws {
            try #require(answer.status == 200, "\(answer.text)")
            let json = try answer.json
            #expect(json["token_type"] == "Bearer")
            #expect(json["expires_in"]?.int64Value == 600)
            access = try #require(json["access_token"]?.stringValue)
            refresh = json["refresh_token"]?.stringValue ?? ""
            scopes = try #require(json["scope"]?.stringValue).split(separator: " ").map(String.init)
            idToken = json["id_token"]?.stringValue
        }
    }

    /// Registered by itself, as most are.
    static func register(
        on daemon: RunningDaemon, _ more: String = "", redirect: String = callback
    ) async throws -> OAuthApp {
        let answer = try await daemon.client.post(
            "/oauth/register/",
            #"{"client_name": "Robot", "redirect_uris": ["\#(redirect)"], "token_endpoint_auth_method": "none"\#(more)}"#
        )
        try #require(answer.status == 201, "\(answer.text)")
        let json = try answer.json
        return OAuthApp(
            daemon: daemon, clientID: try #require(json["client_id"]?.stringValue),
            secret: json["client_secret"]?.stringValue, redirectURI: redirect)
    }

    /// Made by an operator.
    static func create(on daemon: RunningDaemon, _ options: [String] = []) async throws -> OAuthApp {
        let words = ["apps", "create", "--name", "Robot", "--format", "json"]
        let redirects = options.contains("--redirect-uri") ? [] : ["--redirect-uri", callback]
        let made = try await daemon.tool.run(words + redirects + options).json
        return OAuthApp(
            daemon: daemon, clientID: try #require(made["client_id"]?.stringValue),
            secret: made["client_secret"]?.stringValue)
    }

    /// RFC 7636, appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    /// Where it sends a person; a parameter set to nil is left out.
    func authorizeURL(_ changes: [String: String?] = [:]) -> String {
        var parameters: [String: String?] = [
            "response_type": "code", "client_id": clientID, "redirect_uri": redirectURI, "state": "s t/ä",
            "scope": "customers:read invoices:write", "code_challenge": Self.challenge, "code_challenge_method": "S256",
        ]
        for (name, value) in changes { parameters.updateValue(value, forKey: name) }
        return "/oauth/authorize/?" + Self.form(parameters)
    }

    static func form(_ parameters: [String: String?]) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return parameters.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\(name)=\($0.addingPercentEncoding(withAllowedCharacters: plain) ?? "")" }
        }.joined(separator: "&")
    }

    /// A form to an endpoint, with what the app shows of itself; a parameter set to nil is left out.
    func post(
        _ endpoint: String, _ parameters: [String: String?], on other: RunningDaemon? = nil,
        headers: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        var all: [String: String?] = ["client_id": clientID, "client_secret": secret]
        for (name, value) in parameters { all.updateValue(value, forKey: name) }
        return try await (other ?? daemon).client.post(
            "/oauth/\(endpoint)/", Self.form(all),
            headers: ["Content-Type": "application/x-www-form-urlencoded"].merging(headers) { $1 })
    }

    func exchange(_ code: String, _ changes: [String: String?] = [:], on other: RunningDaemon? = nil) async throws
        -> HTTPAnswer
    {
        var parameters: [String: String?] = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirectURI,
            "code_verifier": Self.verifier,
        ]
        for (name, value) in changes { parameters.updateValue(value, forKey: name) }
        return try await post("token", parameters, on: other)
    }

    func refresh(_ token: String, _ changes: [String: String?] = [:], on other: RunningDaemon? = nil) async throws
        -> HTTPAnswer
    {
        try await post(
            "token", ["grant_type": "refresh_token", "refresh_token": token].merging(changes) { $1 }, on: other)
    }

    /// The whole way: login, consent, code, tokens.
    func connect(_ person: Person, _ changes: [String: String?] = [:]) async throws -> Tokens {
        try Tokens(await exchange(code(from: person, changes)))
    }

    func code(from person: Person, _ changes: [String: String?] = [:]) async throws -> String {
        let visitor = Visitor(daemon: daemon)
        let answer = try await visitor.authorize(authorizeURL(changes), as: person)
        return try #require(Visitor.parameters(of: answer)["code"], "\(answer)")
    }
}

/// A person's browser that runs no script: it keeps cookies, follows redirects on the server, and fills in forms.
final class Visitor: Sendable {
    let daemon: RunningDaemon
    private let jar = Jar()
    let language: String

    private actor Jar {
        var cookies: [String: String] = [:]
        func set(_ header: String) {
            guard
                let pair = header.split(separator: ";").first?.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false), pair.count == 2
            else { return }
            cookies[String(pair[0])] = header.contains("Max-Age=0") ? nil : String(pair[1])
        }
        var header: String { cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        func forget() { cookies = [:] }
        func forgetSession() { cookies = cookies.filter { !$0.key.hasSuffix("kiik-session") } }
    }

    init(daemon: RunningDaemon, language: String = "en") {
        (self.daemon, self.language) = (daemon, language)
    }

    var cookies: String { get async { await jar.header } }

    func forgetCookies() async { await jar.forget() }
    /// As where the session ended: the browser is the same.
    func forgetSession() async { await jar.forgetSession() }

    func send(_ method: String, _ target: String, _ body: String? = nil, headers: [String: String] = [:]) async throws
        -> HTTPAnswer
    {
        var fields = ["Accept-Language": language, "Cookie": await jar.header].merging(headers) { $1 }
        if body != nil { fields["Content-Type"] = "application/x-www-form-urlencoded" }
        let answer = try await daemon.client.send(method, target, body: body, headers: fields)
        for (name, value) in answer.headers where name == "set-cookie" { await jar.set(value) }
        return answer
    }

    func get(_ target: String) async throws -> HTTPAnswer { try await send("GET", target) }

    /// Goes on where an answer leads, as long as it stays on the server; the address, where it leads away.
    func follow(_ answer: HTTPAnswer) async throws -> (page: HTTPAnswer?, away: String?) {
        var answer = answer
        for _ in 0..<5 {
            guard let location = answer["location"] else { return (answer, nil) }
            #expect(answer.status == 303)
            guard location.hasPrefix("/") else { return (nil, location) }
            answer = try await get(location)
        }
        return (answer, nil)
    }

    /// The fields of a page's first form, ticked boxes among them.
    struct Form {
        let action: String
        var fields: [(name: String, value: String)]

        init(_ page: String, action wanted: String? = nil) throws {
            let forms = page.components(separatedBy: "<form ").dropFirst().map {
                $0.components(separatedBy: "</form>")[0]
            }
            let form = try #require(
                forms.first { form in wanted.map { form.contains("action=\"\($0)\"") } ?? true }, "no form in \(page)")
            action = try #require(Self.attribute("action", form))
            fields = form.components(separatedBy: "<input ").dropFirst().compactMap { part in
                let tag = String(part.prefix { $0 != ">" })
                guard let name = Self.attribute("name", tag) else { return nil }
                let kind = Self.attribute("type", tag) ?? "text"
                if kind == "checkbox" || kind == "radio", !tag.contains(" checked") { return nil }
                return (name, Self.attribute("value", tag) ?? (kind == "checkbox" ? "on" : ""))
            }
        }

        static func attribute(_ name: String, _ tag: String) -> String? {
            guard let start = " \(tag)".range(of: " \(name)=\"") else { return nil }
            let text = " \(tag)"[start.upperBound...].prefix { $0 != "\"" }
            return text.replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&#39;", with: "'")
                .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
                .replacingOccurrences(of: "&amp;", with: "&")
        }

        mutating func set(_ name: String, _ value: String) {
            fields.removeAll { $0.name == name }
            fields.append((name, value))
        }

        var body: String {
            fields.map {
                "\($0.name)=\(OAuthApp.form([$0.name: $0.value]).split(separator: "=", maxSplits: 1).dropFirst().first ?? "")"
            }
            .joined(separator: "&")
        }
    }

    func login(_ page: HTTPAnswer, as person: Person, password: String = Person.password, code: String? = nil)
        async throws -> HTTPAnswer
    {
        var form = try Form(page.text, action: "/oauth/login/")
        if !form.fields.contains(where: { $0.name == "half" }) {
            form.set("email", person.email)
            form.set("password", password)
            let answer = try await send("POST", form.action, form.body)
            guard code != nil, answer.status == 401 else { return answer }
            form = try Form(answer.text, action: "/oauth/login/")
        }
        if let code { form.set("code", code) }
        return try await send("POST", form.action, form.body)
    }

    /// - Parameter scopes: those that stay ticked; nil: all.
    func decide(_ page: HTTPAnswer, _ decision: String = "allow", scopes: [String]? = nil) async throws -> HTTPAnswer {
        var form = try Form(page.text, action: "/oauth/consent/")
        form.set("decision", decision)
        if let scopes { form.fields.removeAll { $0.name == "scope" && !scopes.contains($0.value) } }
        return try await send("POST", form.action, form.body)
    }

    /// Opens an app's address, logs in and consents where that is asked for; where it leads in the end.
    func authorize(
        _ target: String, as person: Person, decision: String = "allow", scopes: [String]? = nil
    ) async throws -> String {
        var step = try await follow(try await get(target))
        if let page = step.page, page.text.contains("action=\"/oauth/login/\"") {
            step = try await follow(try await login(page, as: person))
        }
        if let page = step.page, page.text.contains("action=\"/oauth/consent/\"") {
            step = try await follow(try await decide(page, decision, scopes: scopes))
        }
        return try #require(step.away, "\(step.page?.status ?? 0) \(step.page?.text ?? "")")
    }

    /// What an address says behind its question mark.
    static func parameters(of address: String) -> [String: String] {
        let items = URLComponents(string: address)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}
