internal import AuthCore
internal import Synchronization

/// The public keys of clients that authenticate by assertions: their own, or those of the address they name, kept for
/// some minutes.
final class AssertionKeys: Sendable {
    private struct Entry {
        /// Or why there are none: a site that does not answer is not asked again at once.
        let keys: Result<JSONWebKeySet, ClientDocumentFault>
        let readAt: Int64
    }

    /// Nanoseconds for which keys are believed.
    private static let freshness: Int64 = 300_000_000_000
    /// Nanoseconds between two readings for a key that nobody knows.
    private static let patience: Int64 = 10_000_000_000
    private static let capacity = 1000

    private let documents: any ClientDocuments
    private let clock: Clock
    private let known = Mutex<[String: Entry]>([:])

    init(documents: any ClientDocuments, clock: Clock) {
        self.documents = documents
        self.clock = clock
    }

    /// The claims of a token that this client's keys have signed.
    func verified(_ token: String, of client: OAuthClient) async throws -> JWTClaims {
        if !client.jwks.isEmpty {
            let keys = try? JSONWebKeySet(foreign: Array(client.jwks.utf8))
            return try Self.claims(token, keys)
        }
        guard !client.jwksURI.isEmpty else { throw JWSError.unknownKey }
        do {
            return try Self.claims(token, try await keys(at: client.jwksURI, atMost: Self.freshness))
        } catch JWSError.unknownKey {
            // Perhaps one that was made a moment ago.
            return try Self.claims(token, try await keys(at: client.jwksURI, atMost: Self.patience))
        }
    }

    private static func claims(_ token: String, _ keys: JSONWebKeySet?) throws -> JWTClaims {
        guard let keys else { throw JWSError.unknownKey }
        return try JWTClaims(parsing: try JWS.verify(token, type: nil, keys: keys).payload)
    }

    private func keys(at url: String, atMost age: Int64) async throws -> JSONWebKeySet {
        let now = clock.monotonic()
        if let entry = known.withLock({ $0[url] }) {
            if case .failure(let fault) = entry.keys, now &- entry.readAt < Self.patience { throw fault }
            if case .success(let keys) = entry.keys, now &- entry.readAt < age { return keys }
        }
        let keys: Result<JSONWebKeySet, ClientDocumentFault>
        do throws(ClientDocumentFault) { keys = .success(try await documents.keySet(at: url)) } catch {
            keys = .failure(error)
        }
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[url] = Entry(keys: keys, readAt: now)
        }
        return try keys.get()
    }
}
