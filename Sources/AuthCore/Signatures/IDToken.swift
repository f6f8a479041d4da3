internal import JSON

/// Who logged in, told to the client that asked (OpenID Connect Core, 2). It opens nothing.
public struct IDToken: Sendable, Hashable {
    /// Who issues it.
    public let issuer: String
    /// The person, by a name that never changes.
    public let subject: String
    /// The client's identifier.
    public let audience: String
    /// Epoch seconds.
    public let issuedAt: Int64
    /// Epoch seconds.
    public let expiry: Int64
    /// When the person logged in, in epoch seconds.
    public var authenticatedAt: Int64?
    /// What the client's request said.
    public var nonce: String?
    /// Told where the scope `email` was granted.
    public var email: String?
    /// Whether the person has shown that the address is theirs.
    public var isEmailVerified = false
    /// Told where the scope `profile` was granted.
    public var name: String?

    /// The `typ` of its header; an access token's is another one.
    public static let type = "JWT"

    /// Describes a token; nothing is signed yet.
    public init(issuer: String, subject: String, audience: String, issuedAt: Int64, expiry: Int64) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.issuedAt = issuedAt
        self.expiry = expiry
    }

    /// The token as it is sent.
    /// - Throws: ``KeyError/unfit`` if libcrypto does not sign with this key.
    public func signed(with key: SigningKey) throws(KeyError) -> String {
        var claims = JSONObject([
            ("iss", .string(issuer)), ("sub", .string(subject)), ("aud", .string(audience)), ("iat", .int(issuedAt)),
            ("exp", .int(expiry)),
        ])
        if let authenticatedAt { claims["auth_time"] = .int(authenticatedAt) }
        if let nonce { claims["nonce"] = .string(nonce) }
        if let email {
            claims["email"] = .string(email)
            claims["email_verified"] = .bool(isEmailVerified)
        }
        if let name { claims["name"] = .string(name) }
        return try JWS.sign(JSONValue.object(claims).serialized(), type: Self.type, with: key)
    }

    /// Whom a token is about that these keys signed, whether its time is over or not; nil if they did not.
    public static func subject(of token: String, issuer: String, keys: JSONWebKeySet) -> String? {
        guard let payload = try? JWS.verify(token, type: type, keys: keys).payload,
            let claims = try? JWTClaims(parsing: payload), claims.issuer.map({ $0.isIdentical(to: issuer) }) == true
        else { return nil }
        return claims.subject
    }
}
