import Testing

@testable import AuthCore

@Suite struct `Base64 without padding` {
    /// RFC 4648, 10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the RFC's examples`(text: String, encoded: String) {
        #expect(Base64URL.encode(Array(text.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test func `every value has one text, and every text that is read is the one of its value`() {
        var generator = SeededGenerator(seed: 14)
        let alphabet = Array("ABCDwxyz0189-_+/= \n".utf8)
        var read = 0
        for _ in 0..<20_000 {
            let bytes = generator.bytes(Int.random(in: 0...70, using: &generator))
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Base64.standard.decode(Base64.standard.encode(bytes).utf8) == bytes)
            let length = Int.random(in: 0...8, using: &generator)
            let text = (0..<length).compactMap { _ in alphabet.randomElement(using: &generator) }
            if let value = Base64URL.decode(text) {
                read += 1
                #expect(Array(Base64URL.encode(value).utf8) == text)
            }
        }
        #expect(read > 0)
    }

    @Test(arguments: [
        "A", "Zg==", "Zg=", "Zh", "Zm9", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v.", "Z+8_", "Z/8_", "Zmé", "Zm9v\0",
    ])
    func `padding, white space, foreign characters and loose bits are refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}

@Suite struct `Constant-time comparison` {
    @Test func `it is equality`() {
        var generator = SeededGenerator(seed: 15)
        for _ in 0..<2_000 {
            let one = generator.bytes(Int.random(in: 0...40, using: &generator))
            var other = one
            #expect(ConstantTime.equal(one, other))
            if let place = other.indices.randomElement(using: &generator) {
                other[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                #expect(!ConstantTime.equal(one, other))
            }
            #expect(!ConstantTime.equal(one, one + [0]))
        }
        #expect(ConstantTime.equal("a", "a") && !ConstantTime.equal("K", "\u{212A}") && ConstantTime.equal("", ""))
    }
}
