import Domain
import HTTPTypes
import JSON

/// Where people log in and out, and what they do who have forgotten the password.
package enum SignInPages {
    package static func make() -> Dialect {
        Dialect(
            name: "sign-in", prefixes: ["/login", "/logout", "/password"],
            endpoints: [login, sendLogin, logout, forgotten, sendForgotten],
            render: { refusal, occasion in refusal.page(in: Language(acceptLanguage: occasion.acceptLanguage)) })
    }

    private static let page = EndpointDocumentation.Named(name: "Page", schema: ["type": "string"])
    private static let shown = EndpointDocumentation(tag: "account", output: page, outputMediaTypes: ["text/html"])

    private static func sent(_ name: String, _ fields: [String]) -> EndpointDocumentation {
        EndpointDocumentation(
            tag: "account",
            input: .init(
                name: name,
                schema: [
                    "type": "object", "properties": .object(JSONObject(fields.map { ($0, ["type": "string"]) })),
                ]), body: .urlEncoded, output: page, outputMediaTypes: ["text/html"])
    }

    private static func cookies(_ call: Call) -> PageCookies { PageCookies(issuer: call.services.oauth.issuer) }

    // MARK: In

    private static let notice = "notice"
    private static let loggedOut = "logged-out"

    private static func signIn(_ call: Call, _ next: NextPage, _ kept: KeptForm? = nil) -> SignIn {
        SignIn(
            call: call, language: call.language(), action: "/login",
            hidden: [HiddenField(name: "next", value: next.address)], formsLead: .here, again: next.login,
            kept: kept)
    }

    /// The login of whoever has just chosen a password.
    static func afterPassword(of email: String, _ call: Call) throws -> Answer {
        try signIn(call, .home).page(email: email, reason: .passwordIsSet)
    }

    /// What answers a form of the console that comes without a session: a login that carries along what was typed.
    /// - Parameters:
    ///   - page: where the person goes on.
    ///   - isOfForm: the form is on that page.
    static func sessionEnded(_ call: Call, page: String, isOfForm: Bool, _ body: Result<[UInt8], Refusal>) throws
        -> Answer
    {
        let next = NextPage(page)
        // Before a stranger's body is looked at.
        guard isOfForm, call.services.logins.admitsPageVisit(from: call.origin) else {
            return OAuthVisit.seeOther(next.login)
        }
        let kept: KeptForm?
        switch body {
        case .success(let bytes): kept = (try? SubmittedForm(bytes)).flatMap { KeptForm(page, $0) }
        case .failure(.bodyTooLarge): return try signIn(call, next).page(reason: .tooMuchTyped, .unauthorized)
        case .failure: kept = nil
        }
        guard let kept else { return OAuthVisit.seeOther(next.login) }
        if kept.isTooLong { return try signIn(call, next).page(reason: .tooMuchTyped, .unauthorized) }
        return try signIn(call, next, kept).page(reason: .formKept, .unauthorized)
    }

    private static let login = Endpoint.waiting(
        .get, "/login", .open(name: "account.login", summary: "Logs a person in on a page."), shown
    ) { call in
        let next = call.query.faults.isEmpty ? NextPage(call.query["next"]) : .home
        if try await cookies(call).session(of: call) != nil { return OAuthVisit.seeOther(next.address) }
        // Whoever logs out has no cookie any more; who has one had a session.
        let hadSession = cookies(call).session(in: call.head) != nil
        let reason: LoginPage.Reason? =
            hadSession ? .sessionEnded : call.query[notice] == loggedOut ? .loggedOut : nil
        return try signIn(call, next).page(reason: reason)
    }

    private static let sendLogin = Endpoint.waiting(
        .post, "/login", .open(name: "account.login", summary: "Logs a person in on a page."),
        sent("SignInForm", ["email", "password", "code", "half", "kept", "next", "token"])
    ) { call in
        let form = try PageForm(call)
        let next = NextPage(form["next"])
        let kept = form["kept"].flatMap { text in
            BrowserBinding(call).browser.flatMap {
                KeptForm(next.address, sealed: text, for: .browser($0), call.services.logins)
            }
        }
        return try await signIn(call, next, kept).answer(form, next: next.address)
    }

    // MARK: Out

    private static let logout = Endpoint.waiting(
        .post, "/logout", .open(name: "account.logout", summary: "Ends the session of this browser."),
        sent("SignOutForm", ["token"])
    ) { call in
        let form = try PageForm(call)
        let (cookies, logins) = (cookies(call), call.services.logins)
        if let session = try await cookies.session(of: call) {
            guard let token = form["token"], logins.isCSRFToken(token, of: session.id) else { throw Refusal.crossSite }
            do {
                try await logins.end(session.id, of: session.userID, from: call.origin)
            } catch Problem.notFound {
                // It ended meanwhile.
            }
        }
        var answer = OAuthVisit.seeOther("/login?\(notice)=\(loggedOut)", [.setCookie: cookies.clearingSession])
        answer.headers.add(cookie: cookies.setting(isOnTestData: false))
        return answer
    }

    // MARK: The password is forgotten

    private static let forgotten = Endpoint.waiting(
        .get, ForgottenPasswordPage.address,
        .open(name: "account.forgot_password", summary: "Asks for the address of who has forgotten the password."),
        shown
    ) { call in
        try BrowserBinding(call).answer { page(of: call, $0).answer(in: call.language()) }
    }

    private static func page(
        of call: Call, _ token: HiddenField, email: String = "", fault: ForgottenPasswordPage.Fault? = nil,
        isBegunAnew: Bool = false
    ) -> ForgottenPasswordPage {
        ForgottenPasswordPage(
            email: email, fault: fault, isBegunAnew: isBegunAnew, hasMailServer: call.services.hasMailServer,
            hidden: [token])
    }

    /// Answers alike whether somebody has that address or not.
    private static let sendForgotten = Endpoint.waiting(
        .post, ForgottenPasswordPage.address,
        .open(name: "account.forgot_password", summary: "Mails a link to whoever has that address."),
        sent("ForgottenPasswordForm", ["email", "token"])
    ) { call in
        let form = try PageForm(call)
        let email = String((form["email"] ?? "").prefix(254))
        let binding = BrowserBinding(call)
        guard binding.isOwn(form) else {
            return try binding.answer {
                page(of: call, $0, email: email, isBegunAnew: true)
                    .answer(in: call.language(), .forbidden)
            }
        }
        guard !email.allSatisfy(\.isWhitespace) else {
            return try binding.answer {
                page(of: call, $0, fault: .emailMissing)
                    .answer(in: call.language(), .unprocessableContent)
            }
        }
        do {
            try await call.services.logins.forgotPassword(email: email, from: call.origin)
        } catch Problem.rateLimited(let seconds) {
            return try binding.answer {
                page(of: call, $0, email: email, fault: .tooManyTries(seconds: seconds))
                    .answer(in: call.language(), .tooManyRequests, [.retryAfter: String(seconds)])
            }
        }
        return call.services.hasMailServer
            ? linkIsSent.answer(in: call.language())
            : MessagePage(link: toLogin(\.signIn.backToLogin)) {
                Texts.Notice(title: $0.signIn.linkIsSent.title, text: $0.signIn.mailIsKept)
            }.answer(in: call.language())
    }

    static let linkIsSent = MessagePage(link: toLogin(\.signIn.backToLogin)) { $0.signIn.linkIsSent }

    /// The way to the login, from a page that has nothing else to do.
    static func toLogin(_ label: @escaping @Sendable (Texts) -> String) -> @Sendable (Texts) -> FormContent.Link {
        { FormContent.Link(address: NextPage.home.login, label: label($0)) }
    }
}
