import AuthCore
import Domain
import HTTPTypes

/// The calls of the tenant or of a key one by one, the latest first.
enum UsageLog {
    /// What the address asks for.
    struct Question {
        private(set) var query: UsageQuery
        private(set) var faults: [Fault] = []

        init(_ visit: ConsoleVisit, key: Int64?) {
            func text(_ name: String) -> String? { visit.query[name].flatMap { $0.isEmpty ? nil : $0 } }
            var faults: [Fault] = []
            func moment(_ name: String) -> Timestamp? {
                guard let typed = text(name) else { return nil }
                if let moment = visit.principal.zone.moment(local: typed) { return moment }
                faults.append(Fault(name, .format, "Expected a day and a time like 2026-01-31T10:00."))
                return nil
            }
            let named = text("key").flatMap { Int64($0) }
            if text("key") != nil, named == nil { faults.append(Fault("key", .type, "Expected a whole number.")) }
            query = UsageQuery(key: key ?? named)
            query.limit = ConsoleVisit.rowsPerPage
            if let status = text("status") {
                let isClass = status.utf8.count == 3 && status.hasSuffix("xx")
                if isClass, let first = Int(status.prefix(1)), (1...5).contains(first) {
                    query.statusClass = first
                } else if let number = Int(status), (100...599).contains(number) {
                    query.status = number
                } else {
                    faults.append(Fault("status", .choice, "Expected a status like 404, or a class like 4xx."))
                }
            }
            query.pathPrefix = text("path")
            query.since = moment("from")
            query.until = moment("until")
            if let cursor = text("cursor") {
                query.after = UsageQuery.Place(text: cursor)
                if query.after == nil {
                    faults.append(Fault("cursor", .format, "This cursor does not belong to this list."))
                }
            }
            self.faults = faults
        }

        func going(on place: UsageQuery.Place, limit: Int) -> UsageQuery {
            var next = query
            (next.after, next.limit) = (place, limit)
            return next
        }
    }

    /// - Parameter listing: the key whose calls they are; nil: the whole tenant's.
    static func show(_ visit: ConsoleVisit, of listing: APIKeyListing? = nil) async throws -> Answer {
        let words = visit.texts.usage
        let question = Question(visit, key: listing?.id)
        let tenant = visit.principal.tenant
        let found =
            question.faults.isEmpty
            ? try await visit.services.store.usage(question.query, in: tenant) : UsagePage([], next: nil)
        var ids = Set(listing == nil ? found.records.map(\.keyID) : [])
        if listing == nil, let key = question.query.key { ids.insert(key) }
        let names = try await visit.services.usage.names(ofKeys: ids.sorted(), of: tenant)

        let isLive = question.faults.isEmpty && question.query.after == nil && question.query.until == nil
        var page: ConsolePage
        if let listing {
            page = ConsolePage(words.logOf(ForeignText(listing.key.name)))
            page.trail = KeyPages.trail(visit, to: listing)
            page.lead = isLive ? Phrase(words.latestFirst) : nil
        } else {
            page = UsagePages.page(visit, .log, lead: isLive ? words.latestFirst : nil)
        }
        if !question.faults.isEmpty { (page.isFault, page.status) = (true, .unprocessableContent) }
        let file = listing.map { "/keys/\($0.id)/logs.csv" } ?? "/usage/log.csv"
        page.actions = [PageLink(words.download, visit.address(setting: [:], at: file), .second)]
        let older = found.next.map { place in
            PageLink(
                found.records.isEmpty ? words.furtherBack : words.older, visit.address(with: "cursor", place.text),
                found.records.isEmpty ? .second : .plain)
        }
        page.blocks = [
            form(question, visit, names, isOfKey: listing != nil),
            .table(
                Table(
                    words.log, columns(visit, isOfKey: listing != nil),
                    found.records.map { row($0, names, visit, isOfKey: listing != nil) },
                    empty: Table.Empty(
                        text: Phrase(older == nil ? words.noCalls : words.noneSoFar),
                        link: found.records.isEmpty ? older : nil), next: found.records.isEmpty ? nil : older,
                    first: visit.query["cursor"].map { _ in
                        PageLink(words.newest, visit.address(with: "cursor", nil))
                    },
                    live: isLive
                        ? Table.Live(
                            said: words.live, refresh: PageLink(words.refresh, visit.address(setting: [:])),
                            stopped: words.stopped, goOn: words.goOn)
                        : nil)),
        ]
        return try visit.answer(page)
    }

    private static func form(
        _ question: Question, _ visit: ConsoleVisit, _ names: [Int64: UsedKey], isOfKey: Bool
    ) -> Block {
        let words = visit.texts.usage
        func fault(_ name: String) -> String? { visit.sentence(of: question.faults, at: name) }
        func moment(_ name: String, _ label: String) -> Form.Field {
            // A field for moments takes nothing else.
            let value = fault(name) == nil ? visit.query[name] ?? "" : ""
            return .input(name, label, Form.Input(type: "datetime-local", value: value), fault: fault(name))
        }
        let chosen = visit.query["status"] ?? ""
        let classes = [2, 3, 4, 5].map { Form.Option("\($0)xx", words.statusClass($0), isChosen: chosen == "\($0)xx") }
        var statuses = [400, 401, 403, 404, 409, 422, 429, 500, 503]
        if let status = question.query.status, !statuses.contains(status) { statuses.append(status) }
        var fields: [Form.Field] = [
            .input(
                "path", words.pathBegins, Form.Input(value: visit.query["path"] ?? "", isCode: true),
                fault: fault("path")),
            .select(
                "status", words.answer,
                [Form.Option("", visit.texts.console.all, isChosen: chosen.isEmpty)] + classes
                    + statuses.map { Form.Option(String($0), String($0), isChosen: chosen == String($0)) },
                fault: fault("status")),
            moment("from", words.from), moment("until", words.until),
        ]
        if !isOfKey {
            var keys = names.values.map { (value: String($0.id), label: ForeignText($0.name).text) }
            if let key = question.query.key, names[key] == nil { keys.append((String(key), words.gone(key))) }
            fields.append(visit.filterField("key", words.key, keys.sorted { $0.label < $1.label }))
        }
        return visit.searchForm(fields)
    }

    private static func columns(_ visit: ConsoleVisit, isOfKey: Bool) -> [Table.Column] {
        let words = visit.texts.usage
        return [Table.Column(words.time), Table.Column(words.answer), Table.Column(words.request)]
            + (isOfKey ? [] : [Table.Column(words.key)])
            + [Table.Column(words.address), Table.Column(words.requestID)]
    }

    private static func row(
        _ record: UsageRecord, _ names: [Int64: UsedKey], _ visit: ConsoleVisit, isOfKey: Bool
    ) -> Table.Row {
        let (words, formats) = (visit.texts.usage, visit.formats)
        var cells: [Table.Cell] = [
            .text(formats.exactMoment(record.occurredAt)),
            .badge(
                UsagePages.badge(of: record.status),
                hint: formats.milliseconds(record.durationMicroseconds)
                    + (record.isAuthenticated ? "" : ", \(words.unauthenticated)")),
            .way("\(record.method) \(record.path)", hint: record.action),
        ]
        if !isOfKey {
            cells.append(
                UsageWho.cell(
                    names[record.keyID], record.keyID, visit,
                    else: visit.address(setting: ["key": String(record.keyID)])))
        }
        cells += [
            visit.placeCell(record.ip), .mark(record.requestID),
        ]
        return Table.Row(cells)
    }
}
