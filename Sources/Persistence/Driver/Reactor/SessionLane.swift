/// Connections of their own for migrations: past any pooler, and closed afterwards, so they may hold session state.
final class SessionLane {
    private struct Attempt {
        var request: Request
        var ticket: UInt64?
        var backoff = Backoff()
    }

    private let context: ReactorContext
    private var attempts: [Attempt] = []
    private(set) var connections: [Connection] = []

    init(_ context: ReactorContext) { self.context = context }

    var isIdle: Bool { attempts.isEmpty && connections.isEmpty }
    var nextAttempt: UInt64? { attempts.filter { $0.ticket == nil }.map(\.backoff.nextAttempt).min() }

    func perform(_ request: Request, now: UInt64) {
        request.stage = .waiting
        attempts.append(Attempt(request: request))
        connectIfDue(now: now)
    }

    func connectIfDue(now: UInt64) {
        for index in attempts.indices where attempts[index].ticket == nil {
            guard attempts[index].backoff.allows(at: now) else { continue }
            attempts[index].ticket = context.connect(.session)
            if attempts[index].ticket == nil { attempts[index].backoff.failed(at: now, using: &context.random) }
        }
    }

    func owns(ticket: UInt64) -> Bool { attempts.contains { $0.ticket == ticket } }

    func connected(ticket: UInt64, _ outcome: ConnectOutcome, now: UInt64) {
        guard let index = attempts.firstIndex(where: { $0.ticket == ticket }) else { return }
        attempts[index].ticket = nil
        guard case .connected(let fresh) = outcome,
            let connection = Connection(fresh, role: .session, context: context, now: now)
        else { return attempts[index].backoff.failed(at: now, using: &context.random) }
        let request = attempts.remove(at: index).request
        let lease = Lease(connection)
        connection.holder = .lease(lease)
        connections.append(connection)
        request.lease = lease
        request.answer(.success(BatchResult(Results())))
    }

    func giveBack(_ connection: Connection) {
        connections.removeAll { $0 === connection }
        connection.close()
    }

    func lost(_ connection: Connection) {
        connections.removeAll { $0 === connection }
        if case .lease(let lease) = connection.holder { lease.connection = nil }
    }

    func interrupt(_ request: Request) { attempts.removeAll { $0.request === request } }

    func checkDeadlines(now: UInt64) {
        for attempt in attempts where now > attempt.request.arrival &+ context.configuration.connectTimeout.nanoseconds {
            attempt.request.answer(.failure(context.unreachable))
        }
        attempts.removeAll { $0.request.isAnswered && $0.ticket == nil }
    }

    func closeAll() {
        for attempt in attempts { attempt.request.answer(.failure(PostgresError(.shuttingDown))) }
        attempts = []
        for connection in connections { connection.close() }
    }
}
