internal import AuthCore

/// Who a client is, and the proof that it is that client.
extension OAuthServer {
    /// What a request shows of its client.
    public struct Credentials: Sendable {
        public var clientID: String?
        public var secret: String?
        public var assertionType: String?
        public var assertion: String?

        public init() {}
    }

    /// The client of an identifier: registered here, or described by the document that the identifier names.
    /// - Parameters:
    ///   - isNewToo: false where a client that nobody knew before cannot have come by what it shows.
    ///   - address: who asks: it may make so many clients known in a while.
    func client(
        _ clientID: String, isNewToo: Bool = false, from address: IPAddress? = nil
    ) async throws -> FoundClient? {
        let found = try await oauth.client(clientID)
        if found == nil, !isNewToo { return nil }
        guard Self.isDocumentURL(clientID) else { return found }
        let now = clock.now()
        if let found, let until = found.freshUntil, now < until { return found }
        if found == nil { try limitRegistrations(address) }
        do {
            return try await described(clientID, known: found, now)
        } catch let fault as ClientDocumentFault {
            guard let found else {
                throw OAuthError(.invalidClient, "The client's metadata document: \(fault.sentence)")
            }
            // A document that cannot be read for a while ends nobody's connection, and nobody waits for it at every request.
            try await oauth.keepFresh(found, until: now.adding(seconds: 60))
            return found
        }
    }

    /// "client_id" as a URL (Client ID Metadata Documents): https, with a path, and nothing that could be written in two
    /// ways.
    static func isDocumentURL(_ text: String) -> Bool {
        guard text.hasPrefix("https://"), text.utf8.count <= 1000, (try? RedirectURI(text)) != nil else { return false }
        let rest = text.dropFirst(8)
        guard let slash = rest.firstIndex(of: "/"), rest.index(after: slash) < rest.endIndex else { return false }
        let segments = rest[slash...].prefix { $0 != "?" }.split(separator: "/")
        return !segments.contains(".") && !segments.contains("..")
    }

    private func described(_ url: String, known: FoundClient?, _ now: Timestamp) async throws -> FoundClient {
        let (metadata, freshFor) = try await documents.metadata(at: url)
        // "The client_id … MUST match the URL of the document using simple string comparison"
        guard metadata.clientID.map({ $0.utf8.elementsEqual(url.utf8) }) == true else {
            throw ClientDocumentFault("its client_id is not its own address")
        }
        // Between five minutes and a day, whatever it says.
        let until = now.adding(seconds: min(max(freshFor ?? 3600, 300), 86_400))
        let read: OAuthClient
        do {
            let id = if let known { known.client.id } else { try await store.newID(for: .apps) }
            read = try metadata.client(
                id: id, uuid: known?.client.uuid ?? logins.newUUID(now), clientID: url, origin: .metadata, at: now)
        } catch let error as OAuthError { throw ClientDocumentFault(error.description) }
        guard let known else {
            do {
                try await commit([.create(read)], "apps.discover", now)
            } catch Problem.invalid(let faults) where faults.contains(where: { $0.code == .duplicate }) {
                // Another request was first.
            }
            guard let kept = try await oauth.client(url) else { throw Problem.internal }
            try await oauth.keepFresh(kept, until: until)
            return kept
        }
        var changed = read
        changed.createdAt = known.client.createdAt
        changed.isVerified = known.client.isVerified
        changed.needsApproval = known.client.needsApproval
        changed.disabledAt = known.client.disabledAt
        (changed.redirectURIs, changed.consentAfter) = (known.client.redirectURIs, known.client.consentAfter)
        changed.redirect(to: read.redirectURIs, at: now)
        changed.scopes = known.client.scopes
        changed.version = known.client.version &+ 1
        if let change = Change.update(from: known.client, to: changed) {
            do { try await commit([change], "apps.discover", now) } catch Problem.conflict {
                // Somebody else read it at the same time: theirs is as good.
            }
        }
        try await oauth.keepFresh(known, until: until)
        return try await oauth.client(url) ?? known
    }

    func commit(_ changes: [Change], _ action: String, _ now: Timestamp) async throws {
        let result = try await store.commit(
            Commit(
                tenant: .nobodys, changes: changes,
                origin: AuditOrigin(actor: "oauth", ip: "", requestID: "", action: action), at: now))
        if result == .stale { throw Problem.conflict("The client is being changed by others. Try again.") }
    }

