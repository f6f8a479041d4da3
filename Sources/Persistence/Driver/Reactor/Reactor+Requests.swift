internal import Logging
internal import Synchronization

/// How requests get to a connection and how they are answered.
extension Reactor {
    func accept(_ request: Request, _ now: UInt64) {
        counters.withLock { $0.requests &+= 1 }
        // The task was cancelled before its request came here.
        if let interruption = request.interruption { return answer(request, .failure(interruption.error)) }
        request.arrival = now
        request.deadline = now &+ waitingTime(request)
        request.stage = .waiting
        switch request.lane {
        case .lease(let lease):
            // Lost between two of its requests: nothing would ever come back on it.
            guard let connection = lease.connection, connections[connection.token] != nil else {
                return answer(request, .failure(lostTransaction))
            }
            send(request, on: connection, now)
        case .shared:
            enqueue(request, &shared)
        case .pool:
            if case .acquireSession = request.work { return connect(.session, .session(request), now) }
            enqueue(request, &pool)
        }
    }

    var lostTransaction: PostgresError {
        PostgresError(.connectionLost(.unknown), "the transaction's connection is gone")
    }

    func enqueue(_ request: Request, _ lane: inout Lane) {
        guard lane.queue.enqueue(request, tenant: request.tenant) else {
            return answer(request, .failure(PostgresError(.poolExhausted, "too many requests wait for the database")))
        }
    }

    func waitingTime(_ request: Request) -> UInt64 {
        let bound = configuration.connectTimeout.nanoseconds &+ configuration.poolWaitTimeout.nanoseconds
        return request.timeout.map { Swift.min($0.nanoseconds, bound) } ?? bound
    }

    func dispatch(_ now: UInt64) {
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

    func grow(_ lane: inout Lane, _ now: UInt64) {
        while !isDraining || lane.queue.waiting > 0, lane.wantsConnection, lane.backoff.allows(at: now) {
            lane.connecting += 1
            connect(lane.role, .lane(lane.role), now)
        }
    }

    func send(_ request: Request, on connection: PipelinedConnection, _ now: UInt64) {
        if let interruption = request.interruption {
            finished(request, .failure(interruption.error), on: connection)
            return
        }
        if case .script(let text) = request.work {
            request.stage = .sent(connection)
            request.deadline =
                now &+ (request.timeout ?? configuration.statementTimeout).nanoseconds
                &+ configuration.grace.nanoseconds
            do { try connection.send(script: text, for: request) } catch { return lose(connection, error, request) }
            return mark(connection)
        }
        var hidden: [Statement] = []
        if request.beginsTransaction { hidden.append(Statement(Query("BEGIN"))) }
        if configuration.pooler == .transaction, connection.role != .session || configuration.directURL == nil,
            !request.lane.isLease
        {
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
        do { try connection.send(request, ids, &encoder, statements: statements) } catch {
            return lose(connection, error, request)
        }
        mark(connection)
    }

    func mark(_ connection: PipelinedConnection) {
        if !dirty.contains(where: { $0 === connection }) { dirty.append(connection) }
    }

    func flush() {
        for connection in dirty where connection.wantsFlush { write(connection) }
        dirty.removeAll(keepingCapacity: true)
    }

    func write(_ connection: PipelinedConnection) {
        do {
            let isOut = try connection.flush()
            watch(connection, writing: !isOut)
        } catch { lose(connection, error, nil) }
    }

    func watch(_ connection: PipelinedConnection, writing: Bool) {
        let reading = !connection.isPaused
        guard connection.polls != (reading, writing) else { return }
        connection.polls = (reading, writing)
        poller.update(connection.descriptor, token: connection.token, reading: reading, writing: writing)
    }

    func serve(_ connection: PipelinedConnection, _ event: Poller.Event) {
        if event.writable { write(connection) }
        guard event.readable || event.hungUp, !connection.isPaused, connections[connection.token] != nil else { return }
        do {
            try connection.receive { self.happened($0, on: connection) }
            if connection.role == .listen { deliverNotifications(connection) }
            if connection.polls.writing { write(connection) }
        } catch { lose(connection, error, nil) }
    }

    func resume(_ connection: PipelinedConnection) {
        do {
            try connection.process { self.happened($0, on: connection) }
            watch(connection, writing: connection.polls.writing)
        } catch { lose(connection, error, nil) }
    }

    func happened(_ event: PipelinedConnection.Event, on connection: PipelinedConnection) {
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

    func finished(_ request: Request, _ outcome: Result<BatchResult, PostgresError>, on connection: PipelinedConnection)
    {
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
    func settle(_ request: Request, _ outcome: Result<BatchResult, PostgresError>, isShared: Bool) {
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
        request.settle(outcome)
        answered.append(request)
    }

    /// All answers of one turn together, after everything else: whoever gets one may take the processor at once.
    func deliver() {
        for request in answered { request.deliver() }
        answered.removeAll(keepingCapacity: true)
    }

    func interrupt(_ request: Request) {
        if request.interruption == nil { request.interruption = .cancelled }
        stop(request)
    }

    /// Ends a request whose caller has gone or whose time is over.
    func stop(_ request: Request) {
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

    func release(_ lease: Lease, reusable: Bool, _ now: UInt64) {
        guard let connection = lease.connection else { return }
        lease.connection = nil
        guard connections[connection.token] != nil else { return }
        if !reusable || connection.role != .pool || connection.isCancelling || connection.isRetiring
            || !connection.ledger.isEmpty
        {
            retire(connection)
        } else {
            connection.isTaken = false
            connection.idleSince = now
        }
        pool.queue.finished(tenant: nil)
    }
}
