internal import Logging

/// Who wants to hear which channels.
struct Subscription: Sendable {
    let channels: [String]
    let handler: @Sendable (ListenEvent) -> Void
}

/// The one LISTEN connection: notifications, and a heartbeat that proves there are none missing.
final class ListenLane {
    private struct Listener {
        let id: UInt64
        let subscription: Subscription
        var isLive = false
    }

    private let context: ReactorContext
    private var listeners: [Listener] = []
    private(set) var connection: Connection?
    private var ticket: UInt64?
    private var backoff = Backoff()
    /// When the unanswered heartbeat left.
    private var outstanding: UInt64?
    private(set) var nextHeartbeat: UInt64 = .max
    private var hasWarned = false

    init(_ context: ReactorContext) { self.context = context }

    var isLive: Bool { listeners.contains(where: \.isLive) }
    var nextAttempt: UInt64? {
        isWanted && connection == nil && ticket == nil ? backoff.nextAttempt : nil
    }

    private var isWanted: Bool { !listeners.isEmpty && !context.isPooled(.listen) }

    func add(_ subscription: Subscription, now: UInt64) {
        let id = context.nextID()
        listeners.append(Listener(id: id, subscription: subscription))
        if context.isPooled(.listen), !hasWarned {
            hasWarned = true
            context.logger.warning("LISTEN needs a direct URL beside the pooler's; notifications stay off")
        }
        if let connection { listen(on: connection, subscription.channels, id: id, now: now) }
        connectIfDue(now: now)
    }

    func connectIfDue(now: UInt64) {
        guard isWanted, connection == nil, ticket == nil, backoff.allows(at: now) else { return }
        ticket = context.connect(.listen)
        if ticket == nil { backoff.failed(at: now, using: &context.random) }
    }

    func owns(ticket: UInt64) -> Bool { self.ticket == ticket }

    func connected(_ outcome: ConnectOutcome, now: UInt64) -> Connection? {
        ticket = nil
        guard case .connected(let fresh) = outcome,
            let connection = Connection(fresh, role: .listen, context: context, now: now)
        else {
            backoff.failed(at: now, using: &context.random)
            return nil
        }
        self.connection = connection
        outstanding = nil
        nextHeartbeat = now
        for listener in listeners { listen(on: connection, listener.subscription.channels, id: listener.id, now: now) }
        return connection
    }

    private func listen(on connection: Connection, _ channels: [String], id: UInt64, now: UInt64) {
        for (index, channel) in channels.enumerated() {
            let name = channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            let isLast = index == channels.count - 1
            connection.noteSending(now: now)
            // Only the last one's answer counts for the subscription: those before it were answered by then.
            connection.sendControl("LISTEN \"\(name)\"", as: .listen(subscription: isLast ? id : 0))
        }
    }

    func listening(_ id: UInt64, _ error: PostgresError?) {
        guard let connection else { return }
        if let error {
            context.logger.error("LISTEN was refused", metadata: ["error": "\(error.debugDescription)"])
            return connection.lose(error)
        }
        guard let index = listeners.firstIndex(where: { $0.id == id }) else { return }
        backoff.succeeded()
        listeners[index].isLive = true
        listeners[index].subscription.handler(.connected)
    }

    func lost(_ connection: Connection, now: UInt64) {
        guard self.connection === connection else { return }
        self.connection = nil
        nextHeartbeat = .max
        backoff.failed(at: now, using: &context.random)
        for index in listeners.indices where listeners[index].isLive {
            listeners[index].isLive = false
            listeners[index].subscription.handler(.disconnected)
        }
    }

    func notified(_ channel: String, _ payload: String) {
        for listener in listeners where listener.isLive && listener.subscription.channels.contains(channel) {
            listener.subscription.handler(.notification(channel: channel, payload: payload))
        }
    }

    func answered(sentAt: UInt64) {
        outstanding = nil
        for listener in listeners where listener.isLive { listener.subscription.handler(.alive(sentAt: sentAt)) }
    }

    func beat(now: UInt64) {
        guard let connection, now >= nextHeartbeat else { return }
        if let outstanding {
            if now > outstanding &+ context.configuration.listenSilence.nanoseconds {
                return connection.lose(PostgresError(.connectionLost(.unknown), "no heartbeat was answered"))
            }
        } else {
            outstanding = now
            connection.noteSending(now: now)
            connection.sendControl("SELECT 1", as: .heartbeat(sentAt: now))
        }
        nextHeartbeat = now &+ context.configuration.listenHeartbeat.nanoseconds
    }

    func close() {
        listeners.removeAll { listener in
            if listener.isLive { listener.subscription.handler(.disconnected) }
            return true
        }
        connection?.close()
        connection = nil
    }
}
