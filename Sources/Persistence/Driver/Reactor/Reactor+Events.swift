internal import Logging

extension Reactor {
    /// Deals with what connections report, until nothing more comes of it.
    func settleEvents(now: UInt64) {
        while let event = context.events.popFirst() {
            switch event {
            case .finished(let connection, let request, let outcome):
                finished(connection, request, outcome, now: now)
            case .settled(let connection):
                pool.settle(connection, now: now)
            case .heartbeat(_, let sentAt):
                listening.answered(sentAt: sentAt)
            case .listening(_, let subscription, let error):
                listening.listening(subscription, error)
            case .notification(_, let channel, let payload):
                listening.notified(channel, payload)
            case .lost(let connection, let error, let sent, let unsent):
                lost(connection, error, sent: sent, unsent: unsent, now: now)
            }
        }
    }

    private func finished(
        _ connection: Connection, _ request: Request, _ outcome: Result<BatchResult, PostgresError>, now: UInt64
    ) {
        switch outcome {
        case .success:
            request.answer(outcome)
        case .failure(let error):
            if error.recyclesConnection { retire(connection) }
            resolve(request, error, connection.role == .shared, now: now)
        }
        switch connection.role {
        case .shared:
            shared.queue.finished(tenant: connection.isClosed ? nil : request.sharedTenant)
            shared.dispatch(now: now)
        case .pool:
            if case .request(let holder) = connection.holder, holder === request {
                pool.giveBack(connection, now: now)
            } else {
                pool.settle(connection, now: now)
            }
        case .session, .listen: break
        }
    }

    private func retire(_ connection: Connection) {
        switch connection.role {
        case .shared:
            shared.retire(connection)
            shared.connectIfDue(now: MonotonicClock.now)
        case .pool: pool.retire(connection)
        case .session, .listen: break
        }
    }

    /// Answers a failure, or tries again where that is allowed.
    private func resolve(_ request: Request, _ error: PostgresError, _ isShared: Bool, now: UInt64) {
        guard !request.isAnswered else { return }
        let isFinal = request.lane.isLease || request.interruption != nil || request.hasDelivered
        let configuration = context.configuration
        let verdict = request.retries.verdict(
            on: error, isRepeatable: request.isRepeatable, isShared: isShared, isInterruptedOrPartial: isFinal,
            connections: configuration.sharedConnections + configuration.poolSize)
        guard verdict != .deliver else {
            context.statistics.failedRequests &+= 1
            return request.answer(.failure(error))
        }
        context.statistics.retries &+= 1
        request.arrival = now
        if verdict == .onPool { request.lane = .pool }
        if case .shared = request.lane { shared.performAgain(request) } else { pool.performAgain(request) }
    }

    private func lost(
        _ connection: Connection, _ error: PostgresError, sent: [Request], unsent: [Request], now: UInt64
    ) {
        context.statistics.lostConnections &+= 1
        context.logger.debug("a connection was lost", metadata: ["error": "\(error.debugDescription)"])
        let isShared = connection.role == .shared
        // From the last to the first, because each one goes back to the front of its queue.
        for request in unsent.reversed() {
            if isShared { shared.queue.finished(tenant: request.tenant) }
            resolve(request, error.with(code: .connectionLost(.notSent)), isShared, now: now)
        }
        for request in sent.reversed() {
            if isShared { shared.queue.finished(tenant: request.tenant) }
            if let interruption = request.interruption, interruption == .cancelled {
                resolve(request, interruption.error, isShared, now: now)
            } else {
                resolve(request, error, isShared, now: now)
            }
        }
        switch connection.role {
        case .shared:
            shared.lost(connection, now: now)
            shared.connectIfDue(now: now)
            shared.dispatch(now: now)
        case .pool:
            pool.lost(connection, now: now)
        case .session: sessions.lost(connection)
        case .listen: listening.lost(connection, now: now)
        }
        pool.dispatch(now: now)
    }
}
