import Testing

@testable import HTTPServer

@Suite struct `The pages of a login` {
    private func html(_ page: any WebPage, _ language: Language = .english) -> String {
        String(decoding: page.render(in: language), as: UTF8.self)
    }

    @Test func `a login leads to a forgotten password, and that back to the login`() {
        #expect(
            html(LoginPage(action: "/login")).contains(
                "<a href=\"/password/forgot\">Forgot your password?</a>"))
        #expect(html(LoginPage(action: "/login"), .french).contains(">Mot de passe oublié\u{A0}?</a>"))
        let forgotten = html(ForgottenPasswordPage(hidden: []))
        #expect(forgotten.contains("<a href=\"/login\">Back to the login</a>"))
        #expect(forgotten.contains("action=\"/password/forgot\"") && forgotten.contains("autocomplete=\"username\""))
        #expect(html(SignInPages.linkIsSent, .french).contains("<a href=\"/login\">Retour à la connexion</a>"))
    }

    @Test func `who has logged out, or comes with a form that nobody was shown, is told so and accused of nothing`() {
        for (page, words) in [
            (LoginPage(reason: .loggedOut, action: "/login"), "You are logged out."),
            (LoginPage(fault: .begunAnew, action: "/login"), "This page was open for too long"),
        ] {
            let html = html(page)
            #expect(html.contains("<title>Log in</title>") && html.contains("role=\"status\">\(words)"))
            #expect(!html.contains("role=\"alert\""))
        }
        // A fault is what matters then.
        #expect(!html(LoginPage(fault: .wrongCredentials, reason: .loggedOut, action: "/login")).contains("logged out"))
    }

    @Test func `a forgotten password says what is wrong with the address, and how long to wait`() {
        let missing = html(ForgottenPasswordPage(fault: .emailMissing, hidden: []))
        #expect(missing.contains("aria-invalid=\"true\"") && missing.contains("Enter your email address."))
        #expect(missing.contains("<title>Error: "))
        let wait = html(
            ForgottenPasswordPage(email: "ada@acme.example", fault: .tooManyTries(seconds: 30), hidden: []), .french)
        #expect(wait.contains("Réessayez dans 30 secondes.") && wait.contains("value=\"ada@acme.example\""))
        #expect(!wait.contains("aria-invalid=\"true\""))
    }
}
