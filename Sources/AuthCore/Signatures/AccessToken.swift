internal import JSON

/// The short-lived JSON Web Token of a session (RFC 9068's `at+jwt`): who, in which tenant, until when.
public struct AccessToken: Sendable, Hashable {
    /// Who issues it.
    public let issuer: String
    /// Whom it is for.
    public let audience: String
    /// The user's id.
    public let user: Int64
    /// The session's id.
    public let session: Int64
    /// The tenant's id.
    public let tenant: Int64
    /// The token's own id.
    public let id: String
    /// Epoch seconds.
    public let issuedAt: Int64
    /// Epoch seconds from which on it is good for nothing.
    public let expiry: Int64

    /// The `typ` no other kind of token has.
    public static let type = "at+jwt"

    /// Describes a token; nothing is signed yet.
    public init(
        issuer: String, audience: String, user: Int64, session: Int64, tenant: Int64, id: String, issuedAt: Int64,
        expiry: Int64
    ) {
        self.issuer = issuer
        self.audience = audience
        self.user = user
        self.session = session
        self.tenant = tenant
        self.id = id
        self.issuedAt = issuedAt
        self.expiry = expiry
    }

    /// The token as it is sent.
    /// - Throws: ``KeyError/unfit`` if libcrypto does not sign with this key.
    public func signed(with key: SigningKey) throws(KeyError) -> String {
        let claims = JSONObject([
            ("iss", .string(issuer)), ("aud", .string(audience)), ("sub", .string(String(user))), ("jti", .string(id)),
            ("iat", .int(issuedAt)), ("nbf", .int(issuedAt)), ("exp", .int(expiry)), ("sid", .int(session)),
            ("tenant", .int(tenant)),
        ])
        return try JWS.sign(JSONValue.object(claims).serialized(), type: Self.type, with: key)
    }

    /// Whether the bytes begin as a JSON Web Token does (`{"` in base64url). No secret of a family does.
    public static func hasForm(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > 3 && bytes[0] == UInt8(ascii: "e") && bytes[1] == UInt8(ascii: "y")
            && bytes[2] == UInt8(ascii: "J")
    }

    /// Reads a token that these keys may have signed.
    ///
    /// - Parameter now: epoch seconds.
    /// - Throws: ``AccessTokenError``.
    public static func verify(
        _ token: some Collection<UInt8>, keys: JSONWebKeySet, rules: JWTRules, now: Int64
    ) throws(AccessTokenError) -> AccessToken {
        let payload: [UInt8]
        do {
            payload = try JWS.verify(token, type: type, keys: keys).payload
        } catch {
            throw error == .unknownKey ? .unknownKey : .signature(error)
        }
        do {
            let claims = try JWTClaims(parsing: payload)
            try rules.check(claims, now: now)
            guard let issuer = claims.issuer else { throw JWTError.missing("iss") }
            guard let user = claims.subject.flatMap({ Int64($0) }), user > 0 else { throw JWTError.missing("sub") }
            guard let session = claims.integer("sid"), session > 0 else { throw JWTError.missing("sid") }
            guard let tenant = claims.integer("tenant"), tenant > 0 else { throw JWTError.missing("tenant") }
            guard let id = claims.id else { throw JWTError.missing("jti") }
            guard let issuedAt = claims.issuedAt else { throw JWTError.missing("iat") }
            guard let expiry = claims.expiry else { throw JWTError.missing("exp") }
            return AccessToken(
                issuer: issuer, audience: claims.audience.first ?? "", user: user, session: session, tenant: tenant,
                id: id, issuedAt: issuedAt, expiry: expiry)
        } catch let error as JWTError {
            throw .claims(error)
        } catch {
            throw .claims(.malformed)
        }
    }
}

/// Why an access token is refused. For the log; the sender is told no more than `invalid_token`.
public enum AccessTokenError: Error, Sendable, Hashable {
    /// No key of that name: perhaps one that was made a moment ago.
    case unknownKey
    /// Not a token of these keys.
    case signature(JWSError)
    /// Its claims do not hold.
    case claims(JWTError)
}
