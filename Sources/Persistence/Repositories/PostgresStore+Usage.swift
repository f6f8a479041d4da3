package import Domain

extension PostgresStore {
    package func usage(_ query: UsageQuery, in tenant: TenantScope) async throws -> UsagePage {
        try await faults.translated {
            let sql = UsageSQL(query: query)
            let rows = try await client.read(.bound(to: tenant, [sql.page])).last
            let found = try rows.decode { row throws(PostgresError) in
                let place = try Self.place(&row)
                let record = try UsageRecord(
                    tenantID: tenant.id, keyID: row.int64(), occurredAt: place.at, action: row.text(),
                    method: row.text(), path: row.text(), status: Int(row.int16()),
                    durationMicroseconds: Int64(row.int32()), ip: row.text(), requestID: row.text(),
                    isAuthenticated: row.bool())
                return (record: record, place: place)
            }
            guard query.isReaching, found.count <= query.limit else { return UsagePage(found, limit: query.limit) }
            let end = try await client.read(.bound(to: tenant, [sql.end])).last
            let next = try end.decodeFirst { row throws(PostgresError) in try Self.place(&row) }
            return UsagePage(found.map(\.record), next: next)
        }
    }

    private static func place(_ row: inout Row) throws(PostgresError) -> UsageQuery.Place {
        try UsageQuery.Place(at: row.moment(), node: row.identifier(), sequence: row.int64())
    }

    package func usageCounts(ofKey key: Int64, since: Timestamp, in tenant: TenantScope) async throws -> [UsageCount] {
        let query: Query = """
            SELECT (occurred_at AT TIME ZONE 'UTC')::date, status, count(*) FROM usage_records
            WHERE key_id = $1 AND occurred_at >= $2 GROUP BY 1, 2 ORDER BY 1, 2
            """
        return try await faults.translated {
            let statement = Statement(query, .int64(key), .timestamp(since.microseconds))
            return try await client.read(.bound(to: tenant, [statement])).last.decode { row throws(PostgresError) in
                try UsageCount(day: row.day(), status: Int(row.int16()), calls: row.int64())
            }
        }
    }
}
