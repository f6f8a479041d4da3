import AuthCore
import Domain
import HTTPTypes

/// A person's own page, and switching between businesses.
enum ProfilePages {
    static let endpoints: [Endpoint] = [
        .page("/profile/", "Shows who one is, and one's sessions.") { try await show($0) },
        .form("/profile/sessions/", "Ends some of one's sessions.") { try await endSessions($0, $1) },
        .page("/profile/name/", "Asks for one's name.") { try await OwnName.ask($0) },
        .form("/profile/name/", "Changes one's name.") { try await OwnName.act($0, $1) },
        .page("/profile/email/", "Asks for another address.") { try OwnAddress.ask($0, "", nil) },
        .form("/profile/email/", "Mails a link to another address.") { try await OwnAddress.act($0, $1) },
        .page("/profile/password/", "Asks for a new password.") { try PasswordChange.ask($0, nil) },
        .form("/profile/password/", "Changes one's password.") { try await PasswordChange.act($0, $1) },
        .page("/profile/second-factor/", "Asks for the password, to set up a second factor.") {
            try await SecondFactorPages.ask($0)
        },
        .form("/profile/second-factor/", "Shows a secret for an authenticator app.") {
            try await SecondFactorPages.enroll($0, $1)
        },
        .form("/profile/second-factor/confirm/", "Puts the second factor in force.") {
            try await SecondFactorPages.confirm($0, $1)
        },
        .page("/profile/second-factor/remove/", "Asks what is needed to take the second factor away.") {
            try await SecondFactorPages.askToRemove($0)
        },
        .form("/profile/second-factor/remove/", "Takes the second factor away.") {
            try await SecondFactorPages.remove($0, $1)
        },
        .page("/profile/step-up/", "Asks for a code.") { try await StepUpPage.ask($0) },
        .form("/profile/step-up/", "Takes a code: the second factor is fresh.") { try await StepUpPage.act($0, $1) },
        .page("/profile/businesses/", "Shows where one can work.") { try await OwnBusinesses.show($0) },
        .form("/profile/businesses/", "Goes on in another business.") { try await OwnBusinesses.act($0, $1) },
        .form("/profile/environment/", "Chooses live or test data.") { visit, form in
            OwnBusinesses.choose(form, visit)
        },
    ]

    private static func show(_ visit: ConsoleVisit) async throws -> Answer {
        try visit.answer(try await page(visit, fault: nil))
    }

    private static func page(_ visit: ConsoleVisit, fault: String?) async throws -> ConsolePage {
        let words = visit.texts.profile
        async let found = me(visit)
        async let all = visit.services.logins.sessions(of: visit.user)
        let (me, sessions) = (try await found, try await all)
        var page = ConsolePage(Phrase(words.title))
        page.notice = fault.map { NoticeBox(.fault, Phrase($0)) }
        page.actions = [
            PageLink(words.changeName, "/profile/name/", .second),
            PageLink(words.changeEmail, "/profile/email/", .second),
            PageLink(words.changePassword, "/profile/password/", .second),
            PageLink(words.switchBusiness, "/profile/businesses/", .second),
        ]
        let hasFactor = me?.hasSecondFactor == true
        var facts: [Facts.Fact] = [.init(words.email, visit.principal.name, isForeign: true)]
        if let name = me?.name, !name.isEmpty {
            facts.insert(.init(visit.texts.console.name, name, isForeign: true), at: 0)
        }
        facts += [
            .init(
                words.business, "\(ForeignText(visit.principal.business).text) (\(visit.principal.subdomain))",
                isForeign: true),
            .init(words.role, me.map { visit.texts.role($0.roleName) } ?? words.noRole, isForeign: me != nil),
            .init(
                words.secondFactor, badge: hasFactor ? Badge(words.factorOn, .good) : Badge(words.factorOff, .warning),
                link: hasFactor
                    ? PageLink(words.remove, "/profile/second-factor/remove/")
                    : PageLink(words.setUp, "/profile/second-factor/")),
        ]
        page.blocks = [.facts(facts)]
        if let own = sessions.first(where: { $0.id == visit.session }) {
            page.blocks += [
                .heading(Phrase(words.thisSession)),
                .facts([
                    .init(words.deviceTitle, device(of: own, words)), .init(words.address, visit.place(own.ip)),
                    .init(words.since, visit.formats.moment(own.createdAt)),
                ]),
            ]
        }
        page.blocks += [
            .heading(Phrase(words.otherSessions)),
            .table(try table(of: sessions.filter { $0.id != visit.session }, visit)),
        ]
        return page
    }

