extension Resource {
    /// What credentials may do hangs on these rows; nodes remember it.
    fileprivate var bearsOnAccess: Bool {
        switch self {
        case .tenants, .users, .roles, .keys, .memberships, .sessions, .apps, .grants: true
        default: false
        }
    }
}

/// Changes that were committed.
public enum AccessChanges {
    /// Returns once every node goes by them. A node believes its cache for one lease after a heartbeat, and a heartbeat
    /// sent after a commit is answered after the announcement of it; so when a lease has passed, every node has heard,
    /// or believes its cache no more.
    public static func untilInForce(_ changes: [Change]) async throws {
        guard changes.contains(where: { $0.kind == .update && $0.resource.bearsOnAccess }) else { return }
        try await untilInForce()
    }

    package static func untilInForce() async throws {
        try await Task.sleep(for: .nanoseconds(Authenticator.Configuration().lease))
    }
}
