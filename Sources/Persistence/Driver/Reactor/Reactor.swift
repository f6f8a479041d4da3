internal import Glibc
internal import Logging
internal import Synchronization

/// The one thread that owns every connection: takes commands, reads and writes sockets, hands out answers.
final class Reactor {
    private let context: ReactorContext
    let shared: SharedLane
    let pool: PoolLane
    let sessions: SessionLane
    let listening: ListenLane
    private let published: PublishedStatistics

    /// Since when nothing could be reached; nil while something can.
    private var downSince: UInt64?
    private var shutdownDeadline: UInt64?
    private var nextCheck: UInt64 = 0

    private static let checkInterval: UInt64 = 10_000_000

    init(_ context: ReactorContext, published: PublishedStatistics) {
        self.context = context
        self.published = published
        shared = SharedLane(context)
        pool = PoolLane(context)
        sessions = SessionLane(context)
        listening = ListenLane(context)
    }

    func run() {
        var commands: [Command] = []
        shared.connectIfDue(now: MonotonicClock.now)
        while true {
            context.mailbox.take(into: &commands)
            var now = MonotonicClock.now
            for command in commands { obey(command, now: now) }
            let isBusy = !commands.isEmpty
            commands.removeAll(keepingCapacity: true)
            settleEvents(now: now)
            flush()
            settleEvents(now: now)
            if isFinished(now: now) { break }

            let ready = context.poller.wait(milliseconds: isBusy ? 0 : patience(now: now))
            now = MonotonicClock.now
            for index in 0..<ready { react(context.poller.event(index), now: now) }
            settleEvents(now: now)
            if now >= nextCheck {
                nextCheck = now &+ Self.checkInterval
                check(now: now)
            }
            listening.beat(now: now)
            settleEvents(now: now)
            flush()
            publish()
        }
        end()
    }

    private func react(_ event: Poller.Event, now: UInt64) {
        guard event.token != 0 else { return context.mailbox.clearWakeUp() }
        connection(event.token)?.ready(event, now: now)
    }

    /// A handful of connections: looking through them is quicker than a table.
    private func connection(_ id: UInt64) -> Connection? {
        shared.connections.first { $0.id == id } ?? pool.connections.first { $0.id == id }
            ?? sessions.connections.first { $0.id == id }
            ?? listening.connection.flatMap { $0.id == id ? $0 : nil }
    }

    private func flush() {
        while let connection = context.unflushed.popLast() { connection.flush() }
    }

    // MARK: - Commands

    private func obey(_ command: Command, now: UInt64) {
        switch command {
        case .perform(let request): perform(request, now: now)
        case .interrupt(let request): interrupt(request, now: now)
        case .release(let lease, let reusable): release(lease, reusable: reusable, now: now)
        case .resumeStream(let request):
            if case .sent(let connection) = request.stage { connection.resume(now: now) }
        case .connected(let ticket, let outcome): connected(ticket, outcome, now: now)
        case .cancelSent(let id):
            guard let connection = connection(id) else { return }
            connection.cancelSent(now: now)
            pool.settle(connection, now: now)
        case .listen(let subscription): listening.add(subscription, now: now)
        case .shutdown(let force):
            context.mailbox.beginDraining()
            let deadline = now &+ (force ? 0 : context.configuration.shutdownTimeout.nanoseconds)
            shutdownDeadline = Swift.min(shutdownDeadline ?? .max, deadline)
        }
    }

    private func perform(_ request: Request, now: UInt64) {
        request.arrival = now
        request.deadline = request.timeout.map { now &+ $0.nanoseconds } ?? .max
        context.statistics.requests &+= 1
        if let interruption = request.interruption { return request.answer(.failure(interruption.error)) }
        switch request.lane {
        case .lease(let lease):
            guard let connection = lease.connection else {
                return request.answer(.failure(PostgresError(.connectionLost(.notSent), "the transaction's connection is gone")))
            }
            connection.submit(request, now: now)
        case .shared:
            if shared.open == 0, isDown(now: now) { return request.answer(.failure(context.unreachable)) }
            if !shared.perform(request, now: now) { request.answer(.failure(Self.queueFull)) }
        case .pool:
            if case .acquireSession = request.work { return sessions.perform(request, now: now) }
            if pool.connections.isEmpty, isDown(now: now) { return request.answer(.failure(context.unreachable)) }
            if !pool.perform(request, now: now) { request.answer(.failure(Self.queueFull)) }
        }
    }

