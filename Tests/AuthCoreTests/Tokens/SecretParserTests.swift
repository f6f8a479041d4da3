import Testing

@testable import AuthCore

@Suite struct `Secret parser` {
    /// Worked out with zlib's CRC-32. Issued keys depend on it never changing.
    @Test(arguments: [
        "fta_0123456789ABCDEFGHIJKL3T1z",
        "sk_live_abcdefghijklmnopqrstuvwxyz01iroH",
        "sk_test_ABCDEFGHIJKLMNOPQRSTUVWXYZ01p3xM",
        "czp_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzDG5i",
    ])
    func `the check code is what it has always been`(secret: String) {
        #expect(SecretParser.standard.parse(secret).parsed?.isChecked == true)
    }

    @Test func `the check code is CRC-32 modulo 62^4`() {
        var code = CheckCode()
        code.add("123456789".utf8)
        #expect(code.number == 0xCBF4_3926 % 14_776_336)
        #expect(code.characters == Array("ZRME".utf8))
    }

    @Test func `an unknown prefix is not ours`() {
        for text in [
            "", "f", "fta", "ftb_aaaaaaaaaaaaaaaaaaaaaaaaaa", "sk_prod_", "Bearer fta_", "eyJhbGciOi", "FTA_x",
        ] {
            #expect(SecretParser.standard.parse(text) == .notMine, "\(text)")
        }
    }

    @Test(arguments: SecretFamily.all)
    func `every single changed, missing or added character is noticed`(family: SecretFamily) {
        var generator = SeededGenerator(seed: 1)
        let secret = Array(Secret.generate(family, using: &generator).exposed.utf8)
        for place in family.prefix.utf8.count..<secret.count {
            for byte in UInt8.min ... .max where byte != secret[place] {
                var changed = secret
                changed[place] = byte
                #expect(parse(changed) == .malformed(family))
            }
            var shorter = secret
            shorter.remove(at: place)
            #expect(parse(shorter) == .malformed(family))
            #expect(parse(Array(secret.prefix(place))) == .malformed(family))
        }
        #expect(parse(secret + [UInt8(ascii: "0")]) == .malformed(family))
        #expect(parse(secret + Array(repeating: UInt8(ascii: "0"), count: 100_000)) == .malformed(family))
    }

    @Test func `two neighbours swapped are noticed`() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let secret = Array(Secret.generate(.serviceTest, using: &generator).exposed.utf8)
            for place in 8..<secret.count - 1 where secret[place] != secret[place + 1] {
                var swapped = secret
                swapped.swapAt(place, place + 1)
                #expect(parse(swapped) == .malformed(.serviceTest))
            }
        }
    }

    @Test func `S43 random text passes the check code about once in fourteen million times`() {
        var generator = SeededGenerator(seed: 3)
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var passed = 0
        for _ in 0..<100_000 {
            let body = (0..<26).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            if parse(Array("fta_".utf8) + body).parsed != nil { passed += 1 }
        }
        #expect(passed <= 1)
    }

    @Test func `random bytes never pass and never trap`() {
        var generator = SeededGenerator(seed: 4)
        let unchecked = SecretParser(acceptingUnchecked: Set(SecretFamily.all))
        for _ in 0..<20_000 {
            let prefix = SecretFamily.all.randomElement(using: &generator)?.prefix ?? ""
            let bytes = Array(prefix.utf8.prefix(Int.random(in: 0...8, using: &generator)))
            let rest = generator.bytes(Int.random(in: 0...60, using: &generator))
            #expect(parse(bytes + rest).parsed == nil)
            _ = (bytes + rest).withUnsafeBytes { unchecked.parse($0) }
        }
    }

    @Test func `an imported key is taken only where its family has imported keys`() {
        let imported = "sk_live_Imported-key_0123456789"
        #expect(SecretParser.standard.parse(imported) == .malformed(.serviceLive))
        let parser = SecretParser(acceptingUnchecked: [.serviceLive])
        #expect(
            parser.parse(imported)
                == .secret(
                    ParsedSecret(
                        family: .serviceLive, digest: SecretDigest(hashing: imported), isChecked: false)))
        #expect(parser.parse("sk_test_Imported-key_0123456789") == .malformed(.serviceTest))
        #expect(
            Array(imported.utf8).withUnsafeBytes { Secret.parse($0, acceptingUnchecked: [.serviceLive]) }.parsed
                == parser.parse(imported).parsed)
    }

    @Test func `an imported key has 20 to 128 characters of its alphabet`() {
        let parser = SecretParser(acceptingUnchecked: [.kiik])
        func key(_ length: Int) -> String { "fta_" + String(repeating: "a", count: length - 4) }
        #expect(parser.parse(key(19)) == .malformed(.kiik))
        #expect(parser.parse(key(20)).parsed != nil)
        #expect(parser.parse(key(128)).parsed != nil)
        #expect(parser.parse(key(129)) == .malformed(.kiik))
        for wrong in [" ", ".", "=", "+", "/", "\u{0}", "é", "\r\n"] {
            #expect(parser.parse(key(24) + wrong) == .malformed(.kiik), "\(wrong)")
        }
    }

    @Test func `families of one's own are recognised beside the published ones`() {
        let own = SecretFamily(name: "refresh", prefix: "krt_", bodyLength: 40)
        let parser = SecretParser(families: SecretFamily.all + [own])
        let secret = Secret.generate(own)
        #expect(parser.parse(secret.exposed).parsed?.family == own)
        #expect(SecretParser.standard.parse(secret.exposed) == .notMine)
    }

    private func parse(_ bytes: [UInt8]) -> SecretParsing {
        bytes.withUnsafeBytes { SecretParser.standard.parse($0) }
    }
}
