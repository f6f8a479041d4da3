import Testing

@testable import AuthCore

@Suite struct `Signing key` {
    @Test func `what a fresh key signs, its public half verifies, and no other does`() throws {
        for key in try [SigningKey.generateES256(), .generateEdDSA()] {
            let other = try key.publicKey.algorithm == .es256 ? SigningKey.generateES256() : .generateEdDSA()
            for length in [0, 1, 32, 1_000] {
                let message = [UInt8](repeating: 7, count: length)
                let signature = try key.sign(message)
                #expect(signature.count == 64)
                #expect(key.publicKey.verify(signature, for: message))
                #expect(!other.publicKey.verify(signature, for: message))
                #expect(!key.publicKey.verify(signature, for: message + [0]))
            }
        }
    }

    @Test func `ES256 signatures are 64 bytes also where r or s is short`() throws {
        let key = try SigningKey.generateES256()
        for round in 0..<600 {
            let message = Array("\(round)".utf8)
            let signature = try key.sign(message)
            #expect(signature.count == 64 && key.publicKey.verify(signature, for: message))
        }
    }

    @Test func `a key has its thumbprint for an id, unless it is given one`() throws {
        let key = try SigningKey.generateES256()
        #expect(key.publicKey.keyID == key.publicKey.thumbprint)
        #expect(try SigningKey.generateEdDSA(keyID: "2026-01").publicKey.keyID == "2026-01")
    }

    @Test func `an exposed key is read again as the same key`() throws {
        for key in try [SigningKey.generateES256(), .generateEdDSA(), SigningKey(parsing: RFCKeys.a2PrivateKey.bytes)] {
            let again = try SigningKey(parsing: key.exposed.bytes)
            #expect(again.publicKey == key.publicKey)
            #expect(key.publicKey.verify(try again.sign([1]), for: [1]))
        }
    }

    @Test func `S40 RFC 7515 A.2 and RFC 8037 A.4, signed again to the same bytes`() throws {
        for (key, token) in [
            (RFCKeys.a2PrivateKey.bytes, RFCKeys.a2Token), (RFCKeys.edPrivateKey.bytes, RFCKeys.edToken),
        ] {
            let parts = token.split(separator: ".")
            let signature = try SigningKey(parsing: key).sign(Array("\(parts[0]).\(parts[1])".utf8))
            #expect(Base64URL.encode(signature) == parts[2])
        }
    }

    @Test func `halves that do not belong together are refused`() throws {
        let stranger = try SigningKey.generateES256()
        let x = try #require(stranger.exposed.split(separator: #""x":""#).last?.prefix(43))
        let y = try #require(stranger.exposed.split(separator: #""y":""#).last?.prefix(43))
        let mixed = String(RFCKeys.a3PrivateKey).replacing("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", with: x)
            .replacing("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", with: y)
        #expect(throws: KeyError.unfit) { try SigningKey(parsing: mixed.bytes) }
        let otherSeed = String(RFCKeys.edPrivateKey).replacing("nWGxne", with: "nWGxnf")
        #expect(throws: KeyError.unfit) { try SigningKey(parsing: otherSeed.bytes) }
        let otherExponent = RFCKeys.a2PrivateKey.replacing(#""d":"Eq5x"#, with: #""d":"Eq5y"#)
        #expect(throws: KeyError.unfit) { try SigningKey(parsing: otherExponent.bytes) }
        let zero = String(RFCKeys.a3PrivateKey)
            .replacing("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI", with: String(repeating: "A", count: 43))
        #expect(throws: KeyError.unfit) { try SigningKey(parsing: zero.bytes) }
    }

    @Test func `a public key signs nothing`() {
        for text in [RFCKeys.a2PublicKey, RFCKeys.a3PublicKey, RFCKeys.edPublicKey] {
            #expect(throws: KeyError.wrongHalf) { try SigningKey(parsing: text.bytes) }
        }
        #expect(throws: KeyError.malformed) { try SigningKey(parsing: []) }
    }

    @Test func `S42 nothing that prints a key shows its private half`() throws {
        let key = try SigningKey(parsing: RFCKeys.a3PrivateKey.bytes)
        var dumped = ""
        dump(key, to: &dumped)
        let printed = "\(key) \(String(reflecting: key)) \(dumped) \(key.publicKey.text)"
        #expect(key.exposed.contains("jpsQnnGQmL"))
        #expect(!printed.contains("jpsQnnGQmL"))
    }
}
