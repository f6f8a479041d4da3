import AuthCore
import Domain

/// How much was called in some time, how that went and how long it took.
enum UsageOverview {
    /// Rows of each table.
    private static let rows = 15

    private struct Figures {
        let period: UsagePeriod
        let filter: UsageFilter
        let series: [UsagePoint]
        let totals: UsageTotals
        let latency: LatencyHistogram
        let actions: [ActionUsage]
        let keys: [KeyUsage]
        /// What the chosen key is called.
        let name: UsedKey?
    }

    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let figures = try await read(visit)
        let words = visit.texts.usage
        var page = UsagePages.page(visit, .overview, lead: words.lead)
        page.blocks = [form(figures, visit)]
        guard figures.totals.calls > 0 else {
            page.blocks.append(
                .table(Table(words.calls, [], [], empty: Table.Empty(text: Phrase(words.noCallsText)))))
            return try visit.answer(page)
        }
        page.blocks += [
            .figures(facts(figures, visit)), UsagePages.chart(figures.series, figures.period, visit),
            .heading(Phrase(words.endpoints)), .table(endpoints(figures, visit)),
        ]
        if figures.filter.key == nil, figures.filter.action == nil {
            page.blocks += [.heading(Phrase(words.keys)), .table(keys(figures, visit))]
        }
        page.blocks += [.heading(Phrase(words.statuses)), .table(statuses(figures, visit))]
        return try visit.answer(page)
    }

    private static func read(_ visit: ConsoleVisit) async throws -> Figures {
        let period = visit.query["period"].flatMap(UsagePeriod.init) ?? .day
        let (usage, tenant, zone) = (visit.services.usage, visit.principal.tenant, visit.principal.zone)
        let all = period.filter(at: visit.now, in: zone)
        var narrowed = all
        narrowed.key = visit.query["key"].flatMap { Int64($0) }
        narrowed.action = visit.query["action"].flatMap { $0.isEmpty ? nil : $0 }
        let filter = narrowed
        async let series = usage.series(filter, by: period.bucket, in: zone, of: tenant)
        async let totals = usage.totals(filter, of: tenant)
        async let latency = usage.latency(filter, of: tenant)
        async let actions = usage.topActions(filter, limit: rows, of: tenant)
        async let keys = usage.topKeys(all, limit: rows, of: tenant)
        async let names = usage.names(ofKeys: filter.key.map { [$0] } ?? [], of: tenant)
        return try await Figures(
            period: period, filter: filter, series: series, totals: totals, latency: latency, actions: actions,
            keys: keys, name: names.values.first)
    }

    private static func form(_ figures: Figures, _ visit: ConsoleVisit) -> Block {
        let words = visit.texts.usage
        var keys = figures.keys.map { (value: String($0.id), label: UsageWho.name($0.key, $0.id, visit)) }
        if let key = figures.filter.key, !keys.contains(where: { $0.value == String(key) }) {
            keys.append((String(key), UsageWho.name(figures.name, key, visit)))
        }
        var actions = figures.actions.map(\.action)
        if let action = figures.filter.action, !actions.contains(action) { actions.append(action) }
        return visit.searchForm([
            .select(
                "period", words.period,
                UsagePeriod.allCases.map {
                    Form.Option($0.rawValue, words.periodName($0), isChosen: $0 == figures.period)
                }),
            visit.filterField("key", words.key, keys),
            visit.filterField("action", words.endpoint, actions.map { ($0, ForeignText($0).text) }),
        ])
    }

    private static func facts(_ figures: Figures, _ visit: ConsoleVisit) -> [Facts.Fact] {
        let (words, formats, totals) = (visit.texts.usage, visit.formats, figures.totals)
        func part(_ count: Int64) -> String {
            "\(formats.number(count)) (\(formats.percent(count, of: totals.calls)))"
        }
        func duration(_ microseconds: Int64?) -> String {
            microseconds.map { formats.milliseconds($0) } ?? visit.texts.console.none
        }
        return [
            .init(words.calls, formats.number(totals.calls)), .init(words.errors, part(totals.failures)),
            .init(words.limited, part(totals.limited)), .init(words.median, duration(figures.latency.median)),
            .init(words.p95, duration(figures.latency.p95)), .init(words.p99, duration(figures.latency.p99)),
        ]
    }

    private static func endpoints(_ figures: Figures, _ visit: ConsoleVisit) -> Table {
        let (words, formats) = (visit.texts.usage, visit.formats)
        return Table(
            words.endpoints,
            [
                Table.Column(words.endpoint), Table.Column(words.calls, isNumber: true),
                Table.Column(words.errors, isNumber: true), Table.Column(words.limited, isNumber: true),
                Table.Column(words.median, isNumber: true), Table.Column(words.p95, isNumber: true),
            ],
            figures.actions.map { action in
                Table.Row([
                    .foreign(action.action, to: visit.address(setting: ["action": action.action])),
                    .text(formats.number(action.calls)), .text(formats.number(action.failures)),
                    .text(formats.number(action.limited)),
                    .text(action.latency.median.map { formats.milliseconds($0) } ?? ""),
                    .text(action.latency.p95.map { formats.milliseconds($0) } ?? ""),
                ])
            }, empty: Table.Empty(text: Phrase(words.noCalls)))
    }

    private static func keys(_ figures: Figures, _ visit: ConsoleVisit) -> Table {
        let (words, formats) = (visit.texts.usage, visit.formats)
        return Table(
            words.keys,
            [
                Table.Column(words.key), Table.Column(words.kind), Table.Column(words.calls, isNumber: true),
                Table.Column(words.refusals, isNumber: true),
            ],
            figures.keys.map { key in
                Table.Row([
                    UsageWho.cell(key.key, key.id, visit, else: visit.address(setting: ["key": String(key.id)])),
                    .text(key.key.map { words.kindName($0.kind) } ?? ""), .text(formats.number(key.calls)),
                    .text(formats.number(key.refusals)),
                ])
            }, empty: Table.Empty(text: Phrase(words.noKeys)))
    }

    private static func statuses(_ figures: Figures, _ visit: ConsoleVisit) -> Table {
        let (words, formats) = (visit.texts.usage, visit.formats)
        let total = figures.totals.calls
        return Table(
            words.statuses,
            [
                Table.Column(words.answer), Table.Column(words.calls, isNumber: true),
                Table.Column(words.share, isNumber: true),
            ],
            figures.totals.byStatus.sorted { $0.key < $1.key }.map { status, calls in
                Table.Row([
                    .link(
                        String(status),
                        to: visit.address(setting: ["status": String(status)], at: UsagePages.Tab.log.rawValue)),
                    .text(formats.number(calls)), .text(formats.percent(calls, of: total)),
                ])
            }, empty: Table.Empty(text: Phrase(words.noCalls)))
    }
}

/// Whose calls they are, as a page names them.
enum UsageWho {
    /// What is gone has its number.
    static func name(_ key: UsedKey?, _ id: Int64, _ visit: ConsoleVisit) -> String {
        ForeignText(key?.name ?? "", else: visit.texts.usage.gone(id)).text
    }

    /// Leads to the key, where there is one and it may be seen.
    static func cell(_ key: UsedKey?, _ id: Int64, _ visit: ConsoleVisit, else address: String) -> Table.Cell {
        let isKey = key?.kind == .key && visit.may(.of(.read, .keys))
        return .foreign(name(key, id, visit), to: isKey ? "/keys/\(id)/" : address)
    }
}
