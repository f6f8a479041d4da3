import AuthCore
import Domain

/// What to do first, and which of it is done. What somebody may not do is not there.
enum HomeChecklist {
    /// Whether there is a limit is looked for among so many keys, the latest.
    private static let mostKeys = 50

    struct Step: Sendable {
        let card: CardGrid.Card
        let isDone: Bool
    }

    /// What is to be done first; once all of it is done, one line at the page's end.
    static func blocks(_ steps: [Step], _ words: Texts.Home) -> (first: [Block], last: [Block]) {
        if steps.isEmpty { return ([], []) }
        let cards = CardGrid(cards: steps.map(\.card))
        guard steps.allSatisfy(\.isDone) else { return ([.heading(Phrase(words.first)), .cards(cards.cards)], []) }
        return ([], [.fold(Fold(title: words.first, badge: Badge(words.isDone, .good), cards: cards))])
    }

    static func steps(_ visit: ConsoleVisit) async throws -> [Step] {
        let words = visit.texts.home
        async let foundKeys = keys(visit)
        async let foundConnection = isConnected(visit)
        async let foundColleague = hasColleague(visit)
        async let foundDetails = hasDetails(visit)
        let (keys, isConnected, hasColleague, hasDetails) = (
            try await foundKeys, try await foundConnection, try await foundColleague, try await foundDetails
        )
        var steps: [Step] = []
        func step(_ title: String, _ text: String, _ isDone: Bool?, _ address: String) {
            let badge = isDone.map { $0 ? Badge(words.isDone, .good) : Badge(words.isOpen) }
            let card = CardGrid.Card(title: title, text: text, badge: badge, link: PageLink(title, address))
            steps.append(Step(card: card, isDone: isDone ?? false))
        }
        if visit.may(.of(.create, .keys)) {
            step(words.makeKey, words.makeKeyText, keys.map { !$0.isEmpty }, "/keys/new/")
        }
        step(words.connect, words.connectText, isConnected, "/settings/connect/")
        if visit.may(.of(.create, .users)) {
            step(words.invite, words.inviteText, hasColleague, "/admin/users/new/")
        }
        if visit.may(.of(.update, .keys)) {
            step(words.limits, words.limitsText, keys.map(hasLimit), "/settings/")
        }
        if let hasDetails {
            step(words.details, words.detailsText, hasDetails, "/settings/business/")
        }
        return steps
    }

    /// One that was replaced by another ends soon, and says nothing of how keys are kept.
    private static func hasLimit(among keys: [APIKeyListing]) -> Bool {
        let replaced = Set(keys.compactMap(\.key.rotatedFrom))
        return keys.contains { listing in
            let key = listing.key
            return !replaced.contains(key.id)
                && (key.rateLimit != nil || !key.allowlist.isEmpty || key.expiresAt != nil)
        }
    }

    /// Those that work; nil for those who may not know.
    private static func keys(_ visit: ConsoleVisit) async throws -> [APIKeyListing]? {
        guard visit.may(.of(.read, .keys)) else { return nil }
        var query = ListQuery<APIKeyListing>()
        (query.limit, query.ordering, query.isDescending) = (mostKeys, APIKeyListing.orderings.first, true)
        let (listings, tenant) = (visit.services.store.keyListings, visit.principal.tenant)
        let latest = try await listings.list(query, in: tenant)
        let active = latest.rows.filter { $0.status == .active }
        // Looking for those that work takes longer than looking at the latest, of which some do.
        guard active.isEmpty, latest.next != nil else { return active }
        query.filters = [.init("status", .equals, .text(APIKey.Status.active.rawValue))]
        return try await listings.list(query, in: tenant).rows
    }

    /// Nil for those who may not say it.
    private static func hasDetails(_ visit: ConsoleVisit) async throws -> Bool? {
        guard visit.may(.of(.read, .tenants)), visit.may(.of(.update, .tenants)) else { return nil }
        return try await !visit.tenantSettings().details[.address].isEmpty
    }

    /// Apps are connected to the live data, whichever somebody looks at.
    private static func isConnected(_ visit: ConsoleVisit) async throws -> Bool? {
        guard visit.may(OAuthConnections.list.permission), let admitted = visit.call.principal else { return nil }
        // Somebody whose second factor is not fresh is not asked for it by the start page.
        guard let caller = try? admitted.authorize(OAuthConnections.list.permission, at: visit.now) else { return nil }
        var query = OAuthConnectionQuery()
        query.limit = 1
        return try await !visit.services.oauth.connections(query, by: caller).connections.isEmpty
    }

    private static func hasColleague(_ visit: ConsoleVisit) async throws -> Bool? {
        guard visit.may(.of(.read, .users)) else { return nil }
        func count(_ status: MemberListing.Status) async throws -> Int64 {
            var query = ListQuery<MemberListing>()
            query.filters = [.init("status", .equals, .text(status.rawValue))]
            query.limit = 1
            let members = visit.services.store.memberListings
            return try await members.list(query, in: visit.principal.account).total.count
        }
        async let active = count(.active)
        async let invited = count(.invited)
        return try await active &+ invited > 1
    }
}
