import Testing

@testable import AuthCore

@Suite struct `HMAC-SHA-256` {
    @Test(.enabled(if: Wycheproof.isPresent, "the Wycheproof vectors are not here: set KIIK_VECTORS"))
    func `S40 Wycheproof HMAC-SHA-256`() throws {
        var (valid, invalid) = (0, 0)
        for group in try Wycheproof.groups("hmac_sha256_test.json") {
            let length = group.int("tagSize") / 8
            for test in group.cases {
                let key = try #require(HMACKey(test.bytes("key")), "\(test.label)")
                let accepted = key.isValid(test.bytes("tag"), for: test.bytes("msg"), length: length)
                #expect(accepted == (test.result == .valid), "\(test.label)")
                if test.result == .valid { valid += 1 } else { invalid += 1 }
            }
        }
        #expect(valid > 0 && invalid > 0)
        #expect(valid + invalid == 174)
    }

    /// RFC 4231, test cases 1, 6 and 7.
    @Test func `the RFC's examples`() throws {
        let key = try #require(HMACKey([UInt8](repeating: 0x0B, count: 20)))
        #expect(
            key.authenticate(Array("Hi There".utf8)).hex
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let long = try #require(HMACKey([UInt8](repeating: 0xAA, count: 131)))
        #expect(
            long.authenticate(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)).hex
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func `S40 the vector of Standard Webhooks`() throws {
        let secret = try #require(Base64.standard.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8))
        let key = try #require(HMACKey(secret))
        let signed = #"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#
        #expect(
            Base64.standard.encode(key.authenticate(Array(signed.utf8)))
                == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")
    }

    @Test func `a key is reused without a trace of the message before`() throws {
        let key = try #require(HMACKey([UInt8](repeating: 1, count: 32)))
        var generator = SeededGenerator(seed: 16)
        let messages = (0..<200).map { _ in generator.bytes(Int.random(in: 0...200, using: &generator)) }
        let tags = messages.map { key.authenticate($0) }
        for (message, tag) in zip(messages, tags).reversed() {
            #expect(key.authenticate(message) == tag)
            #expect(HMACKey([UInt8](repeating: 1, count: 32))?.authenticate(message) == tag)
        }
    }

    @Test func `threads share a key`() async throws {
        let key = try #require(HMACKey([UInt8](repeating: 2, count: 32)))
        let expected = key.authenticate([1, 2, 3])
        await withTaskGroup(of: Bool.self) { group in
            for task in UInt8(0)..<8 {
                group.addTask {
                    (0..<1_000).allSatisfy { _ in
                        _ = key.authenticate([task])
                        return key.authenticate([1, 2, 3]) == expected
                    }
                }
            }
            for await same in group { #expect(same) }
        }
    }

    @Test func `a tag's length is for the protocol to say, not for the tag`() throws {
        let key = try #require(HMACKey([UInt8](repeating: 3, count: 32)))
        let tag = key.authenticate([1])
        #expect(key.isValid(tag, for: [1]))
        #expect(!key.isValid(Array(tag.prefix(16)), for: [1]))
        #expect(key.isValid(Array(tag.prefix(16)), for: [1], length: 16))
        for length in [Int.min, -1, 0, 1, 15, 33, Int.max] {
            #expect(!key.isValid(Array(tag.prefix(max(0, min(length, 32)))), for: [1], length: length))
        }
    }

    @Test func `a short key is refused, and no key is printed`() throws {
        #expect(HMACKey([UInt8]()) == nil)
        #expect(HMACKey([UInt8](repeating: 1, count: 15)) == nil)
        let key = try #require(HMACKey(Array("0123456789abcdef".utf8)))
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains("0123"))
    }
}
