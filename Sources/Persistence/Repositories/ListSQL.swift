import Domain

/// Builds the two statements of a list: its page and its total.
struct ListSQL<Row: StoredEntity> {
    let page: Statement
    let total: Statement
    /// Run before the two: decides for this transaction how words are looked for.
    private(set) var choice: Statement?

    /// In the order they are sent in.
    var statements: [Statement] { [choice, total, page].compactMap(\.self) }

    /// As many rows as are asked for, and perhaps some more: a few sizes, written into the text. With the number as a
    /// parameter PostgreSQL would plan every page anew, which takes longer than reading it.
    private static func rowsRead(_ query: ListQuery<Row>) -> Int {
        let wanted = min(max(query.limit, 1), ListQuery<Row>.largestLimit)
        return sizes.first { $0 > wanted } ?? ListQuery<Row>.largestLimit + 1
    }

    static var sizes: [Int] { [11, 26, 51, ListQuery<Row>.largestLimit + 1] }

    /// - Parameter scope: within what of the tenant; nil: all of it.
    init(_ query: ListQuery<Row>, within scope: AccessLimit? = nil) {
        let limit = Self.rowsRead(query)
        if scope == nil, query.filters.isEmpty, query.search == nil {
            total = Statement(Row.queries.total)
            if query.ordering == nil, !query.isDescending, query.after == nil, let first = Row.queries.firstPages[limit]
            {
                page = Statement(first)
                return
            }
        } else {
            var counting = Builder()
            counting.addConditions(of: query, within: scope)
            let source = query.search == nil ? Row.table : "\(Row.table)_search"
            switch query.count {
            case .capped:
                total = counting.statement(
                    "SELECT count(*) FROM (SELECT 1 FROM \(source)\(counting.where) LIMIT \(Total.cap + 1)) AS counted")
            case .exact:
                total = counting.statement("SELECT count(*) FROM \(source)\(counting.where)")
            }
        }
        // Of few rows the planner knows best.
        if query.search != nil, scope == nil { choice = Self.choice(query) }
        var builder = Builder()
        builder.addConditions(of: query, within: scope)
        let direction = query.isDescending ? " DESC" : ""
        let order = query.ordering.map { "\($0.column)\(direction), id\(direction)" } ?? "id\(direction)"
        if let cursor = query.after {
            let sign = query.isDescending ? "<" : ">"
            if let ordering = query.ordering, let value = cursor.value {
                builder.conditions.append(
                    "(\(ordering.column), id) \(sign) (\(builder.bind(value.parameter)), \(builder.bind(.int64(cursor.id))))"
                )
            } else {
                builder.conditions.append("id \(sign) \(builder.bind(.int64(cursor.id)))")
            }
        }
        let source = query.search == nil ? Row.table : "\(Row.table)_search"
        page = builder.statement(
            "SELECT \(Row.queries.columns) FROM \(source)\(builder.where) ORDER BY \(order) LIMIT \(limit)")
    }

    /// By the index of words, unless reading the rows in their order is sooner done: of a small tenant all of them,
    /// where the index would look through everybody's; and where a third of the oldest and newest rows have the words,
    /// until a page is full.
    private static func choice(_ query: ListQuery<Row>) -> Statement {
        var words = Builder()
        words.addSearch(of: query)
        func some(_ direction: String) -> String {
            "(SELECT search FROM \(Row.table)_search ORDER BY id\(direction) LIMIT 150)"
        }
        return words.statement(
            """
            SELECT set_config('enable_bitmapscan', setting, true), set_config('enable_seqscan', setting, true),
                set_config('enable_sort', setting, true)
            FROM (SELECT CASE
                WHEN (SELECT sum(total) FROM row_counts WHERE resource = '\(Row.resource.rawValue)') <= \(smallTenant)
                    THEN 'off'
                WHEN (SELECT 3 * count(*) FILTER (\(words.where)) > count(*)
                      FROM (\(some("")) UNION ALL \(some(" DESC"))) AS sample) THEN 'off'
                ELSE 'on' END AS setting) AS chosen
            """)
    }

    /// Rows that are read, and looked through for words, within some milliseconds.
    private static var smallTenant: Int { 10_000 }

    private struct Builder {
        var conditions: [String] = []
        var parameters: [Parameter] = []
        private var dependsOnValues = false

        var `where`: String {
            conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        }

        mutating func bind(_ parameter: Parameter) -> String {
            parameters.append(parameter)
            return "$\(parameters.count)"
        }

        mutating func addConditions(of query: ListQuery<Row>, within scope: AccessLimit?) {
            if let scope {
                let (customers, projects) = (bind(.int64Array(scope.customers)), bind(.int64Array(scope.projects)))
                AccessLimit.condition(on: Row.table, customers: customers, projects: projects)
                    .map { conditions.append($0) }
            }
            for filter in query.filters {
                let sign =
                    switch filter.comparison {
                    case .equals: "="
                    case .atLeast: ">="
                    case .atMost: "<="
                    case .before: "<"
                    }
                // Only attribute names that the entity declares ever reach the text; what nobody declared, nothing has.
                guard Row.attributes.contains(where: { $0.name == filter.attribute }) else {
                    conditions.append("false")
                    continue
                }
                conditions.append("\(filter.attribute) \(sign) \(bind(filter.value.parameter))")
            }
            dependsOnValues = scope != nil
            addSearch(of: query)
        }

        mutating func addSearch(of query: ListQuery<Row>) {
            dependsOnValues = dependsOnValues || query.search != nil
            for word in (query.search ?? "").split(whereSeparator: \.isWhitespace).prefix(8) {
                // Escaped after folding, which makes wildcards of their full-width forms.
                let folded = "kiik_fold(\(bind(.text(String(word)))))"
                conditions.append("search LIKE '%' || regexp_replace(\(folded), '([\\\\%_])', '\\\\\\1', 'g') || '%'")
            }
        }

        /// Not kept prepared where words are looked for: which plan is good depends on the words, and PostgreSQL's plan
        /// for any words reads the whole table in the order of ids.
        func statement(_ text: String) -> Statement {
            Statement(Query(text: text, prepared: !dependsOnValues), parameters)
        }
    }
}
