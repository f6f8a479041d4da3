public import AuthCore

/// Clients that register themselves (RFC 7591). They are nobody's until a person connects them, and stay for as long as
/// somebody does.
extension OAuthServer {
    /// A client that was just registered, and its secret, which is shown once.
    public struct Registered: Sendable {
        public let client: OAuthClient
        public let secret: Secret?
    }

    public func register(_ metadata: ClientMetadata, from origin: Logins.Origin) async throws -> Registered {
        try limitRegistrations(origin.address)
        let now = clock.now()
        // Faults first: an id is drawn only for what will be.
        _ = try metadata.client(id: 0, uuid: logins.newUUID(now), clientID: "", origin: .registration, at: now)
        var client = try metadata.client(
            id: try await store.newID(for: .apps), uuid: logins.newUUID(now), clientID: Self.newClientID(),
            origin: .registration, at: now)
        if client.name.isEmpty { client.name = "App \(client.id)" }
        var secret: Secret?
        if client.authMethods.contains(.basic) || client.authMethods.contains(.post) {
            let made = Secret.generate(.oauthClient)
            client.secretDigest = made.digest
            secret = made
        }
        try await commit([.create(client)], "apps.register", now)
        return Registered(client: client, secret: secret)
    }

    /// No number, so that nobody takes it for a person's (RFC 9700, 4.15).
    static func newClientID() -> String {
        var random = SecureRandom()
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")
        return "app_" + String((0..<24).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
    }
}
