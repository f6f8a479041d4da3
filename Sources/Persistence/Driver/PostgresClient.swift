package import Logging
import ServiceLifecycle
internal import Synchronization

/// PostgreSQL for the whole daemon: shared pipelined connections for short batches, a small pool for the rest.
package final class PostgresClient: Service, Sendable {
    /// Which connections a write goes to.
    package enum Lane: Sendable, Hashable {
        /// A few connections that all share, in pipeline mode. For what is short and cannot wait for a lock.
        case shared
        /// One connection alone, for the length of the request.
        case pool
    }

    let configuration: PostgresConfiguration
    private let logger: Logger
    private let reactor = Mutex<Reactor?>(nil)

    package init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// As a service: open until the graceful shutdown, then finishes what is under way.
    package func run() async throws {
        start()
        try? await gracefulShutdown()
        await shutdown()
    }

    /// Opens the client. Connections are made as they are needed.
    package func start() {
        reactor.withLock { reactor in
            guard reactor == nil else { return }
            do {
                let made = try Reactor(configuration, logger: logger)
                if made.start() { reactor = made }
            } catch {
                logger.critical(
                    "the database client cannot start: \((error as? PostgresError)?.debugDescription ?? "\(error)")")
            }
        }
    }

    /// Finishes what is under way, within the shutdown timeout, and closes every connection.
    package func shutdown() async {
        guard let reactor = reactor.withLock({ $0.take() }) else { return }
        reactor.mailbox.beginDraining()
        _ = reactor.mailbox.submit(.shutdown(force: false))
        let limit = Task {
            try await Task.sleep(for: configuration.shutdownTimeout)
            _ = reactor.mailbox.submit(.shutdown(force: true))
        }
        await reactor.mailbox.waitUntilClosed()
        limit.cancel()
    }

    package var statistics: PostgresStatistics {
        reactor.withLock { $0?.counters.withLock { $0 } } ?? PostgresStatistics()
    }

    /// Runs a batch that changes nothing, on a shared connection. After a lost connection it is tried once more.
    package func read(_ batch: Batch, timeout: Duration? = nil) async throws -> BatchResult {
        try await perform(
            Request(
                statements: batch.statements, lane: .shared, tenant: batch.tenant, isRepeatable: true, timeout: timeout)
        )
    }

    package func read(_ statement: Statement, timeout: Duration? = nil) async throws -> Rows {
        try await read(Batch([statement]), timeout: timeout).last
    }

    /// Runs a batch as one transaction; when it returns, the transaction is committed.
    package func write(_ batch: Batch, on lane: Lane = .pool, timeout: Duration? = nil) async throws -> BatchResult {
        try await perform(
            Request(
                statements: batch.statements, lane: lane == .shared ? .shared : .pool, tenant: batch.tenant,
                timeout: timeout))
    }

    /// Runs a closure between BEGIN and COMMIT, or ROLLBACK where it throws.
    package func withTransaction<Value: Sendable>(
        tenant: Int64? = nil, timeout: Duration? = nil, _ body: (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        let acquire = Request(work: .acquire, statements: [], lane: .pool, timeout: timeout)
        _ = try await perform(acquire)
        guard let lease = acquire.lease else { throw PostgresError(.misuse) }
        let transaction = PostgresTransaction(client: self, lease: lease, timeout: timeout)
        do {
            _ = try await transaction.run("BEGIN")
            let value = try await body(transaction)
            let outcome = try await transaction.run(Statement(Query("COMMIT")))
            release(lease, reusable: true)
            if outcome.commandTag == "ROLLBACK" { throw PostgresError(.transactionAborted) }
            return value
        } catch {
            // A connection whose ROLLBACK is not certain is closed, which rolls back too.
            let isBack =
                lease.connectionIsThere ? (try? await transaction.run(Statement(Query("ROLLBACK")))) != nil : false
            release(lease, reusable: isBack)
            throw error
        }
    }

    /// A connection of its own, past any pooler and outside any transaction, for migrations. Closed afterwards.
    package func withSession<Value: Sendable>(
        timeout: Duration? = nil, _ body: (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        let acquire = Request(work: .acquireSession, statements: [], lane: .pool)
        _ = try await perform(acquire)
        guard let lease = acquire.lease else { throw PostgresError(.misuse) }
        let session = PostgresTransaction(client: self, lease: lease, timeout: timeout)
        defer { release(lease, reusable: false) }
        if let timeout {
            let limit = String(timeout.millisecondsForServer)
            _ = try await session.run(
                Statement(
                    "SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $1, false)",
                    .text(limit)))
        }
        return try await body(session)
    }

    /// Runs statements and reads the last one's rows one at a time, whatever their number, in little memory.
    /// - Returns: how many there were.
    package func stream(
        _ prefix: [Statement], _ statement: Statement, tenant: Int64? = nil, timeout: Duration? = nil,
        _ row: (inout Row) throws -> Void
    ) async throws -> Int {
        let sink = StreamSink()
        let request = Request(
            work: .stream(sink), statements: prefix + [statement], lane: .pool, tenant: tenant, timeout: timeout)
        guard let reactor = reactor.withLock({ $0 }), reactor.mailbox.submit(.perform(request)) else {
            throw PostgresError(.shuttingDown)
        }
        return try await withTaskCancellationHandler {
            var count = 0
            while true {
                switch await sink.next() {
                case .rows(let chunk, let resume):
                    let results = Results(chunk.handles)
                    if resume { _ = reactor.mailbox.submit(.resumeStream(request)) }
                    do {
                        for handle in results.handles {
                            let rows = Rows(results, handle)
                            for position in 0..<rows.count {
                                try rows.withRow(position, row)
                                count += 1
                            }
                        }
                    } catch {
                        sink.close()
                        _ = reactor.mailbox.submit(.interrupt(request))
                        throw error
                    }
                case .end(nil): return count
                case .end(let error?): throw error
                }
            }
        } onCancel: {
            _ = reactor.mailbox.submit(.interrupt(request))
        }
    }

    /// Listens on channels, on a connection of its own with a heartbeat, until the client shuts down. The handler is
    /// called on the reactor's thread.
    package func listen(_ channels: [String], handler: @escaping @Sendable (ListenEvent) -> Void) {
        guard let reactor = reactor.withLock({ $0 }) else { return }
        _ = reactor.mailbox.submit(.listen(Subscription(channels: channels, handler: handler)))
    }

    func release(_ lease: Lease, reusable: Bool) {
        _ = reactor.withLock { $0 }?.mailbox.submit(.release(lease, reusable: reusable))
    }

    func perform(_ request: Request) async throws -> BatchResult {
        guard let reactor = reactor.withLock({ $0 }) else { throw PostgresError(.shuttingDown) }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                request.continuation = continuation
                if !reactor.mailbox.submit(.perform(request)) {
                    request.answer(.failure(PostgresError(.shuttingDown)))
                }
            }
        } onCancel: {
            _ = reactor.mailbox.submit(.interrupt(request))
        }
    }
}
