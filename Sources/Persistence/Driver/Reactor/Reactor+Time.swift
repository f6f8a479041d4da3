internal import Synchronization

/// What is looked at every few milliseconds: deadlines, silence, idleness.
extension Reactor {
    func sweep(_ now: UInt64) {
        for lane in [shared, pool] {
            lane.queue.forEachWaiting { request in
                guard now >= request.deadline || request.interruption != nil else { return }
                commands.append(.interrupt(request))
                if request.interruption == nil {
                    request.interruption = .timeout
                    let error =
                        lane.lastFailure
                        ?? (lane.connections.isEmpty
                            ? PostgresError(.connectionRefused, "cannot connect to \(connector.hosts)")
                            : PostgresError(.poolExhausted, "every connection stayed taken"))
                    answer(request, .failure(error))
                }
            }
            // A connection that cannot be had is told after the connect timeout, not after the pool's.
            if lane.connections.isEmpty, let failure = lane.lastFailure {
                lane.queue.forEachWaiting { request in
                    guard now >= request.arrival &+ configuration.connectTimeout.nanoseconds, !request.isAnswered else {
                        return
                    }
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

    func remove(_ request: Request) {
        shared.queue.remove(tenant: request.tenant) { $0 === request }
        pool.queue.remove(tenant: request.tenant) { $0 === request }
    }

    func sweep(_ connection: PipelinedConnection, _ now: UInt64) {
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
