import AuthCore
import Foundation
import JSON
import Outgoing

/// Who the client turned out to be for this server.
struct RegisteredClient: Sendable {
    let id: String
    var secret: String?
    var authentication = "none"
}

/// What was sent with the browser, to be compared with what comes back.
struct AuthorizationRequest: Sendable {
    let state: String
    let verifier: String
    let scope: String?

    init(scope: String?) {
        var random = SecureRandom()
        state = Base64URL.encode(random.bytes(24))
        verifier = Base64URL.encode(random.bytes(48))
        self.scope = scope
    }
}

extension ConnectionWalk {
    mutating func identity() async throws -> String {
        // Who is known by a document alone shares no secret with the server.
        let takesDocuments =
            server["client_id_metadata_document_supported"] == true
            && !Set(authentication).isDisjoint(with: ["none", "private_key_jwt"])
        let endpoint = server["registration_endpoint"]?.stringValue
        if case .metadataDocument = client.identities.first {
            try need(.metadataDocuments, takesDocuments)
        }
        for identity in client.identities {
            switch identity {
            case .metadataDocument(let url) where takesDocuments:
                registered = RegisteredClient(id: url)
                return "the client's metadata document, \(url)"
            case .registration where Self.isURL(endpoint): return try await register(at: endpoint ?? "")
            default: continue
            }
        }
        try need(
            .identity, false,
            "It has \(endpoint == nil ? "no" : "a broken") registration_endpoint, and takes \(takesDocuments ? "" : "no ")metadata documents."
        )
        throw Stopped()
    }

    private mutating func register(at url: String) async throws -> String {
        var body = JSONObject(client.registration.map { ($0.0, .array($0.1.map(JSONValue.string))) })
        body["client_name"] = .string(isGuest ? "Connection test" : client.name)
        body["token_endpoint_auth_method"] = "none"
        let answer = try await web.send(
            WebRequest(
                "POST", url, fields: [("Accept", "application/json"), ("Content-Type", "application/json")],
                body: JSONValue.object(body).serialized()))
        let given = (200...201).contains(answer.status) ? Self.object(answer) : nil
        let id = try require(.registered, given?["client_id"]?.stringValue, Self.words(answer))
        try need(
            .registeredAsAsked, given?["redirect_uris"]?.texts?.contains(client.redirectURI) ?? true,
            "\(client.redirectURI) was asked for.")
        registered = RegisteredClient(
            id: id, secret: given?["client_secret"]?.stringValue,
            authentication: given?["token_endpoint_auth_method"]?.stringValue ?? "none")
        newcomers.append(id)
        return "registered as \(id)"
    }

    private var isGuest: Bool { if case .session = login { true } else { false } }

    mutating func authorize() async throws -> String {
        let request = AuthorizationRequest(scope: scopeToAsk())
        self.request = request
        let page = try await visitor.open(authorizationURL(request))
        if let target = page.leadsTo {
            let said = Self.query(of: target)
            let error = said["error"].map { " with \($0): \(said["error_description"] ?? "no description")" } ?? ""
            try need(.noEarlyRedirect, false, "It was answered \(page.answer.status) to \(Self.bare(target))\(error).")
        }
        let hasForm = page.html.forms.contains { $0.method == "post" && ($0.has("password") || $0.has("email")) }
        let isDocument = registered?.id.hasPrefix("https://") == true
        try need(
            .loginPage, page.answer.status == 200 && page.isHTML && hasForm,
            Self.words(page.answer) + (isDocument ? " It has to fetch the client's document itself." : ""))
        let policy = page.answer.fields.filter { $0.name == "content-security-policy" }.map(\.value)
        try need(
            .notFramed,
            policy.contains { rules in
                rules.split(separator: ";").contains {
                    $0.split(separator: " ").map { $0.lowercased() } == ["frame-ancestors", "'none'"]
                }
            })
        self.page = page
        return "a login page: \(page.html.title)"
    }

    private func authorizationURL(_ request: AuthorizationRequest) -> String {
        let challenge = PKCE.Challenge(of: request.verifier)?.text ?? ""
        var entries = [
            ("response_type", "code"), ("client_id", registered?.id ?? ""), ("redirect_uri", client.redirectURI),
            ("state", request.state), ("code_challenge", challenge), ("code_challenge_method", "S256"),
            ("resource", endpoint),
        ]
        if let scope = request.scope { entries.append(("scope", scope)) }
        let url = server["authorization_endpoint"]?.stringValue ?? ""
        return "\(url)\(url.contains("?") ? "&" : "?")\(PercentEncoding.encode(entries))"
    }

