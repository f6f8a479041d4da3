import Domain

/// Reads of one table, always inside one tenant.
struct PostgresRepository<Row: StoredEntity>: Repository {
    let client: PostgresClient
    let faults: DatabaseFaults

    func find(_ id: Int64, in tenant: TenantScope) async throws -> Row? {
        try await faults.translated {
            let result = try await client.read(.bound(to: tenant, [Statement(Row.queries.find, .int64(id))]))
            return try Row.decode(result.last).first
        }
    }

    func list(_ query: ListQuery<Row>, in tenant: TenantScope) async throws -> Page<Row> {
        try await faults.translated {
            let sql = ListSQL(query)
            let result = try await client.read(.bound(to: tenant, sql.statements))
            // The binding's result is the first.
            let place = sql.statements.count - 1
            var count = try result[place].decodeFirst { row throws(PostgresError) in try row.int64() } ?? 0
            let isFiltered = !query.filters.isEmpty || query.search != nil
            let isCapped = isFiltered && query.count == .capped && count > Total.cap
            if isCapped { count = Total.cap }
            var rows = try Row.decode(result[place + 1])
            var next: Cursor?
            let wanted = min(max(query.limit, 1), ListQuery<Row>.largestLimit)
            if rows.count > wanted {
                rows.removeLast(rows.count - wanted)
                if let last = rows.last { next = Cursor(value: query.ordering?.value(last), id: last.id) }
            }
            return Page(rows: rows, next: next, total: Total(count: count, isCapped: isCapped))
        }
    }
}

extension Batch {
    private static let bindTenant = Query("SELECT set_config('kiik.tenant', $1, true)")

    /// A transaction inside one tenant's wall. The binding's own result comes first.
    static func bound(to tenant: TenantScope, _ statements: [Statement]) -> Batch {
        Batch([Statement(bindTenant, .text(String(tenant.id)))] + statements, tenant: tenant.id)
    }
}
