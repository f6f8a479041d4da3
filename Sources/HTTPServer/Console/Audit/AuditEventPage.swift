import AuthCore
import Domain
import JSON

/// One act: who did it to which row, and what differs since.
enum AuditEventPage {
    static func address(_ event: AuditEvent) -> String { "/audit/event/?id=\(event.id)" }

    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.audit
        let event = try await find(visit)
        let reader = try await AuditReader(visit, [event], rows: AuditReader.references(of: event))
        let actor = reader.actor(event.actor)
        var page = ConsolePage(Phrase(reader.what(event)))
        page.trail = AuditPages.trail(visit)
        if visit.may(.of(.update, .audit)), [.key, .app].contains(actor.kind) {
            page.actions = [
                PageLink(words.takeBack, "/audit/undo/?\(PercentEncoding.encode([("actor", event.actor)]))", .second)
            ]
        }
        var facts: [Facts.Fact] = [
            .init(words.when, visit.formats.exactMoment(event.occurredAt)),
            .init(
                words.who, reader.name(actor), isForeign: actor.kind != .command,
                badge: Badge(words.kind(actor.kind))),
        ]
        if !event.onBehalfOf.isEmpty {
            facts.append(.init(words.rightsOf, reader.name(reader.actor(event.onBehalfOf)), isForeign: true))
        }
        if event.resourceID != 0 {
            let number = reader.row(event.resource, event.resourceID)
            let label = reader.title(event.resource, event.resourceID).map { "\($0) – \(number)" } ?? number
            facts.append(
                reader.address(event.resource, event.resourceID).map {
                    .init(words.row, link: PageLink(label, $0))
                } ?? .init(words.row, label, isForeign: true))
        }
        facts.append(.init(words.origin, event.ip.isEmpty ? words.unknownOrigin : visit.place(event.ip)))
        if !event.requestID.isEmpty { facts.append(.init(words.requestID, event.requestID, isForeign: true)) }
        facts.append(.init(words.action, event.action))
        page.blocks = [.facts(facts), .links(neighbours(event, words))]
        page.blocks += [.heading(Phrase(event.before == nil ? words.wasMade : words.changed))]
        page.blocks.append(try await difference(event, reader))
        return try visit.answer(page)
    }

    /// The event next to the one whose id is just above.
    private static func find(_ visit: ConsoleVisit) async throws -> AuditEvent {
        let text = visit.query["id"] ?? ""
        guard let id = UUIDv7(text: text) else { throw Problem.notFound(.audit, id: text) }
        var filter = AuditFilter()
        let (low, isOver) = id.low.addingReportingOverflow(1)
        filter.after = UUIDv7(high: isOver ? id.high.addingReportingOverflow(1).partialValue : id.high, low: low)
        let found = try await visit.services.audit.list(
            filter, limit: 1, offset: 0, of: visit.principal.tenant
        ).first
        guard let found, found.id == id else { throw Problem.notFound(.audit, id: text) }
        return found
    }

    private static func neighbours(_ event: AuditEvent, _ words: Texts.Audit) -> [PageLink] {
        func address(_ pairs: (String, String)...) -> String { "/audit/?\(PercentEncoding.encode(pairs))" }
        var links: [PageLink] = []
        if event.resourceID != 0 {
            let row = address(("resource", event.resource), ("row", String(event.resourceID)))
            links.append(PageLink(words.sameRow, row, .second))
        }
        links.append(PageLink(words.sameActor, address(("actor", event.actor)), .second))
        links.append(PageLink(words.sameAction, address(("action", event.action)), .second))
        return links
    }

    // MARK: What changed

    private static func difference(_ event: AuditEvent, _ reader: AuditReader) async throws -> Block {
        let words = reader.visit.texts.audit
        guard event.after != nil else { return .notice(NoticeBox(.info, Phrase(words.erased))) }
        let values = reader.values(in: try await currency(event, reader.visit))
        let lines = values.lines(AuditDifference.differences(of: event))
        guard !lines.isEmpty else { return .text(Phrase(words.nothingChanged)) }
        return .difference(
            Difference(
                beforeTitle: words.before, afterTitle: words.after, nameTitle: words.fieldTitle, lines: lines))
    }

    /// What the amounts are counted in: the row's currency, as a change of its amount alone does not say it.
    private static func currency(_ event: AuditEvent, _ visit: ConsoleVisit) async throws -> Currency {
        for content in [event.after, event.before] {
            if let content, let code = (try? JSONValue.parse(content))?["currency"]?.stringValue,
                let currency = Currency(code: code)
            {
                return currency
            }
        }
        let (store, tenant, id) = (visit.services.store, visit.principal.tenant, event.resourceID)
        let found: Currency? =
            switch Resource(rawValue: event.resource) {
            case .projects: try await store.projects.find(id, in: tenant)?.currency
            case .invoices: try await store.invoices.find(id, in: tenant)?.amount.currency
            case .creditNotes: try await store.creditNotes.find(id, in: tenant)?.amount.currency
            case .estimates: try await store.estimates.find(id, in: tenant)?.amount.currency
            default: nil
            }
        return found ?? visit.principal.currency
    }
}
