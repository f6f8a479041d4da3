import Domain

@testable import HTTPServer

/// One of every page and state, with texts that try to break it.
enum SamplePages {
    static let hostile =
        "<script>alert(1)</script>\"'&\u{202E}moc.tpgtahc\u{202C} " + String(repeating: "Überlang", count: 40) + "👩‍💻"

    private static let hidden = [
        HiddenField(name: "request", value: "r_\"'<&>"), HiddenField(name: "csrf", value: "c"),
    ]

    static let all: [(name: String, page: any WebPage)] = [
        ("login", LoginPage(app: "ChatGPT", action: "/oauth/login/", hidden: hidden)),
        ("login-alone", LoginPage(action: "/oauth/login/")),
        (
            "login-wrong",
            LoginPage(
                app: hostile, email: "ada@\"<acme>.example", fault: .wrongCredentials, action: "/oauth/login/",
                hidden: hidden)
        ),
        (
            "login-code",
            LoginPage(app: "ChatGPT", asksForCode: true, fault: .codeNeeded, action: "/oauth/login/")
        ),
        (
            "login-wrong-code",
            LoginPage(app: "ChatGPT", asksForCode: true, fault: .wrongCode, action: "/oauth/login/")
        ),
        (
            "login-wait",
            LoginPage(email: "ada@acme.example", fault: .tooManyTries(seconds: 250), action: "/oauth/login/")
        ),
        ("consent", consent()), ("consent-verified", consent(isVerified: true, isSmall: true)),
        ("consent-hostile", consent(app: hostile, tenant: hostile, host: String(repeating: "chatgpt.com.", count: 15))),
        ("consent-several", consent(tenants: 3)), ("consent-limited", consent(isChosen: true, fault: .nothingChosen)),
        ("consent-more", consent(isNew: true)), ("apps", apps),
        ("apps-none", AuthorizedAppsPage(email: "ada@acme.example", apps: [])),
        ("password", password(faults: [])), ("password-fault", password(faults: [Fault("password", .length, "x")])),
        ("message", MessagePage { $0.account.emailIsConfirmed }),
        (
            "message-fault",
            MessagePage(
                isFault: true, link: { FormContent.Link(address: "/oauth/authorized/", label: $0.consent.deny) }
            ) { $0.notices.unknownRedirect }
        ),
        ("login-out", LoginPage(reason: .loggedOut, action: "/login", hidden: hidden)),
        ("login-kept", LoginPage(reason: .formKept, action: "/login", hidden: hidden)),
        ("login-long", LoginPage(reason: .tooMuchTyped, action: "/login", hidden: hidden)),
        ("login-set", LoginPage(email: "ada@acme.example", reason: .passwordIsSet, action: "/login", hidden: hidden)),
        ("login-late", LoginPage(fault: .codeTooLate, action: "/login", hidden: hidden)),
        ("login-no-business", LoginPage(fault: .noMembership, action: "/login", hidden: hidden)),
        ("login-anew", LoginPage(email: "ada@\"<acme>.example", fault: .begunAnew, action: "/login", hidden: hidden)),
        ("forgotten", ForgottenPasswordPage(hidden: hidden)),
        ("forgotten-missing", ForgottenPasswordPage(fault: .emailMissing, hidden: hidden)),
        (
            "forgotten-wait",
            ForgottenPasswordPage(email: "ada@\"<acme>.example", fault: .tooManyTries(seconds: 250), hidden: hidden)
        ),
        ("forgotten-anew", ForgottenPasswordPage(isBegunAnew: true, hidden: hidden)),
        ("forgotten-sent", SignInPages.linkIsSent),
    ]

    static func consent(
        app: String = "ChatGPT", tenant: String = "Société Générale & Fils", host: String = "chatgpt.com",
        isVerified: Bool = false, isSmall: Bool = false, tenants: Int = 1, isChosen: Bool = false,
        isNew: Bool = false, fault: ConsentPage.Fault? = nil
    ) -> ConsentPage {
        let scopes =
            isSmall
            ? ["openid", "email", "customers:read"]
            : [
                "openid", "profile", "email", "offline_access", "customers:read", "customers:write", "projects:*",
                "invoices:read", "invoices:create", "documents:import", "context:read", "\"><b>unknown",
            ]
        return ConsentPage(
            app: app, appHost: isSmall ? nil : host, redirectHost: host, isVerified: isVerified,
            tenants: (1...tenants).map {
                ConsentPage.Tenant(value: "t\($0)", name: $0 == 1 ? tenant : "Tenant \($0)", isChosen: $0 == 2)
            }, email: "ada@acme.example",
            notYou: ButtonForm(action: "/oauth/logout/", hidden: hidden),
            scopes: scopes.enumerated().map {
                ConsentPage.Scope(name: $1, isTicked: $0 != 5, isNew: isNew && $0 > 7)
            },
            reach: isSmall
                ? ConsentPage.Reach()
                : ConsentPage.Reach(
                    isChosen: isChosen,
                    customers: (1...12).map {
                        ConsentPage.Choice(
                            value: "\($0)", name: $0 == 7 ? hostile : "Customer \($0)", isTicked: $0 == 2)
                    }, projects: [ConsentPage.Choice(value: "9", name: "Website")]), fault: fault,
            action: "/oauth/authorize/", hidden: hidden)
    }

    private static let apps = AuthorizedAppsPage(
        email: "ada@acme.example",
        apps: [
            AuthorizedAppsPage.App(
                name: "ChatGPT", redirectHost: "chatgpt.com", tenant: "Acme",
                scopes: ["customers:read", "invoices:write", "offline_access"],
                since: Timestamp(microseconds: 1_795_000_000_000_000),
                lastUsed: Timestamp(microseconds: 1_796_000_000_000_000),
                withdrawal: ButtonForm(action: "/oauth/authorized/", hidden: hidden)),
            AuthorizedAppsPage.App(
                name: hostile, redirectHost: "127.0.0.1", scopes: ["*:*", "<unknown>"], isLimited: true,
                since: Timestamp(microseconds: 0), withdrawal: ButtonForm(action: "/oauth/authorized/")),
        ])

    private static func password(faults: [Fault]) -> LinkPage {
        LinkPage(
            title: { $0.choosePassword }, text: nil, button: { $0.setPassword }, action: "/account/password/",
            token: "klk_\"x",
            fields: [
                LinkPage.Field(
                    name: "password", type: "password", autocomplete: "new-password", label: { $0.newPassword },
                    hint: { $0.passwordRule }, faultOfLength: { $0.passwordLength })
            ], faults: faults)
    }
}
