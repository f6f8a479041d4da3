/// Which failures are answered by trying again. Pure.
struct Retries: Sendable {
    private(set) var lost = 0
    private(set) var locked = 0
    private(set) var stale = 0

    enum Verdict: Sendable, Equatable {
        case deliver
        /// Again, as it was.
        case again
        /// Again, on the pool, where waiting for a lock holds up nobody.
        case onPool
    }

    /// - Parameters:
    ///   - isShared: it ran on a shared connection.
    ///   - isInterruptedOrPartial: cancelled, or its rows have begun to reach the caller.
    ///   - connections: how many connections may hold the same stale plan.
    mutating func verdict(
        on error: PostgresError, isRepeatable: Bool, isShared: Bool, isInterruptedOrPartial: Bool, connections: Int
    ) -> Verdict {
        if isInterruptedOrPartial { return .deliver }
        if error.isConnectionLost {
            let wasSent = error.code == .connectionLost(.unknown)
            guard isRepeatable || !wasSent, lost < 1 else { return .deliver }
            lost &+= 1
            return .again
        }
        // From here on the server said no, and the whole batch was undone: writes may be repeated too.
        if isShared, error.isLockTimeout, locked < 1 {
            locked &+= 1
            return .onPool
        }
        if error.isStalePlan, stale <= connections {
            stale &+= 1
            return .again
        }
        return .deliver
    }
}

extension PostgresError {
    /// A prepared statement that is gone, or whose result changed shape under it.
    var isStalePlan: Bool {
        sqlState == "26000" || (sqlState == "0A000" && report?.sourceFunction == "RevalidateCachedQuery")
    }

    /// The connection itself should be replaced: a stale plan, or a primary that has become a standby.
    var recyclesConnection: Bool { isStalePlan || isReadOnly }
}
