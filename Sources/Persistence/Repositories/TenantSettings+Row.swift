package import Domain

/// Columns of the tenant's own row, which is made with the tenant.
extension TenantSettings: StoredEntity {
    package static let table = "tenants"
    package static let tenantColumn = "id"
    package static let queries = EntityQueries(TenantSettings.self)

    package init(row: inout Row) throws(PostgresError) {
        let (id, name, dailyRate) = try (row.int64(), row.text(), row.optionalInt64())
        let approval = try row.approval()
        let stepUp = StepUp(scopes: try row.textArray(), age: Int64(try row.int32()))
        try self.init(
            id: id, name: name, dailyRate: dailyRate, approval: approval, stepUp: stepUp,
            sessionIdle: Int64(row.int32()), sessionLife: Int64(row.int32()), allowlist: row.textArray(),
            version: row.int64())
        for part in BusinessDetails.Part.allCases { details[part] = try row.text() }
    }

    package static func decode(_ rows: Rows) throws(PostgresError) -> [TenantSettings] {
        try rows.decode { row throws(PostgresError) in try TenantSettings(row: &row) }
    }
}
