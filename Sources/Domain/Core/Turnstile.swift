internal import Synchronization

/// Lets so many through at once, the others after them in their order; who would have to wait behind too many is
/// turned away.
public final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let mostWaiting: Int

    public init(width: Int, mostWaiting: Int) {
        state = Mutex(State(free: max(width, 1)))
        self.mostWaiting = mostWaiting
    }

    /// - Throws: ``Problem/unavailable(retryAfter:)`` where too many wait already.
    public func pass<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let isLetIn = state.withLock { state in
            if state.free == 0 { return state.waiting.count < mostWaiting }
            return true
        }
        guard isLetIn else { throw Problem.unavailable(retryAfter: 1) }
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
        defer {
            let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
                if state.waiting.isEmpty {
                    state.free += 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            next?.resume()
        }
        return try await body()
    }
}
