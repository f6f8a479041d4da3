import Domain

/// What ends a key or its secret is asked twice, and says what will happen.
enum KeyEnding {
    static func askToRotate(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.keys
        let options = words.overlaps.map {
            Form.Option(String($0.seconds), $0.label, isChosen: $0.seconds == 86_400)
        }
        return try await ask(
            visit, words.rotateTitle, words.rotateText, "rotate", Form.Button(words.rotate),
            [.select("overlap", words.overlap, options)], whereIt: { $0 == .active })
    }

    static func rotate(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let known = visit.texts.keys.overlaps.map(\.seconds)
        guard let overlap = form["overlap"].flatMap({ Int64($0) }), known.contains(overlap) else {
            throw Problem.invalid([Fault("overlap", .choice, "Choose one of the times.")])
        }
        do {
            let made = try await visit.once(
                KeyManagement.rotate, Update(id: visit.id, fields: overlap), form, id: { $0.listing.id })
            return try KeySecret.answer(made, visit)
        } catch Problem.idempotencyMismatch {
            throw Problem.conflict(
                "This form was sent already, and was done. Send it again if you want it once more.")
        }
    }

    static func askToRevoke(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.keys
        return try await ask(
            visit, words.revokeTitle, words.revokeText, "revoke", Form.Button(words.revoke, .danger),
            whereIt: { $0 != .revoked })
    }

    static func askToActivate(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.keys
        return try await ask(
            visit, words.activateTitle, words.activateText, "activate", Form.Button(words.activate),
            whereIt: { $0 == .revoked })
    }

    private static func ask(
        _ visit: ConsoleVisit, _ title: (ForeignText) -> Phrase, _ text: String, _ act: String, _ button: Form.Button,
        _ fields: [Form.Field] = [], whereIt isPossible: (APIKey.Status) -> Bool
    ) async throws -> Answer {
        let listing = try await KeyPages.find(visit)
        var page = ConsolePage(title(ForeignText(listing.key.name)))
        page.trail = KeyPages.trail(visit, to: listing)
        guard isPossible(listing.status) else {
            page.blocks = [
                .notice(NoticeBox(.info, Phrase(visit.texts.keys.stateIs(listing.status)))),
                .links([PageLink(visit.texts.console.showIt, "/keys/\(listing.id)/", .second)]),
            ]
            return try visit.answer(page)
        }
        page.blocks = [
            .text(Phrase(text)),
            .facts(try await facts(of: listing, visit)),
            .form(
                Form(
                    to: "/keys/\(listing.id)/\(act)/", hidden: try visit.hidden(("form_id", ConsoleVisit.formID())),
                    fields.isEmpty ? [] : [Form.Group(fields)], [button],
                    cancel: PageLink(visit.texts.console.cancel, "/keys/\(listing.id)/"))),
        ]
        return try visit.answer(page)
    }
}

extension KeyEnding {
    /// What tells whether this is the key that is meant, and what would feel it.
    private static func facts(of listing: APIKeyListing, _ visit: ConsoleVisit) async throws -> [Facts.Fact] {
        let (words, console, formats) = (visit.texts.keys, visit.texts.console, visit.formats)
        let zone = visit.principal.zone
        let midnight = zone.end(of: zone.day(at: visit.now).adding(days: -1))
        async let today = visit.services.usage.totals(
            UsageFilter(since: midnight, until: visit.now, key: listing.id), of: visit.principal.tenant)
        async let revoked = KeyRevocation.fact(of: listing, visit)
        var facts: [Facts.Fact] = [
            .init(console.status, badge: KeyPages.badge(listing, words)),
            .init(words.prefix, listing.key.prefix),
            .init(
                console.created,
                "\(formats.moment(listing.key.createdAt)) \(listing.creator.map { words.by(ForeignText($0).text) } ?? words.ownedByBusiness)"
            ),
            .init(
                words.lastUsed,
                [formats.moment(listing.lastUsedAt), listing.lastUsedIP.map(words.from)].compactMap(\.self)
                    .joined(separator: " ")),
            .init(words.callsToday, formats.number(try await today.calls)),
            .init(words.calls, formats.number(listing.usageCount)),
        ]
        if let name = listing.integrationName { facts.append(.init(words.integration, name, isForeign: true)) }
        if let revoked = try await revoked { facts.insert(revoked, at: 1) }
        return facts
    }
}

