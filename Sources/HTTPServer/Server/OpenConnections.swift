import NIOCore
import Synchronization

/// Every connection that was set up, until it is closed and what it was asked for is done.
///
/// A server waits only for the connections that it was handed: one that was accepted while it stopped listening was not.
final class OpenConnections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: (channel: any Channel, ended: EventLoopFuture<Void>)] = [:]
        var isEnding = false
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel, ended: EventLoopFuture<Void>) {
        let id = ObjectIdentifier(channel)
        let isEnding = state.withLock { state in
            state.open[id] = (channel, ended)
            return state.isEnding
        }
        ended.whenComplete { _ in self.state.withLock { _ = $0.open.removeValue(forKey: id) } }
        // It came too late to be asked anything.
        if isEnding { channel.close(promise: nil) }
    }

    /// Lets all that are left finish what is under way, and waits for it.
    func end() async {
        let left = state.withLock { state in
            state.isEnding = true
            return Array(state.open.values)
        }
        for (channel, _) in left {
            channel.eventLoop.execute {
                // One that the server dropped before its first byte could be read has nothing to finish.
                guard channel.isActive else { return channel.close(promise: nil) }
                channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
        }
        for (_, ended) in left { try? await ended.get() }
    }
}
