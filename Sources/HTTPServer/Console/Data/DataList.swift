import AuthCore
import Domain

extension DataSheet {
    func list(_ visit: ConsoleVisit) async throws -> Answer {
        if let chosen = try await chosen(visit) { return visit.seeOther(chosen) }
        let (words, console) = (visit.texts.data, visit.texts.console)
        let listed = try await visit.list(filters.map(\.parameter), ordering: ordering, from: repository)
        let reading = try await reading(listed.rows, visit)
        var page = ConsolePage(Phrase(title(console)))
        let mayMake = (making?.permission ?? makingElsewhere).map(visit.may) ?? false
        let make = PageLink(words.sheet(name).create, "\(path)new/", .button)
        if mayMake { page.actions = [make] }
        let isSearch = visit.query.pairs.contains {
            !$0.value.isEmpty && !["done", "ordering"].contains($0.name)
        }
        page.blocks = [
            visit.searchForm([visit.searchField()] + (try await filterFields(visit))),
            .table(
                Table(
                    title(console), columns(visit), listed.rows.map { tableRow($0, reading) },
                    empty: Table.Empty(
                        text: Phrase(isSearch ? words.noneFound : words.sheet(name).none),
                        link: isSearch ? PageLink(words.showAll, path) : mayMake ? make : nil),
                    next: listed.next, first: listed.first, total: listed.total)),
        ]
        return try visit.answer(page)
    }

    func reading(_ rows: [Row], _ visit: ConsoleVisit) async throws -> DataReading {
        async let makers = MakerBadges.badges(Row.resource, rows.map(\.id), visit)
        let names = try await DataNames.load(rows.flatMap { references($0).compactMap(\.self) }, visit)
        return DataReading(visit: visit, sheet: name, names: names, makers: try await makers)
    }

    private func columns(_ visit: ConsoleVisit) -> [Table.Column] {
        columns.map { column in
            let title = visit.texts.data.label(column.label, in: name)
            guard let attribute = column.attribute else { return Table.Column(title, isNumber: column.isNumber) }
            return visit.column(title, by: attribute, isNumber: column.isNumber, default: ordering)
        }
    }

    /// The first cell leads to the row, and says which program made it.
    private func tableRow(_ row: Row, _ reading: DataReading) -> Table.Row {
        Table.Row(
            columns.enumerated().map { place, column in
                place == 0
                    ? .foreign(
                        foreignTitle(row, reading).text, to: "\(path)\(row.id)/",
                        badge: reading.makers[row.id])
                    : column.cell(row, reading)
            })
    }

    /// The same list of the one row whose name was typed to filter by; nil where it is not clear which that is.
    private func chosen(_ visit: ConsoleVisit) async throws -> String? {
        for filter in filters {
            let name = filter.parameter.name
            guard case .reference(let kind) = filter.control, visit.query[name]?.isEmpty ?? true,
                let words = visit.query[RowPicker.searchName(name)]?.trimmingWhitespace, !words.isEmpty,
                visit.sees(kind.permission)
            else { continue }
            let (rows, isMore) = try await DataNames.found(kind, words, visit)
            let only = rows.count == 1 && !isMore ? rows.first?.value : try await DataNames.named(words, kind, visit)
            guard let only else { continue }
            let left = [name, RowPicker.searchName(name), "cursor"]
            let pairs = visit.query.pairs.filter { !left.contains($0.name) && !$0.value.isEmpty }
            return "\(path)?\(PercentEncoding.encode(pairs.map { ($0.name, $0.value) } + [(name, only)]))"
        }
        return nil
    }

    private func filterFields(_ visit: ConsoleVisit) async throws -> [Form.Field] {
        var fields: [Form.Field] = []
        let words = visit.texts.data
        for filter in filters {
            let parameter = filter.parameter.name
            let label = words.label(parameter, in: name)
            switch filter.control {
            case .choice(let values):
                fields.append(
                    visit.filterField(parameter, label, values.map { ($0, words.choice(parameter, $0, in: name)) }))
            case .reference(let kind):
                guard visit.sees(kind.permission) else { continue }
                let picker = RowPicker(
                    name: parameter, label: label, kind: kind, none: visit.texts.console.all,
                    chosen: visit.query[parameter] ?? "", search: visit.query[RowPicker.searchName(parameter)])
                fields += try await picker.fields(visit)
            case .month:
                fields.append(visit.filterField(parameter, label, Months.around(visit, visit.query[parameter])))
            }
        }
        return fields
    }
}

/// Months to choose from.
enum Months {
    /// The last two years and the next month, the newest first, and one more where that is none of them.
    static func around(_ visit: ConsoleVisit, _ chosen: String?) -> [(value: String, label: String)] {
        let today = visit.principal.zone.day(at: visit.now)
        let newest = today.year * 12 + today.month
        var values = (0...25).map { text(newest - $0) }
        if let chosen, MonthText.days(of: chosen) != nil, !values.contains(chosen) { values.append(chosen) }
        return values.map { ($0, title($0, visit.texts)) }
    }

    static func current(_ visit: ConsoleVisit) -> String {
        String(visit.principal.zone.day(at: visit.now).description.prefix(7))
    }

    static func title(_ month: String, _ texts: Texts) -> String {
        guard let first = MonthText.days(of: month)?.lowerBound, texts.layout.month.indices.contains(first.month - 1)
        else { return month }
        return "\(texts.layout.month[first.month - 1]) \(first.year)"
    }

    /// Counted from the year 0.
    private static func text(_ count: Int) -> String {
        let (year, month) = (count / 12, count % 12 + 1)
        return String(LocalDate(year: year, month: month, day: 1)?.description.prefix(7) ?? "")
    }
}