    private static let queueFull = PostgresError(.poolExhausted, "too many requests are waiting")

    private func isDown(now: UInt64) -> Bool {
        downSince.map { now > $0 &+ context.configuration.connectTimeout.nanoseconds } ?? false
    }

    private func interrupt(_ request: Request, now: UInt64) {
        switch request.stage {
        case .answered: break
        case .new: request.interruption = .cancelled
        case .waiting: giveUp(request, Request.Interruption.cancelled.error)
        case .sent(let connection):
            guard connection.role == .shared else { return connection.interrupt(request, .cancelled, now: now) }
            request.answer(.failure(Request.Interruption.cancelled.error))
        }
    }

    private func giveUp(_ request: Request, _ error: PostgresError) {
        switch request.lane {
        case .shared: shared.queue.remove(tenant: request.tenant) { $0 === request }
        case .pool:
            pool.queue.remove(tenant: request.tenant) { $0 === request }
            sessions.interrupt(request)
        case .lease: break
        }
        request.answer(.failure(error))
    }

    private func release(_ lease: Lease, reusable: Bool, now: UInt64) {
        guard let connection = lease.connection else { return }
        lease.connection = nil
        guard connection.role == .pool else { return sessions.giveBack(connection) }
        if !reusable { pool.retire(connection) }
        pool.giveBack(connection, now: now)
    }

    private func connected(_ ticket: UInt64, _ outcome: ConnectOutcome, now: UInt64) {
        let error: PostgresError? = if case .failed(let error) = outcome { error } else { nil }
        if let error {
            context.statistics.failedConnects &+= 1
            context.logger.debug("cannot connect to PostgreSQL", metadata: ["error": "\(error.debugDescription)"])
        } else {
            context.statistics.connects &+= 1
        }
        if shared.owns(ticket: ticket) {
            let isOpen = shared.connected(ticket: ticket, outcome, now: now) != nil
            if isOpen, downSince != nil { context.logger.info("connected to PostgreSQL") }
            if !isOpen, shared.open == 0, downSince == nil {
                downSince = now
                context.logger.error(
                    "PostgreSQL cannot be reached", metadata: ["error": "\(error?.debugDescription ?? "")"])
            }
            if isOpen { downSince = nil }
            shared.dispatch(now: now)
        } else if pool.owns(ticket: ticket) {
            if pool.connected(ticket: ticket, outcome, now: now) != nil { downSince = nil }
            pool.dispatch(now: now)
        } else if sessions.owns(ticket: ticket) {
            sessions.connected(ticket: ticket, outcome, now: now)
        } else if listening.owns(ticket: ticket) {
            _ = listening.connected(outcome, now: now)
        } else if case .connected(let fresh) = outcome {
            fresh.discard()
        }
    }

    // MARK: - Time

    /// Milliseconds to sleep; -1 is until something happens.
    private func patience(now: UInt64) -> CInt {
        var until: UInt64 = .max
        let isWaiting =
            shared.queue.waiting > 0 || pool.queue.waiting > 0 || shutdownDeadline != nil || !sessions.isIdle
            || shared.inFlight > 0 || !pool.isIdle
        if isWaiting { until = Swift.max(nextCheck, now &+ 1_000_000) }
        if pool.idleCount > 0 { until = Swift.min(until, now &+ 1_000_000_000) }
        if pool.wantsConnection { until = Swift.min(until, pool.backoff.nextAttempt) }
        for attempt in [shared.nextAttempt, sessions.nextAttempt, listening.nextAttempt] {
            until = Swift.min(until, attempt ?? .max)
        }
        until = Swift.min(until, listening.nextHeartbeat)
        if until == .max { return -1 }
        if until <= now { return 0 }
        return CInt(clamping: (until &- now &+ 999_999) / 1_000_000)
    }

