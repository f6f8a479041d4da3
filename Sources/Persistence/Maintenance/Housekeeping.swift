import Domain
package import Logging
import ServiceLifecycle

/// What has to be done now and then on one node or another: drop expired answers and old logins, make partitions.
/// Every step is safe to run on several nodes at once.
package struct Housekeeping: Service, CustomStringConvertible {
    private let client: PostgresClient
    private let logger: Logger
    private let interval: Duration

    package init(client: PostgresClient, logger: Logger, interval: Duration = .seconds(60)) {
        self.client = client
        self.logger = logger
        self.interval = interval
    }

    package var description: String { "housekeeping" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            while !Task.isCancelled {
                do {
                    try await dropExpiredAnswers()
                    if round % 60 == 0 {
                        try await makePartitions()
                        try await dropOldLogins()
                    }
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

    package func dropExpiredAnswers() async throws {
        let query: Query = """
            DELETE FROM expired_idempotency_keys WHERE (tenant_id, principal, key) IN (
                SELECT tenant_id, principal, key FROM expired_idempotency_keys ORDER BY expires_at LIMIT 1000)
            """
        while try await client.write([Statement(query)]).last.affected == 1000 {}
    }

    /// Sessions, links and messages that have long been over, and failures that are forgotten.
    package func dropOldLogins() async throws {
        let sessions: Query = """
            DELETE FROM expired_sessions WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM expired_sessions ORDER BY expires_at LIMIT 1000)
            """
        let delays: Query = """
            DELETE FROM login_delays WHERE subject IN (
                SELECT subject FROM login_delays WHERE failed_at < now() - interval '1 day' LIMIT 1000)
            """
        let links: Query = """
            DELETE FROM old_links WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM old_links ORDER BY expires_at LIMIT 1000)
            """
        let messages: Query = """
            DELETE FROM old_messages WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM old_messages ORDER BY created_at LIMIT 1000)
            """
        for query in [sessions, delays, links, messages] {
            while try await client.write([Statement(query)]).last.affected == 1000 {}
        }
    }

    package func makePartitions() async throws {
        _ = try await client.write([Statement("SELECT kiik_ensure_usage_partitions()")])
    }
}
