import Domain

/// What a page of data writes values with: a reader's language, and the names of what rows refer to.
struct DataReading: Sendable {
    let visit: ConsoleVisit
    let sheet: String
    let names: DataNames
    /// Who made a row, where a program did.
    var makers: [Int64: Badge] = [:]

    var words: Texts.Data { visit.texts.data }
    var formats: Formats { visit.formats }

    // MARK: Cells

    func cell(_ kind: DataReference.Kind, _ id: Int64?) -> Table.Cell {
        guard let reference = DataReference(kind, id) else { return .text("") }
        guard let name = names[reference] else { return .text("#\(reference.id)") }
        return .foreign(name, to: kind.address(of: reference.id))
    }

    func cell(_ field: String, choice value: String) -> Table.Cell { .badge(badge(field, value)) }
    func cell(_ date: LocalDate?) -> Table.Cell { .text(date.map(formats.day) ?? "") }
    func cell(_ money: Money) -> Table.Cell { .text(formats.money(money)) }

    func badge(_ field: String, _ value: String) -> Badge {
        Badge(words.choice(field, value, in: sheet), Self.kinds[value] ?? .plain)
    }

    /// What asks for attention, what is well, and what has ended badly.
    private static let kinds: [String: Badge.Kind] = [
        "active": .good, "paid": .good, "accepted": .good, "approved": .good, "done": .good, "completed": .good,
        "submitted": .good, "sent": .warning, "waiting": .warning, "pending": .warning, "high": .warning,
        "ready": .warning, "overdue": .bad, "rejected": .bad, "refused": .bad, "cancelled": .bad, "urgent": .bad,
    ]

    // MARK: Facts

    /// A text that somebody typed; nil where there is none.
    func fact(_ label: String, _ text: String) -> Facts.Fact? {
        text.isEmpty ? nil : .init(words.label(label, in: sheet), text, isForeign: true)
    }

    func fact(_ label: String, own text: String?) -> Facts.Fact? {
        text.map { .init(words.label(label, in: sheet), $0) }
    }

    func fact(_ label: String, _ date: LocalDate?) -> Facts.Fact? { fact(label, own: date.map(formats.day)) }

    func fact(_ label: String, choice value: String) -> Facts.Fact? {
        .init(words.label(label, in: sheet), badge: badge(label, value))
    }

    func fact(_ label: String, _ kind: DataReference.Kind, _ id: Int64?) -> Facts.Fact? {
        guard let reference = DataReference(kind, id) else { return nil }
        let title = words.label(label, in: sheet)
        guard let name = names[reference] else { return .init(title, "#\(reference.id)") }
        guard let address = kind.address(of: reference.id) else { return .init(title, name, isForeign: true) }
        return .init(title, link: PageLink(ForeignText(name, else: "#\(reference.id)").text, address))
    }

    /// When it was made, by which program, and when it was changed.
    func times<Row: Editable>(_ row: Row) -> [Facts.Fact?] {
        [
            .init(visit.texts.console.created, formats.moment(row.createdAt), badge: makers[row.id]),
            row.updatedAt == row.createdAt ? nil : fact("updated_at", own: formats.moment(row.updatedAt)),
        ]
    }

    // MARK: Parts

    func lines(of row: some Billable) -> [Block] {
        guard !row.lines.isEmpty else { return [] }
        let currency = row.amount.currency
        return [
            .heading(Phrase(words.label("lines", in: sheet))),
            .table(
                Table(
                    words.label("lines", in: sheet),
                    [
                        Table.Column(words.label("description", in: "lines")),
                        Table.Column(words.label("quantity", in: "lines"), isNumber: true),
                        Table.Column(words.label("unit_price", in: "lines"), isNumber: true),
                        Table.Column(words.label("tax_rate", in: "lines"), isNumber: true),
                        Table.Column(words.label("amount", in: "lines"), isNumber: true),
                    ],
                    row.lines.map { line in
                        let unit = ForeignText(line.unit).text
                        return Table.Row([
                            .lines(line.description),
                            .text(formats.decimal(line.quantity, places: 3) + (unit.isEmpty ? "" : "\u{A0}\(unit)")),
                            cell(Money(minorUnits: line.unitPrice, currency: currency)),
                            .text(formats.texts.percent(formats.decimal(line.taxRate, places: 2))),
                            .text(sum(line.net, in: currency)),
                        ])
                    }, empty: Table.Empty(text: ""))),
        ]
    }

    /// A dash where it is beyond the largest amount.
    private func sum(_ minorUnits: Int64?, in currency: Currency) -> String {
        minorUnits.map { formats.money(Money(minorUnits: $0, currency: currency)) } ?? "–"
    }

    func totals(of row: some Billable) -> [Facts.Fact] {
        let rates = Set(row.lines.map(\.taxRate)).sorted().filter { $0 > 0 }
        let taxes = rates.map { rate in
            let tax = LineItem.totals(of: row.lines.filter { $0.taxRate == rate })?.tax
            return Facts.Fact(
                words.taxAt(formats.texts.percent(formats.decimal(rate, places: 2))),
                sum(tax, in: row.amount.currency))
        }
        let none = Facts.Fact(words.label("tax", in: sheet), formats.money(row.tax))
        return [.init(words.label("amount", in: sheet), formats.money(row.amount))]
            + (taxes.isEmpty ? [none] : taxes)
            + [.init(words.label("total", in: sheet), formats.money(row.total))]
    }
}
