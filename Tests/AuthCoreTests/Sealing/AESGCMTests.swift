import Testing

@testable import AuthCore

@Suite struct `AES-256-GCM` {
    @Test(.enabled(if: Wycheproof.isPresent, "the Wycheproof vectors are not here: set KIIK_VECTORS"))
    func `S40 Wycheproof AES-GCM`() throws {
        var (valid, invalid, refused) = (0, 0, 0)
        for group in try Wycheproof.groups("aes_gcm_test.json") {
            let isSpoken =
                group.int("ivSize") == 96 && group.int("keySize") == 256 && group.int("tagSize") == 128
            for test in group.cases {
                let (nonce, associated) = (test.bytes("iv"), test.bytes("aad"))
                let cipher = AESGCM(key: test.bytes("key"))
                let opened = cipher?.open(
                    test.bytes("ct") + test.bytes("tag"), nonce: nonce, associated: associated)
                let sealed = cipher?.seal(test.bytes("msg"), nonce: nonce, associated: associated)
                guard isSpoken else {
                    // Other keys and nonces are refused, however valid.
                    #expect(opened == nil && sealed == nil, "\(test.label)")
                    refused += 1
                    continue
                }
                if test.result == .valid {
                    #expect(opened == test.bytes("msg"), "\(test.label)")
                    #expect(sealed == test.bytes("ct") + test.bytes("tag"), "\(test.label)")
                    valid += 1
                } else {
                    #expect(opened == nil, "\(test.label)")
                    invalid += 1
                }
            }
        }
        #expect(valid > 0 && invalid > 0 && refused > 0)
        #expect(valid + invalid + refused == 316)
    }

    @Test func `what was sealed opens, whatever its length`() throws {
        var generator = SeededGenerator(seed: 17)
        for length in Array(0...70) + [1_000, 65_537] {
            let cipher = try #require(AESGCM(key: generator.bytes(32)))
            let plaintext = generator.bytes(length)
            let (nonce, associated) = (generator.bytes(12), generator.bytes(length % 20))
            let sealed = try #require(cipher.seal(plaintext, nonce: nonce, associated: associated))
            #expect(sealed.count == length + 16)
            #expect(cipher.open(sealed, nonce: nonce, associated: associated) == plaintext)
            #expect(cipher.open(Array(sealed.dropLast()), nonce: nonce, associated: associated) == nil)
            #expect(cipher.open(sealed, nonce: nonce, associated: associated + [0]) == nil)
        }
    }

    @Test func `keys and nonces of other lengths are refused`() throws {
        for length in [0, 16, 24, 31, 33] { #expect(AESGCM(key: [UInt8](repeating: 1, count: length)) == nil) }
        let cipher = try #require(AESGCM(key: [UInt8](repeating: 1, count: 32)))
        for length in [0, 8, 11, 13, 16] {
            #expect(cipher.seal([1], nonce: [UInt8](repeating: 1, count: length), associated: []) == nil)
        }
        for length in 0..<16 {
            #expect(
                cipher.open(
                    [UInt8](repeating: 1, count: length), nonce: [UInt8](repeating: 1, count: 12), associated: [])
                    == nil)
        }
    }
}
