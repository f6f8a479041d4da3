import Domain
package import Logging
import ServiceLifecycle

/// Moves usage records from the spool into PostgreSQL, exactly once: the transaction that inserts a batch also
/// advances this node's `last_seq`, and after any doubt the database is asked how far it got.
package struct UsageDrain: Service, CustomStringConvertible {
    private let spool: Spool
    private let client: PostgresClient
    private let logger: Logger
    private let interval: Duration

    package init(
        spool: Spool, client: PostgresClient, logger: Logger, interval: Duration = .milliseconds(250)
    ) {
        self.spool = spool
        self.client = client
        self.logger = logger
        self.interval = interval
    }

    /// Large, because records of one key then fall on one page of the index; bounded, because they are in memory.
    private static let largestBatch = 2500

    package var description: String { "usage drain" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var isCertain = false
            while !Task.isCancelled {
                do {
                    if !isCertain {
                        try await reconcile()
                        isCertain = true
                    }
                    if try await drainBatch() == Self.largestBatch { continue }
                } catch  where Task.isCancelled {
                    break
                } catch {
                    isCertain = false
                    logger.warning("usage records wait in the spool (\(spool.pending)): \(describe(error))")
                }
                try? await Task.sleep(for: isCertain ? interval : .seconds(1))
            }
        }
        // What is left is kept by the spool; a last try spares the next start the work.
        do {
            try await reconcile()
            while try await drainBatch() > 0 {}
        } catch {
            logger.info("\(spool.pending) usage records stay in the spool until the next start")
        }
    }

    /// Forgets what the database has; what it has not is sent again.
    private func reconcile() async throws {
        let query: Query = "SELECT last_seq FROM usage_nodes WHERE node = $1"
        let rows = try await client.read([Statement(query, .uuid(node))]).last
        let last = try rows.decodeFirst { row throws(PostgresError) in try row.int64() }
        if let last, last > 0 { try spool.markDrained(through: UInt64(last)) }
    }

    private static let insertRecords: Query = """
        INSERT INTO usage_record_intake (tenant_id, occurred_at, node, seq, key_id, action, method, path, status,
            duration_us, ip, request_id, authenticated)
        SELECT r.tenant_id, r.occurred_at, $1, r.seq, r.key_id, r.action, r.method, r.path, r.status::smallint,
            least(r.duration_us, 2147483647)::int, r.ip, r.request_id, r.authenticated
        FROM unnest($2::bigint[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[],
            $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::bool[])
            AS r (tenant_id, occurred_at, seq, key_id, action, method, path, status, duration_us, ip, request_id,
                authenticated)
        """
    private static let countUses: Query = """
        INSERT INTO api_key_usage_intake AS u (tenant_id, key_id, usage_count, last_used_at, last_used_ip)
        SELECT r.tenant_id, r.key_id, r.uses, r.last_used_at, r.last_used_ip
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[])
            AS r (tenant_id, key_id, uses, last_used_at, last_used_ip)
        ORDER BY r.tenant_id, r.key_id
        ON CONFLICT (tenant_id, key_id) DO UPDATE SET
            usage_count = u.usage_count + excluded.usage_count,
            last_used_ip = CASE WHEN excluded.last_used_at >= u.last_used_at
                THEN excluded.last_used_ip ELSE u.last_used_ip END,
            last_used_at = greatest(u.last_used_at, excluded.last_used_at)
        """
    private static let advance: Query = """
        INSERT INTO usage_nodes (node, last_seq, seen_at) VALUES ($1, $2, now())
        ON CONFLICT (node) DO UPDATE SET last_seq = excluded.last_seq, seen_at = excluded.seen_at
        """

    private var node: PostgresUUID { PostgresUUID(bytes: spool.node) ?? PostgresUUID(high: 0, low: 0) }

    /// - Returns: how many entries of the spool were dealt with.
    private func drainBatch() async throws -> Int {
        let entries = try spool.nextBatch(max: Self.largestBatch)
        guard let last = entries.last?.seq else { return 0 }
        var records = entries.compactMap { entry in
            UsageSpool.decode(entry.payload).map { (seq: Int64(clamping: entry.seq), record: $0) }
        }
        // In the order of the table's key.
        records.sort { ($0.record.tenantID, $0.record.keyID, $0.seq) < ($1.record.tenantID, $1.record.keyID, $1.seq) }
        if records.count < entries.count { logger.error("\(entries.count - records.count) unreadable usage records") }
        var statements: [Statement] = []
        if !records.isEmpty {
            statements.append(
                Statement(
                    Self.insertRecords, .uuid(node), .int64Array(records.map(\.record.tenantID)),
                    .timestampArray(records.map(\.record.occurredAt.microseconds)), .int64Array(records.map(\.seq)),
                    .int64Array(records.map(\.record.keyID)), .textArray(records.map(\.record.action)),
                    .textArray(records.map(\.record.method)), .textArray(records.map(\.record.path)),
                    .int64Array(records.map { Int64($0.record.status) }),
                    .int64Array(records.map(\.record.durationMicroseconds)), .textArray(records.map(\.record.ip)),
                    .textArray(records.map(\.record.requestID)), .boolArray(records.map(\.record.isAuthenticated))))
            if let counted = Self.counted(records.map(\.record)) { statements.append(counted) }
        }
        statements.append(Statement(Self.advance, .uuid(node), .int64(Int64(clamping: last))))
        _ = try await client.write(Batch(statements))
        try spool.markDrained(through: last)
        return entries.count
    }

    private struct Use: Hashable {
        let tenant: Int64
        let key: Int64
    }

    private static func counted(_ records: [UsageRecord]) -> Statement? {
        var uses: [Use: (count: Int64, last: UsageRecord)] = [:]
        // Sessions (below zero) are listed, not counted: they come and go.
        for record in records where record.isAuthenticated && record.keyID > 0 {
            let use = Use(tenant: record.tenantID, key: record.keyID)
            let known = uses[use]
            let last = known.map { $0.last.occurredAt > record.occurredAt ? $0.last : record } ?? record
            uses[use] = ((known?.count ?? 0) &+ 1, last)
        }
        guard !uses.isEmpty else { return nil }
        let all = Array(uses)
        return Statement(
            countUses, .int64Array(all.map(\.key.tenant)), .int64Array(all.map(\.key.key)),
            .int64Array(all.map(\.value.count)), .timestampArray(all.map(\.value.last.occurredAt.microseconds)),
            .textArray(all.map(\.value.last.ip)))
    }

    private func describe(_ error: any Error) -> String {
        (error as? PostgresError)?.debugDescription ?? "\(error)"
    }
}
