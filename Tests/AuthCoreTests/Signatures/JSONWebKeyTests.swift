import Testing

@testable import AuthCore

@Suite struct `JSON Web Key` {
    @Test func `S40 RFC 7638 and RFC 8037, thumbprints`() throws {
        #expect(try JSONWebKey(parsing: RFCKeys.thumbprintKey.bytes).thumbprint == RFCKeys.thumbprint)
        #expect(try JSONWebKey(parsing: RFCKeys.edPublicKey.bytes).thumbprint == RFCKeys.edThumbprint)
    }

    @Test(arguments: [
        (RFCKeys.a2PublicKey, SignatureAlgorithm.rs256), (RFCKeys.a3PublicKey, .es256), (RFCKeys.edPublicKey, .eddsa),
    ])
    func `a key says its algorithm, prints as it is read, and keeps its thumbprint`(
        text: String, algorithm: SignatureAlgorithm
    ) throws {
        let key = try JSONWebKey(parsing: text.bytes)
        #expect(key.algorithm == algorithm)
        #expect(key.keyID == nil)
        let again = try JSONWebKey(parsing: key.text.bytes)
        #expect(again == key)
        #expect(again.thumbprint == key.thumbprint)
        #expect(key.thumbprint.utf8.count == 43)
    }

    @Test func `what is no sound public signature key is refused, and why`() {
        let ec = RFCKeys.a3PublicKey
        let ed = RFCKeys.edPublicKey
        let rsa = RFCKeys.a2PublicKey
        let cases: [(String, KeyError)] = [
            ("", .malformed), ("[]", .malformed), ("{}", .malformed), ("null", .malformed), ("{\"kty\":1}", .malformed),
            (ec + " x", .malformed), (with(ec, #""kty":"EC","#), .malformed),
            (#"{"kty":"oct","k":"AAAA"}"#, .wrongHalf), (#"{"kty":"XX"}"#, .unsupported),
            (#"{"kty":"O\u212AP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#, .unsupported),
            // Private halves, by accident.
            (RFCKeys.a2PrivateKey, .wrongHalf), (String(RFCKeys.a3PrivateKey), .wrongHalf),
            (String(RFCKeys.edPrivateKey), .wrongHalf),
            // Curves and points.
            (ec.replacing("P-256", with: "P-384"), .unsupported),
            (ec.replacing("P-256", with: "secp256k1"), .unsupported),
            (ed.replacing("Ed25519", with: "X25519"), .unsupported), (ec.replacing("5a0", with: "5a4"), .unfit),
            (ec.replacing("VEU\"", with: "VE\""), .malformed), (ec.replacing("VEU\"", with: "VEUA\""), .malformed),
            (ec.replacing("VEU\"", with: "VEU=\""), .malformed), (ec.replacing("5a0", with: "5a1"), .malformed),
            (ed.replacing("URo\"", with: "UR\""), .malformed),
            // What it is for.
            (with(ec, #""use":"enc","#), .wrongUse), (with(ec, #""use":1,"#), .wrongUse),
            (with(ec, #""key_ops":["encrypt"],"#), .wrongUse), (with(ec, #""key_ops":"verify","#), .malformed),
            (with(ec, #""alg":"ES384","#), .unsupported), (with(ec, #""alg":"RS256","#), .unsupported),
            (with(ec, #""alg":"none","#), .unsupported), (with(rsa, #""alg":"PS256","#), .unsupported),
            (with(rsa, #""alg":"HS256","#), .unsupported), (with(ec, #""kid":1,"#), .malformed),
            (with(ec, #""kid":"\#(String(repeating: "x", count: 257))","#), .malformed),
            // Numbers of RSA: leading zero, exponents 1, 2 and even, a modulus that is even, short or empty.
            (rsa.replacing(#""n":""#, with: #""n":"AAAA"#), .malformed),
            (rsa.replacing("AQAB", with: "AAEAAQ"), .malformed),
            (rsa.replacing("AQAB", with: "AQ"), .unfit), (rsa.replacing("AQAB", with: "Ag"), .unfit),
            (rsa.replacing("AQAB", with: "AQAC"), .unfit), (rsa.replacing("AQAB", with: "AQAAAAE"), .unfit),
            (rsa.replacing("XpoQ", with: "XpoA"), .unfit), (rsa.replacing("XpoQ", with: "Xp"), .unfit),
            (#"{"kty":"RSA","n":"","e":"AQAB"}"#, .malformed), (#"{"kty":"RSA","e":"AQAB"}"#, .malformed),
            (#"{"kty":"RSA","n":"\#(String(repeating: "_", count: 700))","e":"AQAB"}"#, .malformed),
        ]
        for (text, expected) in cases {
            let error = #expect(throws: KeyError.self, "\(text)") { try JSONWebKey(parsing: text.bytes) }
            #expect(error == expected, "\(text)")
        }
    }

    @Test func `members that mean nothing here are passed over`() throws {
        let key = with(RFCKeys.a3PublicKey, #""x5t":"abc","iat":1,"kid":"k","use":"sig","key_ops":["verify"],"#)
        #expect(try JSONWebKey(parsing: key.bytes).keyID == "k")
    }

    @Test func `a set has no two keys of one id, and no unsound key`() throws {
        let one = with(RFCKeys.a3PublicKey, #""kid":"k","#)
        let other = with(RFCKeys.edPublicKey, #""kid":"k","#)
        let third = with(RFCKeys.edPublicKey, #""kid":"l","#)
        #expect(throws: KeyError.duplicateID) { try JSONWebKeySet(parsing: #"{"keys":[\#(one),\#(other)]}"#.bytes) }
        let set = try JSONWebKeySet(parsing: #"{"keys":[\#(one),\#(third)]}"#.bytes)
        #expect(set.keys.map(\.keyID) == ["k", "l"])
        #expect(try JSONWebKeySet(parsing: set.text.bytes) == set)
        #expect(set.key("l")?.algorithm == .eddsa && set.key("x") == nil && set.key(nil) == nil)
        #expect(throws: KeyError.wrongHalf) {
            try JSONWebKeySet(parsing: #"{"keys":[\#(one),{"kty":"oct","k":"AAAA"}]}"#.bytes)
        }
        for text in ["{}", "[]", "", #"{"keys":{}}"#, #"{"keys":[1]}"#] {
            #expect(throws: KeyError.malformed) { try JSONWebKeySet(parsing: text.bytes) }
        }
        let many = [String](repeating: RFCKeys.edPublicKey, count: 65).joined(separator: ",")
        #expect(throws: KeyError.tooMany) { try JSONWebKeySet(parsing: #"{"keys":[\#(many)]}"#.bytes) }
    }

    /// The object with more members in front.
    private func with(_ object: String, _ members: String) -> String { "{" + members + object.dropFirst() }
}
