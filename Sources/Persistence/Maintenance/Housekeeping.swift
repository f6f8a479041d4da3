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
                    try await dropOldTokens()
                    if round % 60 == 0 {
                        try await makePartitions()
                        try await dropOldLogins()
                        try await dropOldUsage()
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
        try await drop([sessions, delays, links, messages])
    }

    /// Apps' tokens that are over, what is left of their connections, and apps that nobody connected.
    package func dropOldTokens() async throws {
        let tokens: Query = """
            DELETE FROM expired_oauth_tokens WHERE digest IN (
                SELECT digest FROM expired_oauth_tokens ORDER BY expires_at LIMIT 1000)
            """
        let refreshTokens: Query = """
            DELETE FROM old_oauth_refresh_tokens WHERE digest IN (
                SELECT digest FROM old_oauth_refresh_tokens ORDER BY used_at LIMIT 1000)
            """
        let authorizations: Query = """
            DELETE FROM old_oauth_authorizations WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM old_oauth_authorizations ORDER BY expires_at LIMIT 1000)
            """
        let assertions: Query = """
            DELETE FROM expired_oauth_assertions WHERE (tenant_id, client_id, digest) IN (
                SELECT tenant_id, client_id, digest FROM expired_oauth_assertions ORDER BY expires_at LIMIT 1000)
            """
        let clients: Query = """
            DELETE FROM forgotten_oauth_clients WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM forgotten_oauth_clients LIMIT 1000)
            """
        try await drop([tokens, refreshTokens, authorizations, assertions, clients])
    }

    /// In small batches: nobody waits for one for long.
    private func drop(_ queries: [Query]) async throws {
        for query in queries {
            while try await client.write([Statement(query)]).last.affected == 1000 {}
        }
    }

    /// Counts of calls, 400 days later.
    package func dropOldUsage() async throws {
        let query: Query = "SELECT kiik_drop_old_usage(5000)"
        func drop() async throws -> Int64 {
            let rows = try await client.write([Statement(query)]).last
            return try rows.decodeFirst { row throws(PostgresError) in try row.int64() } ?? 0
        }
        while try await drop() == 5000 {}
    }

    package func makePartitions() async throws {
        _ = try await client.write([Statement("SELECT kiik_ensure_usage_partitions()")])
    }
}
