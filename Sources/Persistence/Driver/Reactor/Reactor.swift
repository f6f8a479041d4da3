internal import Glibc
internal import Logging
internal import Synchronization

/// The thread that does all of the client's talking with PostgreSQL: it takes requests from the mailbox, sends them on
/// connections, and answers them when their results are complete.
///
/// Sound to share: everything mutable is touched by the reactor's own thread only, except the statistics (a mutex).
final class Reactor: @unchecked Sendable {
    let configuration: PostgresConfiguration
    let mailbox: Mailbox
    let logger: Logger
    let counters = Mutex(PostgresStatistics())
    let connector: Connector

    var poller: Poller
    var connections: [UInt64: PipelinedConnection] = [:]
    var shared: Lane
    var pool: Lane
    var subscriptions: [UInt64: Subscription] = [:]
    var pending: [UInt64: PendingConnection] = [:]
    var nextToken: UInt64 = 1
    var encoder = ParameterEncoder()
    var dirty: [PipelinedConnection] = []
    var commands: [Command] = []
    var answered: [Request] = []
    var isDraining = false
    var isForced = false
    var nextSweep: UInt64 = 0
    var random = SystemRandomNumberGenerator()

    enum PendingConnection {
        case lane(ConnectionRole)
        case session(Request)
        case listen(UInt64)
    }

    init(_ configuration: PostgresConfiguration, logger: Logger) throws(PostgresError) {
        self.configuration = configuration
        self.logger = logger
        mailbox = Mailbox(afterTurn: configuration.afterTurn)
        connector = try Connector(configuration)
        guard let poller = Poller(), mailbox.eventDescriptor >= 0 else {
            throw PostgresError(.configuration, "the system has no descriptors left")
        }
        self.poller = poller
        let limits = FairQueue<Request>.Limits(
            waiting: configuration.maxWaiting, waitingPerTenant: configuration.maxWaitingPerTenant,
            inFlightPerTenant: configuration.maxInFlightPerTenant)
        shared = Lane(role: .shared, size: configuration.sharedConnections, limits: limits)
        var poolLimits = limits
        poolLimits.inFlightPerTenant = configuration.maxPoolPerTenant
        pool = Lane(role: .pool, size: configuration.poolSize, limits: poolLimits)
        _ = self.poller.add(mailbox.eventDescriptor, token: 0)
    }

    func start() -> Bool {
        HelperThread.start("kiik-postgres") { self.run() }
    }

    // MARK: The loop

    func run() {
        var now = MonotonicClock.now
        while true {
            mailbox.take(into: &commands)
            let isBusy = !commands.isEmpty
            for command in commands { handle(command, now) }
            commands.removeAll(keepingCapacity: true)
            if isDraining, isFinished { break }
            dispatch(now)
            flush()
            deliver()
            let count = poller.wait(milliseconds: isBusy ? 0 : sleep)
            now = MonotonicClock.now
            for index in 0..<count {
                let event = poller.event(index)
                if event.token == 0 {
                    mailbox.clearWakeUp()
                } else if let connection = connections[event.token] {
                    serve(connection, event)
                }
            }
            if now >= nextSweep {
                nextSweep = now &+ 10_000_000
                sweep(now)
            }
        }
        for connection in connections.values {
            for request in connection.abandon() { answer(request, .failure(PostgresError(.shuttingDown))) }
        }
        connections = [:]
        for case .perform(let request) in mailbox.close() { answer(request, .failure(PostgresError(.shuttingDown))) }
        deliver()
    }

    /// Milliseconds until something has to be looked at, whatever happens.
    var sleep: CInt {
        if !subscriptions.isEmpty { return 10 }
        return connections.isEmpty && shared.queue.waiting == 0 && pool.queue.waiting == 0 ? 100 : 20
    }

    var isFinished: Bool {
        if isForced { return true }
        guard shared.queue.waiting == 0, pool.queue.waiting == 0 else { return false }
        return connections.values.allSatisfy { $0.role == .listen || ($0.ledger.isEmpty && !$0.isTaken) }
    }

    func handle(_ command: Command, _ now: UInt64) {
        switch command {
        case .perform(let request): accept(request, now)
        case .interrupt(let request): interrupt(request)
        case .release(let lease, let reusable): release(lease, reusable: reusable, now)
        case .resumeStream(let request):
            guard case .sent(let connection) = request.stage else { return }
            connection.isPaused = false
            resume(connection)
        case .connected(let ticket, let outcome): connected(ticket, outcome, now)
        case .cancelSent: break
        case .listen(let subscription):
            nextToken &+= 1
            subscriptions[nextToken] = subscription
        case .shutdown(let force):
            isDraining = true
            isForced = isForced || force
        }
    }
}