/// The same for several at once.
enum KeyBulk {
    private enum Act: String { case revoke, activate }

    static func ask(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let (words, ids) = (visit.texts.keys, chosen(form))
        guard let act = form["act"].flatMap(Act.init), !ids.isEmpty else {
            return try await KeyList.show(visit, isAdmin: true, fault: words.noneChosen)
        }
        let all = try await visit.services.store.keyListings.find(ids, in: visit.principal.tenant)
        let keys = all.filter { act == .revoke ? $0.status != .revoked : $0.status == .revoked }
        let left = all.count - keys.count
        let leftOut = act == .revoke ? words.revokedAlready(left, all.count) : words.notRevoked(left, all.count)
        guard !keys.isEmpty else {
            return try await KeyList.show(visit, isAdmin: true, fault: all.isEmpty ? words.noneChosen : leftOut)
        }
        var page = ConsolePage(
            Phrase(act == .revoke ? words.revokeSeveral(keys.count) : words.activateSeveral(keys.count)))
        page.trail = [PageLink(words.title, "/admin/keys/")]
        page.blocks = [
            .text(
                Phrase(
                    act == .revoke ? words.revokeSeveralText(keys.count) : words.activateSeveralText(keys.count))),
            .facts([
                .init(
                    words.several(keys.count), list: keys.map { listed($0, visit) })
            ]),
            .form(
                Form(
                    to: "/admin/keys/",
                    hidden: try visit.hidden(("act", act.rawValue), ("confirmed", "true"))
                        + keys.map { HiddenField(name: "key", value: String($0.id)) },
                    [], [Form.Button(act == .revoke ? words.revoke : words.activate, act == .revoke ? .danger : .main)],
                    cancel: PageLink(visit.texts.console.cancel, "/admin/keys/"))),
        ]
        if left > 0 { page.notice = NoticeBox(.info, Phrase(leftOut)) }
        return try visit.answer(page)
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        guard let act = form["act"].flatMap(Act.init) else {
            throw Problem.invalid([Fault("act", .choice, "Choose what to do.")])
        }
        let failed = try await failures(of: act, on: chosen(form), visit)
        guard failed.isEmpty else {
            return try await KeyList.show(
                visit, isAdmin: true, fault: visit.texts.keys.someFailed(failed.joined(separator: ", ")))
        }
        return visit.seeOther(
            "/admin/keys/", done: act == .revoke ? .revoked : .activated, count: chosen(form).count)
    }

    private static func listed(_ listing: APIKeyListing, _ visit: ConsoleVisit) -> String {
        let (texts, used) = (visit.texts, visit.formats.moment(listing.lastUsedAt))
        return "\(KeyPages.name(of: listing)) – \(texts.formats.pair(texts.keys.lastUsed, used))"
    }

    /// Does it, and names the keys with which it could not be done. Each waits until all nodes know, so all wait together.
    private static func failures(of act: Act, on ids: [Int64], _ visit: ConsoleVisit) async throws -> [String] {
        let failed: [Int64] = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for id in ids {
                group.addTask {
                    do {
                        let input = Update(id: id, fields: ())
                        try await visit.run(act == .revoke ? KeyManagement.revoke : KeyManagement.activate, input)
                        return nil
                    } catch let problem as Problem {
                        if case .unavailable = problem { throw problem }
                        return id
                    }
                }
            }
            var failed: [Int64] = []
            for try await id in group { if let id { failed.append(id) } }
            return failed
        }
        if failed.isEmpty { return [] }
        let keys = try await visit.services.store.keyListings.find(failed.sorted(), in: visit.principal.tenant)
        let names = Dictionary(keys.map { ($0.id, $0.key.name) }) { first, _ in first }
        // One that is not there has its number.
        return failed.sorted().map { ForeignText(names[$0] ?? "", else: String($0)).text }
    }

    private static func chosen(_ form: SubmittedForm) -> [Int64] {
        Array(Set(form.all("key").compactMap { Int64($0) })).sorted().prefix(200).map(\.self)
    }
}
