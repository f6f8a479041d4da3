import AuthCore
import Domain
import HTTPTypes

/// One request of a person's browser, with the app's request that it is about.
struct OAuthVisit: Sendable {
    private let call: Call
    /// The app's request as it came, which every form brings back; empty where a person came by themselves.
    private let query: String
    private let parameters: QueryParameters
    private let cookies: PageCookies
    private let language: Language

    init(_ call: Call, query: String) throws(Refusal) {
        // It goes into addresses: nothing that ends a header is among it.
        guard query.isEmpty || Self.isQuery(query) else { throw .malformed("The request is not URL-encoded.") }
        self.call = call
        self.query = query
        parameters = QueryParameters(query[...])
        cookies = PageCookies(issuer: call.services.oauth.issuer)
        language = call.language(uiLocales: parameters["ui_locales"])
    }

    private var oauth: OAuthServer { call.services.oauth }
    private var logins: Logins { call.services.logins }

    /// A credential that was posted is not posted on (RFC 9700, 4.12).
    static func seeOther(_ address: String, _ more: AnswerHeaders = [:]) -> Answer {
        var headers = more
        headers[.location] = address
        headers[.cacheControl] = "no-store"
        headers[.referrerPolicy] = "no-referrer"
        return Answer(.seeOther, headers)
    }

    /// Visible ASCII, as an address has it: nothing that ends a header.
    static func isQuery(_ text: String) -> Bool {
        text.utf8.count <= 16_384 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    }

    // MARK: Where a request stands

    func answer() async throws -> Answer {
        let request: AuthorizationRequest
        do {
            request = try await read()
        } catch let fault as AuthorizationFault {
            return page(fault)
        }
        switch try await oauth.next(request, try await session()) {
        case .login(let hint): return try signIn(request).page(email: hint ?? "")
        case .redirect(let address): return Self.seeOther(address)
        case .consent(let consent): return try consentPage(consent)
        }
    }

    private func read() async throws -> AuthorizationRequest {
        if let fault = parameters.faults.first(where: { $0.code != .duplicate }) {
            throw Refusal.malformed(fault.message)
        }
        // "Parameters sent without a value MUST be treated as if they were omitted" (RFC 6749, 3.1)
        return try await oauth.read(
            { name in parameters[name].flatMap { $0.isEmpty ? nil : $0 } }, repeated: parameters.faults.map(\.field),
            from: call.head.address)
    }

    private func session() async throws -> StoredSession? { try await cookies.session(of: call) }

    private func page(_ fault: AuthorizationFault) -> Answer {
        MessagePage(isFault: true) { texts in
            switch fault {
            case .unknownClient, .disabledClient: texts.notices.unknownApp
            case .document(let sentence):
                // For whoever makes the app.
                Texts.Notice(
                    title: texts.notices.unknownApp.title,
                    text: "\(own: texts.notices.unknownApp.text.plain) \(own: sentence)")
            case .redirectURI: texts.notices.unknownRedirect
            case .missing, .repeated: texts.notices.badRequest
            }
        }.answer(in: language, .badRequest)
    }

    // MARK: Logging in

    private func signIn(_ request: AuthorizationRequest?) -> SignIn {
        SignIn(
            call: call, language: language, app: request.map(\.client.client.name), action: "/oauth/login/",
            hidden: [HiddenField(name: "request", value: query)], formsLead: .anApp, again: "/oauth/authorize/?\(query)"
        )
    }

    func login(_ form: PageForm) async throws -> Answer {
        var request: AuthorizationRequest?
        if !query.isEmpty {
            do { request = try await read() } catch let fault as AuthorizationFault { return page(fault) }
        }
        return try await signIn(request).answer(
            form, next: request?.hasFault == true ? "/oauth/authorize/?\(query)" : next)
    }

    /// Where the person goes on. What asked for a login is answered by the login that was.
    private var next: String {
        if query.isEmpty { return "/oauth/authorized/" }
        let asked = (parameters["prompt"] ?? "").split(separator: " ")
        let prompt = asked.filter { $0 != "login" && $0 != "select_account" }
        var kept = parameters.pairs.filter { !["prompt", "max_age", "id_token_hint"].contains($0.name) }
        if !prompt.isEmpty { kept.append(("prompt", prompt.joined(separator: " "))) }
        guard kept.count != parameters.pairs.count || prompt.count != asked.count, parameters.faults.isEmpty else {
            return "/oauth/authorize/?\(query)"
        }
        return "/oauth/authorize/?"
            + PercentEncoding.encode(kept.map { ($0.name, $0.value) })
    }

    func logout(_ form: PageForm) async throws -> Answer {
        guard let session = try await session(), let token = form["token"], logins.isCSRFToken(token, of: session.id)
        else { return Self.seeOther(next) }
        try await logins.end(session.id, of: session.userID, from: call.origin)
        var answer = Self.seeOther(next, [.setCookie: cookies.clearingSession])
        answer.headers.add(cookie: cookies.setting(isOnTestData: false))
        return answer
    }

    // MARK: Consent

