import AuthCore
import Domain

/// Asking somebody in.
enum MemberInviting {
    private struct Typed {
        var email = ""
        var name = ""
        var role = ""
    }

    static func new(_ visit: ConsoleVisit) async throws -> Answer {
        try visit.answer(try await page(visit, Typed(), nil))
    }

    static func invite(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let typed = Typed(email: form["email"] ?? "", name: form["name"] ?? "", role: form["role_id"] ?? "")
        let done = try await visit.trying { try await invite(typed, visit) }
        switch done {
        case .success: return visit.seeOther("/admin/users/", done: .sent)
        case .failure(let refusal): return try visit.answer(try await page(visit, typed, refusal))
        }
    }

    /// Whoever has a login already is made a member, and told so by mail; nobody is told here which of both it was.
    private static func invite(_ typed: Typed, _ visit: ConsoleVisit) async throws {
        let (logins, store, account) = (visit.services.logins, visit.services.store, visit.principal.account)
        let tenant = try await store.tenantSettings.find(account.id, in: account)?.name ?? visit.principal.subdomain
        guard let role = Int64(typed.role) else {
            throw Problem.invalid([Fault("role_id", .required, "Choose a role.")])
        }
        guard let known = try await logins.user(email: typed.email, by: try visit.authorized()) else {
            let draft = UserActions.Draft(email: typed.email, name: typed.name, roleID: role)
            try await visit.run(logins.inviting(to: tenant), draft)
            return
        }
        var query = ListQuery<MemberListing>()
        query.filters = [.init("user_id", .equals, .integer(known))]
        query.limit = 1
        if try await !store.memberListings.list(query, in: account).rows.isEmpty {
            throw Problem.invalid([Fault("email", .duplicate, visit.texts.people.isMember)])
        }
        try await visit.run(
            logins.adding(typed.email, to: tenant), UserActions.Addition(userID: known, roleID: role))
    }

    private static func page(_ visit: ConsoleVisit, _ typed: Typed, _ refusal: FormRefusal?) async throws
        -> ConsolePage
    {
        let (words, console) = (visit.texts.people, visit.texts.console)
        var page = ConsolePage(Phrase(words.invite))
        page.trail = AdminPage.trail(visit, PageLink(words.users, "/admin/users/"))
        page.lead = Phrase(words.inviteLead)
        page.take(refusal)
        func fault(_ name: String) -> String? {
            if refusal?.faults.contains(where: { $0.field == name && $0.code == .duplicate }) == true {
                return words.isMember
            }
            return visit.sentence(of: refusal?.faults ?? [], at: name)
        }
        if !visit.services.hasMailServer {
            page.blocks.append(.notice(NoticeBox(.warning, visit.texts.signIn.mailIsKept)))
        }
        page.blocks += [
            .form(
                Form(
                    to: "/admin/users/new/", hidden: try visit.hidden(),
                    [
                        Form.Group([
                            .input(
                                "email", words.email, Form.Input(type: "email", value: typed.email, longest: 254),
                                fault: fault("email"), isRequired: true),
                            .input(
                                "name", "\(console.name) (\(console.optional))",
                                Form.Input(value: typed.name, longest: 200), hint: words.nameHint, fault: fault("name")),
                            .select(
                                "role_id", words.role, try await MemberPages.roleOptions(visit, chosen: typed.role),
                                hint: words.roleHint, fault: fault("role_id"), isRequired: true),
                        ])
                    ], [Form.Button(words.invite)], cancel: PageLink(console.cancel, "/admin/users/"),
                    alert: refusal?.alert))
        ]
        return page
    }
}
