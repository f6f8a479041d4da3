import Testing

@testable import AuthCore

@Suite struct `Keys in PEM` {
    // RFC 8410, 10.3 and 10.1.
    private static let privateKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----

        """

    @Test func `the RFC's example is read and written as it stands, and its halves belong together`() throws {
        let key = try SigningKey(pem: Self.privateKey)
        #expect(key.exposedPEM == Self.privateKey)
        #expect(key.publicKey.pem == Self.publicKey)
        let read = try JSONWebKey(pem: Self.publicKey)
        #expect(read == key.publicKey)
        #expect(read.verify(try key.sign([1, 2, 3]), for: [1, 2, 3]))
    }

    @Test func `lines that end as on Windows are taken`() throws {
        #expect(throws: Never.self) { try SigningKey(pem: Self.privateKey.replacing("\n", with: "\r\n")) }
    }

    @Test(arguments: [
        ("", KeyError.malformed), ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", .malformed),
        (publicKey, .malformed), (privateKey.replacing("MC4C", with: "MC4D"), .unsupported),
        (privateKey.replacing("dVhC", with: ""), .unsupported),
        (privateKey.replacing("MC4C", with: "M!4C"), .malformed),
    ])
    func `what is no Ed25519 key in PKCS 8 is refused`(_ text: String, _ error: KeyError) {
        #expect(throws: error) { try SigningKey(pem: text) }
    }

    @Test func `a key of another kind has no PEM`() throws {
        let key = try SigningKey.generateES256()
        #expect(key.exposedPEM == nil && key.publicKey.pem == nil)
    }
}
