package import Domain

/// The last day against the two weeks before it.
extension PostgresUsageStatistics {
    /// Findings of a kind that are read at most.
    private static let most = 50

    package func activity(
        at now: Timestamp, ofKey key: Int64?, of tenant: TenantScope
    ) async throws -> RecentActivity {
        let since = UsageFilter(since: now.adding(seconds: -UnusualActivity.window), until: now).since
        let statements = [
            Self.novelties("usage_addresses", "ip", since: since, ofKey: key),
            Self.novelties("usage_key_actions", "action", since: since, ofKey: key),
            Self.peaks(since: since, until: now, ofKey: key), Self.refusals(since: since, until: now, ofKey: key),
        ]
        return try await faults.translated {
            let batch = Batch.bound(to: tenant, statements)
            let results = try await client.read(batch)
            let first = results.count - statements.count
            return try RecentActivity(
                since: since, addresses: results[first].decode(Self.novelty),
                actions: results[first + 1].decode(Self.novelty),
                peaks: results[first + 2].decode { row throws(PostgresError) in
                    try RecentActivity.Peak(
                        key: row.int64(), hour: row.moment(), calls: row.int64(), usual: row.int64(),
                        usedSince: row.moment())
                },
                refusals: results[first + 3].decode { row throws(PostgresError) in
                    try RecentActivity.Refusals(
                        key: row.int64(), at: row.moment(), refused: row.int64(), calls: row.int64())
                })
        }
    }

    private static func novelty(_ row: inout Row) throws(PostgresError) -> RecentActivity.Novelty {
        try RecentActivity.Novelty(
            key: row.int64(), name: row.text(), at: row.moment(), calls: row.int64(), known: row.int64(),
            usedSince: row.moment())
    }

    private static func condition(_ key: Int64?) -> SQL { key.map { " AND key_id = \($0)" } ?? "" }

    static func novelties(_ table: String, _ column: String, since: Timestamp, ofKey key: Int64?) -> Statement {
        let start = Parameter.timestamp(since.microseconds)
        let sql: SQL = """
            SELECT n.key_id, n.\(unescaped: column), n.first_seen, n.calls, k.known, k.used_since FROM (
                SELECT * FROM \(unescaped: table) WHERE first_seen >= \(start)\(condition(key)) ORDER BY first_seen DESC LIMIT 1000
            ) AS n CROSS JOIN LATERAL (
                SELECT count(*) AS known, min(o.first_seen) AS used_since FROM \(unescaped: table) o
                WHERE o.key_id = n.key_id AND o.first_seen < \(start)
            ) AS k WHERE k.known > 0 ORDER BY n.first_seen DESC LIMIT \(most)
            """
        return sql.statement()
    }

    /// Keys with so many calls, or refusals, in the days that the time touches. Where the days lie in two rows, one of
    /// them has its half of so many; whoever has fewer in both is not looked at.
    private static func candidates(
        _ counts: String, least: Int64, since: Timestamp, until: Timestamp, ofKey key: Int64?
    ) -> SQL {
        let days = day(of: since)...max(day(of: since), day(of: until))
        let rows = Int64(place(ofDay: days.upperBound).period - place(ofDay: days.lowerBound).period) + 1
        let sum = Self.sum("\(counts)_through", over: days)
        return """
            candidate AS MATERIALIZED (
                SELECT key_id FROM usage_key_days
                WHERE period = ANY (\(periods(of: days))) AND \(unescaped: counts)_digits >= kiik_digits(\(least / rows))
                    AND \(unescaped: sum) >= \(least / rows)\(condition(key))
                GROUP BY key_id ORDER BY sum(\(unescaped: sum)) DESC LIMIT 200)
            """
    }

    /// The busiest hour of each key, where it is far above the mean of the two weeks before; only then is the busiest hour
    /// before looked for.
    static func peaks(since: Timestamp, until: Timestamp, ofKey key: Int64?) -> Statement {
        let start = Parameter.timestamp(since.microseconds)
        let before = since.adding(seconds: -UnusualActivity.usualDays * 86_400)
        let days = day(of: before)...max(day(of: before), day(of: since) - 1)
        let earlier = sum("calls_through", over: days)
        let sql: SQL = """
            WITH \(candidates("calls", least: UnusualActivity.burstCalls, since: since, until: until, ofKey: key)),
            peak AS MATERIALIZED (
                SELECT c.key_id, p.since, p.calls FROM candidate c CROSS JOIN LATERAL (
                    SELECT t.since, sum(t.calls)::bigint AS calls FROM usage_totals t
                    WHERE t.key_id = c.key_id AND t.hours = 1 AND t.since >= \(start)
                    GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT 1) AS p
                WHERE p.calls >= \(UnusualActivity.burstCalls)),
            far AS MATERIALIZED (
                SELECT p.* FROM peak p CROSS JOIN LATERAL (
                    SELECT sum(\(unescaped: earlier)) AS calls FROM usage_key_days d
                    WHERE d.key_id = p.key_id AND d.period = ANY (\(periods(of: days)))) AS e
                WHERE e.calls > 0 AND p.calls >= \(UnusualActivity.burstFactor) * e.calls / \(UnusualActivity.usualDays * 24)
                ORDER BY p.calls / e.calls DESC LIMIT \(most))
            SELECT f.key_id, f.since, f.calls, u.calls, u.used_since FROM far f CROSS JOIN LATERAL (
                SELECT max(h.calls) AS calls, min(h.since) AS used_since FROM (
                    SELECT t.since, sum(t.calls)::bigint AS calls FROM usage_totals t WHERE t.key_id = f.key_id
                        AND t.hours = 1 AND t.since >= \(Parameter.timestamp(before.microseconds)) AND t.since < \(start)
                    GROUP BY 1) AS h) AS u
            WHERE u.calls IS NOT NULL
            """
        return sql.statement(prepared: false)
    }

    static func refusals(since: Timestamp, until: Timestamp, ofKey key: Int64?) -> Statement {
        let start = Parameter.timestamp(since.microseconds)
        let least = UnusualActivity.manyRefusals
        let sql: SQL = """
            WITH \(candidates("refusals", least: least, since: since, until: until, ofKey: key))
            SELECT c.key_id, t.at, t.refused, t.calls FROM candidate c CROSS JOIN LATERAL (
                SELECT max(t.since) FILTER (WHERE t.status IN (401, 403)) AS at,
                    sum(t.calls) FILTER (WHERE t.status IN (401, 403))::bigint AS refused, sum(t.calls)::bigint AS calls
                FROM usage_totals t WHERE t.key_id = c.key_id AND t.hours = 1 AND t.since >= \(start)) AS t
            WHERE t.refused >= \(least) ORDER BY t.refused DESC LIMIT \(most)
            """
        return sql.statement(prepared: false)
    }
}
