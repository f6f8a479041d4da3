/// What a token's claims have to be.
public struct JWTRules: Sendable, Hashable {
    /// The issuer it must come from.
    public let issuer: String
    /// The audiences of which it must name at least one.
    public let audience: [String]
    /// Seconds by which clocks may differ, 0...300.
    public let skew: Int64
    /// The most seconds from `iat` to `exp`; nil for no bound. With a bound, `iat` is required.
    public let longestLife: Int64?

    /// The rules of one kind of token. A skew outside 0...300 is brought to the nearest bound.
    public init(issuer: String, audience: [String], skew: Int64 = 30, longestLife: Int64? = nil) {
        self.issuer = issuer
        self.audience = audience
        self.skew = min(max(skew, 0), 300)
        self.longestLife = longestLife
    }

    /// Checks the claims at that time.
    ///
    /// - Parameter now: epoch seconds.
    /// - Throws: ``JWTError``. `exp` is always required; `nbf` and `iat` count where they stand.
    public func check(_ claims: JWTClaims, now: Int64) throws(JWTError) {
        guard let issuer = claims.issuer else { throw .missing("iss") }
        guard issuer.isIdentical(to: self.issuer) else { throw .issuer }
        guard !claims.audience.isEmpty else { throw .missing("aud") }
        guard claims.audience.contains(where: { named in audience.contains { $0.isIdentical(to: named) } }) else {
            throw .audience
        }
        guard let expiry = claims.expiry else { throw .missing("exp") }
        // "on or after which the JWT MUST NOT be accepted" (RFC 7519, 4.1.4)
        guard now.subtractingClamped(skew) < expiry else { throw .expired }
        let latest = now.addingClamped(skew)
        if let notBefore = claims.notBefore, notBefore > latest { throw .notYetValid }
        if let issuedAt = claims.issuedAt, issuedAt > latest { throw .notYetValid }
        if let longestLife {
            guard let issuedAt = claims.issuedAt else { throw .missing("iat") }
            // Both lie in 0...9999, so the difference does not overflow.
            guard expiry - issuedAt <= longestLife else { throw .tooLongLived }
        }
    }
}
