import Domain

/// What ties a form to the browser that was shown it, where nobody is logged in who it could be tied to.
struct BrowserBinding: Sendable {
    private let call: Call
    private let cookies: PageCookies

    init(_ call: Call) {
        self.call = call
        cookies = PageCookies(issuer: call.services.oauth.issuer)
    }

    /// A page whose form has this field; a browser that is not known yet is sent its cookie with it.
    func answer(_ page: (HiddenField) throws -> Answer) throws -> Answer {
        let known = cookies.browser(in: call.head)
        let browser = known ?? PageCookies.newBrowser()
        var answer = try page(
            HiddenField(name: "token", value: try call.services.logins.csrfToken(ofBrowser: browser)))
        if known == nil { answer.headers[.setCookie] = cookies.setting(browser: browser) }
        return answer
    }

    /// What this browser is known by.
    var browser: String? { cookies.browser(in: call.head) }

    /// Whether this browser was shown the form. If not, cookies were lost, or another site sent it.
    func isOwn(_ form: PageForm) -> Bool {
        guard let browser = cookies.browser(in: call.head), let token = form["token"] else { return false }
        return call.services.logins.isCSRFToken(token, ofBrowser: browser)
    }
}
