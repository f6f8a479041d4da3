import Testing

@testable import AuthCore

@Suite struct `JSON Web Token claims` {
    let rules = JWTRules(issuer: "https://kiik.example", audience: ["https://kiik.example/mcp"], skew: 0)
    let now: Int64 = 1_800_000_000

    /// The error, or nil if the claims are accepted. `iss` and `aud` are right unless they are given.
    func refusal(_ members: String, rules: JWTRules? = nil, now: Int64? = nil) -> JWTError? {
        let names = #""iss":"https://kiik.example","aud":"https://kiik.example/mcp""#
        return refusal(ofWhole: "{\(names)\(members.isEmpty ? "" : ",")\(members)}", rules: rules, now: now)
    }

    func refusal(ofWhole payload: String, rules: JWTRules? = nil, now: Int64? = nil) -> JWTError? {
        do throws(JWTError) {
            try (rules ?? self.rules).check(JWTClaims(parsing: payload.bytes), now: now ?? self.now)
            return nil
        } catch {
            return error
        }
    }

    @Test func `S39 exp is the first second at which a token is dead`() {
        #expect(refusal(#""exp":1800000001"#) == nil)
        #expect(refusal(#""exp":1800000000"#) == .expired)
        #expect(refusal(#""exp":1799999999"#) == .expired)
        #expect(refusal("") == .missing("exp"))
    }

    @Test func `S39 nbf and iat are the first seconds at which a token lives`() {
        #expect(refusal(#""exp":1900000000,"nbf":1800000000,"iat":1800000000"#) == nil)
        #expect(refusal(#""exp":1900000000,"nbf":1800000001"#) == .notYetValid)
        #expect(refusal(#""exp":1900000000,"iat":1800000001"#) == .notYetValid)
    }

    @Test func `S39 fractions count to the last digit`() {
        #expect(refusal(#""exp":1800000000.000000001"#) == nil)
        #expect(refusal(#""exp":1800000000.0"#) == .expired)
        #expect(refusal(#""exp":1799999999.999999999"#) == .expired)
        #expect(refusal(#""exp":1900000000,"nbf":1800000000.000000001"#) == .notYetValid)
        #expect(refusal(#""exp":1900000000,"nbf":1799999999.999999999"#) == nil)
        #expect(refusal(#""exp":1.8000000005e9"#) == nil)
    }

    @Test(arguments: [
        "-1", "-0.5", "-1800000001", "1e400", "1e19", "1e18", "253402300800", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "99999999999999999999999999", "1e-400", "0.00000000000000000001",
        #""1900000000""#, "null", "true", "[1900000000]", "{}", "\"\"",
    ])
    func `S39 negative, huge and foreign dates are malformed, not never and not forever`(value: String) {
        #expect(refusal(#""exp":\#(value)"#) == .malformed)
        #expect(refusal(#""exp":1900000000,"nbf":\#(value)"#) == .malformed)
        #expect(refusal(#""exp":1900000000,"iat":\#(value)"#) == .malformed)
    }

    @Test func `S39 the last dates are dates, and no time makes it trap`() {
        #expect(refusal(#""exp":253402300799,"nbf":0,"iat":0"#) == nil)
        #expect(refusal(#""exp":0"#) == .expired)
        for now in [Int64.min, -1, 0, 1, .max - 1, .max] {
            for skew in [Int64.min, 0, 300, .max] {
                let rules = JWTRules(issuer: "https://kiik.example", audience: ["https://kiik.example/mcp"], skew: skew)
                let claims = #""exp":1900000000,"nbf":1700000000,"iat":1700000000"#
                #expect(refusal(claims, rules: rules, now: now) == (now > 1_900_000_000 ? .expired : .notYetValid))
            }
        }
    }

    @Test func `S39 clocks may differ by the skew and no more, and the skew has a bound`() {
        let rules = JWTRules(issuer: "https://kiik.example", audience: ["https://kiik.example/mcp"], skew: 30)
        #expect(refusal(#""exp":1799999971"#, rules: rules) == nil)
        #expect(refusal(#""exp":1799999970"#, rules: rules) == .expired)
        #expect(refusal(#""exp":1900000000,"nbf":1800000030"#, rules: rules) == nil)
        #expect(refusal(#""exp":1900000000,"nbf":1800000031"#, rules: rules) == .notYetValid)
        #expect(JWTRules(issuer: "", audience: [], skew: 100_000).skew == 300)
        #expect(JWTRules(issuer: "", audience: [], skew: -1).skew == 0)
    }

    @Test func `a token may live no longer than its kind`() {
        let rules = JWTRules(
            issuer: "https://kiik.example", audience: ["https://kiik.example/mcp"], skew: 0, longestLife: 900)
        #expect(refusal(#""iat":1799999999,"exp":1800000899"#, rules: rules) == nil)
        #expect(refusal(#""iat":1799999999,"exp":1800000900"#, rules: rules) == .tooLongLived)
        #expect(refusal(#""exp":1800000100"#, rules: rules) == .missing("iat"))
    }

    @Test func `issuer and audience are compared byte by byte`() {
        func refused(_ issuer: String, _ audience: String) -> JWTError? {
            refusal(ofWhole: #"{"iss":\#(issuer),"aud":\#(audience),"exp":1900000000}"#)
        }
        let (issuer, audience) = (#""https://kiik.example""#, #""https://kiik.example/mcp""#)
        #expect(refused(issuer, audience) == nil)
        #expect(refused(issuer, "[\"x\",\(audience)]") == nil)
        #expect(refused(#""https://KIIK.example""#, audience) == .issuer)
        #expect(refused(#""https://kiik.example/""#, audience) == .issuer)
        #expect(refused(#""https://\u212Aiik.example""#, audience) == .issuer)
        #expect(refused("1", audience) == .malformed)
        #expect(refused(issuer, #""https://kiik.example""#) == .audience)
        #expect(refused(issuer, "[]") == .missing("aud"))
        #expect(refused(issuer, "[1,\(audience)]") == .malformed)
        #expect(refused(issuer, "{}") == .malformed)
        #expect(refusal(ofWhole: #"{"aud":\#(audience),"exp":1900000000}"#) == .missing("iss"))
        #expect(refusal(ofWhole: #"{"iss":\#(issuer),"exp":1900000000}"#) == .missing("aud"))
    }

    @Test(arguments: ["", "[]", "1", "{", #"{"exp":1,"exp":2}"#, #"{"sub":1}"#, #"{"jti":{}}"#, "{\"sub\":\"\u{0}\"}"])
    func `what is no claims set is malformed`(payload: String) {
        #expect(throws: JWTError.malformed) { try JWTClaims(parsing: payload.bytes) }
    }

    @Test func `claims are read by name and type`() throws {
        let claims = try JWTClaims(
            parsing: #"{"sub":"u1","jti":"t1","aud":["a","b"],"tenant":7,"scope":"customers:read","x":null}"#.bytes)
        #expect(claims.subject == "u1" && claims.id == "t1" && claims.audience == ["a", "b"])
        #expect(claims.integer("tenant") == 7 && claims.string("scope") == "customers:read")
        #expect(claims.string("tenant") == nil && claims.integer("scope") == nil && claims.string("x") == nil)
    }

    @Test func `no refusal repeats the token`() {
        for error in [
            JWTError.malformed, .missing("exp"), .expired, .notYetValid, .tooLongLived, .issuer, .audience,
        ] {
            #expect(error.description.hasPrefix("the token"))
        }
    }
}
