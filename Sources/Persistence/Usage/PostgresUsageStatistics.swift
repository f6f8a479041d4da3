package import Domain
package import Logging

/// Reads of what `kiik_count_usage` keeps.
package struct PostgresUsageStatistics: UsageStatistics {
    let client: PostgresClient
    let faults: DatabaseFaults

    package init(client: PostgresClient, logger: Logger) {
        self.client = client
        faults = DatabaseFaults(logger: logger)
    }

    func read<Value>(
        _ sql: SQL, of tenant: TenantScope, isPrepared: Bool = true,
        _ decode: (inout Row) throws(PostgresError) -> Value
    ) async throws -> [Value] {
        try await faults.translated {
            try await client.read(.bound(to: tenant, [sql.statement(prepared: isPrepared)])).last.decode(decode)
        }
    }

    package func series(
        _ filter: UsageFilter, by bucket: UsageBucket, in zone: CalendarZone, of tenant: TenantScope
    ) async throws -> [UsagePoint] {
        var points = Self.buckets(filter, bucket, zone).map { UsagePoint(at: $0) }
        switch bucket {
        case .hour:
            let counted = try await read(UsageTotalsSQL.series(filter), of: tenant) { row throws(PostgresError) in
                try (at: row.moment(), statusClass: row.int(), calls: row.int64())
            }
            var place = 0
            // Both are in the order of time.
            for (at, statusClass, calls) in counted {
                while place + 1 < points.count, points[place + 1].at <= at { place += 1 }
                if points.indices.contains(place) { points[place].add(calls, inClass: statusClass) }
            }
        case .day:
            let days = LocalDays(filter, starts: points.map(\.at))
            let counted = try await read(UsageTotalsSQL.days(filter, and: days.moved), of: tenant) {
                row throws(PostgresError) in
                try (hours: Int(row.int16()), at: row.moment(), statusClass: row.int(), calls: row.int64())
            }
            for (hours, at, statusClass, calls) in counted {
                days.add(calls, inClass: statusClass, hours: hours, at: at, to: &points)
            }
        }
        return points
    }

    private static func buckets(_ filter: UsageFilter, _ bucket: UsageBucket, _ zone: CalendarZone) -> [Timestamp] {
        var starts: [Timestamp] = []
        switch bucket {
        case .hour:
            var start = filter.since
            while start < filter.until {
                starts.append(start)
                start = start.adding(seconds: 3600)
            }
        case .day:
            var day = zone.day(at: filter.since)
            var start = zone.end(of: day.adding(days: -1))
            while start < filter.until, day < .latest {
                starts.append(start)
                start = zone.end(of: day)
                day = day.adding(days: 1)
            }
        }
        return starts
    }

    package func totals(_ filter: UsageFilter, of tenant: TenantScope) async throws -> UsageTotals {
        let counted = try await read(UsageTotalsSQL.byStatus(filter), of: tenant) { row throws(PostgresError) in
            try (Int(row.int16()), row.int64())
        }
        return UsageTotals(byStatus: Dictionary(counted) { $0 &+ $1 })
    }

    package func latency(_ filter: UsageFilter, of tenant: TenantScope) async throws -> LatencyHistogram {
        let rows = try await read(UsageTotalsSQL.latency(filter), of: tenant) { row throws(PostgresError) in
            try Self.histogram(&row)
        }
        return rows.first ?? LatencyHistogram()
    }

    package func topActions(_ filter: UsageFilter, limit: Int, of tenant: TenantScope) async throws -> [ActionUsage] {
        try await read(UsageTotalsSQL.byAction(filter, limit: limit), of: tenant) { row throws(PostgresError) in
            try ActionUsage(
                action: row.text(), calls: row.int64(), failures: row.int64(), limited: row.int64(),
                latency: Self.histogram(&row))
        }
    }

    private static func histogram(_ row: inout Row) throws(PostgresError) -> LatencyHistogram {
        let microseconds = try row.int64()
        return try LatencyHistogram(counts: row.int64Array(), microseconds: microseconds)
    }
}
