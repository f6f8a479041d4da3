internal import Synchronization

/// Lets so many through at once, the others after them in their order; who would have to wait behind too many is
/// turned away.
public final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }

    private let state: Mutex<State>
    private let mostWaiting: Int

    public init(width: Int, mostWaiting: Int) {
        state = Mutex(State(free: max(width, 1)))
        self.mostWaiting = mostWaiting
    }

    /// - Throws: ``Problem/unavailable(retryAfter:)`` where too many wait already.
    public func pass<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        guard await enter() else { throw Problem.unavailable(retryAfter: 1) }
        defer {
            let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                if state.waiting.isEmpty {
                    state.free += 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            next?.resume(returning: true)
        }
        return try await body()
    }

    /// False where too many wait already.
    private func enter() async -> Bool {
        await withCheckedContinuation { continuation in
            let isLetIn = state.withLock { state -> Bool? in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                guard state.waiting.count < mostWaiting else { return false }
                state.waiting.append(continuation)
                return nil
            }
            if let isLetIn { continuation.resume(returning: isLetIn) }
        }
    }
}
