public import AuthCore
internal import Synchronization

/// A caller's wish that a request happens at most once.
public struct IdempotencyClaim: Sendable, Hashable {
    /// Whose key it is: two principals may use the same one.
    public let principal: String
    public let key: String
    /// Covers method, path and body.
    public let fingerprint: SecretDigest

    public init(principal: String, key: String, fingerprint: SecretDigest) {
        self.principal = principal
        self.key = key
        self.fingerprint = fingerprint
    }

    /// Seconds for which an answer is repeated.
    public static let lifetime: Int64 = 24 * 60 * 60
}

/// The claim and the answer to repeat; a placeholder in the answer stands for the number being allotted.
public struct IdempotencyRecord: Sendable, Hashable {
    public let claim: IdempotencyClaim
    public let answer: [UInt8]

    public init(claim: IdempotencyClaim, answer: [UInt8]) {
        self.claim = claim
        self.answer = answer
    }
}

/// An answer as it was first given, and the fingerprint of the request that it answered.
public struct StoredAnswer: Sendable, Hashable {
    public let fingerprint: SecretDigest
    public let answer: [UInt8]

    public init(fingerprint: SecretDigest, answer: [UInt8]) {
        self.fingerprint = fingerprint
        self.answer = answer
    }
}

/// Lets one request at a time through for the same tenant, principal and key on this node; across nodes the
/// database's unique index does.
final class SingleFlight: Sendable {
    struct Key: Hashable {
        let tenant: TenantScope
        let principal: String
        let key: String
    }

    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    func run<Result: Sendable>(_ key: Key, _ body: () async throws -> Result) async rethrows -> Result {
        await enter(key)
        defer { leave(key) }
        return try await body()
    }

    private func enter(_ key: Key) async {
        await withCheckedContinuation { continuation in
            let isFirst = waiting.withLock { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFirst { continuation.resume() }
        }
    }

    private func leave(_ key: Key) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard let queue = waiting[key], !queue.isEmpty else {
                waiting[key] = nil
                return nil
            }
            return waiting[key]?.removeFirst()
        }
        next?.resume()
    }
}
