/// Where the database is and how it is used. Everything but the connection string has a default.
package struct PostgresConfiguration: Sendable {
    /// What stands between kiikd and PostgreSQL.
    package enum Pooler: String, Sendable, CaseIterable {
        case none
        /// pgbouncer with `pool_mode = transaction`: unnamed statements, timeouts set in each batch.
        case transaction
    }

    /// A `postgres://` URI or `key=value` pairs, several hosts and `target_session_attrs` included, as libpq takes it.
    package let url: String
    /// Puts work off until the calling thread, an event loop's, has done what it is at; false on any other thread.
    package typealias AfterTurn = @Sendable (@escaping @Sendable () -> Void) -> Bool
    /// Requests that one turn of an event loop makes then wake the driver's thread once, and go out together.
    package var afterTurn: AfterTurn?
    package var pooler = Pooler.none
    /// For LISTEN and session locks, where `url` goes through a pooler.
    package var directURL: String?
    package var applicationName = "kiikd"

    /// How long a request waits for a connection while none can be had.
    package var connectTimeout = Duration.seconds(5)
    /// How long a request waits for a pool connection while all are taken.
    package var poolWaitTimeout = Duration.seconds(10)
    package var statementTimeout = Duration.seconds(30)
    package var sharedStatementTimeout = Duration.seconds(5)
    package var poolLockTimeout = Duration.seconds(5)
    /// Short: whoever waits for a lock on a shared connection holds up its neighbours. It is tried again on the pool.
    package var sharedLockTimeout = Duration.milliseconds(30)
    /// A transaction whose code has gone away.
    package var idleTransactionTimeout = Duration.seconds(60)
    /// What a silent server gets beyond the statement timeout before its connection is given up.
    package var grace = Duration.seconds(1)
    package var shutdownTimeout = Duration.seconds(10)

    /// Connections for reads; more of them behind a pooler, where each has one batch under way.
    package var sharedConnections: Int { pooler == .transaction ? 8 : 2 }
    /// Batches sent and not yet answered on one shared connection. Behind a pooler one: pgbouncer hands the server's
    /// connection on once every Sync that it has read is answered, also when half of the next batch is on its way.
    package var sharedDepth: Int { pooler == .transaction ? 1 : 128 }
    package var poolSize = 8
    /// A pool connection unused for so long is closed.
    package var poolIdleTimeout = Duration.seconds(300)

    /// Batches of one tenant in flight on the shared connections.
    package var maxInFlightPerTenant = 64
    /// Pool connections that one tenant may hold.
    package var maxPoolPerTenant = 6
    package var maxWaiting = 1024
    package var maxWaitingPerTenant = 512
    /// Prepared statements kept on one connection; the least recently used makes room.
    package var maxPreparedStatements = 500

    package var listenHeartbeat = Duration.milliseconds(25)
    /// A LISTEN connection that answers no heartbeat for so long is given up.
    package var listenSilence = Duration.seconds(1)

    package init(url: String) throws(PostgresError) {
        self.url = url
        try Conninfo.validate(url)
    }
}
