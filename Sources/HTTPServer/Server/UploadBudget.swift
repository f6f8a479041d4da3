import Synchronization

/// How many bytes of files may be on their way in at once, in all connections together: a body is in memory until it
/// is stored.
final class UploadBudget: Sendable {
    private let rest: Mutex<Int>

    init(bytes: Int) {
        rest = Mutex(bytes)
    }

    /// False where there is no room for so many more.
    func take(_ bytes: Int) -> Bool {
        rest.withLock { rest in
            guard rest >= bytes else { return false }
            rest -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) {
        rest.withLock { $0 += bytes }
    }
}
