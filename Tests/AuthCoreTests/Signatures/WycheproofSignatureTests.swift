import Testing

@testable import AuthCore

@Suite(.enabled(if: Wycheproof.isPresent, "the Wycheproof vectors are not here: set KIIK_VECTORS"))
struct `Wycheproof signatures` {
    @Test func `S40 Wycheproof ES256, P1363`() throws {
        try check("ecdsa_secp256r1_sha256_p1363_test.json", jwk: "publicKeyJwk", count: 262)
    }

    @Test func `S40 Wycheproof Ed25519`() throws {
        try check("ed25519_test.json", jwk: "publicKeyJwk", count: 151)
    }

    @Test func `S40 Wycheproof RS256 of 2048 bits`() throws {
        try check("rsa_signature_2048_sha256_test.json", jwk: "keyJwk", count: 259)
    }

    private func check(_ file: String, jwk: String, count: Int) throws {
        var counts: [Wycheproof.Case.Result: Int] = [:]
        for group in try Wycheproof.groups(file) {
            let key = try JSONWebKey(parsing: try #require(group.json(jwk) ?? point(group)))
            for test in group.cases {
                let accepted = key.verify(test.bytes("sig"), for: test.bytes("msg"))
                counts[test.result, default: 0] += 1
                switch test.result {
                case .valid: #expect(accepted, "\(test.label)")
                // Acceptable is what a lenient implementation may take; a strict one takes none of it.
                case .invalid, .acceptable: #expect(!accepted, "\(test.label)")
                }
            }
        }
        #expect(counts[.valid, default: 0] > 0 && counts[.invalid, default: 0] > 0)
        #expect(counts.values.reduce(0, +) == count)
    }

    /// A few groups give the point only in hexadecimal.
    private func point(_ group: Wycheproof.Group) -> [UInt8]? {
        guard let fields = group.fields["publicKey"] as? [String: Any],
            let octets = (fields["uncompressed"] as? String).flatMap({ [UInt8](hex: $0) }), octets.count == 65
        else { return nil }
        let (x, y) = (Base64URL.encode(octets[1..<33]), Base64URL.encode(octets[33...]))
        return #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)"}"#.bytes
    }
}