    /// Oneself as the tenant's pages show one.
    static func me(_ visit: ConsoleVisit) async throws -> MemberListing? {
        var query = ListQuery<MemberListing>()
        query.filters = [.init("user_id", .equals, .integer(visit.user))]
        query.limit = 1
        return try await visit.services.store.memberListings.list(query, in: visit.principal.account).rows.first
    }

    private static func device(of session: StoredSession, _ words: Texts.Profile) -> String {
        let name = DeviceName(session.userAgent)
        return words.device(name.browser, name.system)
    }

    private static func table(of sessions: [StoredSession], _ visit: ConsoleVisit) throws -> Table {
        let words = visit.texts.profile
        let rows = sessions.map { session in
            let name = device(of: session, words)
            return Table.Row(
                [
                    .text(name), .foreign(session.subdomain), visit.placeCell(session.ip),
                    .text(visit.formats.moment(session.createdAt)),
                    .text(visit.formats.moment(session.refreshedAt ?? session.createdAt)),
                ], value: String(session.id), about: "\(name), \(session.ip)")
        }
        return Table(
            words.otherSessions,
            [
                Table.Column(words.deviceTitle), Table.Column(words.business), Table.Column(words.address),
                Table.Column(words.since), Table.Column(words.lastUsed),
            ], rows, empty: Table.Empty(text: Phrase(words.noOtherSessions)),
            bulk: Table.Bulk(
                name: "session", action: "/profile/sessions/", hidden: try visit.hidden(), choose: words.choose,
                buttons: [
                    Form.Button(words.endChosen, name: "act", value: "chosen", .second),
                    Form.Button(words.endOthers, name: "act", value: "others", .danger),
                ]))
    }

    private static func endSessions(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let logins = visit.services.logins
        var ids = Set(form.all("session").compactMap { Int64($0) })
        if form["act"] == "others" { ids = Set(try await logins.sessions(of: visit.user).map(\.id)) }
        ids.remove(visit.session)
        guard !ids.isEmpty || form["act"] == "others" else {
            var page = try await page(visit, fault: visit.texts.profile.noneChosen)
            (page.status, page.isFault) = (.unprocessableContent, true)
            return try visit.answer(page)
        }
        for id in ids.sorted().prefix(200) {
            do {
                try await logins.end(id, of: visit.user, from: visit.call.origin)
            } catch Problem.notFound {
                // It ended meanwhile.
            }
        }
        return visit.seeOther("/profile/", done: .ended)
    }
}

/// A page of the profile that is a form and what is to be known before.
struct ProfileForm {
    let title: String
    let text: String
    let action: String
    var hidden: [HiddenField] = []
    var before: [Block] = []
    let fields: [Form.Field]
    let button: Form.Button

    func answer(_ visit: ConsoleVisit, _ refusal: FormRefusal?) throws -> Answer {
        var page = ConsolePage(Phrase(title))
        page.trail = [PageLink(visit.texts.profile.title, "/profile/")]
        page.take(refusal)
        page.blocks =
            [.text(Phrase(text))] + before + [
                .form(
                    Form(
                        to: action, hidden: try visit.hidden() + hidden, [Form.Group(fields)], [button],
                        cancel: PageLink(visit.texts.console.cancel, "/profile/"), alert: refusal?.alert))
            ]
        return try visit.answer(page)
    }
}
