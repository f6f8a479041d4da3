import Testing

@testable import AuthCore

@Suite struct `Secret digest` {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `it is the SHA-256 of FIPS 180-4's examples`(text: String, hex: String) {
        #expect(SecretDigest(hashing: text).bytes.hex == hex)
        #expect(SecretDigest(hashing: Array(text.utf8)).description == hex)
        #expect(Array(text.utf8).withUnsafeBytes { SecretDigest(hashing: $0) }.bytes.hex == hex)
    }

    @Test func `bytes make the digest again, and only 32 of them`() {
        let digest = SecretDigest(hashing: "x")
        #expect(SecretDigest(bytes: digest.bytes) == digest)
        #expect(digest.withUnsafeBytes { Array($0) } == digest.bytes)
        #expect(SecretDigest(bytes: digest.bytes.dropLast()) == nil)
        #expect(SecretDigest(bytes: digest.bytes + [0]) == nil)
        #expect(SecretDigest(bytes: [UInt8]()) == nil)
    }

    @Test func `digests that differ in one bit are different`() {
        let digest = SecretDigest(hashing: "x")
        for place in 0..<32 {
            var bytes = digest.bytes
            bytes[place] ^= 1
            #expect(SecretDigest(bytes: bytes) != digest)
        }
    }

    @Test func `threads do not disturb each other`() async {
        let expected = SecretDigest(hashing: "the same for all")
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<2_000).allSatisfy { round in
                        _ = SecretDigest(hashing: "task \(task) round \(round)")
                        return SecretDigest(hashing: "the same for all") == expected
                    }
                }
            }
            for await undisturbed in group { #expect(undisturbed) }
        }
    }
}
