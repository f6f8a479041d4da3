import Domain

/// The statements behind a page of calls. Each walks one index backwards.
struct UsageSQL {
    private static let columns: SQL = """
        occurred_at, node, seq, key_id, action, method, path, status, duration_us, ip, request_id, authenticated
        """
    private static let order: SQL = " ORDER BY occurred_at DESC, node DESC, seq DESC"

    let query: UsageQuery

    /// One more than the page has, where there are so many.
    var page: Statement {
        if query.isReaching {
            let within: SQL = " FROM (SELECT * FROM usage_records"
            let found: SQL = "SELECT \(Self.columns)"
            return
                (found + within + conditions(indexed + place) + Self.order + " LIMIT \(UsageQuery.reach)) AS r"
                + conditions(others) + Self.order + " LIMIT \(query.limit + 1)").statement()
        }
        if query.key == nil, query.action == nil, let statusClass = query.statusClass { return refused(statusClass) }
        let found: SQL = "SELECT \(Self.columns) FROM usage_records"
        return (found + conditions(indexed + others + place) + Self.order + " LIMIT \(query.limit + 1)").statement()
    }

    /// The last call that a reaching page looked at, where it could not look at all there are.
    var end: Statement {
        let found: SQL = "SELECT occurred_at, node, seq FROM usage_records"
        return (found + conditions(indexed + place) + Self.order + " LIMIT 1 OFFSET \(UsageQuery.reach - 1)")
            .statement()
    }

    /// Status after status, since each has its own place in the index: only those that there are.
    private func refused(_ statusClass: Int) -> Statement {
        let (first, last) = (Int16(clamping: statusClass * 100), Int16(clamping: statusClass * 100 + 99))
        let one: SQL = "SELECT \(Self.columns) FROM usage_records"
        let found: SQL = """
            WITH RECURSIVE present (status) AS (
                SELECT min(status) FROM usage_records WHERE status >= 400 AND status BETWEEN \(first) AND \(last)
                UNION ALL
                SELECT (SELECT min(r.status) FROM usage_records r
                    WHERE r.status >= 400 AND r.status > p.status AND r.status <= \(last))
                FROM present p WHERE p.status IS NOT NULL)
            SELECT r.* FROM present p CROSS JOIN LATERAL (
            """
        let same: SQL = "status >= 400 AND status = p.status"
        return
            (found + one + conditions([same] + indexed + place) + Self.order + " LIMIT \(query.limit + 1)) AS r"
            + Self.order + " LIMIT \(query.limit + 1)").statement()
    }

    /// What an index finds.
    private var indexed: [SQL] {
        var all: [SQL] = []
        if let key = query.key { all.append("key_id = \(key)") }
        if query.key == nil, let action = query.action { all.append("action = \(action)") }
        if let since = query.since { all.append("occurred_at >= \(Parameter.timestamp(since.microseconds))") }
        if let until = query.until { all.append("occurred_at < \(Parameter.timestamp(until.microseconds))") }
        return all
    }

    private var others: [SQL] {
        var all: [SQL] = []
        if query.key != nil, let action = query.action { all.append("action = \(action)") }
        if let status = query.status {
            all.append("status = \(Int16(clamping: status))")
            if status >= 400 { all.append("status >= 400") }
        }
        if let statusClass = query.statusClass {
            let first = min(max(statusClass, 0), 9) * 100
            all.append("status BETWEEN \(Int16(first)) AND \(Int16(first + 99))")
        }
        if let prefix = query.pathPrefix, !prefix.isEmpty { all.append("starts_with(path, \(prefix))") }
        return all
    }

    private var place: [SQL] {
        guard let place = query.after else { return [] }
        let at = Parameter.timestamp(place.at.microseconds)
        // The bound is for the indexes that end with the time, the comparison for the rest of the order.
        return [
            "occurred_at <= \(at)",
            "(occurred_at, node, seq) < (\(at), \(place.node.postgres), \(place.sequence))",
        ]
    }

    private func conditions(_ all: [SQL]) -> SQL {
        guard !all.isEmpty else { return "" }
        let start: SQL = " WHERE "
        return start + all.joined(separator: " AND ")
    }
}
