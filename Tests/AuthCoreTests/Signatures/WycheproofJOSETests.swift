import Foundation
import Testing

@testable import AuthCore

@Suite(.enabled(if: Wycheproof.isPresent, "the Wycheproof vectors are not here: set KIIK_VECTORS"))
struct `Wycheproof JOSE` {
    @Test func `S40 Wycheproof JWS`() throws {
        var (accepted, refused, unspoken) = (0, 0, 0)
        for group in try Wycheproof.groups("json_web_signature_test.json") {
            let key = group.json("public").flatMap { try? JSONWebKey(parsing: $0) }
            for test in group.cases {
                let payload = verify(test, with: key.flatMap { try? JSONWebKeySet([$0]) })
                if test.result == .valid, isSpoken(group) {
                    #expect(payload != nil, "\(test.label)")
                    accepted += 1
                } else {
                    // HS256, RS384, RS512, PS256 and so on are refused, however valid.
                    #expect(payload == nil, "\(test.label)")
                    if test.result == .valid { unspoken += 1 } else { refused += 1 }
                }
            }
        }
        #expect(accepted > 0 && refused > 0 && unspoken > 0)
        #expect(accepted + refused + unspoken == 401)
    }

    @Test func `S40 Wycheproof JWK`() throws {
        var (accepted, refused, unspoken) = (0, 0, 0)
        for group in try Wycheproof.groups("json_web_key_test.json") {
            let isPublic = group.fields["public"] != nil
            let keys = group.json(isPublic ? "public" : "private").flatMap { try? JSONWebKeySet(parsing: $0) }
            for test in group.cases {
                let payload = verify(test, with: keys)
                // Sets without a public half are sets of HMAC keys, which JWS here does not speak.
                if test.result == .valid, isPublic {
                    #expect(payload != nil, "\(test.label)")
                    accepted += 1
                } else {
                    #expect(payload == nil, "\(test.label)")
                    if test.result == .valid { unspoken += 1 } else { refused += 1 }
                }
            }
        }
        #expect(accepted > 0 && refused > 0 && unspoken > 0)
        #expect(accepted + refused + unspoken == 26)
    }

    private func isSpoken(_ group: Wycheproof.Group) -> Bool {
        let algorithm = (group.fields["public"] as? [String: Any])?["alg"] as? String
        return algorithm.flatMap(SignatureAlgorithm.init(rawValue:)) != nil
    }

    /// The payload if the token was accepted.
    private func verify(_ test: Wycheproof.Case, with keys: JSONWebKeySet?) -> [UInt8]? {
        guard let keys, let token = test.string("jws") else { return nil }
        return try? JWS.verify(token, type: nil, keys: keys).payload
    }
}
