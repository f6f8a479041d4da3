internal import CShims
internal import Glibc
internal import Synchronization

/// What the reactor is asked to do.
enum Command: Sendable {
    case perform(Request)
    case interrupt(Request)
    case release(Lease, reusable: Bool)
    case resumeStream(Request)
    case connected(ticket: UInt64, ConnectOutcome)
    case cancelSent(connection: UInt64)
    case listen(Subscription)
    case shutdown(force: Bool)
}

/// The way into the reactor, from any thread. It costs a system call only while the reactor sleeps.
final class Mailbox: Sendable {
    private enum Phase: Sendable {
        case open
        /// No new work; what was accepted is finished, transactions included.
        case draining
        case closed
    }

    private struct State: Sendable {
        var commands: [Command] = []
        var isSleeping = false
        var wakeUps: UInt64 = 0
        var phase = Phase.open
        var closeWaiters: [UnsafeContinuation<Void, Never>] = []
    }

    let eventDescriptor: CInt
    private let state = Mutex(State())

    private let afterTurn: PostgresConfiguration.AfterTurn?

    init(afterTurn: PostgresConfiguration.AfterTurn? = nil) {
        self.afterTurn = afterTurn
        eventDescriptor = kiik_eventfd_create()
    }

    deinit { if eventDescriptor >= 0 { Glibc.close(eventDescriptor) } }

    /// False: not accepted, and nobody else will answer it.
    func submit(_ command: Command) -> Bool {
        let (accepted, wake) = state.withLock { state in
            switch state.phase {
            case .open: break
            case .draining: if case .perform(let request) = command, !request.lane.isLease { return (false, false) }
            case .closed: return (false, false)
            }
            state.commands.append(command)
            defer { state.isSleeping = false }
            if state.isSleeping { state.wakeUps &+= 1 }
            return (true, state.isSleeping)
        }
        guard wake else { return accepted }
        // What else this thread submits in its turn goes with it. The reactor counts as awake from now on.
        if afterTurn?({ self.wake() }) != true { self.wake() }
        return accepted
    }

    private func wake() { eventfd_write(eventDescriptor, 1) }

    /// Swaps in what has come. With nothing there, the next `submit` will wake the reactor.
    func take(into commands: inout [Command]) {
        state.withLock { state in
            swap(&state.commands, &commands)
            state.isSleeping = commands.isEmpty
        }
    }

    func clearWakeUp() {
        var value: eventfd_t = 0
        eventfd_read(eventDescriptor, &value)
    }

    var wakeUps: UInt64 { state.withLock { $0.wakeUps } }

    func beginDraining() {
        state.withLock { if case .open = $0.phase { $0.phase = .draining } }
    }

    /// The reactor has ended. What was never looked at is handed back.
    func close() -> [Command] {
        let (rest, waiters) = state.withLock { state in
            state.phase = .closed
            defer { (state.commands, state.closeWaiters) = ([], []) }
            return (state.commands, state.closeWaiters)
        }
        for waiter in waiters { waiter.resume() }
        return rest
    }

    func waitUntilClosed() async {
        await withUnsafeContinuation { continuation in
            let isClosed = state.withLock { state in
                if case .closed = state.phase { return true }
                state.closeWaiters.append(continuation)
                return false
            }
            if isClosed { continuation.resume() }
        }
    }
}

extension Request.Lane {
    var isLease: Bool {
        if case .lease = self { return true }
        return false
    }
}
