import Testing

@testable import AuthCore

@Suite struct `Proof key for code exchange` {
    /// RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test func `the RFC's verifier answers the RFC's challenge`() throws {
        let committed = try #require(PKCE.Challenge(challenge, method: "S256"))
        #expect(committed.isAnswered(by: verifier))
        #expect(committed.text == challenge)
        #expect(PKCE.Challenge(of: verifier) == committed)
    }

    @Test func `S256 is the only method, and it has to be named`() {
        for method in [nil, "plain", "s256", "S512", "", "S256 "] {
            #expect(PKCE.Challenge(challenge, method: method) == nil)
        }
    }

    @Test func `a challenge is base64url of 32 bytes`() {
        for wrong in [
            "", String(challenge.dropLast()), challenge + "A", challenge + "=", challenge.dropLast() + "=",
            // Unused bits that are not zero.
            challenge.dropLast() + "N", challenge.replacing("-", with: "+"), " " + challenge.dropFirst(),
        ] {
            #expect(PKCE.Challenge(wrong, method: "S256") == nil, "\(wrong)")
        }
    }

    @Test func `a verifier has 43 to 128 unreserved characters`() {
        #expect(!PKCE.isVerifier(String(repeating: "a", count: 42)))
        #expect(PKCE.isVerifier(String(repeating: "a", count: 43)))
        #expect(PKCE.isVerifier(String(repeating: "~", count: 128)))
        #expect(!PKCE.isVerifier(String(repeating: "a", count: 129)))
        #expect(PKCE.isVerifier("ABCXYZabcxyz0189-._~" + String(repeating: "q", count: 30)))
        for byte in UInt8.min ... .max {
            let scalar = Character(Unicode.Scalar(byte))
            let isUnreserved = scalar.isASCII && (scalar.isLetter || scalar.isNumber) || "-._~".contains(scalar)
            #expect(PKCE.isVerifier(String(repeating: scalar, count: 50)) == isUnreserved, "\(byte)")
        }
    }

    @Test func `no other verifier answers, and a malformed one never does`() throws {
        let committed = try #require(PKCE.Challenge(challenge, method: "S256"))
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<1_000 {
            #expect(!committed.isAnswered(by: Base64URL.encode(generator.bytes(32))))
        }
        for wrong in ["", challenge, verifier + "a", String(verifier.dropLast()), verifier + "=", verifier + "\n"] {
            #expect(!committed.isAnswered(by: wrong))
        }
        // The digest of a verifier that is too short must not be enough.
        let short = try #require(PKCE.Challenge(Base64URL.encode(SecretDigest(hashing: "a").bytes), method: "S256"))
        #expect(!short.isAnswered(by: "a"))
    }
}
