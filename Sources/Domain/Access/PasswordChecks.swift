public import AuthCore
internal import Dispatch

/// Verifies passwords on threads of their own: hashing takes tenths of a second, and neither event loops nor Swift's
/// cooperative threads have those. So many at once, so many waiting, and no more.
public final class PasswordChecks: Sendable {
    private let turnstile: Turnstile
    private let queue = DispatchQueue(label: "kiikd.passwords", attributes: .concurrent)
    /// As costly as a real one: for accounts that are not there, or have no password.
    private let decoy = PasswordHash.decoy()

    /// - Parameters:
    ///   - threads: how many are hashed at once.
    ///   - places: how many may wait.
    public init(threads: Int, places: Int = 64) {
        turnstile = Turnstile(width: threads, mostWaiting: places)
    }

    /// Whether the password is the stored one; without a stored one it takes as long to say no.
    /// - Throws: ``Problem/unavailable(retryAfter:)`` where too many wait already, or there is no memory to hash in.
    public func verify(_ password: String, against stored: String?) async throws -> Bool {
        let real = stored.flatMap { PasswordHash(phc: $0) }
        let hash = real ?? decoy
        let isRight = try await turnstile.pass {
            try await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: Result { try hash.verify(password) }) }
            }.mapError { _ in Problem.unavailable(retryAfter: 1) }.get()
        }
        return isRight && real != nil
    }

    /// - Throws: ``Problem/invalid(_:)`` for what no password can be, ``Problem/unavailable(retryAfter:)`` as above.
    public func hash(_ password: String) async throws -> PasswordHash {
        try await turnstile.pass {
            let result = await withCheckedContinuation { continuation in
                queue.async {
                    var random = SecureRandom()
                    continuation.resume(
                        returning: Result { () throws(PasswordError) in
                            try PasswordHash(of: password, using: &random)
                        })
                }
            }
            return try result.mapError { error -> Problem in
                switch error {
                case .length: .invalid([Fault("password", .length, "Ensure this field has no more than 1024 bytes.")])
                case .nul: .invalid([Fault("password", .format, "Control characters are not allowed here.")])
                case .unavailable: .unavailable(retryAfter: 1)
                }
            }.get()
        }
    }
}
