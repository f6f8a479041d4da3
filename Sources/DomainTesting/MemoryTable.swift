import Domain

/// One tenant's rows of one kind.
struct MemoryTable<Row: Entity> {
    var rows: [Int64: Row] = [:]

    /// False: the row is not what the change was decided on.
    mutating func write(_ row: Row, _ change: Change) -> Bool {
        switch change.kind {
        case .create: guard rows[row.id] == nil else { return false }
        case .update: guard rows[row.id]?.version == change.version else { return false }
        }
        rows[row.id] = row
        return true
    }
}

/// Answers from whatever table a tenant has at the moment.
struct MemoryRepository<Row: Entity>: Repository {
    let table: @Sendable (TenantScope) -> MemoryTable<Row>

    func find(_ id: Int64, in tenant: TenantScope) async throws -> Row? { table(tenant).rows[id] }

    func find(_ ids: [Int64], in tenant: TenantScope) async throws -> [Row] {
        let rows = table(tenant).rows
        return Set(ids).sorted().compactMap { rows[$0] }
    }

    func find(
        by attribute: String, among ids: [Int64], limit: Int, in tenant: TenantScope
    ) async throws -> [Row] {
        guard let value = Row.attributes.first(where: { $0.name == attribute })?.value else { return [] }
        let rows = table(tenant).rows.values.sorted { $0.id < $1.id }
        return Set(ids).sorted().flatMap { id in rows.filter { value($0) == .integer(id) }.prefix(limit) }
    }

    func list(_ query: ListQuery<Row>, in tenant: TenantScope) async throws -> Page<Row> {
        let matching = table(tenant).rows.values.filter { row in
            query.filters.allSatisfy { Self.holds($0, row) }
                && (query.search ?? "").split(whereSeparator: \.isWhitespace).allSatisfy { Self.mentions(row, $0) }
        }
        let value = query.ordering?.value ?? { .integer($0.id) }
        func precedes(_ left: (Value, Int64), _ right: (Value, Int64)) -> Bool {
            let isLess = Self.isLess(left.0, right.0)
            let isBefore = isLess || (left.0 == right.0 && left.1 < right.1)
            guard query.isDescending else { return isBefore }
            return !isBefore && (left.0 != right.0 || left.1 != right.1)
        }
        let ordered = matching.sorted { precedes((value($0), $0.id), (value($1), $1.id)) }
        let rest = ordered.drop { row in
            guard let cursor = query.after else { return false }
            return !precedes((cursor.value ?? .integer(cursor.id), cursor.id), (value(row), row.id))
        }
        let limit = min(max(query.limit, 1), ListQuery<Row>.largestLimit)
        let rows = Array(rest.prefix(limit))
        let next = rest.count > limit ? rows.last.map { Cursor(value: query.ordering?.value($0), id: $0.id) } : nil
        let isFiltered = !query.filters.isEmpty || query.search != nil
        let isCapped = isFiltered && query.count == .capped && ordered.count > Total.cap
        let count = isCapped ? Total.cap : Int64(ordered.count)
        return Page(rows: rows, next: next, total: Total(count: count, isCapped: isCapped))
    }

    private static func holds(_ filter: ListQuery<Row>.Filter, _ row: Row) -> Bool {
        guard let value = Row.attributes.first(where: { $0.name == filter.attribute })?.value(row) else { return true }
        switch filter.comparison {
        case .equals: return value == filter.value
        case .atLeast: return !isLess(value, filter.value)
        case .atMost: return !isLess(filter.value, value)
        case .before: return isLess(value, filter.value)
        }
    }

    /// What PostgreSQL finds in the columns that are made for it, this finds in any text of the row.
    private static func mentions(_ row: Row, _ word: Substring) -> Bool {
        Row.attributes.contains { attribute in
            if case .text(let text) = attribute.value(row) {
                text.lowercased().contains(word.lowercased())
            } else {
                false
            }
        }
    }

    private static func isLess(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.timestamp(let left), .timestamp(let right)): left < right
        case (.date(let left), .date(let right)): left < right
        default: false
        }
    }
}
