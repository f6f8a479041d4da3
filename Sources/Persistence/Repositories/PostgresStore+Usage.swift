package import Domain

extension PostgresStore {
    private static func usage(_ conditions: String, limit: Int) -> Query {
        Query(
            text: """
                SELECT occurred_at, node, seq, key_id, action, method, path, status, duration_us, ip, request_id,
                    authenticated
                FROM usage_records WHERE key_id = $1\(conditions)
                ORDER BY occurred_at DESC, node DESC, seq DESC LIMIT \(limit)
                """)
    }

    static func statement(of query: UsageQuery, limit: Int) -> Statement {
        var parameters: [Parameter] = [.int64(query.key)]
        var conditions = ""
        if let status = query.status {
            parameters.append(.int16(Int16(clamping: status)))
            conditions += " AND status = $\(parameters.count)"
        }
        if let place = query.after {
            let first = parameters.count + 1
            parameters += [
                .timestamp(place.at.microseconds), .uuid(place.node.postgres), .int64(place.sequence),
            ]
            conditions += " AND (occurred_at, node, seq) < ($\(first), $\(first + 1), $\(first + 2))"
        }
        return Statement(usage(conditions, limit: limit + 1), parameters)
    }

    package func usage(_ query: UsageQuery, in tenant: TenantScope) async throws -> UsagePage {
        try await faults.translated {
            let statement = Self.statement(of: query, limit: query.limit)
            let rows = try await client.read(.bound(to: tenant, [statement])).last
            let found = try rows.decode { row throws(PostgresError) in
                let place = try UsageQuery.Place(at: row.moment(), node: row.identifier(), sequence: row.int64())
                let record = try UsageRecord(
                    tenantID: tenant.id, keyID: row.int64(), occurredAt: place.at, action: row.text(),
                    method: row.text(), path: row.text(), status: Int(row.int16()),
                    durationMicroseconds: Int64(row.int32()), ip: row.text(), requestID: row.text(),
                    isAuthenticated: row.bool())
                return (record: record, place: place)
            }
            return UsagePage(found, limit: query.limit)
        }
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
