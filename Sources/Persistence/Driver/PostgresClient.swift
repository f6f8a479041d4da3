package import Logging
internal import ServiceLifecycle

/// PostgreSQL for the whole daemon: shared pipelined connections for short batches, a small pool for the rest.
package final class PostgresClient: Service, Sendable {
    /// Which connections a write goes to.
    package enum Lane: Sendable, Hashable {
        /// A few connections that all share, in pipeline mode. For what is short and cannot wait for a lock.
        case shared
        /// One connection alone, for the length of the request.
        case pool
    }

    package init(configuration: PostgresConfiguration, logger: Logger) {}

    package func run() async throws {}
    package func start() {}
    package func shutdown() async {}

    package func read(_ batch: Batch, timeout: Duration? = nil) async throws -> BatchResult {
        throw PostgresError(.shuttingDown)
    }
    package func read(_ statement: Statement, timeout: Duration? = nil) async throws -> Rows {
        throw PostgresError(.shuttingDown)
    }
    package func write(_ batch: Batch, on lane: Lane = .pool, timeout: Duration? = nil) async throws -> BatchResult {
        throw PostgresError(.shuttingDown)
    }
    package func withTransaction<Value: Sendable>(
        tenant: Int64? = nil, timeout: Duration? = nil,
        _ body: (PostgresTransaction) async throws -> Value
    ) async throws -> Value { throw PostgresError(.shuttingDown) }
    /// Outside any transaction, for migrations: session locks, CREATE INDEX CONCURRENTLY. Closed afterwards.
    package func withSession<Value: Sendable>(
        timeout: Duration? = nil, _ body: (PostgresTransaction) async throws -> Value
    ) async throws -> Value { throw PostgresError(.shuttingDown) }
    package func stream(
        _ prefix: [Statement], _ statement: Statement, tenant: Int64? = nil, timeout: Duration? = nil,
        _ row: (inout Row) throws -> Void
    ) async throws -> Int { throw PostgresError(.shuttingDown) }
    package func listen(_ channels: [String], handler: @escaping @Sendable (ListenEvent) -> Void) {}
    package var statistics: PostgresStatistics { PostgresStatistics() }
}
