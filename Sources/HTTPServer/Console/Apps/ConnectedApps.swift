import AuthCore
import Domain

/// What people let apps do: one's own, and, for whoever looks after the business's apps, everybody's.
enum ConnectedApps {
    /// More apps than this nobody connects.
    private static let mostOwn = OAuthConnectionQuery.largestLimit

    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let (words, oauth) = (visit.texts.clients, visit.services.oauth)
        var query = OAuthConnectionQuery()
        query.limit = mostOwn
        let own = try await oauth.ownConnections(query, of: visit.principal).connections
        var page = ConsolePage(Phrase(words.connectedTitle))
        page.tabs = SettingsTab.tabs(visit, here: .connectedApps)
        page.lead = Phrase(words.connectedLead)
        page.blocks = [
            .heading(Phrase(words.own)),
            .table(
                try await table(
                    words.own, own, visit, isOfBusiness: false,
                    empty: Table.Empty(
                        text: Phrase(words.noneOwn),
                        link: PageLink(words.howToConnect, SettingsTab.connect.address, .button)))),
            .links([PageLink(words.elsewhere, "/oauth/authorized/")]),
        ]
        if visit.may(.of(.read, .apps)) { page.blocks += try await ofBusiness(visit) }
        return try visit.answer(page)
    }

    private static func ofBusiness(_ visit: ConsoleVisit) async throws -> [Block] {
        let words = visit.texts.clients
        var query = OAuthConnectionQuery()
        query.search = try visit.searchedWords()
        query.after = try visit.placeInList()
        query.limit = ConsoleVisit.rowsPerPage
        let (rows, next) = try await visit.services.oauth.connections(
            query, by: try visit.principal.authorize(OAuthConnections.list.permission, at: visit.now))
        let isSearch = query.search != nil
        return [
            .heading(Phrase(words.ofBusiness)), visit.searchForm([visit.searchField()]),
            .table(
                try await table(
                    words.ofBusiness, rows, visit, isOfBusiness: true,
                    empty: Table.Empty(text: Phrase(isSearch ? words.noneFound : words.noneOfBusiness)),
                    next: visit.nextPage(after: next))),
        ]
    }

    private static func table(
        _ caption: String, _ rows: [OAuthConnection], _ visit: ConsoleVisit, isOfBusiness: Bool, empty: Table.Empty,
        next: PageLink? = nil
    ) async throws -> Table {
        let words = visit.texts.clients
        let mayWithdraw = !isOfBusiness || visit.may(OAuthConnections.withdraw.permission)
        let reach = try await Reach(rows, visit)
        var columns = [Table.Column(words.app)]
        if isOfBusiness { columns.append(Table.Column(words.person)) }
        columns += [words.may, words.limitedTo, words.since, words.lastUsed].map { Table.Column($0) }
        if mayWithdraw { columns.append(Table.Column(visit.texts.console.actions)) }
        return Table(
            caption, columns,
            rows.map { row in
                var cells = [
                    Table.Cell.foreign(name(row, visit), to: address(row), hint: leadsTo(row), badge: badge(row, words))
                ]
                if isOfBusiness { cells.append(.foreign(row.userName, hint: ForeignText(row.email).text)) }
                cells += [
                    .text(sentences(row, visit).joined(separator: " · ")),
                    .text(reach.sentences(row).joined(separator: ", ")),
                    .text(visit.formats.day(at: row.since)), .text(visit.formats.moment(row.usedAt)),
                ]
                if mayWithdraw { cells.append(.link(words.withdraw, to: "\(address(row))withdraw/")) }
                return Table.Row(cells)
            }, empty: empty, next: next, first: isOfBusiness ? visit.firstPage() : nil)
    }

    static func detail(_ visit: ConsoleVisit) async throws -> Answer {
        let (row, isOwn) = try await find(visit)
        let words = visit.texts.clients
        var page = ConsolePage(words.connectionTitle(ForeignText(name(row, visit))))
        page.trail = trail(visit)
        if isOwn || visit.may(OAuthConnections.withdraw.permission) {
            page.actions = [PageLink(words.withdraw, "\(address(row))withdraw/", .danger)]
        }
        page.blocks = [.facts(try await facts(row, visit))]
        return try visit.answer(page)
    }

    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        let (row, isOwn) = try await find(visit)
        if !isOwn { _ = try visit.principal.authorize(OAuthConnections.withdraw.permission, at: visit.now) }
        let words = visit.texts.clients
        var page = ConsolePage(words.withdrawTitle(ForeignText(name(row, visit))))
        page.trail = trail(visit)
        page.blocks = [
            .text(isOwn ? Phrase(words.withdrawOwn) : words.withdrawOf(ForeignText(row.userName, else: row.email))),
            .facts(try await facts(row, visit)),
            .form(
                Form(
                    to: "\(address(row))withdraw/", hidden: try visit.hidden(), [],
                    [Form.Button(words.withdraw, .danger)],
                    cancel: PageLink(visit.texts.console.cancel, SettingsTab.connectedApps.address))),
        ]
        return try visit.answer(page)
    }

    static func withdraw(_ visit: ConsoleVisit) async throws -> Answer {
        let (row, isOwn) = try await find(visit)
        let oauth = visit.services.oauth
        if isOwn {
            try await oauth.withdraw(ownConnection: row.grant, of: visit.principal, from: visit.call.origin)
        } else {
            let caller = try visit.principal.authorize(OAuthConnections.withdraw.permission, at: visit.now)
            try await oauth.withdraw(connection: row.grant, by: caller, from: visit.call.origin)
        }
        return visit.seeOther(SettingsTab.connectedApps.address, done: .withdrawn)
    }

    /// One's own, or, for whoever may see them, anybody's of the business.
    private static func find(_ visit: ConsoleVisit) async throws -> (OAuthConnection, isOwn: Bool) {
        var query = OAuthConnectionQuery()
        query.grant = visit.id
        let oauth = visit.services.oauth
        if let own = try await oauth.ownConnections(query, of: visit.principal).connections.first { return (own, true) }
        guard visit.may(.of(.read, .apps)),
            let found = try await oauth.connections(
                query, by: try visit.principal.authorize(OAuthConnections.list.permission, at: visit.now)
            ).connections.first
        else { throw Problem.notFound(.grants, id: String(visit.id)) }
        return (found, false)
    }

    private static func facts(_ row: OAuthConnection, _ visit: ConsoleVisit) async throws -> [Facts.Fact] {
        let (words, formats) = (visit.texts.clients, visit.formats)
        return [
            .init(words.app, name(row, visit), isForeign: true, badge: badge(row, words)),
            .init(words.leadsTo, leadsTo(row) ?? visit.texts.console.none),
            .init(words.person, "\(row.userName) (\(row.email))", isForeign: true),
            .init(words.may, list: sentences(row, visit)),
            .init(words.limitedTo, list: try await Reach([row], visit).sentences(row)),
            .init(words.since, formats.moment(row.since)), .init(words.lastUsed, formats.moment(row.usedAt)),
        ]
    }

    private static func trail(_ visit: ConsoleVisit) -> [PageLink] {
        [PageLink(visit.texts.clients.connectedTitle, SettingsTab.connectedApps.address)]
    }

    private static func address(_ row: OAuthConnection) -> String {
        "\(SettingsTab.connectedApps.address)\(row.grant)/"
    }

    private static func name(_ row: OAuthConnection, _ visit: ConsoleVisit) -> String {
        ForeignText(row.clientName, else: visit.texts.layout.namelessApp).text
    }

    private static func leadsTo(_ row: OAuthConnection) -> String? {
        row.redirectURIs.first.flatMap { try? RedirectURI($0).destination }.map { ForeignText(host: $0).text }
    }

    private static func badge(_ row: OAuthConnection, _ words: Texts.Clients) -> Badge? {
        row.isDisabled ? Badge(words.disabled, .bad) : row.isVerified ? nil : Badge(words.unverified, .warning)
    }

    private static func sentences(_ row: OAuthConnection, _ visit: ConsoleVisit) -> [String] {
        row.scopes.map { visit.texts.scopes.meaning(of: $0)?.sentence ?? ForeignText($0).text }
    }

    /// The names of customers and projects to which connections are limited, read at once.
    private struct Reach {
        private let words: Texts.Clients
        private var customers: [Int64: String]?
        private var projects: [Int64: String]?

        init(_ rows: [OAuthConnection], _ visit: ConsoleVisit) async throws {
            words = visit.texts.clients
            let (store, tenant) = (visit.services.store, visit.principal.tenant)
            let customerIDs = Set(rows.flatMap(\.customerIDs)).sorted()
            let projectIDs = Set(rows.flatMap(\.projectIDs)).sorted()
            // Whoever may not see them is told how many there are.
            if visit.sees(.of(.read, .customers)), !customerIDs.isEmpty {
                customers = Dictionary(
                    try await store.customers.find(customerIDs, in: tenant).map { ($0.id, $0.name) },
                    uniquingKeysWith: { one, _ in one })
            }
            if visit.sees(.of(.read, .projects)), !projectIDs.isEmpty {
                projects = Dictionary(
                    try await store.projects.find(projectIDs, in: tenant).map { ($0.id, $0.name) },
                    uniquingKeysWith: { one, _ in one })
            }
        }

        func sentences(_ row: OAuthConnection) -> [String] {
            guard !row.customerIDs.isEmpty || !row.projectIDs.isEmpty else { return [words.everything] }
            let areNamed =
                (row.customerIDs.isEmpty || customers != nil) && (row.projectIDs.isEmpty || projects != nil)
            guard areNamed else { return [words.some(row.customerIDs.count, row.projectIDs.count)] }
            return row.customerIDs.map { ForeignText(customers?[$0] ?? "#\($0)").text }
                + row.projectIDs.map { ForeignText(projects?[$0] ?? "#\($0)").text }
        }
    }
}