    private func check(now: UInt64) {
        if shutdownDeadline == nil {
            shared.connectIfDue(now: now)
            listening.connectIfDue(now: now)
        }
        pool.dispatch(now: now)
        sessions.connectIfDue(now: now)
        shared.checkDeadlines(now: now)
        sessions.checkDeadlines(now: now)
        for connection in pool.connections + sessions.connections { checkDeadlines(of: connection, now: now) }
        checkWaiting(now: now)
        pool.trim(now: now)
        shared.closeRetired()
    }

    private func checkDeadlines(of connection: Connection, now: UInt64) {
        guard !connection.isClosed else { return }
        if connection.cancellation.giveUpAt < now {
            return connection.lose(PostgresError(.connectionLost(.unknown), "the server has fallen silent"))
        }
        var late: Request?
        connection.ledger.segments.forEach { segment in
            switch segment {
            case .request(let request), .script(let request): if request.deadline < now { late = late ?? request }
            default: break
            }
        }
        if let late { connection.interrupt(late, .timeout, now: now) }
    }

    private func checkWaiting(now: UInt64) {
        let connect = context.configuration.connectTimeout.nanoseconds
        let wait = context.configuration.poolWaitTimeout.nanoseconds
        var late: [(Request, PostgresError)] = []
        let isSharedOpen = shared.open > 0
        let isPoolOpen = !pool.connections.isEmpty
        func look(_ request: Request, isOpen: Bool) {
            if !isOpen, now > Swift.min(request.arrival &+ connect, request.deadline) {
                late.append((request, context.unreachable))
            } else if isOpen, now > Swift.min(request.arrival &+ wait, request.deadline) {
                late.append((request, PostgresError(.poolExhausted, "no connection became free in time")))
            }
        }
        shared.queue.forEachWaiting { look($0, isOpen: isSharedOpen) }
        pool.queue.forEachWaiting { look($0, isOpen: isPoolOpen) }
        for (request, error) in late { giveUp(request, error) }
    }

    // MARK: - The end

    private func isFinished(now: UInt64) -> Bool {
        guard let shutdownDeadline else { return false }
        return now >= shutdownDeadline || (shared.isIdle && pool.isIdle && sessions.isIdle)
    }

    private func end() {
        listening.close()
        shared.closeAll()
        pool.closeAll()
        sessions.closeAll()
        let error = PostgresError(.shuttingDown)
        while let event = context.events.popFirst() {
            guard case .lost(let connection, _, let sent, let unsent) = event else { continue }
            pool.lost(connection, now: 0)
            for request in sent { request.answer(.failure(PostgresError(.connectionLost(.unknown), "shutting down"))) }
            for request in unsent { request.answer(.failure(error)) }
        }
        var waiting: [Request] = []
        shared.queue.forEachWaiting { waiting.append($0) }
        pool.queue.forEachWaiting { waiting.append($0) }
        for request in waiting { request.answer(.failure(error)) }
        for command in context.mailbox.close() {
            switch command {
            case .perform(let request): request.answer(.failure(error))
            case .connected(_, .connected(let fresh)): fresh.discard()
            default: break
            }
        }
    }

    private func publish() {
        context.statistics.sharedOpen = shared.open
        context.statistics.sharedInFlight = shared.inFlight
        context.statistics.sharedWaiting = shared.queue.waiting
        context.statistics.poolOpen = pool.connections.count
        context.statistics.poolIdle = pool.idleCount
        context.statistics.poolWaiting = pool.queue.waiting
        context.statistics.listening = listening.isLive
        published.store(context.statistics)
    }
}
