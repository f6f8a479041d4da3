import AuthCore
import Domain

/// The end of a role of the business's own. Who has it is given another one first.
enum RoleDeleting {
    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        let role = try await RolePages.find(visit)
        // What is built in stays: there is nothing to ask.
        guard role.builtin == nil else { return visit.seeOther("/admin/roles/\(role.id)/") }
        return try await page(visit, role, nil)
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let role = try await RolePages.find(visit)
        let done = try await visit.trying(conflict: visit.texts.people.roleInUse) {
            try await visit.run(
                RoleActions.delete.unlessChanged(since: form.version), Update(id: role.id, fields: ()))
        }
        switch done {
        case .success: return visit.seeOther("/admin/roles/", done: .removed)
        case .failure(let refusal): return try await page(visit, try await RolePages.find(visit), refusal)
        }
    }

    private static func page(_ visit: ConsoleVisit, _ role: Role, _ refusal: FormRefusal?) async throws -> Answer {
        let (words, console) = (visit.texts.people, visit.texts.console)
        let holders = try await visit.services.store.roleHolders.find(role.id, in: visit.principal.account)
        let address = "/admin/roles/\(role.id)/"
        var page = ConsolePage(words.deleteRoleTitle(ForeignText(role.name)))
        page.trail = RolePages.trail(visit) + [PageLink(ForeignText(role.name).text, address)]
        page.take(refusal)
        if let holders, !holders.isNone {
            page.blocks = [
                .notice(NoticeBox(refusal == nil ? .warning : .fault, Phrase(words.roleInUse))),
                .facts(try await facts(of: holders, role, visit)),
                .links([PageLink(console.cancel, address, .second)]),
            ]
            return try visit.answer(page)
        }
        page.blocks = [
            .text(Phrase(words.deleteRoleText)),
            .form(
                Form(
                    to: "\(address)delete/", hidden: try visit.hidden(("version", String(role.version))), [],
                    [Form.Button(words.deleteRole, .danger)], cancel: PageLink(console.cancel, address),
                    alert: refusal?.alert)),
        ]
        return try visit.answer(page)
    }

    /// The first of those who have it stand there by name.
    private static let mostNames = 5

    /// Who has it, with the way to them, as far as the visitor may see them.
    private static func facts(
        of holders: RoleHolders, _ role: Role, _ visit: ConsoleVisit
    ) async throws -> [Facts.Fact] {
        let words = visit.texts.people
        let mayReadUsers = visit.sees(.of(.read, .users))
        let mayReadKeys = visit.sees(.of(.read, .keys))
        let named = ListQuery<MemberListing>.Filter("role_id", .equals, .integer(role.id))
        func people(_ statuses: MemberListing.Status...) async throws -> [String] {
            guard mayReadUsers else { return [] }
            var names: [String] = []
            for status in statuses {
                var query = ListQuery<MemberListing>()
                query.filters = [named, .init("status", .equals, .text(status.rawValue))]
                query.limit = mostNames
                names += try await visit.services.store.memberListings.list(query, in: visit.principal.account).rows
                    .map(MemberPages.name(of:))
            }
            return names
        }
        func keys() async throws -> [String] {
            guard mayReadKeys else { return [] }
            var names: [String] = []
            for status in [APIKey.Status.active, .expired] {
                var query = ListQuery<APIKeyListing>()
                query.filters = [
                    .init("role_id", .equals, .integer(role.id)), .init("status", .equals, .text(status.rawValue)),
                ]
                query.limit = mostNames
                names += try await visit.services.store.keyListings.list(query, in: visit.principal.tenant).rows
                    .map { "\($0.key.name) (\($0.key.prefix)…)" }
            }
            return names
        }
        func fact(_ label: String, _ count: Int64, _ address: String?, _ names: [String]) -> Facts.Fact? {
            if count == 0 { return nil }
            let number = visit.formats.number(count)
            let shown = names.prefix(mostNames).map { ForeignText($0).text }
            let list = shown + (shown.isEmpty || Int64(shown.count) == count ? [] : ["…"])
            guard let address else { return .init(label, number, list: list) }
            return .init(label, link: PageLink(number, address, about: label), list: list)
        }
        let (users, keyList) = ("/admin/users/?role_id=\(role.id)", "/admin/keys/?role_id=\(role.id)")
        return [
            fact(words.members, holders.members, mayReadUsers ? users : nil, try await people(.active, .locked)),
            fact(
                words.invited, holders.invited, mayReadUsers ? "\(users)&status=invited" : nil,
                try await people(.invited)),
            fact(words.keysWithRole, holders.keys, mayReadKeys ? keyList : nil, try await keys()),
        ].compactMap(\.self)
    }
}