    /// The client that a request proves to be from.
    /// - Throws: ``OAuthError/Code/invalidClient``.
    func authenticate(_ credentials: Credentials, _ now: Timestamp) async throws -> FoundClient {
        if let type = credentials.assertionType {
            guard type == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                let assertion = credentials.assertion
            else { throw OAuthError(.invalidClient, "This kind of client assertion is not known.") }
            return try await authenticate(assertion: assertion, clientID: credentials.clientID, now)
        }
        guard let clientID = credentials.clientID, let found = try await client(clientID) else {
            throw OAuthError(.invalidClient, "There is no such client.")
        }
        try Self.requireEnabled(found)
        let methods = found.client.authMethods
        guard let secret = credentials.secret else {
            guard methods.contains(.none) else {
                throw OAuthError(.invalidClient, "This client has to authenticate.")
            }
            return try await used(found, now)
        }
        // "The client MUST NOT use more than one authentication method" (RFC 6749, 2.3); how a secret travels is its own
        // affair.
        guard methods.contains(.basic) || methods.contains(.post), let digest = found.client.secretDigest,
            ConstantTime.equal(SecretDigest(hashing: secret).bytes, digest.bytes)
        else { throw OAuthError(.invalidClient, "The client's secret is not right.") }
        return try await used(found, now)
    }

    static func requireEnabled(_ found: FoundClient) throws(OAuthError) {
        if found.client.disabledAt != nil { throw OAuthError(.invalidClient, "This client has been disabled.") }
    }

    /// A client in use is not forgotten.
    private func used(_ found: FoundClient, _ now: Timestamp) async throws -> FoundClient {
        let day = now.adding(seconds: -86_400)
        if found.usedAt.map({ $0 < day }) ?? true { try await oauth.keepUse(of: found, at: now, unlessSince: day) }
        return found
    }

    /// `private_key_jwt` (RFC 7523, 3): a JWT of the client's own key, for us, once.
    private func authenticate(assertion: String, clientID: String?, _ now: Timestamp) async throws -> FoundClient {
        let refused = OAuthError(.invalidClient, "The client's assertion does not hold.")
        // Whose it says it is decides whose keys are asked; nothing else is believed before the signature is verified.
        guard let stated = JWTClaims.unverifiedSubject(of: assertion),
            clientID == nil || clientID.map({ $0.utf8.elementsEqual(stated.utf8) }) == true,
            let found = try await client(stated)
        else { throw refused }
        try Self.requireEnabled(found)
        guard found.client.authMethods.contains(.assertion) else { throw refused }
        let claims: JWTClaims
        do {
            claims = try await assertionKeys.verified(assertion, of: found.client)
            let seconds = now.microseconds / 1_000_000
            // "The JWT MUST contain an "aud" … that identifies the authorization server as an intended audience"
            // That is the issuer; many clients name the endpoint that they call.
            let endpoints = ["token", "revoke", "introspect"].flatMap { name in
                ["\(issuer)/oauth/\(name)/", "\(issuer)/oauth/\(name)"]
            }
            let rules = JWTRules(issuer: stated, audience: [issuer] + endpoints, skew: 30)
            try rules.check(claims, now: seconds)
            // Only those of the near future: a used one is remembered until its end.
            guard let expiry = claims.expiry, expiry - seconds <= 3600 else { throw JWTError.tooLongLived }
        } catch let fault as ClientDocumentFault {
            throw OAuthError(.invalidClient, "The client's keys: \(fault.sentence)")
        } catch is JWTError {
            throw refused
        } catch is JWSError {
            throw refused
        }
        guard claims.subject.map({ $0.utf8.elementsEqual(stated.utf8) }) == true, let id = claims.id,
            let expiry = claims.expiry
        else { throw refused }
        let until = Timestamp(microseconds: expiry &* 1_000_000).adding(seconds: 60)
        guard try await oauth.useAssertion(SecretDigest(hashing: id), of: found, until: until) else {
            throw OAuthError(.invalidClient, "The client's assertion was used before.")
        }
        return try await used(found, now)
    }
}
