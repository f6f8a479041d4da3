internal import Logging

/// Connections that one request or one transaction has to itself, opened when they are wanted.
final class PoolLane {
    private let context: ReactorContext
    private(set) var connections: [Connection] = []
    private var idle: [Connection] = []
    private var tickets: Set<UInt64> = []
    private(set) var backoff = Backoff()
    var queue: FairQueue<Request>

    init(_ context: ReactorContext) {
        self.context = context
        let configuration = context.configuration
        queue = FairQueue(
            limits: .init(
                waiting: configuration.maxWaiting, waitingPerTenant: configuration.maxWaitingPerTenant,
                inFlightPerTenant: Swift.max(1, Swift.min(configuration.maxPoolPerTenant, configuration.poolSize))))
    }

    var idleCount: Int { idle.count }
    var isConnecting: Bool { !tickets.isEmpty }
    var isIdle: Bool { queue.waiting == 0 && connections.count == idle.count }
    var wantsConnection: Bool {
        queue.waiting > tickets.count && idle.isEmpty
            && connections.count + tickets.count < Swift.max(1, context.configuration.poolSize)
    }

    /// False: the queue is full.
    func perform(_ request: Request, now: UInt64) -> Bool {
        if !idle.isEmpty, queue.admit(tenant: request.tenant), let connection = idle.popLast() {
            give(connection, to: request, now: now)
            return true
        }
        guard queue.enqueue(request, tenant: request.tenant) else { return false }
        request.stage = .waiting
        dispatch(now: now)
        return true
    }

    func performAgain(_ request: Request) {
        request.stage = .waiting
        queue.putBack(request, tenant: request.tenant)
    }

    func dispatch(now: UInt64) {
        while !idle.isEmpty, queue.waiting > 0, let request = queue.next() {
            guard let connection = idle.popLast() else { return performAgain(request) }
            give(connection, to: request, now: now)
        }
        connectIfDue(now: now)
    }

    private func give(_ connection: Connection, to request: Request, now: UInt64) {
        connection.holderTenant = request.tenant
        if case .acquire = request.work {
            let lease = Lease(connection)
            connection.holder = .lease(lease)
            request.lease = lease
            return request.answer(.success(BatchResult(Results())))
        }
        connection.holder = .request(request)
        connection.submit(request, now: now)
    }

    // MARK: - Given back

    /// The holder is done with it; it is free once nothing is under way on it.
    func giveBack(_ connection: Connection, now: UInt64) {
        switch connection.holder {
        case .nobody, .returning: break
        case .request, .lease:
            connection.holder = .returning
        }
        settle(connection, now: now)
    }

    func settle(_ connection: Connection, now: UInt64) {
        guard case .returning = connection.holder, !connection.isClosed, connection.isQuiet else { return }
        connection.holder = .nobody
        queue.finished(tenant: connection.holderTenant)
        connection.holderTenant = nil
        // Whatever is still open on it must not become the next one's.
        if connection.isRetired || connection.isInTransaction {
            connection.close()
            connections.removeAll { $0 === connection }
        } else {
            connection.idleSince = now
            idle.append(connection)
        }
        dispatch(now: now)
    }

    func retire(_ connection: Connection) { connection.isRetired = true }

    func lost(_ connection: Connection, now: UInt64) {
        guard connections.contains(where: { $0 === connection }) else { return }
        connections.removeAll { $0 === connection }
        idle.removeAll { $0 === connection }
        switch connection.holder {
        case .nobody: break
        case .lease(let lease):
            lease.connection = nil
            queue.finished(tenant: connection.holderTenant)
        case .request, .returning:
            queue.finished(tenant: connection.holderTenant)
        }
        connection.holder = .nobody
    }

    // MARK: - Connections

    func connectIfDue(now: UInt64) {
        while wantsConnection, backoff.allows(at: now) {
            guard let ticket = context.connect(.pool) else { return backoff.failed(at: now, using: &context.random) }
            tickets.insert(ticket)
        }
    }

    func owns(ticket: UInt64) -> Bool { tickets.contains(ticket) }

    func connected(ticket: UInt64, _ outcome: ConnectOutcome, now: UInt64) -> Connection? {
        tickets.remove(ticket)
        if case .connected(let fresh) = outcome,
            let connection = Connection(fresh, role: .pool, context: context, now: now)
        {
            backoff.succeeded()
            connection.idleSince = now
            connections.append(connection)
            idle.append(connection)
            return connection
        }
        backoff.failed(at: now, using: &context.random)
        return nil
    }

    /// Closes what has not been used for long; the longest idle stand first.
    func trim(now: UInt64) {
        let limit = context.configuration.poolIdleTimeout.nanoseconds
        while let connection = idle.first, now > connection.idleSince &+ limit {
            idle.removeFirst()
            connections.removeAll { $0 === connection }
            connection.close()
        }
    }

    func closeAll() { for connection in connections { connection.close() } }
}
