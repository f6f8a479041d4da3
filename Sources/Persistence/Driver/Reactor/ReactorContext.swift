internal import CLibpq
internal import Glibc
internal import Logging

/// What every connection and lane of one reactor uses. Lives and dies on the reactor's thread.
final class ReactorContext {
    let configuration: PostgresConfiguration
    let connector: Connector
    let mailbox: Mailbox
    let logger: Logger
    var poller: Poller
    var encoder = ParameterEncoder()
    /// What has happened and is not yet dealt with.
    var events = RingBuffer<ConnectionEvent>()
    /// Connections that were written to in this turn.
    var unflushed: [Connection] = []
    var statistics = PostgresStatistics()
    var random = SystemRandomNumberGenerator()
    /// Rewritten for each statement that has a name.
    let statementName = UnsafeMutableBufferPointer<CChar>.allocate(capacity: StatementID.nameLength)
    private var lastID: UInt64 = 0

    init?(configuration: PostgresConfiguration, connector: Connector, mailbox: Mailbox, logger: Logger) {
        guard let poller = Poller(), mailbox.eventDescriptor >= 0, poller.add(mailbox.eventDescriptor, token: 0) else {
            return nil
        }
        self.poller = poller
        self.configuration = configuration
        self.connector = connector
        self.mailbox = mailbox
        self.logger = logger
    }

    deinit { statementName.deallocate() }

    /// Never 0, which is the mailbox's token.
    func nextID() -> UInt64 {
        lastID &+= 1
        return lastID
    }

    /// Whether a connection of this role shares its server session with other clients.
    func isPooled(_ role: ConnectionRole) -> Bool {
        guard configuration.pooler == .transaction else { return false }
        switch role {
        case .shared, .pool: return true
        case .session, .listen: return configuration.directURL == nil
        }
    }

    /// Starts connecting; the ticket comes back with the outcome. Nil: not even a thread could be had.
    func connect(_ role: ConnectionRole) -> UInt64? {
        let ticket = nextID()
        return connector.start(role, ticket: ticket, mailbox: mailbox) ? ticket : nil
    }

    /// What goes ahead of a request in its own transaction.
    func prelude(for request: Request, on role: ConnectionRole) -> [Statement] {
        var statements: [Statement] = []
        if request.beginsTransaction { statements.append(Self.begin) }
        if request.lane.isLease, !request.beginsTransaction { return statements }
        var timeouts = Timeouts(role, configuration)
        let isLonger = request.timeout.map { $0 > timeouts.statement } ?? false
        if role == .shared || !(isLonger || isPooled(role)) {
            if isPooled(role) { statements.append(timeouts.asStatement) }
            return statements
        }
        timeouts.statement = request.timeout ?? timeouts.statement
        statements.append(timeouts.asStatement)
        return statements
    }

    /// How long a request may take from when it is sent, if its caller said nothing: the server's own timeout comes first.
    func bound(_ role: ConnectionRole, statements: Int) -> UInt64 {
        let timeout = Timeouts(role, configuration).statement.nanoseconds
        return timeout &* UInt64(Swift.max(1, Swift.min(statements, 3))) &+ configuration.grace.nanoseconds
    }

    private static let begin = Statement(Query("BEGIN"))

    typealias SendSync = @convention(c) (OpaquePointer?) -> CInt

    /// libpq 17 can queue a Sync without sending at once; before that each Sync is a system call.
    static let queueSync: SendSync = {
        guard let symbol = dlsym(nil, "PQsendPipelineSync") else { return { PQpipelineSync($0) } }
        return unsafeBitCast(symbol, to: SendSync.self)
    }()
}

enum ConnectionEvent {
    case finished(Connection, Request, Result<BatchResult, PostgresError>)
    /// A pool connection may have become free.
    case settled(Connection)
    case heartbeat(Connection, sentAt: UInt64)
    case listening(Connection, subscription: UInt64, PostgresError?)
    case notification(Connection, channel: String, payload: String)
    case lost(Connection, PostgresError, sent: [Request], unsent: [Request])
}
