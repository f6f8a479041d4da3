import Domain

/// What taking back comes to: in a few lines, and row by row.
struct AuditUndoOutcomes {
    let reader: AuditReader
    let outcomes: [UndoOutcome]
    /// Of the column that says what becomes of a row.
    let title: String

    /// Of each kind of row so many are shown before the rest is folded.
    private static let mostShown = 25

    private static let changed: Set<UndoOutcome.Kind> = [.restored, .retired, .credited]
    private static let order: [UndoOutcome.Kind] = [.retired, .restored, .credited, .conflict, .left, .forbidden]

    private var words: Texts.Audit { reader.visit.texts.audit }

    /// Whether anything of it can be taken back.
    var isAny: Bool { outcomes.contains { Self.changed.contains($0.kind) || !$0.detail.isEmpty } }

    /// How many acts are taken back for sure.
    var changes: Int { outcomes.filter { Self.changed.contains($0.kind) }.reduce(0) { $0 + $1.events } }

    // MARK: In a few lines

    var summary: [Block] {
        let facts = Self.order.compactMap { kind -> Facts.Fact? in
            let rows = outcomes.filter { $0.kind == kind }
            if rows.isEmpty { return nil }
            return Facts.Fact(
                words.outcome(kind),
                list: grouped(rows).map { resource, rows in
                    guard let known = Resource(rawValue: resource) else {
                        return reader.visit.texts.formats.pair(words.name(of: resource), String(rows.count))
                    }
                    return kind == .retired
                        ? words.words.retired(known, rows.count) : words.words.counted(known, rows.count)
                })
        }
        return facts.isEmpty ? [] : [.facts(facts)]
    }

    /// By kind of row, in the order in which they come.
    private func grouped(_ outcomes: [UndoOutcome]) -> [(resource: String, rows: [UndoOutcome])] {
        var order: [String] = []
        let groups = Dictionary(grouping: outcomes, by: \.resource)
        for outcome in outcomes where !order.contains(outcome.resource) { order.append(outcome.resource) }
        return order.map { ($0, groups[$0] ?? []) }
    }

    // MARK: Row by row

    var blocks: [Block] {
        let groups = grouped(outcomes)
        if groups.isEmpty { return [.table(table([], words.undoTitle))] }
        return groups.flatMap { resource, rows -> [Block] in
            let name =
                Resource(rawValue: resource).map { words.words.counted($0, rows.count) } ?? words.name(of: resource)
            var blocks: [Block] = [
                .heading(Phrase(name)), .table(table(Array(rows.prefix(Self.mostShown)), name)),
            ]
            if rows.count > Self.mostShown {
                let more = words.showMore(rows.count - Self.mostShown)
                let rest = table(Array(rows.dropFirst(Self.mostShown)), "\(name): \(more)")
                blocks.append(.fold(Fold(title: more, table: rest)))
            }
            return blocks
        }
    }

    private func table(_ outcomes: [UndoOutcome], _ caption: String) -> Table {
        Table(
            caption,
            [
                Table.Column(words.row), Table.Column(title), Table.Column(words.why),
                Table.Column(words.acts, isNumber: true),
            ],
            outcomes.map { outcome in
                Table.Row([
                    reader.rowCell(outcome.resource, outcome.id),
                    .badge(Self.badge(outcome.kind, words)),
                    .text(UndoReason(texts: reader.visit.texts).text(outcome)),
                    .text(reader.visit.formats.number(Int64(outcome.events))),
                ])
            }, empty: Table.Empty(text: Phrase(words.nothingToUndo)))
    }

    private static func badge(_ kind: UndoOutcome.Kind, _ words: Texts.Audit) -> Badge {
        switch kind {
        case .restored, .retired, .credited: Badge(words.outcome(kind), .good)
        case .conflict: Badge(words.outcome(kind), .warning)
        case .left: Badge(words.outcome(kind))
        case .forbidden: Badge(words.outcome(kind), .bad)
        }
    }
}
