import Testing

@testable import AuthCore

@Suite struct `Access tokens` {
    private let now: Int64 = 1_790_000_000
    private let rules = JWTRules(issuer: "https://a.example", audience: ["https://a.example"], longestLife: 600)

    private func token(audience: String = "https://a.example", at issued: Int64, life: Int64 = 600) -> AccessToken {
        AccessToken(
            issuer: "https://a.example", audience: audience, user: 7, session: 8, tenant: 9, id: "x",
            issuedAt: issued, expiry: issued + life)
    }

    @Test func `S38 what was signed is read again, by the key that signed it alone`() throws {
        let (key, other) = (try SigningKey.generateES256(), try SigningKey.generateES256())
        let token = token(at: now)
        let text = Array(try token.signed(with: key).utf8)
        let keys = try JSONWebKeySet([key.publicKey])
        #expect(try AccessToken.verify(text, keys: keys, rules: rules, now: now) == token)
        #expect(text.withUnsafeBytes { AccessToken.hasForm($0) })
        #expect(throws: AccessTokenError.unknownKey) {
            try AccessToken.verify(text, keys: JSONWebKeySet([other.publicKey]), rules: rules, now: now)
        }
        let foreign = Array(try self.token(audience: "https://b.example", at: now).signed(with: key).utf8)
        #expect(throws: AccessTokenError.claims(.audience)) {
            try AccessToken.verify(foreign, keys: keys, rules: rules, now: now)
        }
    }

    @Test func `S39 it holds from its issue to its expiry and no second longer than the clocks may differ`() throws {
        let key = try SigningKey.generateES256()
        let keys = try JSONWebKeySet([key.publicKey])
        let text = Array(try token(at: now).signed(with: key).utf8)
        for (moment, holds) in [
            (now, true), (now - 30, true), (now - 31, false), (now + 629, true), (now + 630, false), (0, false),
            (Int64.max, false), (Int64.min, false),
        ] {
            #expect(
                ((try? AccessToken.verify(text, keys: keys, rules: rules, now: moment)) != nil) == holds, "\(moment)")
        }
        let long = Array(try token(at: now, life: 601).signed(with: key).utf8)
        #expect(throws: AccessTokenError.claims(.tooLongLived)) {
            try AccessToken.verify(long, keys: keys, rules: rules, now: now)
        }
        let negative = Array(try token(at: -5, life: 600).signed(with: key).utf8)
        #expect(throws: AccessTokenError.claims(.malformed)) {
            try AccessToken.verify(negative, keys: keys, rules: rules, now: 0)
        }
    }
}
