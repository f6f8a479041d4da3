import AuthCore
import CShims
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What Hummingbird's server makes of every connection that it accepts: NIO's decoder, and our ``Connection``.
struct ConnectionChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// The connection is closed, and what it was asked for is done.
        let ended: EventLoopFuture<Void>
    }

    let gate: Gate
    let limits: Connection.Limits
    let proxies: CIDRAllowlist
    let connections: OpenConnections

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var sizes = NIOHTTPDecoderLimitConfiguration()
            sizes.maxHeaderFieldSize = 16 * 1024
            sizes.maxHeaderListSize = 32 * 1024
            sizes.maxHeaderFieldCount = 100
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(
                ByteToMessageHandler(
                    HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: sizes)))
            let connection = Connection(
                gate: gate, limits: limits, peer: Peer(channel.remoteAddress, trusting: proxies),
                executor: EventLoopExecutors.shared.executor(for: channel.eventLoop))
            try pipeline.addHandler(connection)
            let ended = connection.ended(on: channel.eventLoop)
            connections.add(channel, ended: ended)
            return Value(channel: channel, ended: ended)
        }
    }

    /// The server's shutdown waits for this: work that goes on without its client still needs the database.
    func handle(value: Value, logger: Logger) async {
        try? await value.ended.get()
    }
}

/// An event loop as the executor of tasks: a request then changes threads only to ask the database.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// A loop for each processor that this process may use: more would only take turns.
///
/// They run as long as the process lives. Hummingbird's server still closes connections and keeps promises on them after
/// its `run()` has returned, in a task that nobody can wait for; on a loop that was shut down that ends the process.
enum EventLoops {
    static let all = MultiThreadedEventLoopGroup(numberOfThreads: Int(kiik_processors()))
}

/// One executor for each event loop.
final class EventLoopExecutors: Sendable {
    static let shared = EventLoopExecutors()

    private let executors = Mutex<[ObjectIdentifier: EventLoopExecutor]>([:])

    func executor(for loop: any EventLoop) -> EventLoopExecutor {
        executors.withLock { executors in
            if let executor = executors[ObjectIdentifier(loop)] { return executor }
            let executor = EventLoopExecutor(loop)
            executors[ObjectIdentifier(loop)] = executor
            return executor
        }
    }
}

/// What an event loop does between two looks at its sockets.
package enum EventLoopTurn {
    /// Runs the work after what the calling event loop has begun; false where the caller is on none.
    package static func after(_ work: @escaping @Sendable () -> Void) -> Bool {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return false }
        loop.execute(work)
        return true
    }
}
