internal import Glibc
internal import Logging
internal import Synchronization

/// The thread that does all of the client's talking with PostgreSQL: it takes requests from the mailbox, sends them on
/// connections, and answers them when their results are complete.
///
/// Sound to share: everything mutable is touched by the reactor's own thread only, except the statistics (a mutex).
final class Reactor: @unchecked Sendable {
    let configuration: PostgresConfiguration
    let mailbox = Mailbox()
    let logger: Logger
    let counters = Mutex(PostgresStatistics())
    private let connector: Connector

    var poller: Poller
    var connections: [UInt64: Connection] = [:]
    var shared: Lane
    var pool: Lane
    var subscriptions: [UInt64: Subscription] = [:]
    private var pending: [UInt64: PendingConnection] = [:]
    private var nextToken: UInt64 = 1
    private var encoder = ParameterEncoder()
    private var dirty: [Connection] = []
    private var commands: [Command] = []
    private var isDraining = false
    private var isForced = false
    private var nextSweep: UInt64 = 0
    private var random = SystemRandomNumberGenerator()

    enum PendingConnection {
        case lane(ConnectionRole)
        case session(Request)
        case listen(UInt64)
    }

    init(_ configuration: PostgresConfiguration, logger: Logger) throws(PostgresError) {
        self.configuration = configuration
        self.logger = logger
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

    private func run() {
        var now = MonotonicClock.now
        while true {
            mailbox.take(into: &commands)
            let isBusy = !commands.isEmpty
            for command in commands { handle(command, now) }
            commands.removeAll(keepingCapacity: true)
            if isDraining, isFinished { break }
            dispatch(now)
            flush()
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
        for connection in connections.values { for request in connection.abandon() { answer(request, .failure(PostgresError(.shuttingDown))) } }
        connections = [:]
        for case .perform(let request) in mailbox.close() { answer(request, .failure(PostgresError(.shuttingDown))) }
    }

    /// Milliseconds until something has to be looked at, whatever happens.
    private var sleep: CInt {
        if !subscriptions.isEmpty { return 10 }
        return connections.isEmpty && shared.queue.waiting == 0 && pool.queue.waiting == 0 ? 100 : 20
    }

    private var isFinished: Bool {
        if isForced { return true }
        guard shared.queue.waiting == 0, pool.queue.waiting == 0 else { return false }
        return connections.values.allSatisfy { $0.role == .listen || ($0.ledger.isEmpty && !$0.isTaken) }
    }

    private func handle(_ command: Command, _ now: UInt64) {
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

    // MARK: Requests

    private func accept(_ request: Request, _ now: UInt64) {
        counters.withLock { $0.requests &+= 1 }
        request.arrival = now
        request.deadline = now &+ waitingTime(request)
        request.stage = .waiting
        switch request.lane {
        case .lease(let lease):
            guard let connection = lease.connection else { return answer(request, .failure(lostTransaction)) }
            send(request, on: connection, now)
        case .shared:
            enqueue(request, &shared)
        case .pool:
            if case .acquireSession = request.work { return connect(.session, .session(request), now) }
            enqueue(request, &pool)
        }
    }

    private var lostTransaction: PostgresError {
        PostgresError(.connectionLost(.unknown), "the transaction's connection is gone")
    }

    private func enqueue(_ request: Request, _ lane: inout Lane) {
        guard lane.queue.enqueue(request, tenant: request.tenant) else {
            return answer(request, .failure(PostgresError(.poolExhausted, "too many requests wait for the database")))
        }
    }

    private func waitingTime(_ request: Request) -> UInt64 {
        let bound = configuration.connectTimeout.nanoseconds &+ configuration.poolWaitTimeout.nanoseconds
        return request.timeout.map { Swift.min($0.nanoseconds, bound) } ?? bound
    }

    private func dispatch(_ now: UInt64) {
        while let connection = shared.available(depth: configuration.sharedDepth), let request = shared.queue.next() {
            send(request, on: connection, now)
        }
        while let connection = pool.available(depth: 1), let request = pool.queue.next() {
            connection.isTaken = true
            if case .acquire = request.work {
                request.lease = Lease(connection)
                answer(request, .success(BatchResult(Results())))
            } else {
                send(request, on: connection, now)
            }
        }
        grow(&shared, now)
        grow(&pool, now)
    }

    private func grow(_ lane: inout Lane, _ now: UInt64) {
        while !isDraining || lane.queue.waiting > 0, lane.wantsConnection, lane.backoff.allows(at: now) {
            lane.connecting += 1
            connect(lane.role, .lane(lane.role), now)
        }
    }

    private func send(_ request: Request, on connection: Connection, _ now: UInt64) {
        if let interruption = request.interruption {
            finished(request, .failure(interruption.error), on: connection)
            return
        }
        if case .script(let text) = request.work {
            request.stage = .sent(connection)
            request.deadline = now &+ (request.timeout ?? configuration.statementTimeout).nanoseconds &+ configuration.grace.nanoseconds
            do { try connection.send(script: text, for: request) } catch { return lose(connection, error, request) }
            return mark(connection)
        }
        var hidden: [Statement] = []
        if request.beginsTransaction { hidden.append(Statement(Query("BEGIN"))) }
        if configuration.pooler == .transaction, connection.role != .session || configuration.directURL == nil, !request.lane.isLease {
            hidden.append(Timeouts(connection.role, configuration).asStatement)
        }
        request.hiddenResults = hidden.count
        let statements = hidden.isEmpty ? request.statements : hidden + request.statements
        encoder.reset()
        var ids: [StatementID] = []
        ids.reserveCapacity(statements.count)
        do {
            for statement in statements { ids.append(try encoder.append(statement)) }
        } catch {
            return finished(request, .failure(error), on: connection)
        }
        request.statementIDs = ids
        request.stage = .sent(connection)
        let each = connection.role == .shared ? configuration.sharedStatementTimeout : configuration.statementTimeout
        let bound = request.timeout?.nanoseconds ?? each.nanoseconds
        request.deadline = now &+ bound &+ configuration.grace.nanoseconds
        do { try connection.send(request, ids, &encoder, statements: statements) } catch { return lose(connection, error, request) }
        mark(connection)
    }

    private func mark(_ connection: Connection) {
        if !dirty.contains(where: { $0 === connection }) { dirty.append(connection) }
    }

    private func flush() {
        for connection in dirty where connection.wantsFlush { write(connection) }
        dirty.removeAll(keepingCapacity: true)
    }

    private func write(_ connection: Connection) {
        do {
            let isOut = try connection.flush()
            watch(connection, writing: !isOut)
        } catch { lose(connection, error, nil) }
    }

    private func watch(_ connection: Connection, writing: Bool) {
        let reading = !connection.isPaused
        guard connection.polls != (reading, writing) else { return }
        connection.polls = (reading, writing)
        poller.update(connection.descriptor, token: connection.token, reading: reading, writing: writing)
    }

    // MARK: Answers

    private func serve(_ connection: Connection, _ event: Poller.Event) {
        if event.writable { write(connection) }
        guard event.readable || event.hungUp, !connection.isPaused, connections[connection.token] != nil else { return }
        do {
            try connection.receive { self.happened($0, on: connection) }
            if connection.role == .listen { deliverNotifications(connection) }
            if connection.polls.writing { write(connection) }
        } catch { lose(connection, error, nil) }
    }

    private func resume(_ connection: Connection) {
        do {
            try connection.process { self.happened($0, on: connection) }
            watch(connection, writing: connection.polls.writing)
        } catch { lose(connection, error, nil) }
    }

    private func happened(_ event: Connection.Event, on connection: Connection) {
        switch event {
        case .finished(let request, let outcome): finished(request, outcome, on: connection)
        case .heartbeat(let sentAt): heartbeatAnswered(connection, sentAt)
        case .listening(let error): listening(connection, error)
        case .rows(let request, let rows):
            guard case .stream(let sink) = request.work else { return }
            if !sink.offer(rows) {
                connection.isPaused = true
                watch(connection, writing: connection.polls.writing)
            }
        }
    }

    private func finished(_ request: Request, _ outcome: Result<BatchResult, PostgresError>, on connection: Connection) {
        let isShared = connection.role == .shared
        if isShared { shared.queue.finished(tenant: request.tenant) }
        if case .failure(let error) = outcome, error.recyclesConnection { connection.isRetiring = true }
        if !isShared, !request.lane.isLease {
            if connection.isCancelling || connection.isRetiring {
                retire(connection)
            } else {
                connection.isTaken = false
                connection.idleSince = MonotonicClock.now
            }
            pool.queue.finished(tenant: request.tenant)
        } else if isShared, connection.isRetiring, connection.ledger.isEmpty {
            retire(connection)
        }
        settle(request, outcome, isShared: isShared)
    }

    /// Answers a request, or tries it again.
    private func settle(_ request: Request, _ outcome: Result<BatchResult, PostgresError>, isShared: Bool) {
        guard !request.isAnswered else { return }
        guard case .failure(let error) = outcome else { return answer(request, outcome) }
        if let interruption = request.interruption { return answer(request, .failure(interruption.error)) }
        var isPartial = request.lane.isLease
        if case .stream = request.work { isPartial = true }
        let verdict = request.retries.verdict(
            on: error, isRepeatable: request.isRepeatable, isShared: isShared, isInterruptedOrPartial: isPartial,
            connections: configuration.sharedConnections + configuration.poolSize)
        switch verdict {
        case .deliver: return answer(request, .failure(error))
        case .again: break
        case .onPool: request.lane = .pool
        }
        counters.withLock { $0.retries &+= 1 }
        request.stage = .waiting
        request.arrival = MonotonicClock.now
        request.deadline = request.arrival &+ waitingTime(request)
        if case .shared = request.lane {
            shared.queue.putBack(request, tenant: request.tenant)
        } else {
            pool.queue.putBack(request, tenant: request.tenant)
        }
    }

    func answer(_ request: Request, _ outcome: Result<BatchResult, PostgresError>) {
        if case .failure = outcome { counters.withLock { $0.failedRequests &+= 1 } }
        request.answer(outcome)
    }

    private func interrupt(_ request: Request) {
        if request.interruption == nil { request.interruption = .cancelled }
        stop(request)
    }

    /// Ends a request whose caller has gone or whose time is over.
    private func stop(_ request: Request) {
        guard let interruption = request.interruption else { return }
        switch request.stage {
        case .new, .answered: break
        case .waiting:
            shared.queue.remove(tenant: request.tenant) { $0 === request }
            pool.queue.remove(tenant: request.tenant) { $0 === request }
            answer(request, .failure(interruption.error))
        case .sent(let connection):
            // Never cancelled on a shared connection: it might hit a neighbour. Its result is thrown away.
            guard connection.role != .shared else { return answer(request, .failure(interruption.error)) }
            guard !connection.isCancelling, let cancellation = connection.cancellation() else { return }
            connection.isCancelling = true
            connection.isPaused = false
            watch(connection, writing: connection.polls.writing)
            if !HelperThread.start("kiik-cancel", { cancellation.send() }) {
                lose(connection, .lost(PostgresError(.connectionLost(.unknown))), nil)
            }
        }
    }

    private func release(_ lease: Lease, reusable: Bool, _ now: UInt64) {
        guard let connection = lease.connection else { return }
        lease.connection = nil
        guard connections[connection.token] != nil else { return }
        if !reusable || connection.role != .pool || connection.isCancelling || connection.isRetiring || !connection.ledger.isEmpty {
            retire(connection)
        } else {
            connection.isTaken = false
            connection.idleSince = now
        }
        pool.queue.finished(tenant: nil)
    }

    // MARK: Connections

    func connectListener(_ id: UInt64, _ now: UInt64) { connect(.listen, .listen(id), now) }

    private func connect(_ role: ConnectionRole, _ purpose: PendingConnection, _ now: UInt64) {
        nextToken &+= 1
        pending[nextToken] = purpose
        if !connector.start(role, ticket: nextToken, mailbox: mailbox) {
            connected(nextToken, .failed(PostgresError(.connectionRefused, "the system has no thread left")), now)
        }
    }

    private func connected(_ ticket: UInt64, _ outcome: ConnectOutcome, _ now: UInt64) {
        guard let purpose = pending.removeValue(forKey: ticket) else {
            if case .connected(let fresh) = outcome {
                _ = Connection(fresh, token: 0, role: .pool, isPooled: false, preparedCapacity: 8)
            }
            return
        }
        var connection: Connection?
        var failure: PostgresError?
        switch outcome {
        case .failed(let error):
            failure = error
            counters.withLock { $0.failedConnects &+= 1 }
        case .connected(let fresh):
            let role: ConnectionRole =
                switch purpose {
                case .lane(let role): role
                case .session: .session
                case .listen: .listen
                }
            let made = Connection(
                fresh, token: ticket, role: role, isPooled: configuration.pooler == .transaction && (role == .shared || role == .pool || configuration.directURL == nil),
                preparedCapacity: configuration.maxPreparedStatements)
            connection = made
            connections[ticket] = made
            _ = poller.add(made.descriptor, token: ticket)
            counters.withLock { $0.connects &+= 1 }
        }
        switch purpose {
        case .lane(let role):
            role == .shared ? join(&shared, connection, failure, now) : join(&pool, connection, failure, now)
        case .session(let request):
            guard let connection else { return answer(request, .failure(failure ?? PostgresError(.connectionRefused))) }
            connection.isTaken = true
            request.lease = Lease(connection)
            answer(request, .success(BatchResult(Results())))
        case .listen(let id): listenConnected(id, connection, now)
        }
    }

    private func join(_ lane: inout Lane, _ connection: Connection?, _ failure: PostgresError?, _ now: UInt64) {
        lane.connecting = Swift.max(0, lane.connecting - 1)
        guard let connection else {
            if lane.lastFailure == nil, let failure { logger.warning("\(failure.debugDescription)") }
            lane.lastFailure = failure
            lane.backoff.failed(at: now, using: &random)
            return
        }
        if lane.lastFailure != nil { logger.notice("connected to PostgreSQL again") }
        lane.backoff.succeeded()
        lane.lastFailure = nil
        connection.idleSince = now
        lane.connections.append(connection)
    }

    /// Closes a connection on which nothing is under way.
    private func retire(_ connection: Connection) {
        drop(connection)
    }

    private func drop(_ connection: Connection) {
        guard connections.removeValue(forKey: connection.token) != nil else { return }
        poller.remove(connection.descriptor)
        shared.connections.removeAll { $0 === connection }
        pool.connections.removeAll { $0 === connection }
    }

    /// The connection is gone: what was under way on it is tried again or told.
    func lose(_ connection: Connection, _ failure: Connection.Failure, _ extra: Request?) {
        guard connections[connection.token] != nil else { return }
        let error: PostgresError
        switch failure { case .lost(let reason): error = reason }
        counters.withLock { $0.lostConnections &+= 1 }
        logger.debug("lost a connection: \(error.debugDescription)")
        drop(connection)
        var requests = connection.abandon()
        if let extra, !requests.contains(where: { $0 === extra }) { requests.append(extra) }
        for request in requests {
            if connection.role == .shared { shared.queue.finished(tenant: request.tenant) }
            if connection.role == .pool, !request.lane.isLease { pool.queue.finished(tenant: request.tenant) }
            settle(request, .failure(error), isShared: connection.role == .shared)
        }
        if connection.role == .listen { listenLost(connection) }
    }

    // MARK: Time

    private func sweep(_ now: UInt64) {
        for lane in [shared, pool] {
            lane.queue.forEachWaiting { request in
                guard now >= request.deadline || request.interruption != nil else { return }
                commands.append(.interrupt(request))
                if request.interruption == nil {
                    request.interruption = .timeout
                    let error = lane.lastFailure ?? (lane.connections.isEmpty
                        ? PostgresError(.connectionRefused, "cannot connect to \(connector.hosts)")
                        : PostgresError(.poolExhausted, "every connection stayed taken"))
                    answer(request, .failure(error))
                }
            }
            // A connection that cannot be had is told after the connect timeout, not after the pool's.
            if lane.connections.isEmpty, let failure = lane.lastFailure {
                lane.queue.forEachWaiting { request in
                    guard now >= request.arrival &+ configuration.connectTimeout.nanoseconds, !request.isAnswered else { return }
                    answer(request, .failure(failure))
                    commands.append(.interrupt(request))
                }
            }
        }
        for command in commands { if case .interrupt(let request) = command { remove(request) } }
        commands.removeAll(keepingCapacity: true)
        for connection in Array(connections.values) { sweep(connection, now) }
        heartbeats(now)
        let (sharedLane, poolLane) = (shared, pool)
        counters.withLock { counters in
            counters.sharedOpen = sharedLane.connections.count
            counters.sharedInFlight = sharedLane.connections.reduce(0) { $0 + $1.ledger.count }
            counters.sharedWaiting = sharedLane.queue.waiting
            counters.poolOpen = poolLane.connections.count
            counters.poolIdle = poolLane.connections.count { !$0.isTaken }
            counters.poolWaiting = poolLane.queue.waiting
        }
    }

    private func remove(_ request: Request) {
        shared.queue.remove(tenant: request.tenant) { $0 === request }
        pool.queue.remove(tenant: request.tenant) { $0 === request }
    }

    private func sweep(_ connection: Connection, _ now: UInt64) {
        if connection.role == .pool, !connection.isTaken, connection.ledger.isEmpty,
            now &- connection.idleSince > configuration.poolIdleTimeout.nanoseconds, now > connection.idleSince
        {
            return retire(connection)
        }
        let request: Request
        switch connection.ledger.head {
        case .request(let head)?, .script(let head)?: request = head
        default: return
        }
        guard now >= request.deadline else { return }
        if connection.role == .shared || request.interruption != nil || connection.isCancelling {
            // Silent beyond its own timeout and some grace: nothing more is to be expected of it.
            lose(connection, .lost(PostgresError(.connectionLost(.unknown), "the server stopped answering")), nil)
        } else {
            request.interruption = .timeout
            request.deadline = now &+ configuration.grace.nanoseconds &* 5
            stop(request)
        }
    }
}
