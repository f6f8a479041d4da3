internal import Logging

/// A few connections that everybody uses at once, kept open all the time.
final class SharedLane {
    private struct Slot {
        var connection: Connection?
        var ticket: UInt64?
        var backoff = Backoff()
    }

    private let context: ReactorContext
    private var slots: [Slot]
    /// Replaced already, and still answering what they were sent.
    private var retiring: [Connection] = []
    var queue: FairQueue<Request>

    init(_ context: ReactorContext) {
        self.context = context
        let configuration = context.configuration
        slots = Array(repeating: Slot(), count: Swift.max(1, configuration.sharedConnections))
        queue = FairQueue(
            limits: .init(
                waiting: configuration.maxWaiting, waitingPerTenant: configuration.maxWaitingPerTenant,
                inFlightPerTenant: configuration.maxInFlightPerTenant))
    }

    var open: Int { slots.count { $0.connection != nil } }
    var inFlight: Int { slots.reduce(0) { $0 + ($1.connection?.load ?? 0) } + retiring.reduce(0) { $0 + $1.load } }
    var isIdle: Bool { queue.waiting == 0 && inFlight == 0 }
    var connections: [Connection] { slots.compactMap(\.connection) + retiring }
    var isConnecting: Bool { slots.contains { $0.ticket != nil } }
    var nextAttempt: UInt64? { slots.filter { $0.connection == nil && $0.ticket == nil }.map(\.backoff.nextAttempt).min() }

    /// False: the queue is full.
    func perform(_ request: Request, now: UInt64) -> Bool {
        if let connection = leastLoaded(), queue.admit(tenant: request.tenant) {
            connection.submit(request, now: now)
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
        while queue.waiting > 0, let connection = leastLoaded(), let request = queue.next() {
            connection.submit(request, now: now)
        }
    }

    private func leastLoaded() -> Connection? {
        var best: Connection?
        var load = context.configuration.sharedDepth
        for index in slots.indices {
            guard let connection = slots[index].connection, connection.isOpen, connection.load < load else { continue }
            best = connection
            load = connection.load
        }
        return best
    }

    // MARK: - Connections

    func connectIfDue(now: UInt64) {
        for index in slots.indices where slots[index].connection == nil && slots[index].ticket == nil {
            guard slots[index].backoff.allows(at: now) else { continue }
            slots[index].ticket = context.connect(.shared)
            if slots[index].ticket == nil { slots[index].backoff.failed(at: now, using: &context.random) }
        }
    }

    /// Whether the ticket was this lane's.
    func connected(ticket: UInt64, _ outcome: ConnectOutcome, now: UInt64) -> Connection? {
        guard let index = slots.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        slots[index].ticket = nil
        if case .connected(let fresh) = outcome,
            let connection = Connection(fresh, role: .shared, context: context, now: now)
        {
            slots[index].connection = connection
            slots[index].backoff.succeeded()
            return connection
        }
        slots[index].backoff.failed(at: now, using: &context.random)
        return nil
    }

    func owns(ticket: UInt64) -> Bool { slots.contains { $0.ticket == ticket } }

    /// No new work for it; a new connection takes its place at once.
    func retire(_ connection: Connection) {
        guard let index = slots.firstIndex(where: { $0.connection === connection }) else { return }
        connection.isRetired = true
        slots[index].connection = nil
        retiring.append(connection)
    }

    func lost(_ connection: Connection, now: UInt64) {
        retiring.removeAll { $0 === connection }
        guard let index = slots.firstIndex(where: { $0.connection === connection }) else { return }
        slots[index].connection = nil
    }

    func closeRetired() {
        guard !retiring.isEmpty else { return }
        for connection in retiring where connection.isQuiet { connection.close() }
        retiring.removeAll(where: \.isClosed)
    }

    func closeAll() { for connection in connections { connection.close() } }

    // MARK: - Time

    func checkDeadlines(now: UInt64) {
        let configuration = context.configuration
        let statement = configuration.sharedStatementTimeout.nanoseconds
        for connection in connections where !connection.isClosed {
            connection.ledger.segments.forEach { segment in
                guard case .request(let request) = segment, !request.isAnswered, request.deadline < now else { return }
                // The answer is thrown away when it comes; the neighbours keep the connection.
                request.answer(.failure(Request.Interruption.timeout.error))
            }
            var statements = 1
            if case .request(let request) = connection.ledger.head { statements = request.statements.count }
            let patience =
                statement &* UInt64(Swift.max(1, Swift.min(statements, 3))) &+ configuration.grace.nanoseconds
            if !connection.ledger.isEmpty, now > connection.lastProgress &+ patience {
                connection.lose(PostgresError(.connectionLost(.unknown), "the server has fallen silent"))
            }
        }
    }
}
