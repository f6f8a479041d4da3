import AuthCore
import Domain

/// The keys as a table: found, ordered, and where an administrator looks, several chosen at once.
enum KeyList {
    private static let ordering = "-created_at"

    private static let filters: [ListParameter<APIKeyListing>] = [
        .choice("status", APIKey.Status.self, ""), .flag("unused", of: "is_unused", ""), .id("role_id", ""),
        .id("integration_id", ""),
    ]

    static func show(_ visit: ConsoleVisit, isAdmin: Bool = false, fault: String? = nil) async throws -> Answer {
        let words = visit.texts.keys
        let listed = try await visit.list(filters, ordering: ordering, from: { $0.keyListings })
        async let counted = visit.services.usage.sparklines(
            ofKeys: listed.rows.map(\.id), days: 14, at: visit.now, of: visit.principal.tenant)
        async let found = KeyRotations(of: listed.rows, visit)
        let (calls, rotations) = try await (counted, found)
        var page = ConsolePage(Phrase(isAdmin ? words.title : SettingsTab.api.label(visit.texts)))
        if isAdmin {
            page.trail = [PageLink(visit.texts.console.admin, "/admin/")]
        } else {
            page.tabs = SettingsTab.tabs(visit, here: .api)
            page.lead = Phrase(words.lead)
        }
        page.notice = fault.map { NoticeBox(.fault, Phrase($0)) }
        let mayCreate = visit.may(.of(.create, .keys))
        page.actions = [PageLink(words.apiReference, "/api/docs/", .second)]
        if mayCreate { page.actions.append(PageLink(isAdmin ? words.add : words.createNew, "/keys/new/", .button)) }
        let isSearch = visit.query.pairs.contains { !$0.value.isEmpty }
        let bulk =
            isAdmin && visit.may(.of(.update, .keys))
            ? Table.Bulk(
                name: "key", action: "/admin/keys/", hidden: try visit.hidden(), choose: words.choose,
                chooseAll: words.chooseAll,
                buttons: [
                    Form.Button(words.revokeSelected, name: "act", value: "revoke", .danger),
                    Form.Button(words.activateSelected, name: "act", value: "activate", .second),
                ]) : nil
        page.blocks = [
            visit.searchForm([
                visit.searchField(),
                visit.filterField(
                    "status", visit.texts.console.status, APIKey.Status.allCases.map { ($0.rawValue, words.status($0)) }
                ),
                visit.filterField("unused", words.lastUsed, [("true", words.onlyUnused)]),
            ]),
            .table(
                Table(
                    words.title, columns(visit),
                    listed.rows.map { row($0, calls[$0.id], rotations, visit, isChosen: bulk != nil) },
                    empty: Table.Empty(
                        text: Phrase(isSearch ? words.noneFound : words.none),
                        link: mayCreate && !isSearch ? PageLink(words.createNew, "/keys/new/", .button) : nil),
                    bulk: bulk, next: listed.next, first: listed.first, total: listed.total)),
        ]
        return try visit.answer(page)
    }

    private static func columns(_ visit: ConsoleVisit) -> [Table.Column] {
        let words = visit.texts.keys
        return [
            Table.Column(visit.texts.console.name), Table.Column(words.allowed),
            Table.Column(visit.texts.console.status),
            visit.column(visit.texts.console.created, by: "created_at", default: ordering),
            Table.Column(words.lastUsed),
            visit.column(words.calls, by: "usage_count", isNumber: true, default: ordering),
            Table.Column(words.expires), Table.Column(visit.texts.console.actions),
        ]
    }

    /// - Parameter calls: those of the last days, where there were any.
    private static func row(
        _ listing: APIKeyListing, _ calls: [Int64]?, _ rotations: KeyRotations, _ visit: ConsoleVisit, isChosen: Bool
    ) -> Table.Row {
        let (words, formats, key) = (visit.texts.keys, visit.formats, listing.key)
        return Table.Row(
            [
                .foreign(key.name, to: "/keys/\(key.id)/", hint: about(listing, rotations, words)),
                listing.roleName.map {
                    .foreign(visit.texts.role($0), hint: key.scopes.isEmpty ? nil : words.scopeCount(key.scopes.count))
                }
                    ?? .text(words.scopeCount(key.scopes.count), hint: scopes(of: key, visit)),
                .badge(KeyPages.badge(listing, words), hint: standing(listing, rotations, visit)),
                .text(
                    formats.day(at: key.createdAt),
                    hint: listing.creator.map { words.by(ForeignText($0).text) } ?? words.ownedByBusiness),
                .text(formats.moment(listing.lastUsedAt), hint: listing.lastUsedIP.map(words.from)),
                calls.map { .drawing(.sparkline($0), formats.number(listing.usageCount)) }
                    ?? .text(formats.number(listing.usageCount)),
                KeyPages.end(of: key, visit).map { .text($0.day, hint: $0.hint) } ?? .text(words.never),
                .links(actions(listing, visit)),
            ], value: isChosen ? String(key.id) : nil, about: ForeignText(key.name).text)
    }

    /// What tells it from others of its name.
    private static func about(_ listing: APIKeyListing, _ rotations: KeyRotations, _ words: Texts.Keys) -> String {
        let replaced = rotations.predecessor(of: listing).map { words.replaces($0.key.prefix) }
        let integration = listing.integrationName.map { ForeignText($0).text }
        return [listing.key.prefix, replaced, integration].compactMap(\.self).joined(separator: " · ")
    }

    private static func standing(
        _ listing: APIKeyListing, _ rotations: KeyRotations, _ visit: ConsoleVisit
    ) -> String? {
        let words = visit.texts.keys
        if listing.status == .active, rotations.successor(of: listing) != nil { return words.isReplaced }
        return listing.isUnused ? words.unused : visit.principal.isTest ? words.test : nil
    }

    /// The first of its scopes in a person's words, and how many more there are.
    private static func scopes(of key: APIKey, _ visit: ConsoleVisit) -> String {
        let (said, most) = (key.scopes.map { visit.texts.scopes.meaning(of: $0)?.sentence ?? $0 }, 2)
        let more = said.count > most ? [visit.texts.keys.moreScopes(said.count - most)] : []
        return (said.prefix(most) + more).joined(separator: " · ")
    }

    private static func actions(_ listing: APIKeyListing, _ visit: ConsoleVisit) -> [PageLink] {
        let (words, name) = (visit.texts.keys, ForeignText(listing.key.name).text)
        let logs = PageLink(words.viewLogs, "/keys/\(listing.id)/logs/", about: name)
        guard visit.may(.of(.update, .keys)) else { return [logs] }
        return [
            logs,
            listing.status == .revoked
                ? PageLink(words.activate, "/keys/\(listing.id)/activate/", about: name)
                : PageLink(words.revoke, "/keys/\(listing.id)/revoke/", about: name),
        ]
    }
}
