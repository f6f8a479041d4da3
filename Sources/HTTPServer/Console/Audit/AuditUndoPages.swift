import AuthCore
import Domain
import HTTPTypes

/// Taking back what somebody did: whose doings, what would come of it, and what came of it.
enum AuditUndoPages {
    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        try visit.answer(try await page(visit, try await AuditSelection.read(visit)))
    }

    static func preview(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        try await attempt(visit, form, isDryRun: true)
    }

    static func undo(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        try await attempt(visit, form, isDryRun: false)
    }

    // MARK: Doing

    private static func attempt(
        _ visit: ConsoleVisit, _ form: SubmittedForm, isDryRun: Bool
    ) async throws -> Answer {
        // What was typed is asked for rather than what was chosen.
        let selection = try await AuditSelection.read(visit) { name in
            name == "actor" ? form["somebody"] ?? form["actor"] : form[name]
        }
        var faults = selection.faults
        var filter = selection.filter
        if filter.actor == nil {
            faults.append(Fault("actor", .required, "Choose who did it."))
        } else if let actor = filter.actor, AuditActor(actor).kind == .command, !selection.has(faultAt: "actor") {
            faults.append(Fault("actor", .format, "Name a key, an app or a person, such as key:12."))
        }
        if selection.typed["from"] == nil { faults.append(Fault("from", .required, "Say from when on.")) }
        guard faults.isEmpty, let actor = filter.actor else {
            return try visit.answer(try await page(visit, selection, faults))
        }
        // What was done since the preview was not looked at.
        let seen = isDryRun ? visit.now : Self.seen(form) ?? visit.now
        filter.until = min(filter.until ?? seen, seen)
        (filter.action, filter.resource, filter.resourceID) = (nil, nil, nil)
        do {
            let outcomes = try await visit.services.undo.undo(
                filter, by: try visit.authorized(), ip: visit.call.head.ip, requestID: visit.call.head.requestID,
                isDryRun: isDryRun)
            let reader = try await AuditReader(
                visit, [], actors: [actor], rows: outcomes.map { ($0.resource, $0.id) })
            return try visit.answer(
                isDryRun
                    ? try previewPage(reader, selection.of(actor), outcomes, seen)
                    : donePage(reader, actor, outcomes))
        } catch Problem.conflict(let sentence) {
            var page = try await page(visit, selection)
            (page.status, page.isFault) = (.conflict, true)
            page.notice = NoticeBox(
                .fault, Phrase(visit.texts.conflict(sentence)))
            return try visit.answer(page)
        }
    }

    /// Up to when the preview looked; nil for what is no moment of these years.
    private static func seen(_ form: SubmittedForm) -> Timestamp? {
        form["seen"].flatMap { Int64($0) }.flatMap {
            CursorText.years.contains($0) ? Timestamp(microseconds: $0) : nil
        }
    }

    // MARK: The form

    private static func page(
        _ visit: ConsoleVisit, _ selection: AuditSelection, _ faults: [Fault] = []
    ) async throws -> ConsolePage {
        let (words, console, typed) = (visit.texts.audit, visit.texts.console, selection.typed)
        var page = ConsolePage(Phrase(words.undoTitle))
        page.trail = AuditPages.trail(visit)
        page.lead = Phrase(words.undoLead)
        page.isFault = !faults.isEmpty
        if page.isFault { page.status = .unprocessableContent }
        func fault(_ name: String) -> String? { visit.sentence(of: faults, at: name) }
        let actors = try await actors(visit, selection.filter.actor)
        let isListed = actors.contains(where: \.isChosen)
        page.blocks = [
            .form(
                Form(
                    to: "/audit/undo/", hidden: try visit.hidden(),
                    [
                        Form.Group([
                            .select(
                                "actor", words.whose,
                                [Form.Option("", words.choose, isChosen: !isListed)] + actors, fault: fault("actor")),
                            .input(
                                "somebody", "\(words.somebodyElse) (\(console.optional))",
                                Form.Input(
                                    value: isListed ? "" : typed["actor"] ?? "", longest: 254, isCode: true),
                                hint: words.whoHint),
                        ]),
                        Form.Group([
                            .input(
                                "from", words.from, Form.Input(type: "datetime-local", value: typed["from"] ?? ""),
                                hint: words.zone(visit.principal.zone.identifier), fault: fault("from"),
                                isRequired: true),
                            .input(
                                "until", "\(words.until) (\(console.optional))",
                                Form.Input(type: "datetime-local", value: typed["until"] ?? ""),
                                hint: words.untilHint, fault: fault("until")),
                        ]),
                    ], [Form.Button(words.preview, busy: words.previewing)],
                    cancel: PageLink(console.cancel, "/audit/"), alert: faults.isEmpty ? nil : console.lookBelow))
        ]
        return page
    }

    /// Newest events that are looked through for who acted.
    private static let looked = 1000

    /// Who can have done something: who acted lately, the keys and the members, as far as the reader may see them.
    private static func actors(_ visit: ConsoleVisit, _ chosen: String?) async throws -> [Form.Option] {
        let recent = try await visit.services.audit.list(
            AuditFilter(), limit: looked, offset: 0, of: visit.principal.tenant)
        return try await AuditActors.choice(visit, with: Set(recent.map(\.actor)), chosen: chosen).options
    }

    // MARK: What came of it

    private static func previewPage(
        _ reader: AuditReader, _ selection: AuditSelection, _ outcomes: [UndoOutcome], _ seen: Timestamp
    ) throws -> ConsolePage {
        let (visit, words) = (reader.visit, reader.visit.texts.audit)
        let actor = reader.actor(selection.typed["actor"] ?? "")
        var page = ConsolePage(words.previewTitle(ForeignText(reader.name(actor))))
        page.trail = AuditPages.trail(visit) + [PageLink(words.undoTitle, selection.address("/audit/undo/"))]
        page.lead = Phrase(words.previewLead)
        let shown = AuditUndoOutcomes(reader: reader, outcomes: outcomes, title: words.wouldBe)
        guard shown.isAny else {
            page.blocks =
                shown.blocks + [.links([PageLink(words.otherPeriod, selection.address("/audit/undo/"), .second)])]
            return page
        }
        page.blocks = shown.summary
        if actor.kind == .key, let id = actor.id, let address = reader.address(Resource.keys.rawValue, id) {
            page.blocks.append(
                .notice(
                    NoticeBox(.warning, Phrase(words.revokeFirst), link: PageLink(words.toKey, address))))
        }
        let hidden =
            try visit.hidden(("seen", String(seen.microseconds)))
            + selection.typed.sorted { $0.key < $1.key }.map { HiddenField(name: $0.key, value: $0.value) }
        page.blocks.append(
            .form(
                Form(
                    to: "/audit/undo/confirmed/", hidden: hidden, [],
                    [Form.Button(words.undoNow(shown.changes), .danger, busy: words.undoing)],
                    cancel: PageLink(visit.texts.console.cancel, "/audit/"))))
        page.blocks += shown.blocks
        return page
    }

    private static func donePage(_ reader: AuditReader, _ actor: String, _ outcomes: [UndoOutcome]) -> ConsolePage {
        let (visit, words) = (reader.visit, reader.visit.texts.audit)
        var page = ConsolePage(words.doneTitle(ForeignText(reader.name(reader.actor(actor)))))
        page.trail = AuditPages.trail(visit)
        let isWhole = outcomes.allSatisfy { [.restored, .retired, .credited].contains($0.kind) }
        page.notice = NoticeBox(isWhole ? .good : .warning, Phrase(isWhole ? words.allUndone : words.someUndone))
        let own = "/audit/?\(PercentEncoding.encode([("action", UndoActions.operation.name)]))"
        let shown = AuditUndoOutcomes(reader: reader, outcomes: outcomes, title: words.became)
        page.blocks = shown.summary + [.links([PageLink(words.showUndone, own, .second)])] + shown.blocks
        return page
    }
}

