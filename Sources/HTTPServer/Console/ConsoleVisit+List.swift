import AuthCore
import Domain

/// A page of rows, with the ways to the next and back to the first.
struct Listed<Row: Entity>: Sendable {
    let rows: [Row]
    let next: PageLink?
    let first: PageLink?
    let total: String
}

extension ConsoleVisit {
    /// Rows a page: as many as a person looks through.
    static let rowsPerPage = 25

    /// What the address asks for: filters, `search`, `ordering`, `cursor`. Empty fields of a search form say nothing.
    /// - Parameters:
    ///   - ordering: the order where the address names none.
    ///   - isLatestFirst: for rows that are ordered by nothing but their ids.
    func list<Row: Entity>(
        _ filters: [ListParameter<Row>] = [], ordering: String? = nil, isLatestFirst: Bool = false,
        limit: Int = rowsPerPage,
        of tenant: TenantScope? = nil, from repository: (any Store) -> any Repository<Row>
    ) async throws -> Listed<Row> {
        var list = ListQuery<Row>(currency: principal.currency)
        list.isDescending = isLatestFirst
        var faults: [Fault] = []
        if query["ordering"] == nil, let ordering {
            _ = ListParameter<Row>.ordering.apply(ordering, &list)
        }
        for parameter in filters + [.search, .ordering, .cursor] {
            guard let value = query[parameter.name], !value.isEmpty else { continue }
            if let fault = parameter.apply(value, &list) { faults.append(fault) }
        }
        if !faults.isEmpty { throw Problem.invalid(faults) }
        list.limit = limit
        let page = try await repository(services.store).list(list, in: tenant ?? principal.tenant)
        let words = texts.console
        return Listed(
            rows: page.rows,
            next: page.next.map { PageLink(words.next, address(with: "cursor", CursorText.encode($0, of: list))) },
            first: query["cursor"].map { _ in PageLink(words.first, address(with: "cursor", nil)) },
            total: words.total(formats.number(page.total.count), page.total.isCapped))
    }

    /// This page's address with one parameter of it another.
    func address(with name: String, _ value: String?, path: String? = nil) -> String {
        var pairs = query.pairs.filter { $0.name != name && !$0.value.isEmpty }
        if let value { pairs.append((name, value)) }
        let path = path ?? String(call.head.path)
        return pairs.isEmpty ? path : "\(path)?\(PercentEncoding.encode(pairs.map { ($0.name, $0.value) }))"
    }

    /// A column that the rows can be ordered by: a click orders, another turns the order around.
    func column(_ title: String, by attribute: String, isNumber: Bool = false, default ordering: String? = nil)
        -> Table.Column
    {
        let current = query["ordering"] ?? ordering
        let next = current == attribute ? "-\(attribute)" : attribute
        return Table.Column(
            title, isNumber: isNumber, address: orderedAddress(next),
            order: current == attribute ? "ascending" : current == "-\(attribute)" ? "descending" : nil)
    }

    private func orderedAddress(_ ordering: String) -> String {
        // A place in one order is none in another.
        let pairs = query.pairs.filter { !["ordering", "cursor"].contains($0.name) && !$0.value.isEmpty }
        return
            "\(call.head.path)?\(PercentEncoding.encode(pairs.map { ($0.name, $0.value) } + [("ordering", ordering)]))"
    }

    /// A field of a search form with what the address says.
    func searchField() -> Form.Field {
        .input("search", texts.console.search, Form.Input(type: "search", value: query["search"] ?? ""))
    }

    /// A choice of a search form, beginning with all.
    func filterField(_ name: String, _ label: String, _ options: [(value: String, label: String)]) -> Form.Field {
        let chosen = query[name] ?? ""
        return .select(
            name, label,
            [Form.Option("", texts.console.all, isChosen: chosen.isEmpty)]
                + options.map { Form.Option($0.value, $0.label, isChosen: $0.value == chosen) })
    }

    /// The form above a list. The order stays; the place does not.
    func searchForm(_ fields: [Form.Field]) -> Block {
        let kept = query["ordering"].map { [HiddenField(name: "ordering", value: $0)] } ?? []
        return .form(
            Form(
                searching: String(call.head.path), hidden: kept, label: texts.console.search, fields,
                Form.Button(texts.console.filter, .second)))
    }
}
