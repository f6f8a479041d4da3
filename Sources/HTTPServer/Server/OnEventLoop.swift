import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Runs a connection's task on the event loop that serves its socket: a request then changes threads only to ask the
/// database, and not for every part that is read or written.
struct OnEventLoop<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    private let base: Base

    init(_ base: Base) {
        self.base = base
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async {
        let executor = EventLoopExecutors.shared.executor(for: value.channel.eventLoop)
        await withTaskExecutorPreference(executor) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// An event loop as the executor of tasks.
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

/// One executor for each event loop, as long as the process lives: there are as many as cores.
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