    /// - Parameter sent: what was wrong with what the person sent; their choices are kept.
    private func consentPage(
        _ consent: OAuthServer.Consent, fault: ConsentPage.Fault? = nil, sent: ConsentForm? = nil
    ) throws -> Answer {
        let client = consent.request.client.client
        let hidden = [
            HiddenField(name: "request", value: query), HiddenField(name: "token", value: consent.token),
        ]
        func choice(_ id: Int64, _ name: String, _ typed: [String]?, _ known: [Int64]?) -> ConsentPage.Choice {
            .init(value: String(id), name: name, isTicked: typed?.contains(String(id)) ?? known?.contains(id) ?? false)
        }
        let limit = consent.limit
        let reach = ConsentPage.Reach(
            isChosen: sent?.isLimited ?? (limit != nil),
            customers: consent.customers.map { choice($0.id, $0.name, sent?.customers, limit?.customers) },
            projects: consent.projects.map { choice($0.id, $0.name, sent?.projects, limit?.projects) })
        return ConsentPage(
            app: client.name, appHost: Self.host(of: client), redirectHost: consent.request.redirectURI.destination,
            isVerified: client.isVerified,
            tenants: consent.tenants.enumerated().map { place, tenant in
                .init(value: String(tenant.scope.id), name: tenant.name, isChosen: place == 0)
            }, email: consent.session.email, notYou: ButtonForm(action: "/oauth/logout/", hidden: hidden),
            scopes: consent.scopes.map { scope in
                .init(
                    name: scope.scope, isTicked: sent?.scopes.contains(scope.scope) ?? true, isNew: scope.isNew)
            }, reach: reach, appsAddress: "/oauth/authorized/", fault: fault, action: "/oauth/consent/", hidden: hidden
        ).answer(in: language, fault == nil ? .ok : .unprocessableContent, formsLead: .anApp)
    }

    /// The host that says who it is: of the metadata document, else of what the app calls its page.
    private static func host(of client: OAuthClient) -> String? {
        let address = client.origin == .metadata ? client.clientID : client.clientURI
        return try? RedirectURI(address).destination
    }

    func decide(_ form: ConsentForm) async throws -> Answer {
        if let fault = form.fields.faults.first { throw Refusal.malformed(fault.message) }
        let request: AuthorizationRequest
        do { request = try await read() } catch let fault as AuthorizationFault { return page(fault) }
        guard let session = try await session() else { return try signIn(request).page() }
        guard let token = form.fields["token"], logins.isCSRFToken(token, of: session.id) else {
            throw Refusal.crossSite
        }
        guard let decision = form.decision else {
            throw Refusal.malformed("decision is allow or deny.")
        }
        let limit = AccessLimit(
            customers: form.customers.compactMap { Int64($0) }, projects: form.projects.compactMap { Int64($0) })
        if decision == .allow, let fault = fault(in: form, limit) {
            // Where another tab has answered meanwhile, there is nothing to show again, and nothing is done.
            guard case .consent(let consent) = try await oauth.next(request, session) else {
                throw Refusal.malformed("Nothing was chosen.")
            }
            return try consentPage(consent, fault: fault, sent: form)
        }
        let step = try await oauth.decide(
            request, session, isAllowed: decision == .allow, tenant: form.tenant.flatMap { Int64($0) },
            scopes: form.scopes, limit: form.isLimited ? limit : nil, from: call.origin)
        switch step {
        case .redirect(let address): return Self.seeOther(address)
        case .login(let hint): return try signIn(request).page(email: hint ?? "")
        case .consent(let consent): return try consentPage(consent)
        }
    }

    private func fault(in form: ConsentForm, _ limit: AccessLimit?) -> ConsentPage.Fault? {
        if form.scopes.isEmpty { return .noScope }
        return form.isLimited && limit == nil ? .nothingChosen : nil
    }

    // MARK: What is connected

    func authorizedApps() async throws -> Answer {
        guard let session = try await session() else { return try signIn(nil).page() }
        let token = try logins.csrfToken(of: session.id)
        let apps = try await oauth.authorizedApps(of: session)
        let isOneTenant = Set(apps.map(\.tenant)).count <= 1
        return AuthorizedAppsPage(
            email: session.email,
            apps: apps.map { app in
                AuthorizedAppsPage.App(
                    name: app.clientName,
                    redirectHost: app.redirectURIs.first.flatMap { try? RedirectURI($0).destination } ?? "",
                    tenant: isOneTenant ? nil : app.tenantName, scopes: app.scopes, isLimited: app.isLimited,
                    since: app.since,
                    lastUsed: app.usedAt,
                    withdrawal: ButtonForm(
                        action: "/oauth/authorized/",
                        hidden: [
                            HiddenField(name: "grant", value: String(app.grant)),
                            HiddenField(name: "token", value: token),
                        ]))
            }
        ).answer(in: language)
    }

    func withdraw(_ form: PageForm) async throws -> Answer {
        guard let session = try await session() else { return try signIn(nil).page() }
        guard let token = form["token"], logins.isCSRFToken(token, of: session.id) else { throw Refusal.crossSite }
        guard let grant = form["grant"].flatMap({ Int64($0) }) else { throw Refusal.malformed("grant is a number.") }
        try await oauth.withdraw(grant, of: session, from: call.origin)
        return Self.seeOther("/oauth/authorized/")
    }
}
