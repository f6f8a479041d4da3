import AuthCore
import Domain
import HTTPTypes

/// What keys may do beside what they did: what they never use can be taken from them.
enum KeyPrivileges {
    /// Days that are looked at.
    static let days: Int64 = 30

    /// What can be said of a key after these days.
    struct Finding {
        enum State {
            /// Some of what it may do was not used.
            case wide
            /// All that it may do was used.
            case fitting
            /// It was used, for nothing that needs a scope.
            case open
            case unused
            /// It has not been there for so long.
            case new
        }

        let state: State
        let proposal: LeastPrivilege
        /// Somebody asked whether it has some scope.
        let isChecked: Bool
        /// When it was made, where that is less than these days ago: no more of it was looked at.
        let madeAt: Timestamp?

        init(_ listing: APIKeyListing, role: Role?, actions: [UsedAction], at now: Timestamp) {
            // A role alone gives all that it has.
            let scopes =
                listing.key.scopes.isEmpty
                ? role.map { Permission.catalog.names(of: $0.permissionSet) } ?? [] : listing.key.scopes
            let names = actions.map(\.action)
            proposal = ActionPermissions.proposal(for: scopes, used: names)
            isChecked = names.contains(ActionPermissions.check)
            let isYoung = listing.key.createdAt > now.adding(seconds: -days * 86_400)
            madeAt = isYoung ? listing.key.createdAt : nil
            state =
                if actions.isEmpty {
                    isYoung ? .new : .unused
                } else if proposal.isWorthwhile {
                    .wide
                } else {
                    proposal.scopes.isEmpty ? .open : .fitting
                }
        }
    }

    static func findings(for listings: [APIKeyListing], _ visit: ConsoleVisit) async throws -> [Int64: Finding] {
        let (tenant, now) = (visit.principal.tenant, visit.now)
        let roleIDs = Set(listings.filter(\.key.scopes.isEmpty).compactMap(\.key.roleID)).sorted()
        async let used = visit.services.usage.usedActions(
            ofKeys: listings.map(\.id), since: now.adding(seconds: -days * 86_400), of: tenant)
        async let roles = roleIDs.isEmpty ? [] : visit.services.store.roles.find(roleIDs, in: visit.principal.account)
        let (actions, known) = try await (used, roles)
        return Dictionary(
            listings.map { listing in
                let role = known.first { $0.id == listing.key.roleID }
                return (listing.id, Finding(listing, role: role, actions: actions[listing.id] ?? [], at: now))
            }
        ) { first, _ in first }
    }

