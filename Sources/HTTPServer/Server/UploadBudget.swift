import Synchronization

/// How many bytes of files may be on their way in at once, in all connections together: a body is in memory until it
/// is stored. No tenant has more than a quarter of it.
final class UploadBudget: Sendable {
    private struct State {
        var taken = 0
        var byTenant: [Int64: Int] = [:]
    }

    private let size: Int
    private let state = Mutex(State())

    init(bytes: Int) {
        size = bytes
    }

    /// False where there is no room for so many more.
    func take(_ bytes: Int, for tenant: Int64) -> Bool {
        state.withLock { state in
            let own = state.byTenant[tenant] ?? 0
            guard bytes <= size - state.taken, bytes <= size / 4 - own else { return false }
            state.taken += bytes
            state.byTenant[tenant] = own + bytes
            return true
        }
    }

    func giveBack(_ bytes: Int, of tenant: Int64) {
        state.withLock { state in
            state.taken -= bytes
            let own = (state.byTenant[tenant] ?? 0) - bytes
            state.byTenant[tenant] = own > 0 ? own : nil
        }
    }
}
