import AuthCore
import Domain

/// Who has access: all of them, and each.
enum MemberPages {
    private static let ordering = "name"
    private static let filters: [ListParameter<MemberListing>] = [
        .choice("status", MemberListing.Status.self, ""), .id("role_id", ""),
    ]

    static func list(_ visit: ConsoleVisit) async throws -> Answer {
        let (words, console) = (visit.texts.people, visit.texts.console)
        let listed = try await visit.list(filters, ordering: ordering, from: { $0.memberListings })
        var page = ConsolePage(Phrase(words.users))
        page.trail = AdminPage.trail(visit)
        if visit.may(.of(.create, .users)) {
            page.actions = [PageLink(words.invite, "/admin/users/new/", .button)]
        }
        let columns = [
            visit.column(words.person, by: "name", default: ordering),
            visit.column(words.role, by: "role_name", default: ordering), Table.Column(console.status),
            visit.column(words.lastLogin, by: "last_login_at", default: ordering),
            visit.column(words.since, by: "created_at", default: ordering),
        ]
        let rows = listed.rows.map { member in
            Table.Row([
                .foreign(
                    name(of: member), to: "/admin/users/\(member.id)/",
                    hint: member.name.isEmpty ? nil : ForeignText(member.email).text),
                .foreign(visit.texts.role(member.roleName)), .badge(badge(of: member, words)),
                .text(visit.formats.moment(member.lastLoginAt)), .text(visit.formats.day(at: member.createdAt)),
            ])
        }
        page.blocks = [
            visit.searchForm([
                visit.searchField(),
                visit.filterField(
                    "status", console.status, MemberListing.Status.allCases.map { ($0.rawValue, words.status($0)) }),
            ]),
            .table(
                Table(
                    words.users, columns, rows, empty: Table.Empty(text: Phrase(words.noneFound)), next: listed.next,
                    first: listed.first, total: listed.total)),
        ]
        return try visit.answer(page)
    }

    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let (words, console, member) = (visit.texts.people, visit.texts.console, try await find(visit))
        var page = ConsolePage("\(ForeignText(name(of: member)))")
        page.trail = AdminPage.trail(visit, PageLink(words.users, "/admin/users/"))
        // Nobody changes somebody who may do more than they.
        let role = try await visit.services.store.roles.find(member.roleID, in: visit.principal.account)
        let isBeyond = role.map { !$0.permissionSet.subtracting(visit.principal.permissions).isEmpty } ?? false
        page.actions = actions(visit, member, isBeyond: isBeyond)
        page.blocks = [
            .facts(
                [
                    .init(console.status, badge: badge(of: member, words)),
                    .init(words.email, member.email, isForeign: true),
                    .init(words.role, visit.texts.role(member.roleName), isForeign: true),
                    .init(
                        words.secondFactor, member.hasSecondFactor ? visit.texts.formats.yes : visit.texts.formats.no),
                    .init(words.lastLogin, visit.formats.moment(member.lastLoginAt)),
                    .init(words.since, visit.formats.moment(member.createdAt)),
                ] + (member.isHome ? [] : [.init(words.elsewhere, words.elsewhereText)]))
        ]
        return try visit.answer(page)
    }

    private static func actions(_ visit: ConsoleVisit, _ member: MemberListing, isBeyond: Bool) -> [PageLink] {
        let words = visit.texts.people
        func link(_ label: String, _ act: String, _ look: PageLink.Look = .second) -> PageLink {
            PageLink(label, "/admin/users/\(member.id)/\(act)/", look)
        }
        var links: [PageLink] = []
        if visit.may(.of(.create, .users)), member.isHome, member.status == .invited {
            links.append(link(words.inviteAgain, "invite"))
        }
        guard visit.may(.of(.update, .users)) else { return links }
        guard member.endedAt == nil else { return links + [link(words.letBack, "role")] }
        if !isBeyond { links.append(link(words.changeRole, "role")) }
        // Somebody else has to turn oneself out: so the last owner stays, too.
        let mayTurnOut = !isBeyond && member.userID != visit.user
        if member.isHome, member.lockedAt != nil {
            if !isBeyond { links.append(link(words.unlock, "lock")) }
        } else if member.isHome, mayTurnOut {
            links.append(link(words.lock, "lock", .danger))
        }
        return mayTurnOut ? links + [link(words.end, "end", .danger)] : links
    }

    /// One member of the caller's tenant.
    static func find(_ visit: ConsoleVisit) async throws -> MemberListing {
        guard let member = try await visit.services.store.memberListings.find(visit.id, in: visit.principal.account)
        else { throw Problem.notFound(.memberships, id: String(visit.id)) }
        return member
    }

    static func name(of member: MemberListing) -> String { member.name.isEmpty ? member.email : member.name }

    private static func badge(of member: MemberListing, _ words: Texts.People) -> Badge {
        let kind: Badge.Kind =
            switch member.status {
            case .active: .good
            case .invited: .plain
            case .locked: .bad
            case .ended: .warning
            }
        return Badge(words.status(member.status), kind)
    }

    /// The roles that the visitor may give; where none is chosen yet, nothing is chosen for them.
    static func roleOptions(_ visit: ConsoleVisit, chosen: String) async throws -> [Form.Option] {
        let (store, account) = (visit.services.store.roles, visit.principal.account)
        var roles = try await store.list(.standing, in: account).rows
        // What was chosen may be further on than the list goes.
        var known = roles.contains { String($0.id) == chosen }
        if !known, let id = Int64(chosen), let role = try await store.standing(id, in: account) {
            roles.append(role)
            known = true
        }
        let nothing = known ? [] : [Form.Option("", visit.texts.console.choose, isChosen: true)]
        return nothing
            + roles.filter {
                $0.permissionSet.subtracting(visit.principal.permissions).isEmpty || String($0.id) == chosen
            }.map { Form.Option(String($0.id), visit.texts.role($0.name), isChosen: String($0.id) == chosen) }
    }
}
