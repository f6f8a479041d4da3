import Testing

@testable import AuthCore

@Suite struct `Secret in the clear` {
    @Test(arguments: SecretFamily.all)
    func `a generated secret has the family's form and is recognised`(family: SecretFamily) {
        for _ in 0..<500 {
            let secret = Secret.generate(family)
            #expect(secret.exposed.hasPrefix(family.prefix))
            #expect(secret.exposed.utf8.count == family.length)
            #expect(
                SecretParser.standard.parse(secret.exposed)
                    == .secret(ParsedSecret(family: family, digest: secret.digest, isChecked: true)))
        }
    }

    @Test func `the lengths are those of the contracts`() {
        #expect(SecretFamily.all.map(\.length) == [30, 40, 40, 44])
        #expect(SecretFamily.all.map(\.prefix) == ["fta_", "sk_live_", "sk_test_", "czp_"])
    }

    @Test(arguments: SecretFamily.all)
    func `S42 a secret has 128 random bits, and 100 that its display prefix leaves unknown`(family: SecretFamily) {
        // 62^n >= 2^bits for n random characters, without rounding: divide 2^bits by 62, rounding up.
        func holds(_ characters: Int, bits: Int) -> Bool {
            // 2^bits as 32-bit digits, highest first.
            var digits = [UInt64](repeating: 0, count: bits / 32 + 1)
            digits[0] = 1 << UInt64(bits % 32)
            for _ in 0..<characters {
                var rest: UInt64 = 0
                for place in digits.indices {
                    let value = rest << 32 | digits[place]
                    digits[place] = value / 62
                    rest = value % 62
                }
                if rest > 0, let last = digits.indices.last { digits[last] += 1 }
            }
            return digits.dropLast().allSatisfy { $0 == 0 } && (digits.last ?? 0) <= 1
        }
        let random = family.bodyLength - 4
        let shown = Secret.generate(family).displayPrefix.utf8.count - family.prefix.utf8.count - 3
        #expect(shown == 4)
        #expect(holds(random, bits: 128))
        #expect(holds(random - shown, bits: 100))
        #expect(family.randomBits >= 128)
        #expect(family.undisclosedBits >= 100)
    }

    @Test func `S42 nothing that prints a secret shows more than its display prefix`() {
        let secret = Secret.generate(.serviceLive)
        var dumped = ""
        dump(secret, to: &dumped)
        struct Holder { let secret: Secret }
        for printed in [
            "\(secret)", secret.description, secret.debugDescription, String(reflecting: secret), dumped,
            "\(Holder(secret: secret))", "\(Optional(secret) as Any)", "\([secret])",
        ] {
            #expect(!printed.contains(secret.exposed))
            #expect(!printed.contains(secret.exposed.dropFirst(12).prefix(4)))
        }
        #expect(secret.description == secret.exposed.prefix(12) + "...")
    }

    @Test func `every character is equally likely in every place`() {
        var generator = SeededGenerator(seed: 42)
        var counts = [UInt8: Int]()
        let rounds = 20_000
        for _ in 0..<rounds {
            for byte in Secret.generate(.kiik, using: &generator).exposed.utf8.dropFirst(4).dropLast(4) {
                counts[byte, default: 0] += 1
            }
        }
        let expected = Double(rounds * 22) / 62
        let chiSquare = counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect(counts.count == 62)
        // 61 degrees of freedom: above 120 once in a hundred thousand seeds; modulo bias would give thousands.
        #expect(chiSquare < 120)
    }

    @Test func `the same generator gives the same secret, and no two secrets are the same`() {
        var one = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 7)
        #expect(
            Secret.generate(.zapier, using: &one).exposed == Secret.generate(.zapier, using: &other).exposed)
        #expect(Set((0..<1_000).map { _ in Secret.generate(.zapier).exposed }).count == 1_000)
    }

    @Test func `a copied system generator does not repeat itself`() {
        var one = SecureRandom()
        var copy = one
        #expect(one.next() != copy.next())
        #expect(one.bytes(32) != copy.bytes(32))
        #expect(one.bytes(0).isEmpty)
    }

    @Test func `a stored secret is taken back, anything else is not`() {
        let secret = Secret.generate(.zapier)
        #expect(Secret(secret.exposed)?.exposed == secret.exposed)
        #expect(Secret("czp_nonsense")?.exposed == nil)
        #expect(Secret("")?.exposed == nil)
    }
}
