import AuthCore
import Domain
import HTTPTypes

/// Logging in on a page, alone or on the way to an app.
struct SignIn: Sendable {
    let call: Call
    let language: Language
    /// Who sends the person here.
    var app: String?
    /// Where the form is sent, and what it brings back.
    let action: String
    let hidden: [HiddenField]
    let formsLead: FormPlace
    /// Where it begins anew.
    var again = "/login"
    /// What was typed into a form before the session ended.
    var kept: KeptForm?

    private var cookies: PageCookies { PageCookies(issuer: call.services.oauth.issuer) }

    func page(
        email: String = "", fault: LoginPage.Fault? = nil, reason: LoginPage.Reason? = nil, half: String? = nil,
        _ status: HTTPResponse.Status = .ok, _ more: AnswerHeaders = [:]
    ) throws -> Answer {
        let binding = BrowserBinding(call)
        let kept = try kept?.sealed(for: .browser(binding.shown), call.services.logins)
        let carried = [("kept", kept), ("half", half)].compactMap { name, value in
            value.map { HiddenField(name: name, value: $0) }
        }
        return try binding.answer { token in
            LoginPage(
                app: app, email: email, asksForCode: half != nil, fault: fault, reason: reason, action: action,
                hidden: hidden + carried + [token], again: again
            ).answer(in: language, status, more, formsLead: formsLead)
        }
    }

    /// - Parameter next: where whoever is let in goes on.
    func answer(_ form: PageForm, next: String) async throws -> Answer {
        let (email, half) = (form["email"] ?? "", form["half"])
        let binding = BrowserBinding(call)
        guard binding.isOwn(form), let browser = binding.browser else {
            return try page(email: email, fault: .begunAnew, .forbidden)
        }
        do {
            let grant = try await grant(form, half: half, browser)
            guard case .cookie(let secret, _) = grant.credential else { throw Problem.internal }
            try await endPrevious()
            let resumed = kept.flatMap {
                $0.isOf(grant.account.id, in: grant.tenant.scope.id, call.services.logins) ? $0 : nil
            }
            var answer = OAuthVisit.seeOther(next, [.setCookie: cookies.setting(session: secret)])
            // Whoever comes next begins on live data.
            answer.headers.add(cookie: cookies.setting(isOnTestData: resumed?.environment == "test"))
            answer.resumes = resumed
            return answer
        } catch let half as Logins.HalfLogin {
            return try page(fault: .codeNeeded, half: half.text, .unauthorized)
        } catch is Logins.HalfLoginOver {
            return try page(fault: .codeTooLate, .unauthorized)
        } catch is Logins.NoMembership {
            return try page(email: email, fault: .noMembership, .forbidden)
        } catch is LoginFailure {
            return try page(
                email: email, fault: half == nil ? .wrongCredentials : .wrongCode, half: half, .unauthorized)
        } catch Problem.rateLimited(let seconds) {
            return try page(
                email: email, fault: .tooManyTries(seconds: seconds), half: half, .tooManyRequests,
                [.retryAfter: String(seconds)])
        }
    }

    /// By email and password, or by a code where those were right a moment ago.
    private func grant(_ form: PageForm, half: String?, _ browser: String) async throws -> Logins.Grant {
        let logins = call.services.logins
        if let half {
            guard let code = Logins.Code(typed: String((form["code"] ?? "").prefix(64))) else {
                throw LoginFailure.credentials
            }
            return try await logins.login(half: half, code, inBrowser: browser, from: call.origin)
        }
        var attempt = Logins.Attempt()
        attempt.email = String((form["email"] ?? "").prefix(254))
        attempt.password = String((form["password"] ?? "").prefix(1024))
        return try await logins.login(attempt, inBrowser: browser, from: call.origin)
    }

    /// A login also "terminates the current session token" (OWASP ASVS 5.0, 7.2.4): whoever knew the cookie that came
    /// knows nothing any more.
    private func endPrevious() async throws {
        guard let previous = try await cookies.session(of: call) else { return }
        do {
            try await call.services.logins.end(previous.id, of: previous.userID, from: call.origin)
        } catch Problem.notFound {
            // It ended meanwhile.
        }
    }
}

extension PageCookies {
    /// Who is at the browser; nil where nobody is logged in.
    func session(of call: Call) async throws -> StoredSession? {
        guard let cookie = session(in: call.head) else { return nil }
        return try await call.services.oauth.session(cookie: cookie)
    }
}
