import Domain
package import Logging
import ServiceLifecycle

/// What has to be done now and then on one node or another: fold counts, drop expired answers, make partitions.
/// Every step is safe to run on several nodes at once.
package struct Housekeeping: Service {
    private let client: PostgresClient
    private let logger: Logger
    private let interval: Duration

    package init(client: PostgresClient, logger: Logger, interval: Duration = .seconds(5)) {
        self.client = client
        self.logger = logger
        self.interval = interval
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            while !Task.isCancelled {
                do {
                    try await foldCounts()
                    if round % 12 == 0 { try await dropExpiredAnswers() }
                    if round % 720 == 0 { try await makePartitions() }
                    round += 1
                } catch  where Task.isCancelled {
                    break
                } catch {
                    let detail = (error as? PostgresError)?.debugDescription ?? "\(error)"
                    logger.warning("housekeeping waits for the database: \(detail)")
                }
                try? await Task.sleep(for: interval)
            }
        }
    }

    private static let foldTenant: Query = """
        WITH folded AS (
            DELETE FROM row_count_deltas WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM row_count_deltas LIMIT 10000 FOR UPDATE SKIP LOCKED))
            RETURNING tenant_id, resource, delta)
        INSERT INTO row_counts AS c (tenant_id, resource, total)
        SELECT tenant_id, resource, sum(delta) FROM folded GROUP BY tenant_id, resource ORDER BY resource
        ON CONFLICT (tenant_id, resource) DO UPDATE SET total = c.total + excluded.total
        """

    /// Folds the pending deltas of every tenant that has some, one tenant a transaction.
    package func foldCounts() async throws {
        let pending = try await client.read([Statement("SELECT tenant_id FROM tenants_to_fold LIMIT 1000")]).last
        for id in try pending.decode({ row throws(PostgresError) in try row.int64() }) {
            _ = try await client.write(.bound(to: TenantScope(id: id), [Statement(Self.foldTenant)]))
        }
    }

    package func dropExpiredAnswers() async throws {
        let query: Query = """
            DELETE FROM expired_idempotency_keys WHERE (tenant_id, principal, key) IN (
                SELECT tenant_id, principal, key FROM expired_idempotency_keys ORDER BY expires_at LIMIT 1000)
            """
        while try await client.write([Statement(query)]).last.affected == 1000 {}
    }

    package func makePartitions() async throws {
        _ = try await client.write([Statement("SELECT kiik_ensure_usage_partitions()")])
    }
}
