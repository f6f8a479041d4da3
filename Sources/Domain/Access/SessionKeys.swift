public import AuthCore
internal import Synchronization

/// The ES256 keys of access tokens, shared by all nodes: public in the database, private sealed under the master key.
public final class SessionKeys: Sendable {
    private struct Known {
        let signing: SigningKey?
        let verifying: JSONWebKeySet
        let readAt: Int64
    }

    private struct State {
        var known: Known?
        /// Counts what was announced.
        var epoch: UInt64 = 0
        /// When keys were read last because a token named one that nobody knew.
        var askedAt: Int64?
    }

    /// Seconds for which a retired key verifies: a token's life, and the time until the last node knows.
    public static let afterlife: Int64 = Logins.accessLife + 300
    /// Nanoseconds after which keys are read again, also where no announcement arrives.
    private static let freshness: Int64 = 60_000_000_000
    /// Nanoseconds between two readings for tokens that name a key nobody knows.
    private static let patience: Int64 = 1_000_000_000

    private let store: any LoginStore
    private let ring: KeyRing
    private let clock: Clock
    private let state = Mutex(State())

    public init(store: any LoginStore, ring: KeyRing, clock: Clock) {
        self.store = store
        self.ring = ring
        self.clock = clock
    }

    /// A key was added or retired somewhere.
    public func forget() {
        state.withLock { state in
            state.known = nil
            state.epoch &+= 1
        }
    }

    /// The public keys, to verify with and to publish.
    /// - Parameter unknown: a token names a key that is not among those known.
    public func verifying(unknown: Bool = false) async throws -> JSONWebKeySet {
        let now = clock.monotonic()
        // A key that was made elsewhere a moment ago is found, however lately keys were read; guesses read once a second.
        let isWorthAsking =
            unknown
            && state.withLock { state in
                if let askedAt = state.askedAt, now &- askedAt < Self.patience { return false }
                state.askedAt = now
                return true
            }
        return try await read(atMost: isWorthAsking ? 0 : Self.freshness).verifying
    }

    /// The key that signs, made where there is none yet.
    public func signing() async throws -> SigningKey {
        if let key = try await read(atMost: Self.freshness).signing { return key }
        let all = try await store.signingKeys(retiredAfter: clock.now())
        if !all.contains(where: { $0.retiredAt == nil }) {
            try await keep(isFirst: true)
            if let key = try await read(atMost: 0).signing { return key }
        }
        throw Problem.unavailable(retryAfter: 60)
    }

    /// A new key signs from now on; those before it verify until their last token has expired.
    public func rotate() async throws -> String { try await keep(isFirst: false) }

    @discardableResult
    private func keep(isFirst: Bool) async throws -> String {
        guard let key = try? SigningKey.generateES256(), let id = key.publicKey.keyID,
            let sealed = try? ring.seal(Array(key.exposed.utf8), for: Self.place(of: id))
        else { throw Problem.internal }
        try await store.keepSigningKey(
            StoredSigningKey(
                id: id, publicKey: key.publicKey.text, sealed: sealed, createdAt: clock.now(), retiredAt: nil),
            isFirst: isFirst)
        forget()
        return id
    }

    private func read(atMost age: Int64) async throws -> Known {
        let now = clock.monotonic()
        let (known, epoch) = state.withLock { ($0.known, $0.epoch) }
        if let known, now &- known.readAt < age { return known }
        let rows = try await store.signingKeys(retiredAfter: clock.now().adding(seconds: -Self.afterlife))
        var keys: [JSONWebKey] = []
        var signing: SigningKey?
        for row in rows {
            if let key = try? JSONWebKey(parsing: Array(row.publicKey.utf8)) { keys.append(key) }
            // One that another master key sealed verifies here all the same.
            if row.retiredAt == nil, let text = try? ring.open(row.sealed, for: Self.place(of: row.id)) {
                signing = try? SigningKey(parsing: text)
            }
        }
        guard let verifying = try? JSONWebKeySet(Array(keys.prefix(64))) else { throw Problem.internal }
        let fresh = Known(signing: signing, verifying: verifying, readAt: now)
        state.withLock { state in
            if state.epoch == epoch { state.known = fresh }
        }
        return fresh
    }

    private static func place(of id: String) -> AssociatedData { AssociatedData(["signing_keys", "sealed", id]) }
}