    // MARK: All keys

    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let (words, console) = (visit.texts.usage, visit.texts.console)
        var list = ListQuery<APIKeyListing>()
        _ = ListParameter<APIKeyListing>.ordering.apply("-created_at", &list)
        list.filters = [.init("status", .equals, .text(APIKey.Status.active.rawValue))]
        list.limit = ConsoleVisit.rowsPerPage
        if let cursor = visit.query["cursor"], let fault = ListParameter<APIKeyListing>.cursor.apply(cursor, &list) {
            throw Problem.invalid([fault])
        }
        let found = try await visit.services.store.keyListings.list(list, in: visit.principal.tenant)
        let findings = try await findings(for: found.rows, visit)
        var page = UsagePages.page(visit, .privileges, lead: words.privilegesLead)
        page.blocks = [
            .table(
                Table(
                    words.tab(.privileges),
                    [
                        Table.Column(console.name), Table.Column(words.has), Table.Column(words.used),
                        Table.Column(words.proposal),
                    ],
                    found.rows.compactMap { listing in findings[listing.id].map { row(listing, $0, visit) } },
                    empty: Table.Empty(text: Phrase(words.noActiveKeys)),
                    next: found.next.map {
                        PageLink(console.next, visit.address(with: "cursor", CursorText.encode($0, of: list)))
                    },
                    first: visit.query["cursor"].map { _ in
                        PageLink(console.first, visit.address(with: "cursor", nil))
                    }, total: console.total(visit.formats.number(found.total.count), found.total.isCapped)))
        ]
        return try visit.answer(page)
    }

    private static func row(_ listing: APIKeyListing, _ finding: Finding, _ visit: ConsoleVisit) -> Table.Row {
        let key = listing.key
        return Table.Row([
            .foreign(key.name, to: "/keys/\(key.id)/", hint: key.prefix),
            .text(
                key.scopes.joined(separator: ", "),
                hint: listing.roleName.map { visit.texts.formats.pair(visit.texts.keys.role, visit.texts.role($0)) }),
            .text(
                finding.proposal.scopes.isEmpty
                    ? visit.texts.console.none
                    : finding.proposal.scopes.joined(separator: ", "),
                hint: finding.madeAt.map { visit.texts.usage.sinceMade(visit.formats.day(at: $0)) }),
            proposal(listing, finding, visit),
        ])
    }

    private static func proposal(_ listing: APIKeyListing, _ finding: Finding, _ visit: ConsoleVisit) -> Table.Cell {
        let (words, may) = (visit.texts.usage, visit.may(.of(.update, .keys)))
        switch finding.state {
        case .wide where may:
            return .link(words.takeAway(finding.proposal.unused.count), to: "/keys/\(listing.id)/privileges/")
        case .unused where may: return .link(words.revokeUnused, to: "/keys/\(listing.id)/revoke/")
        case .wide: return .text(words.unusedScopes(finding.proposal.unused.count))
        default: return .text(words.sentence(of: finding.state))
        }
    }

    // MARK: One key

    static func ask(_ visit: ConsoleVisit, hasChanged: Bool = false) async throws -> Answer {
        let listing = try await KeyPages.find(visit)
        let (words, console) = (visit.texts.usage, visit.texts.console)
        var page = ConsolePage(words.privilegesOf(ForeignText(listing.key.name)))
        page.trail = KeyPages.trail(visit, to: listing)
        guard let finding = try await findings(for: [listing], visit)[listing.id] else { throw Problem.internal }
        guard finding.state == .wide else {
            var links = [PageLink(console.back, "/keys/\(listing.id)/", .second)]
            if finding.state == .unused, listing.status == .active {
                links.append(PageLink(visit.texts.keys.revoke, "/keys/\(listing.id)/revoke/", .danger))
            }
            page.blocks = [.text(Phrase(words.sentence(of: finding.state))), .links(links)]
            return try visit.answer(page)
        }
        if hasChanged {
            page.notice = NoticeBox(.fault, Phrase(words.changedMeanwhile))
            page.status = .conflict
        }
        page.lead = Phrase(words.privilegesText(finding.madeAt.map { visit.formats.day(at: $0) }))
        if finding.isChecked { page.blocks.append(.notice(NoticeBox(.warning, Phrase(words.checkedElsewhere)))) }
        page.blocks += [
            .facts(facts(finding, visit, isAsked: true)),
            .form(
                Form(
                    to: "/keys/\(listing.id)/privileges/",
                    hidden: try visit.hidden()
                        + finding.proposal.scopes.map { HiddenField(name: "scopes", value: $0) }, [],
                    [Form.Button(words.takeAway(finding.proposal.unused.count), .danger)],
                    cancel: PageLink(console.cancel, "/keys/\(listing.id)/"))),
        ]
        return try visit.answer(page)
    }

    /// - Parameter isAsked: whether it is about to be done.
    static func facts(_ finding: Finding, _ visit: ConsoleVisit, isAsked: Bool) -> [Facts.Fact] {
        let words = visit.texts.usage
        func list(_ scopes: [String]) -> [String] {
            scopes.map { visit.texts.scopes.meaning(of: $0)?.sentence ?? $0 }
        }
        return [
            .init(isAsked ? words.keeps : words.scopesUsed, list: list(finding.proposal.scopes)),
            .init(isAsked ? words.loses : words.scopesUnused, list: list(finding.proposal.unused)),
        ]
    }

    static func apply(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let listing = try await KeyPages.find(visit)
        let finding = try await findings(for: [listing], visit)[listing.id]
        // What is done is what was said: a key that was used for more since is asked about anew.
        guard let finding, finding.state == .wide, finding.proposal.scopes == form.all("scopes") else {
            return try await ask(visit, hasChanged: true)
        }
        var fields = KeyManagement.Fields()
        fields.scopes = finding.proposal.scopes
        try await visit.run(KeyManagement.update, Update(id: listing.id, fields: fields))
        return visit.seeOther("/keys/\(listing.id)/", done: .saved)
    }
}
