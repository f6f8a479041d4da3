import Domain

/// What ties a form to the browser that was shown it, where nobody is logged in who it could be tied to.
struct BrowserBinding: Sendable {
    private let call: Call
    private let cookies: PageCookies
    /// What this browser is known by; nil where it is not known yet.
    let browser: String?
    /// What it is known by once it has the answer.
    let shown: String

    init(_ call: Call) {
        self.call = call
        cookies = PageCookies(issuer: call.services.oauth.issuer)
        browser = cookies.browser(in: call.head)
        shown = browser ?? PageCookies.newBrowser()
    }

    /// A page whose form has this field; a browser that is not known yet is sent its cookie with it.
    func answer(_ page: (HiddenField) throws -> Answer) throws -> Answer {
        var answer = try page(
            HiddenField(name: "token", value: try call.services.logins.csrfToken(ofBrowser: shown)))
        if browser == nil { answer.headers[.setCookie] = cookies.setting(browser: shown) }
        return answer
    }

    /// Whether this browser was shown the form. If not, cookies were lost, or another site sent it.
    func isOwn(_ form: PageForm) -> Bool {
        guard let browser, let token = form["token"] else { return false }
        return call.services.logins.isCSRFToken(token, ofBrowser: browser)
    }
}