    /// Goes in as somebody who is logged in, with a client that nobody has let in before.
    private mutating func enter(as guest: Guest) async throws -> Visitor.Page {
        if newcomers.isEmpty { _ = try await register(at: server["registration_endpoint"]?.stringValue ?? "") }
        let request = AuthorizationRequest(scope: scopeToAsk())
        self.request = request
        visitor.carry(guest.cookie, to: guest.site)
        return try await visitor.open(authorizationURL(request))
    }

    /// "use scope from the WWW-Authenticate header, else scopes_supported"; whoever wants to stay asks for
    /// offline_access where it is offered.
    private func scopeToAsk() -> String? {
        let advertised = server["scopes_supported"]?.texts ?? []
        switch client.scopes {
        case .advertised where !advertised.isEmpty: return advertised.joined(separator: " ")
        default:
            let asked = askedScopes?.split(separator: " ").map(String.init) ?? resource["scopes_supported"]?.texts ?? []
            guard !asked.isEmpty else { return nil }
            let more = advertised.contains("offline_access") && !asked.contains("offline_access")
            return (asked + (more ? ["offline_access"] : [])).joined(separator: " ")
        }
    }

    mutating func logIn() async throws -> String {
        guard var page else { throw Stopped() }
        var (email, password, hasSentPassword) = ("", "", false)
        var passed: [String] = []
        switch login {
        case .person(let address, let secret): (email, password) = (address, secret)
        case .session(let guest):
            page = try await enter(as: guest)
            hasSentPassword = true
        case .nobody, .key: throw Stopped()
        }
        for _ in 0..<10 {
            if let target = page.leadsTo {
                try need(
                    .consented, visitor.isApp(target), "It leads to \(Self.bare(target)) instead of back to the app.")
                landing = target
                return passed.joined(separator: ", ")
            }
            try need(hasSentPassword ? .consented : .loggedIn, page.answer.status == 200, Self.words(page.answer))
            let html = page.html
            if let form = html.forms.first(where: { $0.has("password") }) {
                try need(.loggedIn, !hasSentPassword, "The login page came again: \(html.title).")
                hasSentPassword = true
                let sent = form.filled(email: email, password: password)
                page = try await visitor.submit(sent, pressing: sent.buttons.first, on: page)
                let first = page.redirects.first ?? page.answer.status
                try need(.seeOther, first != 307 && first != 308, "It was answered \(first).")
                passed.append("logged in")
                continue
            }
            guard let (form, button) = Self.allowing(html) else {
                try need(.consented, false, "The page \"\(html.title)\" has none.")
                throw Stopped()
            }
            page = try await visitor.submit(form, pressing: button, on: page)
            passed.append("allowed on \"\(html.title)\"")
        }
        try need(.consented, false, "Ten pages came one after another.")
        throw Stopped()
    }

    /// What such buttons say, in words or in their value.
    private static let allowingWords: Set<String> = [
        "allow", "approve", "accept", "authorize", "authorise", "grant", "agree", "yes", "continue", "confirm",
        "autoriser", "accepter", "oui", "continuer",
    ]

    static func allowing(_ page: HTMLPage) -> (HTMLPage.Form, HTMLPage.Button)? {
        for form in page.forms {
            for button in form.buttons {
                let words = "\(button.value) \(button.label)".lowercased().split { !$0.isLetter }.map(String.init)
                // "Don't allow" and its like begin otherwise.
                if let first = words.first, allowingWords.contains(first) { return (form, button) }
            }
        }
        return nil
    }

    static func query(of url: String) -> [String: String] {
        guard let start = url.firstIndex(of: "?") else { return [:] }
        return FormEncoding.decode(url[url.index(after: start)...].prefix { $0 != "#" })
    }

    static func bare(_ url: String) -> String { String(url.prefix { $0 != "?" && $0 != "#" }) }
}

extension HTMLPage.Form {
    /// The person's part of a login form.
    func filled(email: String, password: String) -> HTMLPage.Form {
        var form = self
        let names: Set<String> = ["email", "username", "user", "login", "identifier"]
        let place =
            fields.firstIndex { $0.kind == "email" } ?? fields.firstIndex { names.contains($0.name.lowercased()) }
            ?? fields.firstIndex { $0.kind == "text" }
        if let place { form.fields[place].value = email }
        for place in fields.indices where fields[place].kind == "password" { form.fields[place].value = password }
        return form
    }
}
