internal import Logging
internal import Synchronization

/// A wish to hear of notifications, and the connection that carries them.
///
/// Sound to share: handed over once, and from then on touched by the reactor's thread only.
final class Subscription: @unchecked Sendable {
    let channels: [String]
    let handler: @Sendable (ListenEvent) -> Void
    var connection: UInt64?
    var isConnecting = false
    var isListening = false
    var backoff = Backoff()
    var lastHeartbeat: UInt64 = 0
    /// When the oldest heartbeat without an answer left; 0: none is under way.
    var waitingSince: UInt64 = 0

    init(channels: [String], handler: @escaping @Sendable (ListenEvent) -> Void) {
        self.channels = channels
        self.handler = handler
    }
}

extension Reactor {
    /// Connects subscriptions that have no connection, and sends the heartbeats that are due.
    func heartbeats(_ now: UInt64) {
        for (id, subscription) in subscriptions {
            guard let token = subscription.connection else {
                if !subscription.isConnecting, subscription.backoff.allows(at: now) {
                    subscription.isConnecting = true
                    connectListener(id, now)
                }
                continue
            }
            guard subscription.isListening, let connection = connections[token] else { continue }
            if subscription.waitingSince != 0 {
                if now &- subscription.waitingSince > configuration.listenSilence.nanoseconds,
                    now > subscription.waitingSince
                {
                    lose(connection, .lost(PostgresError(.connectionLost(.unknown), "LISTEN fell silent")), nil)
                }
            } else if now &- subscription.lastHeartbeat >= configuration.listenHeartbeat.nanoseconds {
                subscription.lastHeartbeat = now
                subscription.waitingSince = now
                do {
                    try connection.send("SELECT 1", as: .heartbeat(sentAt: now))
                    _ = try connection.flush()
                } catch { lose(connection, error, nil) }
            }
        }
    }

    func listenConnected(_ id: UInt64, _ connection: PipelinedConnection?, _ now: UInt64) {
        guard let subscription = subscriptions[id] else { return }
        subscription.isConnecting = false
        guard let connection else {
            var random = SystemRandomNumberGenerator()
            return subscription.backoff.failed(at: now, using: &random)
        }
        subscription.connection = connection.token
        subscription.isListening = false
        do {
            for channel in subscription.channels {
                let quoted = channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                try connection.send("LISTEN \"\(quoted)\"", as: .listen(subscription: id))
            }
            _ = try connection.flush()
        } catch { lose(connection, error, nil) }
    }

    func listening(_ connection: PipelinedConnection, _ error: PostgresError?) {
        guard let subscription = subscription(of: connection) else { return }
        if let error {
            logger.error("LISTEN was refused: \(error.debugDescription)")
            return lose(connection, .lost(error), nil)
        }
        // The last channel's answer: from here on nothing is missed.
        guard connection.ledger.isEmpty else { return }
        subscription.isListening = true
        subscription.backoff.succeeded()
        subscription.waitingSince = 0
        subscription.lastHeartbeat = 0
        counters.withLock { $0.listening = true }
        subscription.handler(.connected)
    }

    func deliverNotifications(_ connection: PipelinedConnection) {
        guard let subscription = subscription(of: connection) else { return }
        connection.notifications { channel, payload in
            subscription.handler(.notification(channel: channel, payload: payload))
        }
    }

    func heartbeatAnswered(_ connection: PipelinedConnection, _ sentAt: UInt64) {
        guard let subscription = subscription(of: connection) else { return }
        subscription.waitingSince = 0
        // What was announced before the answer is delivered before it.
        deliverNotifications(connection)
        subscription.handler(.alive(sentAt: sentAt))
    }

    func listenLost(_ connection: PipelinedConnection) {
        guard let subscription = subscription(of: connection) else { return }
        subscription.connection = nil
        subscription.waitingSince = 0
        let wasListening = subscription.isListening
        subscription.isListening = false
        counters.withLock { $0.listening = false }
        if wasListening { subscription.handler(.disconnected) }
    }

    private func subscription(of connection: PipelinedConnection) -> Subscription? {
        subscriptions.values.first { $0.connection == connection.token }
    }
}
