/// Clients that a test of the connection has registered.
extension OAuthServer {
    /// Leaves nothing of one that works: the consent to it is withdrawn, and nobody can use it.
    public func endTrial(of clientID: String, by session: StoredSession, from origin: Logins.Origin) async throws {
        guard let found = try await oauth.client(clientID), found.client.origin == .registration,
            found.home == .nobodys
        else { return }
        let tenant = TenantScope(id: session.tenantID)
        if let grant = try await oauth.grant(of: session.userID, client: found.client.id, in: tenant) {
            try await revoke(grant.id, in: tenant, by: session.userID, from: origin)
        }
        for attempt in 1... {
            guard let old = try await oauth.client(clientID)?.client, old.disabledAt == nil else { return }
            let now = clock.now()
            var new = old
            new.disabledAt = now
            new.updatedAt = now
            new.version = old.version &+ 1
            guard let change = Change.update(from: old, to: new) else { return }
            do {
                return try await logins.commit(
                    [change], in: .nobodys, by: nil, as: "oauth", "apps.disable", origin, now)
            } catch Problem.conflict where attempt < 5 { continue }
        }
    }
}
