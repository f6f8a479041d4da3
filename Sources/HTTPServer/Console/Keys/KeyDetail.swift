import AuthCore
import Domain

/// One key: what it is, what it may do, and what can be done with it.
enum KeyDetail {
    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let listing = try await KeyPages.find(visit)
        async let use = KeyUse.read(of: listing, visit)
        async let found = KeyRotations(of: [listing], visit)
        async let ended = KeyRevocation.fact(of: listing, visit)
        let (words, formats, key) = (visit.texts.keys, visit.formats, listing.key)
        var page = ConsolePage("\(ForeignText(key.name))")
        page.trail = KeyPages.trail(visit)
        let may = visit.may(.of(.update, .keys))
        var actions = [PageLink(words.viewLogs, "/keys/\(key.id)/logs/", .second)]
        if may {
            actions.append(PageLink(visit.texts.console.edit, "/keys/\(key.id)/edit/", .second))
            if listing.status == .active { actions.append(PageLink(words.rotate, "/keys/\(key.id)/rotate/", .second)) }
            actions.append(
                listing.status == .revoked
                    ? PageLink(words.activate, "/keys/\(key.id)/activate/", .second)
                    : PageLink(words.revoke, "/keys/\(key.id)/revoke/", .danger))
        }
        page.actions = actions
        let console = visit.texts.console
        var facts: [Facts.Fact] = [
            .init(console.status, badge: KeyPages.badge(listing, words)),
            .init(words.prefix, key.prefix),
            .init(words.environment, visit.principal.isTest ? words.test : words.live),
            .init(
                words.scopes, key.scopes.isEmpty ? console.none : "",
                list: key.scopes.map { visit.texts.scopes.meaning(of: $0).map(\.sentence) ?? $0 }),
            .init(
                words.role, listing.roleName.map(visit.texts.role) ?? words.noRole, isForeign: listing.roleName != nil),
            .init(
                words.integration, listing.integrationName ?? words.noIntegration,
                isForeign: listing.integrationName != nil),
            .init(
                console.created,
                "\(formats.moment(key.createdAt)) \(listing.creator.map { words.by(ForeignText($0).text) } ?? words.ownedByBusiness)"
            ),
            .init(
                words.lastUsed,
                [formats.moment(listing.lastUsedAt), listing.lastUsedIP.map { words.from(visit.place($0)) }].compactMap(
                    \.self
                )
                .joined(separator: " ")),
            .init(words.calls, formats.number(listing.usageCount)),
            .init(
                words.expires,
                KeyPages.end(of: key, visit).map { [$0.day, $0.hint].compactMap(\.self).joined(separator: ", ") }
                    ?? words.never),
            .init(words.rateLimit, key.rateLimit ?? console.none),
            .init(words.allowlist, key.allowlist.isEmpty ? console.none : "", list: key.allowlist),
            try await reach(of: key, visit),
        ]
        let rotations = try await found
        if let before = key.rotatedFrom {
            let name = rotations.former(of: listing).map(KeyPages.name) ?? "#\(before)"
            facts.append(.init(words.rotatedFrom, link: PageLink(name, "/keys/\(before)/")))
        }
        if let after = rotations.successor(of: listing) {
            facts.append(.init(words.replacedBy, link: PageLink(KeyPages.name(of: after), "/keys/\(after.id)/")))
        }
        if let revoked = try await ended { facts.insert(revoked, at: 1) }
        if !key.notes.isEmpty { facts.append(.init(words.notes, key.notes, isForeign: true)) }
        let shown = try await use
        page.blocks = rotation(of: listing, rotations, visit) + shown.warnings + [.facts(facts)] + shown.blocks
        return try visit.answer(page)
    }

    /// Of two keys of which one replaces the other, both say so while both work.
    private static func rotation(
        of listing: APIKeyListing, _ rotations: KeyRotations, _ visit: ConsoleVisit
    ) -> [Block] {
        let words = visit.texts.keys
        func notice(_ sentence: (ForeignText, String) -> Phrase, _ other: APIKeyListing, old: APIKeyListing) -> Block {
            .notice(
                NoticeBox(
                    .info, sentence(ForeignText(other.key.name), other.key.prefix),
                    link: visit.may(.of(.update, .keys)) ? PageLink(words.endOld, "/keys/\(old.id)/revoke/") : nil))
        }
        var blocks: [Block] = []
        if listing.status == .active, let after = rotations.successor(of: listing) {
            blocks.append(notice(words.isReplacedBy, after, old: listing))
        }
        if let before = rotations.predecessor(of: listing) {
            blocks.append(notice(words.replacesStill, before, old: before))
        }
        return blocks
    }

    private static func reach(of key: APIKey, _ visit: ConsoleVisit) async throws -> Facts.Fact {
        let words = visit.texts.keys
        guard !key.customerIDs.isEmpty || !key.projectIDs.isEmpty else {
            return .init(words.limitedTo, words.everything)
        }
        let reached = [(DataReference.Kind.customers, key.customerIDs), (.projects, key.projectIDs)]
            .flatMap { kind, ids in ids.compactMap { DataReference(kind, $0) } }
        let names = try await DataNames.load(reached, visit)
        return .init(words.limitedTo, list: reached.map { names[$0].map { ForeignText($0).text } ?? "#\($0.id)" })
    }
}
