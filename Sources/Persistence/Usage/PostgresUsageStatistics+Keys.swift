package import Domain

/// Of many keys at once.
extension PostgresUsageStatistics {
    /// The row of `usage_key_days` that has a day (since 1970, UTC), and the day's place in its arrays, which have what is
    /// counted through that day.
    static func place(ofDay day: Int64) -> (period: Int32, place: Int) {
        let period = day.flooredQuotient(32)
        return (Int32(clamping: period), Int(day - period * 32) + 1)
    }

    static func day(of moment: Timestamp) -> Int64 { moment.microseconds.flooredQuotient(86_400_000_000) }

    static func periods(of days: ClosedRange<Int64>) -> Parameter {
        .int32Array(Array(place(ofDay: days.lowerBound).period...place(ofDay: days.upperBound).period))
    }

    /// `CASE period WHEN … THEN … END` over days: in each period what is counted through the last of them, less what is
    /// through the day before the first.
    static func sum(_ column: String, over days: ClosedRange<Int64>) -> String {
        let (first, last) = (place(ofDay: days.lowerBound), place(ofDay: days.upperBound))
        let cases = (first.period...last.period).map { period in
            let through = "\(column)[\(period == last.period ? last.place : 32)]"
            let before = period == first.period && first.place > 1 ? " - \(column)[\(first.place - 1)]" : ""
            return "WHEN \(period) THEN \(through)\(before)"
        }
        return "CASE period \(cases.joined(separator: " ")) ELSE 0 END"
    }

    package func sparklines(
        ofKeys keys: [Int64], days: Int, at now: Timestamp, of tenant: TenantScope
    ) async throws -> [Int64: [Int64]] {
        let days = min(max(days, 1), Int(UsageFilter.mostDays))
        let last = Self.day(of: now)
        let first = last - Int64(days) + 1
        let sql: SQL = """
            SELECT key_id, period, calls_through FROM usage_key_days
            WHERE period = ANY (\(Self.periods(of: first...last))) AND key_id = ANY (\(Self.array(keys)))
            """
        let rows = try await read(sql, of: tenant) { row throws(PostgresError) in
            try (key: row.int64(), period: row.int64(), calls: row.int64Array())
        }
        var lines: [Int64: [Int64]] = [:]
        for (key, period, through) in rows {
            for (place, all) in through.enumerated() {
                let day = period &* 32 &+ Int64(place)
                let count = place == 0 ? all : all &- through[place - 1]
                guard count != 0, day >= first, day <= last else { continue }
                lines[key, default: Array(repeating: 0, count: days)][Int(day - first)] = count
            }
        }
        return lines
    }

    package func usedActions(
        ofKeys keys: [Int64], since: Timestamp, of tenant: TenantScope
    ) async throws -> [Int64: [UsedAction]] {
        let begins = Parameter.timestamp(Self.day(of: since) &* 86_400_000_000)
        let sql: SQL = """
            SELECT k.id, t.action, sum(t.calls)::bigint, (max(t.since) AT TIME ZONE 'UTC')::date
            FROM unnest(\(Self.array(keys))) AS k (id) JOIN usage_totals t
                ON t.key_id = k.id AND t.hours = 24 AND t.since >= \(begins) AND t.status < 400
            GROUP BY 1, 2 ORDER BY 1, 2
            """
        let found = try await read(sql, of: tenant) { row throws(PostgresError) in
            try (key: row.int64(), used: UsedAction(action: row.text(), calls: row.int64(), lastDay: row.day()))
        }
        return Dictionary(grouping: found, by: \.key).mapValues { $0.map(\.used) }
    }

    package func addresses(ofKey key: Int64, limit: Int, of tenant: TenantScope) async throws -> [KeyAddress] {
        let sql: SQL = """
            SELECT ip, first_seen, last_seen, calls FROM usage_addresses
            WHERE key_id = \(key) ORDER BY last_seen DESC, ip LIMIT \(limit)
            """
        return try await read(sql, of: tenant) { row throws(PostgresError) in
            try KeyAddress(ip: row.text(), firstSeen: row.moment(), lastSeen: row.moment(), calls: row.int64())
        }
    }

    package func addresses(
        ofKeys keys: [Int64], before: Timestamp, of tenant: TenantScope
    ) async throws -> [Int64: [String]] {
        let found = try await read(Self.addresses(ofKeys: keys, before: before), of: tenant) {
            row throws(PostgresError) in try (key: row.int64(), ip: row.text())
        }
        return Dictionary(grouping: found, by: \.key).mapValues { $0.map(\.ip) }
    }

    static func addresses(ofKeys keys: [Int64], before: Timestamp) -> SQL {
        """
        SELECT key_id, ip FROM usage_addresses
        WHERE key_id = ANY (\(array(keys))) AND first_seen < \(Parameter.timestamp(before.microseconds))
        """
    }

    package func names(ofKeys keys: [Int64], of tenant: TenantScope) async throws -> [Int64: UsedKey] {
        guard !keys.isEmpty else { return [:] }
        let ids = Self.array(keys)
        // Apps may be anybody's; sessions are the tenant's own.
        let sql: SQL = """
            SELECT k.id, 'key', k.name FROM api_keys k WHERE k.id = ANY (\(ids))
            UNION ALL SELECT c.id, 'app', c.name FROM oauth_client_lookup c WHERE c.id = ANY (\(ids))
            UNION ALL SELECT -s.id, 'session', l.email FROM sessions s JOIN session_lookup l ON l.id = s.id
                WHERE s.id = ANY (\(Self.array(keys.map { 0 &- $0 })))
            """
        let found = try await read(sql, of: tenant) { row throws(PostgresError) in
            try (id: row.int64(), kind: row.text(), name: row.text())
        }
        var names: [Int64: UsedKey] = [:]
        for (id, kind, name) in found {
            guard let kind = UsedKey.Kind(rawValue: kind) else { continue }
            names[id] = UsedKey(id: id, kind: kind, name: name)
        }
        return names
    }

    private static func array(_ keys: [Int64]) -> Parameter { .int64Array(Array(keys.prefix(UsageFilter.mostKeys))) }
}
