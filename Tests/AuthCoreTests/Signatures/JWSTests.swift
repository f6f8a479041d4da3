import Testing

@testable import AuthCore

@Suite struct `JSON Web Signature` {
    let es256: SigningKey
    let eddsa: SigningKey
    let keys: JSONWebKeySet

    init() throws {
        es256 = try .generateES256(keyID: "one")
        eddsa = try .generateEdDSA(keyID: "two")
        keys = try JSONWebKeySet([es256.publicKey, eddsa.publicKey])
    }

    @Test func `S40 RFC 7515 A.2, A.3 and RFC 8037 A.4 verify`() throws {
        for (key, token, start) in [
            (RFCKeys.a2PublicKey, RFCKeys.a2Token, #"{"iss":"joe""#),
            (RFCKeys.a3PublicKey, RFCKeys.a3Token, #"{"iss":"joe""#),
            (RFCKeys.edPublicKey, RFCKeys.edToken, "Example of Ed25519 signing"),
        ] {
            let keys = try JSONWebKeySet([JSONWebKey(parsing: key.bytes)])
            let verified = try JWS.verify(token, type: nil, keys: keys)
            #expect(String(decoding: verified.payload, as: UTF8.self).hasPrefix(start))
        }
    }

    @Test func `S40 RFC 7515 A.1 and A.5, HS256 and none, are refused`() throws {
        for key in [RFCKeys.a2PublicKey, RFCKeys.a3PublicKey, RFCKeys.edPublicKey] {
            let keys = try JSONWebKeySet([JSONWebKey(parsing: key.bytes)])
            #expect(throws: JWSError.algorithm) { try JWS.verify(RFCKeys.a1Token, type: nil, keys: keys) }
            #expect(throws: JWSError.algorithm) { try JWS.verify(RFCKeys.a5Token, type: nil, keys: keys) }
        }
        #expect(throws: KeyError.self) { try JSONWebKey(parsing: RFCKeys.a1Key.bytes) }
    }

    @Test func `what is signed verifies, with the key that its header names`() throws {
        for key in [es256, eddsa] {
            for length in [0, 1, 5_000] {
                let payload = [UInt8](repeating: 65, count: length)
                let token = try JWS.sign(payload, type: "at+jwt", with: key)
                let verified = try JWS.verify(token, type: "at+jwt", keys: keys)
                #expect(verified.payload == payload)
                #expect(verified.key == key.publicKey)
            }
        }
    }

    @Test func `S37 none is refused in every spelling`() throws {
        for algorithm in ["none", "None", "NONE", "nOnE", "", " none"] {
            for signature in ["", "AA", "AAAA"] {
                let header = #"{"alg":"\#(algorithm)","kid":"one"}"#
                let token = "\(Base64URL.encode(header.utf8)).e30.\(signature)"
                #expect(throws: JWSError.self) { try JWS.verify(token, type: nil, keys: keys) }
            }
        }
    }

    @Test func `S37 a public key's bytes are no HMAC key`() throws {
        let keys = try JSONWebKeySet([JSONWebKey(parsing: RFCKeys.a2PublicKey.bytes)])
        let secret = try #require(Base64URL.decode(RFCKeys.a2Modulus))
        let hmac = try #require(HMACKey(secret))
        for algorithm in ["HS256", "HS384", "HS512", "RS256"] {
            let signed = Base64URL.encode(#"{"alg":"\#(algorithm)"}"#.utf8) + ".e30"
            let token = signed + "." + Base64URL.encode(hmac.authenticate(signed.bytes))
            #expect(throws: JWSError.self) { try JWS.verify(token, type: nil, keys: keys) }
        }
    }

    @Test func `S37 the algorithm is the key's, whatever the token says`() throws {
        for algorithm in ["ES256", "RS256", "PS256", "ES384", "HS256", "Ed25519", "eddsa", "EdDSA "] {
            let token = try signed(#"{"alg":"\#(algorithm)","kid":"two"}"#, with: eddsa)
            #expect(throws: JWSError.algorithm) { try JWS.verify(token, type: nil, keys: keys) }
        }
        #expect(
            try JWS.verify(signed(#"{"alg":"EdDSA","kid":"two"}"#, with: eddsa), type: nil, keys: keys).payload
                == "{}".bytes)
    }

    @Test(arguments: [
        #""jku":"https://evil.example/keys""#, #""jwk":{"kty":"oct"}"#, #""x5u":"https://evil.example/c""#,
        #""x5c":["AA"]"#,
        #""crit":["exp"]"#, #""crit":[]"#, #""b64":false"#, #""crit":["b64"],"b64":false"#, #""enc":"A256GCM""#,
        #""zip":"DEF""#, #""jwk":null"#,
    ])
    func `S37 a header that brings a key or asks for an extension is refused, though well signed`(member: String) throws
    {
        let token = try signed(#"{"alg":"ES256","kid":"one",\#(member)}"#, with: es256)
        #expect(throws: JWSError.header) { try JWS.verify(token, type: nil, keys: keys) }
    }

    @Test func `S37 kid is looked up, and is nothing else`() throws {
        for keyID in [
            "", "../../../dev/null", "one' OR '1'='1", "two\\u0000", "ONE", "https://evil.example/k", "one ",
            es256.publicKey.thumbprint,
        ] {
            let token = try signed(#"{"alg":"ES256","kid":"\#(keyID)"}"#, with: es256)
            #expect(throws: JWSError.self) { try JWS.verify(token, type: nil, keys: keys) }
        }
        for value in ["1", "null", "true", "[\"one\"]", "{}"] {
            let token = try signed(#"{"alg":"ES256","kid":\#(value)}"#, with: es256)
            #expect(throws: JWSError.malformed) { try JWS.verify(token, type: nil, keys: keys) }
        }
        // The other key's name: its algorithm does not agree, nor would its signature.
        let token = try signed(#"{"alg":"ES256","kid":"two"}"#, with: es256)
        #expect(throws: JWSError.algorithm) { try JWS.verify(token, type: nil, keys: keys) }
    }

    @Test func `S37 names that only look the same are not the same`() throws {
        let kelvin = try JSONWebKeySet([SigningKey.generateES256(keyID: "K").publicKey])
        let token = try signed(#"{"alg":"ES256","kid":"\u212A"}"#, with: es256)
        #expect(throws: JWSError.unknownKey) { try JWS.verify(token, type: nil, keys: kelvin) }
    }

    @Test func `a token without kid is taken only where there is but one key`() throws {
        let token = try signed(#"{"alg":"ES256"}"#, with: es256)
        #expect(throws: JWSError.unknownKey) { try JWS.verify(token, type: nil, keys: keys) }
        #expect(try JWS.verify(token, type: nil, keys: JSONWebKeySet([es256.publicKey])).payload == "{}".bytes)
        #expect(throws: JWSError.unknownKey) { try JWS.verify(token, type: nil, keys: JSONWebKeySet([])) }
    }

    @Test func `S38 a token of one type is no token of another`() throws {
        let types = ["at+jwt", "session+jwt", "logout+jwt", "JWT", "kiik-checkpoint"]
        for type in types {
            let token = try JWS.sign("{}".bytes, type: type, with: es256)
            for wanted in types {
                if wanted == type {
                    #expect(try JWS.verify(token, type: wanted, keys: keys).payload == "{}".bytes)
                } else {
                    #expect(throws: JWSError.type) { try JWS.verify(token, type: wanted, keys: keys) }
                }
            }
        }
        for header in [
            #"{"alg":"ES256","kid":"one"}"#, #"{"alg":"ES256","kid":"one","typ":1}"#,
            #"{"alg":"ES256","kid":"one","typ":["at+jwt"]}"#,
        ] {
            #expect(throws: JWSError.type) { try JWS.verify(signed(header, with: es256), type: "at+jwt", keys: keys) }
        }
    }

    @Test func `S38 a type is a media type: case and application/ do not count`() throws {
        for type in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
            let token = try JWS.sign("{}".bytes, type: type, with: es256)
            #expect(try JWS.verify(token, type: "at+jwt", keys: keys).payload == "{}".bytes)
        }
        for type in ["text/at+jwt", "application/application/at+jwt", "at+jwt ", "at+jwt;q=1"] {
            let token = try JWS.sign("{}".bytes, type: type, with: es256)
            #expect(throws: JWSError.type) { try JWS.verify(token, type: "at+jwt", keys: keys) }
        }
    }

    @Test func `no changed, missing or added character verifies`() throws {
        let token = try JWS.sign(#"{"sub":"1"}"#.bytes, type: "at+jwt", with: eddsa).bytes
        for place in token.indices {
            for byte in [UInt8(ascii: "A"), UInt8(ascii: "x"), UInt8(ascii: "."), UInt8(ascii: "="), 0, 0xFF] {
                var changed = token
                changed[place] = byte
                if changed == token { continue }
                #expect(throws: JWSError.self) { try JWS.verify(changed, type: "at+jwt", keys: keys) }
            }
            #expect(throws: JWSError.self) { try JWS.verify(Array(token.prefix(place)), type: "at+jwt", keys: keys) }
        }
        for more in ["A", ".", "=", " ", "\n", ".AAAA"] {
            #expect(throws: JWSError.self) { try JWS.verify(token + more.bytes, type: "at+jwt", keys: keys) }
        }
    }

    @Test func `a header is strict JSON, without duplicate names`() throws {
        for header in [
            #"{"alg":"ES256","kid":"one","alg":"none"}"#, #"{"alg":"none","kid":"one","alg":"ES256"}"#,
            #"{"alg":"ES256","kid":"one",}"#, #"{"alg":"ES256","kid":"one"}{}"#, #"["ES256"]"#, #""ES256""#, "",
            #"{"alg":["ES256"],"kid":"one"}"#, #"{"kid":"one"}"#, "\u{FEFF}" + #"{"alg":"ES256","kid":"one"}"#,
        ] {
            #expect(throws: JWSError.malformed, "\(header)") {
                try JWS.verify(signed(header, with: es256), type: nil, keys: keys)
            }
        }
    }

    @Test func `JSON serialization, encrypted tokens and endless ones are refused`() throws {
        for token in ["", ".", "..", "...", "a.b", "e30.e30.e30.e30.e30", #"{"payload":"e30","protected":"e30"}"#] {
            #expect(throws: JWSError.self) { try JWS.verify(token, type: nil, keys: keys) }
        }
        let long = try JWS.sign([UInt8](repeating: 1, count: 13_000), type: "at+jwt", with: es256)
        #expect(throws: JWSError.malformed) { try JWS.verify(long, type: "at+jwt", keys: keys) }
    }

    @Test func `random bytes never verify and never trap`() {
        var generator = SeededGenerator(seed: 19)
        for _ in 0..<3_000 {
            let parts = (0..<3).map { _ in Base64URL.encode(generator.bytes(Int.random(in: 0...50, using: &generator)))
            }
            #expect(throws: JWSError.self) { try JWS.verify(parts.joined(separator: "."), type: nil, keys: keys) }
            let bytes = generator.bytes(80)
            #expect(throws: JWSError.self) { try JWS.verify(bytes, type: nil, keys: keys) }
        }
    }

    /// An empty claims set under that header, signed whatever the header says.
    private func signed(_ header: String, with key: SigningKey) throws -> String {
        let text = Base64URL.encode(header.utf8) + "." + Base64URL.encode("{}".utf8)
        return text + "." + Base64URL.encode(try key.sign(text.bytes))
    }
}
