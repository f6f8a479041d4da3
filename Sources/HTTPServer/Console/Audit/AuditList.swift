import AuthCore
import Domain
import HTTPTypes

/// What was done, as a table, and how far it is sealed.
enum AuditList {
    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.audit
        var selection = try await AuditSelection.read(visit)
        var filter = selection.filter
        if let text = visit.query["after"] {
            guard let place = UUIDv7(text: text) else {
                throw Problem.invalid([Fault("after", .format, "Expected an event's id.")])
            }
            filter.after = place
        }
        var page = ConsolePage(Phrase(visit.texts.console.audit))
        page.lead = Phrase(words.lead)
        page.actions = [PageLink(words.export, selection.address("/audit/export/"), .second)]
        if visit.may(.of(.update, .audit)) {
            page.actions.append(PageLink(words.undo, "/audit/undo/", .second))
        }
        page.isFault = !selection.faults.isEmpty
        if page.isFault { page.status = .unprocessableContent }
        if !selection.faults.isEmpty { page.blocks = [.form(try await search(visit, selection))] }
        if selection.faults.isEmpty {
            let audit = visit.services.audit
            let (events, next) = try await audit.page(
                filter, limit: ConsoleVisit.rowsPerPage, of: visit.principal.tenant)
            // The number stands in the address that a name leads to, whatever was typed.
            if let actor = filter.actor { selection = selection.of(actor) }
            let reader = try await AuditReader(visit, events, actors: [filter.actor].compactMap(\.self))
            page.blocks = [.form(try await search(visit, selection, seen: events))]
            if let actor = filter.actor { page.blocks += only(reader.actor(actor), reader, selection) }
            page.blocks.append(.table(table(reader, events, next, selection)))
        }
        if visit.query["after"] == nil { page.blocks += try await chain(visit) }
        return try visit.answer(page)
    }

    // MARK: Filters

    /// Who and which kind; all else is folded until something is said in it.
    private static func search(
        _ visit: ConsoleVisit, _ selection: AuditSelection, seen events: [AuditEvent] = []
    ) async throws -> Form {
        let fields = try await fields(visit, selection, seen: events)
        var more = Form.Group(visit.texts.audit.moreFilters, isFolded: true, Array(fields.dropFirst(2)))
        more.isOpen = more.fields.contains { selection.typed[$0.name] != nil }
        return Form(
            searching: "/audit/", label: visit.texts.console.search, Array(fields.prefix(2)), more: more,
            Form.Button(visit.texts.console.filter, .second))
    }

    /// - Parameters:
    ///   - events: those that are shown: whoever did them can be chosen.
    ///   - isWhole: the page does not come back with what depends on the others.
    static func fields(
        _ visit: ConsoleVisit, _ selection: AuditSelection, seen events: [AuditEvent] = [], isWhole: Bool = false
    ) async throws -> [Form.Field] {
        let (words, console, typed) = (visit.texts.audit, visit.texts.console, selection.typed)
        func fault(_ name: String) -> String? { visit.sentence(of: selection.faults, at: name) }
        func day(_ name: String, _ label: String) -> Form.Field {
            .input(name, label, Form.Input(type: "date", value: typed[name] ?? ""), fault: fault(name))
        }
        func all(_ name: String) -> Form.Option { Form.Option("", console.all, isChosen: typed[name] == nil) }
        let resources = Resource.allCases.map { ($0.rawValue, words.words.name($0)) }.sorted { $0.1 < $1.1 }
        var fields = [
            try await who(visit, selection, events, fault: fault("actor")),
            .select(
                "resource", words.resource,
                [all("resource")] + resources.map { Form.Option($0.0, $0.1, isChosen: typed["resource"] == $0.0) },
                fault: fault("resource")),
            .select(
                "action", words.action, [all("action")] + AuditActions.options(words, chosen: typed["action"]),
                fault: fault("action")),
        ]
        // Rows have numbers of their own in each kind.
        if isWhole || typed["resource"] != nil || typed["row"] != nil {
            fields.append(
                .input(
                    "row", words.rowNumber,
                    Form.Input(value: typed["row"] ?? "", longest: 20, keyboard: "numeric", isCode: true),
                    fault: fault("row")))
        }
        return fields + [day("from", words.from), day("until", words.until)]
    }

    /// A list, as long as one can have them all.
    private static func who(
        _ visit: ConsoleVisit, _ selection: AuditSelection, _ events: [AuditEvent], fault: String?
    ) async throws -> Form.Field {
        let (words, typed) = (visit.texts.audit, selection.typed["actor"])
        let chosen = selection.filter.actor.flatMap { AuditActor($0).kind == .command ? nil : $0 }
        let choice = try await AuditActors.choice(visit, with: Set(events.map(\.actor)), chosen: chosen)
        guard choice.isWhole else {
            return .input(
                "actor", words.who, Form.Input(value: typed ?? "", longest: 254, isCode: true), hint: words.whoHint,
                fault: fault)
        }
        var options = choice.options
        if let typed, chosen == nil { options.append(Form.Option(typed, ForeignText(typed).text, isChosen: true)) }
        return .select(
            "actor", words.who,
            [Form.Option("", visit.texts.console.all, isChosen: typed == nil)] + options, fault: fault)
    }

    private static func only(_ actor: AuditActor, _ reader: AuditReader, _ selection: AuditSelection) -> [Block] {
        let words = reader.visit.texts.audit
        var links = [PageLink(words.everybody, selection.address("/audit/", with: "actor", nil), .second)]
        if actor.kind != .command, reader.visit.may(.of(.update, .audit)) {
            let address = "/audit/undo/?\(PercentEncoding.encode([("actor", actor.text)]))"
            links.insert(PageLink(words.takeBack, address, .second), at: 0)
        }
        return [.text(words.only(ForeignText(reader.name(actor)))), .links(links)]
    }

    // MARK: Rows

    private static func table(
        _ reader: AuditReader, _ events: [AuditEvent], _ next: UUIDv7?, _ selection: AuditSelection
    ) -> Table {
        let (visit, words) = (reader.visit, reader.visit.texts.audit)
        let titles = [words.when, words.who, words.what, words.row, words.origin]
        let rows = events.map { event in
            Table.Row([
                .text(visit.formats.exactMoment(event.occurredAt)),
                reader.who(event, to: selection.address("/audit/", with: "actor", event.actor)),
                .link(reader.what(event), to: AuditEventPage.address(event), hint: reader.fields(event)),
                reader.rowCell(event.resource, event.resourceID), visit.placeCell(event.ip),
            ])
        }
        return Table(
            visit.texts.console.audit, titles.map { Table.Column($0) }, rows,
            empty: Table.Empty(
                text: Phrase(selection.isEmpty ? words.none : words.noneFound),
                link: selection.isEmpty ? nil : PageLink(words.showAll, "/audit/", .second)),
            next: next.map { PageLink(visit.texts.console.next, visit.address(with: "after", $0.description)) },
            first: visit.query["after"].map { _ in
                PageLink(visit.texts.console.first, visit.address(with: "after", nil))
            })
    }

    // MARK: The chain

    private static func chain(_ visit: ConsoleVisit) async throws -> [Block] {
        let (words, formats, console) = (visit.texts.audit, visit.formats, visit.texts.console)
        let state = try await visit.services.audit.chainState(of: visit.principal.tenant)
        let isCapped = state.unsealed >= AuditChainState.mostUnsealed
        let waiting =
            state.unsealed == 0
            ? words.allSealed
            : words.unsealed(
                formats.number(state.unsealed) + (isCapped ? "+" : ""),
                formats.moment(state.oldestUnsealed))
        return [
            .heading(Phrase(words.chain)), .text(Phrase(words.chainText)),
            .facts([
                .init(words.waiting, waiting),
                .init(
                    words.lastSealed,
                    state.lastLink == 0
                        ? console.none
                        : words.link(
                            formats.number(state.lastLink),
                            state.lastSealedEventAt.map { formats.moment($0) } ?? "")),
                .init(
                    words.checkpoint,
                    state.lastCheckpointAt.map {
                        words.link(formats.number(state.lastCheckpoint), formats.moment($0))
                    } ?? words.noCheckpoint),
            ]),
            .code(
                CodeBox(
                    label: words.verify, code: "kiikd audit verify --tenant \(visit.principal.subdomain)",
                    copy: console.copy, copied: console.copied)),
        ]
    }
}
