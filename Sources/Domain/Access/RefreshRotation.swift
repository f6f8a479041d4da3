public import AuthCore

/// A session as the family of its refresh tokens.
public struct RefreshFamily: Sendable, Hashable {
    public let tenant: TenantScope
    public let session: Int64

    public init(tenant: TenantScope, session: Int64) {
        self.tenant = tenant
        self.session = session
    }
}

/// A refresh token that was presented, as its family knows it.
public struct StoredRefreshToken: Sendable {
    public let generation: Int32
    public let createdAt: Timestamp
    public let usedAt: Timestamp?
    /// The master key that its successor was derived under.
    public let keyID: String?
    /// Whether the token that came after it was used too: then its answer has arrived.
    public let isSuccessorUsed: Bool
    public let sessionEndedAt: Timestamp?
    public let sessionExpiresAt: Timestamp

    public init(
        generation: Int32, createdAt: Timestamp, usedAt: Timestamp?, keyID: String?, isSuccessorUsed: Bool,
        sessionEndedAt: Timestamp?, sessionExpiresAt: Timestamp
    ) {
        self.generation = generation
        self.createdAt = createdAt
        self.usedAt = usedAt
        self.keyID = keyID
        self.isSuccessorUsed = isSuccessorUsed
        self.sessionEndedAt = sessionEndedAt
        self.sessionExpiresAt = sessionExpiresAt
    }
}

/// What becomes of a refresh token that was presented.
public enum RefreshDecision: Sendable {
    /// Its successor is kept as a digest, and the token is used up.
    case rotate(successor: Secret, keyID: String)
    /// Used a moment ago: the answer was lost, and is made again.
    case again(successor: Secret)
    /// Used before: somebody else has it. The whole family dies.
    case reused
    /// The session is over, or nobody has refreshed it for too long.
    case over
}

/// The rules of rotating refresh tokens (RFC 9700, 4.14).
///
/// A successor is derived from the presented token under the master key, so a lost answer can be made again though
/// nothing but digests is stored.
struct RefreshRotation: Sendable {
    let ring: KeyRing
    /// What the successors' key is derived for.
    let purpose: String
    let secrets: SecretFamily
    /// Seconds in which nobody may go without a refresh.
    var idle: Int64
    /// Seconds in which a used token is taken for a repetition.
    let grace: Int64

    func decide(_ token: StoredRefreshToken, presented: String, session: Int64, at now: Timestamp) throws(Problem)
        -> RefreshDecision
    {
        guard token.sessionEndedAt == nil, now < token.sessionExpiresAt else { return .over }
        if let usedAt = token.usedAt {
            // A clock that was set back does not make the grace longer.
            guard now < usedAt.adding(seconds: grace), now >= usedAt.adding(seconds: -grace), !token.isSuccessorUsed
            else { return .reused }
            guard let successor = successor(of: presented, token, session, under: token.keyID) else { return .over }
            return .again(successor: successor)
        }
        guard now < token.createdAt.adding(seconds: idle) else { return .over }
        guard let successor = successor(of: presented, token, session, under: ring.primaryID) else { throw .internal }
        return .rotate(successor: successor, keyID: ring.primaryID)
    }

    private func successor(
        of presented: String, _ token: StoredRefreshToken, _ session: Int64, under keyID: String?
    ) -> Secret? {
        guard let keyID, let key = ring.derivedKey(for: purpose, from: keyID) else { return nil }
        let parts = AssociatedData([String(session), String(token.generation), presented])
        var random = DerivedRandom(key: key, parts: parts)
        return Secret.generate(secrets, using: &random)
    }
}
