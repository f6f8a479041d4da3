import Domain

/// Sums over `usage_totals`: whole days (UTC) from their rows, the hours before and after from theirs.
enum UsageTotalsSQL {
    static func series(_ filter: UsageFilter) -> SQL {
        let sums: SQL = "SELECT t.since, t.status / 100, sum(t.calls)::bigint FROM usage_totals t WHERE t.hours = 1"
        let within: SQL = " AND t.since >= \(bound(filter.since)) AND t.since < \(bound(filter.until))"
        return sums + within + conditions(filter) + " GROUP BY 1, 2 ORDER BY 1"
    }

    /// Sums of whole days (UTC), of the hours before and after, and of those hours of the days that are asked for.
    static func days(_ filter: UsageFilter, and hours: [Timestamp]) -> SQL {
        let sums: SQL = "SELECT t.hours, t.since, t.status / 100, sum(t.calls)::bigint"
        return sums + rows(filter, and: hours) + " GROUP BY 1, 2, 3"
    }

    static func byStatus(_ filter: UsageFilter) -> SQL {
        let sums: SQL = "SELECT t.status, sum(t.calls)::bigint"
        return sums + rows(filter) + " GROUP BY 1"
    }

    static func latency(_ filter: UsageFilter) -> SQL {
        let sums: SQL = "SELECT \(latencies)"
        return sums + rows(filter)
    }

    static func byAction(_ filter: UsageFilter, limit: Int) -> SQL {
        let sums: SQL = """
            SELECT t.action, sum(t.calls)::bigint, coalesce(sum(t.calls) FILTER (WHERE t.status >= 400), 0)::bigint,
                coalesce(sum(t.calls) FILTER (WHERE t.status = 429), 0)::bigint, \(latencies)
            """
        return sums + rows(filter, byAction: true) + " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT \(limit)"
    }

    /// The time and the histogram. Place by place: taking the arrays apart costs many times more.
    private static let latencies: SQL = {
        let places = (1...LatencyHistogram.classes).map { "coalesce(sum(t.histogram[\($0)]), 0)::bigint" }
        return SQL(
            unescaped: "coalesce(sum(t.microseconds), 0)::bigint, ARRAY[\(places.joined(separator: ", "))]")
    }()

    /// Each piece is read for itself: joined to a list of them, whichever plan PostgreSQL keeps reads all that is there.
    private static func rows(_ filter: UsageFilter, byAction: Bool = false, and hours: [Timestamp] = []) -> SQL {
        let start: SQL = " FROM ("
        let conditions = conditions(filter, byAction: byAction)
        var pieces = pieces(of: filter).map { piece -> SQL in
            let rows: SQL = "SELECT * FROM usage_totals t WHERE \(piece)"
            return rows + conditions
        }
        if !hours.isEmpty {
            // Hour by hour: as one condition it would be a filter of all hours that there are.
            pieces.append(
                """
                SELECT t.* FROM unnest(\(Parameter.timestampArray(hours.map(\.microseconds)))::timestamptz[]) AS h (since)
                    CROSS JOIN LATERAL (
                        SELECT * FROM usage_totals t WHERE t.hours = 1 AND t.since = h.since\(conditions) OFFSET 0) AS t
                """)
        }
        return start + pieces.joined(separator: " UNION ALL ") + ") AS t"
    }

    private static func pieces(of filter: UsageFilter) -> [SQL] {
        func piece(_ hours: Int, _ since: Parameter, _ until: Parameter) -> SQL {
            "t.hours = \(unescaped: String(hours)) AND t.since >= \(since) AND t.since < \(until)"
        }
        let whole = wholeDays(of: filter)
        if whole.isEmpty { return [piece(1, bound(filter.since), bound(filter.until))] }
        let (begins, ends) = (Parameter.timestamp(whole.lowerBound), Parameter.timestamp(whole.upperBound))
        return [
            piece(1, bound(filter.since), begins), piece(24, begins, ends), piece(1, ends, bound(filter.until)),
        ]
    }

    /// From the first midnight (UTC) through the last; empty where there are not two.
    static func wholeDays(of filter: UsageFilter) -> Range<Int64> {
        let day: Int64 = 86_400_000_000
        let (since, until) = (filter.since.microseconds, filter.until.microseconds)
        let first = since.flooredQuotient(day) * day + (since % day == 0 ? 0 : day)
        return first..<max(first, until.flooredQuotient(day) * day)
    }

    private static func conditions(_ filter: UsageFilter, byAction: Bool = false) -> SQL {
        var sql: SQL = " AND t.key_id = \(filter.key ?? 0)"
        if let action = filter.action {
            sql += " AND t.action = \(action)"
        } else if filter.key == nil {
            sql += byAction ? " AND t.action <> '*'" : " AND t.action = '*'"
        }
        if let statusClass = filter.statusClass {
            let first = min(max(statusClass, 0), 9) * 100
            sql += " AND t.status BETWEEN \(Int16(first)) AND \(Int16(first + 99))"
        }
        return sql
    }

    private static func bound(_ moment: Timestamp) -> Parameter { .timestamp(moment.microseconds) }
}
