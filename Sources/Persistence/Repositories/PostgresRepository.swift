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

    func find(_ ids: [Int64], in tenant: TenantScope) async throws -> [Row] {
        try await rows(Statement(Row.queries.findAll, .int64Array(ids)), in: tenant)
    }

    func find(
        by attribute: String, among ids: [Int64], limit: Int, in tenant: TenantScope
    ) async throws -> [Row] {
        // Only attribute names that the entity declares ever reach the text.
        guard let statement = Self.statement(by: attribute, among: ids, limit: limit) else { return [] }
        return try await rows(statement, in: tenant)
    }

    static func statement(by attribute: String, among ids: [Int64], limit: Int) -> Statement? {
        guard Row.attributes.contains(where: { $0.name == attribute }) else { return nil }
        let columns = Row.queries.columns
        let query = Query(
            text: """
                SELECT \(columns) FROM unnest($1::bigint[]) AS asked (asked_id) CROSS JOIN LATERAL (
                    SELECT \(columns) FROM \(Row.table) WHERE \(attribute) = asked_id ORDER BY id LIMIT \(limit)) AS found
                """)
        return Statement(query, .int64Array(ids))
    }

    private func rows(_ statement: Statement, in tenant: TenantScope) async throws -> [Row] {
        try await faults.translated { try Row.decode(await client.read(.bound(to: tenant, [statement])).last) }
    }

    func list(_ query: ListQuery<Row>, in tenant: TenantScope) async throws -> Page<Row> {
        try await faults.translated {
            let sql = ListSQL(query, within: tenant.limit)
            let result = try await client.read(.bound(to: tenant, sql.statements))
            // The binding's result is the first.
            let place = sql.statements.count - 1
            var count = try result[place].decodeFirst { row throws(PostgresError) in try row.int64() } ?? 0
            let isFiltered = !query.filters.isEmpty || query.search != nil || tenant.limit != nil
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

    private static let bindLimited: Query = """
        SELECT set_config('kiik.tenant', $1, true), set_config('kiik.scope', $2, true),
            set_config('role', 'kiik_limited', true)
        """

    /// A transaction inside one tenant's wall, and inside what of the tenant may be seen. The binding's own result comes
    /// first. Settings and role end with the transaction.
    static func bound(to tenant: TenantScope, _ statements: [Statement]) -> Batch {
        let id = Parameter.text(String(tenant.id))
        guard let limit = tenant.limit else {
            return Batch([Statement(bindTenant, id)] + statements, tenant: tenant.id)
        }
        // Under names of their own: a plan is one role's, and made anew whenever the other uses the same statement.
        let own = statements.map { statement in
            Statement(
                Query(text: "/* limited */ \(statement.query.text)", prepared: statement.query.isPrepared),
                statement.parameters)
        }
        return Batch([Statement(bindLimited, id, .text(limit.setting))] + own, tenant: tenant.id)
    }
}
