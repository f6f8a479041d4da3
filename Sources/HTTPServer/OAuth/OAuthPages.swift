import AuthCore
import Domain
import HTTPTypes
import JSON

/// What people see of OAuth: where they log in, say what an app may do, and take it back. All without script.
package enum OAuthPages {
    package static func make() -> Dialect {
        Dialect(
            name: "oauth-pages",
            prefixes: ["/oauth/authorize", "/oauth/login", "/oauth/consent", "/oauth/logout", "/oauth/authorized"],
            endpoints: [authorize, authorizeByForm, login, consent, logout, authorized, withdraw],
            render: { refusal, occasion in
                refusal.page(in: Language(acceptLanguage: occasion.acceptLanguage))
            })
    }

    private static let page = EndpointDocumentation.Named(name: "Page", schema: ["type": "string"])
    private static let shown = EndpointDocumentation(
        tag: "oauth", output: page, outputMediaTypes: ["text/html"])

    private static func sent(_ name: String, _ fields: [String]) -> EndpointDocumentation {
        EndpointDocumentation(
            tag: "oauth",
            input: .init(
                name: name,
                schema: [
                    "type": "object", "properties": .object(JSONObject(fields.map { ($0, ["type": "string"]) })),
                ]), body: .urlEncoded, output: page, outputMediaTypes: ["text/html"])
    }

    // MARK: What an app asks for

    private static let authorize = Endpoint.waiting(
        .get, "/oauth/authorize/",
        .open(name: "oauth.authorize", summary: "Asks a person what an app may do for them (RFC 6749)."), shown
    ) { call in
        try await OAuthVisit(call, query: String(call.head.query ?? "")).answer()
    }

    /// "The Authorization Server MUST support … GET and POST" (OpenID Connect Core, 3.1.2.1); what was posted goes on as an
    /// address.
    private static let authorizeByForm = Endpoint.waiting(
        .post, "/oauth/authorize/",
        .open(name: "oauth.authorize", summary: "Asks a person what an app may do for them (RFC 6749)."),
        sent("AuthorizationForm", AuthorizationRequest.parameters)
    ) { call in
        guard let text = String(validating: call.body, as: UTF8.self), OAuthVisit.isQuery(text) else {
            throw Refusal.malformed("The form is not URL-encoded.")
        }
        return OAuthVisit.seeOther("/oauth/authorize/?\(text)")
    }

    // MARK: What people answer

    private static let login = Endpoint.waiting(
        .post, "/oauth/login/", .open(name: "oauth.login", summary: "Logs a person in on a page."),
        sent("LoginForm", ["email", "password", "code", "half", "request", "token"])
    ) { call in
        let form = try PageForm(call)
        return try await OAuthVisit(call, query: form["request"] ?? "").login(form)
    }

    private static let logout = Endpoint.waiting(
        .post, "/oauth/logout/", .open(name: "oauth.logout", summary: "Lets another person log in."),
        sent("LogoutForm", ["request", "token"])
    ) { call in
        let form = try PageForm(call)
        return try await OAuthVisit(call, query: form["request"] ?? "").logout(form)
    }

    private static let consent = Endpoint.waiting(
        .post, "/oauth/consent/", .open(name: "oauth.consent", summary: "Takes a person's answer to an app."),
        sent("ConsentForm", ["decision", "scope", "tenant", "request", "token"])
    ) { call in
        try PageForm.requireOwn(call)
        let form = try ConsentForm(call.body)
        return try await OAuthVisit(call, query: form.fields["request"] ?? "").decide(form)
    }

    private static let authorized = Endpoint.waiting(
        .get, "/oauth/authorized/",
        .open(name: "oauth.authorized", summary: "Shows what a person let apps do."), shown
    ) { call in
        try await OAuthVisit(call, query: "").authorizedApps()
    }

    private static let withdraw = Endpoint.waiting(
        .post, "/oauth/authorized/", .open(name: "oauth.withdraw", summary: "Takes back what an app may do."),
        sent("WithdrawalForm", ["grant", "token"])
    ) { call in
        let form = try PageForm(call)
        return try await OAuthVisit(call, query: "").withdraw(form)
    }
}

/// The fields of a form that a page of ours sent.
struct PageForm: Sendable {
    private let fields: QueryParameters

    /// What a page elsewhere sends is not ours, whatever else is right with it.
    static func requireOwn(_ call: Call) throws(Refusal) {
        try requireOwn(call.head, issuer: call.services.oauth.issuer)
    }

    static func requireOwn(_ head: RequestHead, issuer: String) throws(Refusal) {
        // Ours tell nobody their address (Referrer-Policy), and browsers have the forms of such a page say "null".
        let isNameless = head.header("Origin") == "null" && head.header("Sec-Fetch-Site") == "same-origin"
        if !isNameless, case .foreign = RequestingPage(of: head, publicURL: issuer) { throw .crossSite }
    }

    init(_ call: Call) throws(Refusal) {
        try Self.requireOwn(call)
        guard let text = String(validating: call.body, as: UTF8.self) else {
            throw .malformed("The form is not UTF-8.")
        }
        fields = QueryParameters(text[...])
        if let fault = fields.faults.first { throw .malformed(fault.message) }
    }

    /// Nil where it is missing or empty.
    subscript(name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }
}
