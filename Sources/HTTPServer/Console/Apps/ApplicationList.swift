import AuthCore
import Domain

/// The programs that the business has registered itself.
enum ApplicationList {
    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.clients
        let listed = try await visit.list(isLatestFirst: true, from: { $0.apps })
        var page = ConsolePage(Phrase(words.title))
        page.tabs = SettingsTab.tabs(visit, here: .applications)
        page.lead = Phrase(words.lead)
        let add = PageLink(words.add, "/settings/applications/new/", .button)
        let mayAdd = visit.may(.of(.create, .apps))
        if mayAdd { page.actions = [add] }
        let isSearch = !(visit.query["search"] ?? "").isEmpty
        page.blocks = [
            visit.searchForm([visit.searchField()]),
            .table(
                Table(
                    words.title,
                    [
                        visit.texts.console.name, words.clientType, words.grantType, words.redirectURIs,
                        visit.texts.console.status, visit.texts.console.created,
                    ].map { Table.Column($0) }, listed.rows.map { row($0, visit) },
                    empty: Table.Empty(
                        text: Phrase(isSearch ? words.noneFound : words.none), link: mayAdd && !isSearch ? add : nil),
                    next: listed.next, first: listed.first, total: listed.total)),
        ]
        return try visit.answer(page)
    }

    private static func row(_ client: OAuthClient, _ visit: ConsoleVisit) -> Table.Row {
        let words = visit.texts.clients
        return Table.Row([
            .foreign(client.name, to: "/settings/applications/\(client.id)/", hint: client.clientID),
            .text(client.isConfidential ? words.confidential : words.publicType),
            .text(ApplicationDetail.grant(client, words)),
            .text(client.redirectURIs.map { ForeignText(host: $0).text }.joined(separator: " ")),
            .badge(ApplicationDetail.badge(client, words)), .text(visit.formats.day(at: client.createdAt)),
        ])
    }
}
