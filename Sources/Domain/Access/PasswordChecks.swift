internal import AuthCore
internal import Dispatch
internal import Synchronization

/// Verifies passwords on threads of their own: hashing takes tenths of a second, and neither event loops nor Swift's
/// cooperative threads have those. So many at once, so many waiting, and no more.
public final class PasswordChecks: Sendable {
    private struct Job: Sendable {
        let password: String
        let hash: PasswordHash
        let answer: CheckedContinuation<Result<Bool, Problem>, Never>
    }

    private struct State {
        var running = 0
        var waiting: [Job] = []
    }

    private let threads: Int
    private let places: Int
    private let queue = DispatchQueue(label: "kiikd.passwords", attributes: .concurrent)
    private let state = Mutex(State())
    /// As costly as a real one: for accounts that are not there, or have no password.
    private let decoy = PasswordHash.decoy()

    /// - Parameters:
    ///   - threads: how many are hashed at once.
    ///   - places: how many may wait.
    public init(threads: Int, places: Int = 64) {
        self.threads = max(threads, 1)
        self.places = max(places, 0)
    }

    /// Whether the password is the stored one; without a stored one it takes as long to say no.
    /// - Throws: ``Problem/unavailable(retryAfter:)`` where too many wait already.
    public func verify(_ password: String, against stored: String?) async throws(Problem) -> Bool {
        let real = stored.flatMap { PasswordHash(phc: $0) }
        let hash = real ?? decoy
        let result = await withCheckedContinuation { continuation in
            let job = Job(password: password, hash: hash, answer: continuation)
            let isTaken = state.withLock { state -> Bool in
                if state.running < threads {
                    state.running += 1
                    start(job)
                } else if state.waiting.count < places {
                    state.waiting.append(job)
                } else {
                    return false
                }
                return true
            }
            if !isTaken { continuation.resume(returning: .failure(.unavailable(retryAfter: 1))) }
        }
        return try result.get() && real != nil
    }

    private func start(_ job: Job) {
        queue.async {
            let result: Result<Bool, Problem>
            do {
                result = .success(try job.hash.verify(job.password))
            } catch {
                // No memory: no answer about the password.
                result = .failure(.unavailable(retryAfter: 1))
            }
            self.state.withLock { state in
                if state.waiting.isEmpty {
                    state.running -= 1
                } else {
                    self.start(state.waiting.removeFirst())
                }
            }
            job.answer.resume(returning: result)
        }
    }
}
