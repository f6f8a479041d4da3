package import Domain

/// The keys that called most.
///
/// A tenant may have very many keys, most of which call seldom. So first a number of calls is found that so many keys as
/// are asked for have at least; then only those keys are looked at that may have as many.
extension PostgresUsageStatistics {
    package func topKeys(_ filter: UsageFilter, limit: Int, of tenant: TenantScope) async throws -> [KeyUsage] {
        guard filter.since < filter.until, limit > 0 else { return [] }
        let question = TopKeysSQL(filter, limit: limit)
        // Planned with the numbers that are meant: how many keys may have as many differs from tenant to tenant.
        let least = try await read(question.least, of: tenant, isPrepared: false) { row throws(PostgresError) in
            try row.int64()
        }
        let found = try await read(question.keys(with: least.first ?? 1), of: tenant, isPrepared: false) {
            row throws(PostgresError) in
            try (id: row.int64(), calls: row.int64(), refusals: row.int64())
        }
        let names = try await names(ofKeys: found.map(\.id), of: tenant)
        return found.map { KeyUsage(id: $0.id, key: names[$0.id], calls: $0.calls, refusals: $0.refusals) }
    }
}

struct TopKeysSQL {
    private let limit: Int
    private let periods: Parameter
    private let periodCount: Int64
    /// The most calls that a key may have.
    private let most: SQL
    /// A key's calls and refusals of whole days.
    private let days: SQL
    /// What its calls and refusals of some hours add to those of the days.
    private let hours: SQL

    init(_ filter: UsageFilter, limit: Int) {
        typealias Statistics = PostgresUsageStatistics
        self.limit = limit
        let first = Statistics.day(of: filter.since)
        let touched = first...max(first, Statistics.day(of: filter.until.adding(seconds: -1)))
        periods = Statistics.periods(of: touched)
        periodCount =
            Int64(Statistics.place(ofDay: touched.upperBound).period - Statistics.place(ofDay: first).period) + 1

        func midnight(_ day: Int64) -> Parameter { .timestamp(day &* 86_400_000_000) }
        let (since, until) = (
            Parameter.timestamp(filter.since.microseconds), Parameter.timestamp(filter.until.microseconds)
        )
        // Of the first day either the hours that are meant are added or the others are taken off, whichever are fewer.
        let isAfternoon = filter.since.microseconds - first * 86_400_000_000 > 43_200_000_000
        let addsHours = isAfternoon && touched.count > 1
        let whole = addsHours ? first + 1...touched.upperBound : touched
        let beginning: SQL =
            addsHours ? "(1, \(since), \(midnight(first + 1)))" : "(-1, \(midnight(first)), \(since))"
        most = SQL(unescaped: "sum(\(Statistics.sum("calls_through", over: touched)))::bigint")
        days = """
            sum(\(unescaped: Statistics.sum("calls_through", over: whole)))::bigint AS calls,
                sum(\(unescaped: Statistics.sum("refusals_through", over: whole)))::bigint AS refusals
            """
        hours = """
            SELECT coalesce(sum(w.sign * t.calls), 0)::bigint AS calls,
                coalesce(sum(w.sign * t.calls) FILTER (WHERE t.status IN (401, 403)), 0)::bigint AS refusals
            FROM (VALUES \(beginning), (-1, \(until), \(midnight(touched.upperBound + 1)))) AS w (sign, since, until)
                JOIN usage_totals t ON t.key_id = k.key_id AND t.hours = 1 AND t.since >= w.since AND t.since < w.until
            """
    }

    /// So many calls, or more, have as many keys as are asked for: those that were among the busiest of some 32 days.
    var least: SQL {
        """
        SELECT CASE WHEN count(*) = \(limit) THEN greatest(min(k.calls + h.calls), 1) ELSE 1 END FROM (
            SELECT b.key_id, d.calls FROM (
                SELECT DISTINCT r.key_id FROM unnest(\(periods)) AS p (period) CROSS JOIN LATERAL (
                    SELECT key_id FROM usage_key_days WHERE period = p.period ORDER BY calls_digits DESC LIMIT \(limit * 2)
                ) AS r) AS b
                CROSS JOIN LATERAL (
                    SELECT \(most) AS most, \(days) FROM usage_key_days
                    WHERE period = ANY (\(periods)) AND key_id = b.key_id) AS d
            ORDER BY d.most DESC LIMIT \(limit)) AS k CROSS JOIN LATERAL (\(hours)) AS h
        """
    }

    /// Whoever has so many calls in all has its share of them in one row.
    func keys(with least: Int64) -> SQL {
        let share = least / periodCount + (least % periodCount == 0 ? 0 : 1)
        let isBusy: SQL = "calls_digits >= kiik_digits(\(share))"
        let isMeant: SQL =
            periodCount == 1
            ? isBusy
            : "key_id IN (SELECT key_id FROM usage_key_days WHERE period = ANY (\(periods)) AND \(isBusy))"
        return """
            SELECT k.key_id, k.calls + h.calls, k.refusals + h.refusals FROM (
                SELECT key_id, \(days) FROM usage_key_days
                WHERE period = ANY (\(periods)) AND \(isMeant)
                GROUP BY key_id HAVING \(most) >= \(least)) AS k CROSS JOIN LATERAL (\(hours)) AS h
            WHERE k.calls + h.calls > 0 ORDER BY 2 DESC, 1 LIMIT \(limit)
            """
    }
}
