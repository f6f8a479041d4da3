import AuthCore
import Domain

/// How it goes: figures of today, what waits for somebody, what was done last.
enum HomeGlance {
    private static let latest = 5

    static func cards(_ visit: ConsoleVisit) async throws -> [CardGrid.Card] {
        async let foundTotals = totals(visit)
        async let foundUnusual = unusual(visit)
        async let foundPending = pending(visit)
        let (totals, unusual, pending) = (try await foundTotals, try await foundUnusual, try await foundPending)
        let (words, formats) = (visit.texts.home, visit.formats)
        var cards: [CardGrid.Card] = []
        func card(_ title: String, _ text: String, _ address: String, _ badge: Badge? = nil) {
            cards.append(
                CardGrid.Card(title: title, text: text, badge: badge, link: PageLink(words.look, address, about: title))
            )
        }
        if let totals {
            card(words.calls, words.callsText(formats.number(totals.calls)), "/usage/")
            card(
                words.errors, words.errorsText(totals.failures, formats.number(totals.failures)), "/usage/",
                share(totals, formats))
        }
        if let unusual {
            card(
                words.unusual, words.unusualText(unusual), "/usage/unusual/",
                unusual > 0 ? Badge(String(unusual), .warning) : nil)
        }
        if let pending {
            card(
                words.pending, words.pendingText(pending.count, formats.number(pending.count)),
                "/documents/?status=pending", pending.count > 0 ? Badge(formats.number(pending.count), .warning) : nil)
        }
        return cards
    }

    /// How many of the calls went wrong, by colour: one in a hundred happens, one in ten is a fault.
    static func share(_ totals: UsageTotals, _ formats: Formats) -> Badge? {
        guard totals.failures > 0, totals.calls > 0 else { return nil }
        let share = Double(totals.failures) / Double(totals.calls)
        let kind: Badge.Kind = share >= 0.1 ? .bad : share >= 0.01 ? .warning : .plain
        return Badge(formats.percent(totals.failures, of: totals.calls), kind)
    }

    /// Since midnight where the business is.
    private static func totals(_ visit: ConsoleVisit) async throws -> UsageTotals? {
        guard visit.sees(.of(.read, .usage)) else { return nil }
        let zone = visit.principal.zone
        let midnight = zone.end(of: zone.day(at: visit.now).adding(days: -1))
        let filter = UsageFilter(since: midnight, until: visit.now)
        return try await visit.services.usage.totals(filter, of: visit.principal.tenant)
    }

    private static func unusual(_ visit: ConsoleVisit) async throws -> Int? {
        guard visit.sees(.of(.read, .usage)) else { return nil }
        // An address that is new is one finding, whether its country is new too or not.
        return try await visit.services.usage.unusualActivity(at: visit.now, of: visit.principal.tenant).count
    }

    private static func pending(_ visit: ConsoleVisit) async throws -> Total? {
        guard visit.sees(DocumentActions.list.permission) else { return nil }
        var query = ListQuery<Document>()
        query.filters = [.init("status", .equals, .text(Document.Status.pending.rawValue))]
        query.limit = 1
        return try await visit.services.store.documents.list(query, in: visit.principal.tenant).total
    }

    /// Of what one act wrote, the rows that have a page; where none has, the latest row alone. An invitation is one
    /// line here: not its person, its link and its mail too.
    static func acts(_ events: [AuditEvent], hasPage: (AuditEvent) -> Bool) -> [AuditEvent] {
        let shown = Set(events.filter { hasPage($0) && !$0.requestID.isEmpty }.map(Act.init))
        var told: Set<Act> = []
        return events.filter { event in
            if event.requestID.isEmpty || hasPage(event) { return true }
            let act = Act(event)
            return !shown.contains(act) && told.insert(act).inserted
        }
    }

    private struct Act: Hashable {
        let request: String
        let action: String

        init(_ event: AuditEvent) { (request, action) = (event.requestID, event.action) }
    }

    /// Nil for those who may not read the audit.
    static func lately(_ visit: ConsoleVisit) async throws -> Table? {
        guard visit.sees(.of(.read, .audit)) else { return nil }
        let words = visit.texts.home
        let found = try await visit.services.audit.page(AuditFilter(), limit: 4 * latest, of: visit.principal.tenant)
            .events
        let reader = try await AuditReader(visit, found)
        let events = acts(found) { reader.address($0.resource, $0.resourceID) != nil }.prefix(latest)
        return Table(
            words.lately,
            [
                Table.Column(words.when), Table.Column(words.who), Table.Column(words.what),
                Table.Column(visit.texts.audit.row),
            ],
            events.map { event in
                Table.Row([
                    .text(visit.formats.moment(event.occurredAt)), .foreign(reader.name(reader.actor(event.actor))),
                    .link(reader.what(event), to: AuditEventPage.address(event), hint: reader.fields(event)),
                    reader.rowCell(event.resource, event.resourceID),
                ])
            }, empty: Table.Empty(text: Phrase(words.nothingYet)))
    }
}