/// Why a row became what it became, or stays, for people to read.
struct UndoReason: Sendable {
    let texts: Texts

    private var words: Texts.Audit { texts.audit }

    func text(_ outcome: UndoOutcome) -> String {
        let meaning = words.meaning(outcome.kind)
        switch outcome.kind {
        case .restored:
            return fields(outcome.detail.split(separator: ".").first ?? "").map(words.putBack) ?? meaning
        case .retired, .credited: return meaning
        case .conflict, .left, .forbidden:
            if outcome.detail.isEmpty { return meaning }
            let since = outcome.detail.components(after: "changed since: ")
            if let names = fields(since.joined(separator: ", ")[...]) { return words.changedSince(names) }
            if outcome.detail.contains("its content was erased") { return words.erasedSince }
            let lines = outcome.detail.split(separator: "\n").map { said($0) ?? meaning }
            return ForeignText(lines: lines.joined(separator: "\n")).text
        }
    }

    /// A sentence of the domain's, or one about a field; nil where the reader's language has none for it.
    private func said(_ line: Substring) -> String? {
        if let said = texts.said(String(line)) { return said }
        if let mark = line.firstRange(of: ": "), let said = texts.said(String(line[mark.upperBound...])) {
            return texts.formats.pair(words.field(String(line[..<mark.lowerBound])), said)
        }
        return texts.language == .english ? String(line) : nil
    }

    /// A list of attributes in words; nil where there is none.
    private func fields(_ list: Substring) -> String? {
        var seen: [String] = []
        for name in list.split(separator: ",").map({ String($0).trimmingWhitespace }) {
            let word = words.field(name)
            if !name.isEmpty, !seen.contains(word) { seen.append(word) }
        }
        return seen.isEmpty ? nil : seen.joined(separator: ", ")
    }
}

extension String {
    /// What follows each mark, up to the next full stop.
    fileprivate func components(after mark: String) -> [String] {
        var (parts, rest): ([String], Substring) = ([], self[...])
        while let place = rest.firstRange(of: mark) {
            rest = rest[place.upperBound...]
            parts.append(String(rest.prefix { $0 != "." }))
        }
        return parts
    }
}
