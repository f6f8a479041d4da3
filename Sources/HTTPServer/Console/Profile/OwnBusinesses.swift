import Domain
import HTTPTypes

/// Where somebody works: in which business, and on which of its data.
enum OwnBusinesses {
    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        try visit.answer(try await page(visit, nil))
    }

    private static func page(_ visit: ConsoleVisit, _ refusal: FormRefusal?) async throws -> ConsolePage {
        let words = visit.texts.profile
        let tenants = try await visit.services.logins.tenants(of: visit.user)
        var page = ConsolePage(Phrase(words.businessesTitle))
        page.trail = [PageLink(words.title, "/profile/")]
        page.take(refusal)
        if tenants.count > 1 {
            let options = tenants.map { tenant in
                let isHere = tenant.scope.id == visit.principal.account.id
                return Form.Option(
                    tenant.subdomain, ForeignText(tenant.name).text,
                    hint: "\(ForeignText(tenant.subdomain).text) · \(visit.texts.role(tenant.roleName))",
                    badge: isHere ? Badge(words.here, .good) : nil, isChosen: isHere)
            }
            page.blocks.append(
                .form(
                    Form(
                        to: "/profile/businesses/", hidden: try visit.hidden(),
                        [Form.Group([.choices("to", words.business, options, isOne: true)])],
                        [Form.Button(words.go)], alert: refusal?.alert)))
        } else {
            page.blocks += [
                .facts(
                    tenants.map { .init(words.business, "\($0.name) (\($0.subdomain))", isForeign: true) }),
                .text(Phrase(words.businessesText)),
            ]
        }
        let isTest = DataEnvironment.isTest(visit.call)
        page.blocks.append(
            .form(
                Form(
                    to: "/profile/environment/", hidden: try visit.hidden(),
                    [
                        Form.Group([
                            .choices(
                                "environment", words.data,
                                [
                                    Form.Option("live", words.live, isChosen: !isTest),
                                    Form.Option("test", words.test, isChosen: isTest),
                                ], isOne: true, hint: words.dataText)
                        ])
                    ], [Form.Button(words.use)])))
        return page
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let words = visit.texts.profile
        let refusal: FormRefusal
        do {
            let done = try await visit.trying(wrong: visit.texts.console.conflictText) {
                try await visit.services.logins.switchTenant(
                    session: visit.session, of: visit.user, to: form["to"] ?? "", from: visit.call.origin)
            }
            switch done {
            case .success(let grant):
                var answer = try visit.seeOther("/", done: .switched, as: grant)
                answer.headers.add(
                    cookie: PageCookies(issuer: visit.services.oauth.issuer).setting(isOnTestData: false))
                return answer
            case .failure(let found): refusal = found
            }
        } catch Problem.addressNotAllowed {
            refusal = FormRefusal(alert: words.addressNotAllowed, status: .conflict)
        }
        return try visit.answer(try await page(visit, refusal))
    }

    static func choose(_ form: SubmittedForm, _ visit: ConsoleVisit) -> Answer {
        var answer = visit.seeOther("/", done: .switched)
        answer.headers.add(
            cookie: PageCookies(issuer: visit.services.oauth.issuer)
                .setting(isOnTestData: form["environment"] == "test"))
        return answer
    }
}
