import AuthCore
import Domain

/// What is done with a member: each is asked first, and says what will happen.
enum MemberChanges {
    // MARK: Role

    static func askRole(_ visit: ConsoleVisit) async throws -> Answer {
        let member = try await MemberPages.find(visit)
        return try await role(visit, member, chosen: String(member.roleID), nil, version: member.version)
    }

    static func setRole(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let member = try await MemberPages.find(visit)
        let chosen = form["role_id"] ?? ""
        let done = try await visit.trying {
            guard let role = Int64(chosen) else { throw Problem.invalid([Fault("role_id", .choice, "Choose a role.")]) }
            try await visit.run(
                UserActions.setRole.unlessChanged(since: form.version), Update(id: member.id, fields: role))
        }
        switch done {
        case .success: return visit.seeOther("/admin/users/\(member.id)/", done: .saved)
        case .failure(let refusal):
            guard refusal.isStale else {
                return try await role(visit, member, chosen: chosen, refusal, version: form.version)
            }
            let now = try await MemberPages.find(visit)
            let field = try await roleField(visit, chosen: String(now.roleID), nil)
            let merge = try await visit.merge(
                form, into: Form(to: "", hidden: [], [Form.Group([field])], []), of: now)
            return try await role(
                visit, now, chosen: merge.fields["role_id"] ?? "", refusal, version: now.version, merge)
        }
    }

    private static func role(
        _ visit: ConsoleVisit, _ member: MemberListing, chosen: String, _ refusal: FormRefusal?, version: Int64,
        _ merge: FormMerge? = nil
    ) async throws -> Answer {
        let words = visit.texts.people
        return try ask(
            visit, member, words.changeRoleTitle, words.changeRoleText, "role", Form.Button(visit.texts.console.save),
            [try await roleField(visit, chosen: chosen, refusal)], refusal, version: version, merge)
    }

    private static func roleField(
        _ visit: ConsoleVisit, chosen: String, _ refusal: FormRefusal?
    ) async throws -> Form.Field {
        let words = visit.texts.people
        return .select(
            "role_id", words.role, try await MemberPages.roleOptions(visit, chosen: chosen), hint: words.roleHint,
            fault: visit.sentence(of: refusal?.faults ?? [], at: "role_id"), isRequired: true)
    }

    // MARK: Lock

    static func askLock(_ visit: ConsoleVisit) async throws -> Answer {
        try lock(visit, try await MemberPages.find(visit), nil)
    }

    static func lock(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let member = try await MemberPages.find(visit)
        guard let act = form["act"], ["lock", "unlock"].contains(act) else {
            throw Problem.invalid([Fault("act", .choice, "Choose what to do.")])
        }
        let done = try await visit.trying {
            try await visit.run(UserActions.lock, Update(id: member.userID, fields: act == "lock"))
        }
        switch done {
        case .success: return visit.seeOther("/admin/users/\(member.id)/", done: .saved)
        case .failure(let refusal): return try lock(visit, member, refusal)
        }
    }

    private static func lock(_ visit: ConsoleVisit, _ member: MemberListing, _ refusal: FormRefusal?) throws -> Answer {
        let words = visit.texts.people
        return member.lockedAt == nil
            ? try ask(
                visit, member, words.lockTitle, words.lockText, "lock",
                Form.Button(words.lock, name: "act", value: "lock", .danger), [], refusal)
            : try ask(
                visit, member, words.unlockTitle, words.unlockText, "lock",
                Form.Button(words.unlock, name: "act", value: "unlock"), [], refusal)
    }

    // MARK: End

    static func askEnd(_ visit: ConsoleVisit) async throws -> Answer {
        try end(visit, try await MemberPages.find(visit), nil)
    }

    static func end(_ visit: ConsoleVisit) async throws -> Answer {
        let member = try await MemberPages.find(visit)
        let done = try await visit.trying {
            try await visit.run(UserActions.setRole, Update(id: member.id, fields: nil))
        }
        switch done {
        case .success: return visit.seeOther("/admin/users/\(member.id)/", done: .ended)
        case .failure(let refusal): return try end(visit, member, refusal)
        }
    }

    private static func end(_ visit: ConsoleVisit, _ member: MemberListing, _ refusal: FormRefusal?) throws -> Answer {
        let words = visit.texts.people
        return try ask(
            visit, member, words.endTitle, words.endText, "end", Form.Button(words.end, .danger), [], refusal)
    }

    // MARK: Invite

    static func askInvite(_ visit: ConsoleVisit) async throws -> Answer {
        try invite(visit, try await MemberPages.find(visit), nil)
    }

    static func invite(_ visit: ConsoleVisit) async throws -> Answer {
        let member = try await MemberPages.find(visit)
        let account = visit.principal.account
        let tenant = try await visit.services.store.tenantSettings.find(account.id, in: account)?.name
        let action = visit.services.logins.invitingAgain(to: tenant ?? visit.principal.subdomain)
        switch try await visit.trying({ try await visit.run(action, member.id) }) {
        case .success: return visit.seeOther("/admin/users/\(member.id)/", done: .sent)
        case .failure(let refusal): return try invite(visit, member, refusal)
        }
    }

    private static func invite(_ visit: ConsoleVisit, _ member: MemberListing, _ refusal: FormRefusal?) throws
        -> Answer
    {
        let words = visit.texts.people
        return try ask(
            visit, member, words.inviteAgainTitle, words.inviteAgainText, "invite", Form.Button(words.inviteAgain), [],
            refusal)
    }

    private static func ask(
        _ visit: ConsoleVisit, _ member: MemberListing, _ title: (ForeignText) -> Phrase, _ text: String,
        _ act: String, _ button: Form.Button, _ fields: [Form.Field], _ refusal: FormRefusal?,
        version: Int64? = nil, _ merge: FormMerge? = nil
    ) throws -> Answer {
        let (words, name) = (visit.texts.people, ForeignText(MemberPages.name(of: member)))
        var page = ConsolePage(title(name))
        page.trail = AdminPage.trail(
            visit, PageLink(words.users, "/admin/users/"), PageLink(name.text, "/admin/users/\(member.id)/"))
        page.take(refusal)
        let form = Form(
            to: "/admin/users/\(member.id)/\(act)/",
            hidden: try visit.hidden() + (version.map { [HiddenField(name: "version", value: String($0))] } ?? []),
            fields.isEmpty ? [] : [Form.Group(fields)], [button],
            cancel: PageLink(visit.texts.console.cancel, "/admin/users/\(member.id)/"), alert: refusal?.alert)
        page.blocks = [.text(Phrase(text)), .form(merge?.shown(form, visit) ?? form)]
        return try visit.answer(page)
    }
}
