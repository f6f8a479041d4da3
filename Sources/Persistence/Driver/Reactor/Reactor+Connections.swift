internal import Logging
internal import Synchronization

/// How connections are made, joined and lost.
extension Reactor {
    func connectListener(_ id: UInt64, _ now: UInt64) { connect(.listen, .listen(id), now) }

    func connect(_ role: ConnectionRole, _ purpose: PendingConnection, _ now: UInt64) {
        nextToken &+= 1
        pending[nextToken] = purpose
        if !connector.start(role, ticket: nextToken, mailbox: mailbox) {
            connected(nextToken, .failed(PostgresError(.connectionRefused, "the system has no thread left")), now)
        }
    }

    func connected(_ ticket: UInt64, _ outcome: ConnectOutcome, _ now: UInt64) {
        guard let purpose = pending.removeValue(forKey: ticket) else {
            if case .connected(let fresh) = outcome {
                _ = PipelinedConnection(fresh, token: 0, role: .pool, isPooled: false, preparedCapacity: 8)
            }
            return
        }
        var connection: PipelinedConnection?
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
            let made = PipelinedConnection(
                fresh, token: ticket, role: role,
                isPooled: configuration.pooler == .transaction
                    && (role == .shared || role == .pool || configuration.directURL == nil),
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

    func join(_ lane: inout Lane, _ connection: PipelinedConnection?, _ failure: PostgresError?, _ now: UInt64) {
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
    func retire(_ connection: PipelinedConnection) {
        drop(connection)
    }

    func drop(_ connection: PipelinedConnection) {
        guard connections.removeValue(forKey: connection.token) != nil else { return }
        poller.remove(connection.descriptor)
        shared.connections.removeAll { $0 === connection }
        pool.connections.removeAll { $0 === connection }
    }

    /// The connection is gone: what was under way on it is tried again or told.
    func lose(_ connection: PipelinedConnection, _ failure: PipelinedConnection.Failure, _ extra: Request?) {
        guard connections[connection.token] != nil else { return }
        let error: PostgresError
        switch failure {
        case .lost(let reason): error = reason
        }
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
}
