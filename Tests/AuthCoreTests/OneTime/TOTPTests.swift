import Testing

@testable import AuthCore

@Suite struct `One-time passwords` {
    private let rfc = TOTP(secret: Array("12345678901234567890".utf8))

    /// RFC 6238, appendix B, the rows of SHA-1: eight digits.
    @Test(
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func `S40 S53 the published vectors`(seconds: Int64, expected: String) throws {
        let totp = try #require(rfc)
        let number = totp.number(at: TOTP.step(at: seconds)) % 100_000_000
        #expect(String(repeating: "0", count: 8 - String(number).count) + String(number) == expected)
        #expect(totp.code(at: TOTP.step(at: seconds)) == String(expected.suffix(6)))
    }

    /// RFC 4226, appendix D.
    @Test func `S40 the published counters`() throws {
        let totp = try #require(rfc)
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        for (step, code) in codes.enumerated() { #expect(totp.code(at: Int64(step)) == code) }
    }

    @Test func `S53 a code works one step early and late, never twice, and no other does`() throws {
        let totp = try #require(rfc)
        let now: Int64 = 1_790_000_010
        let step = TOTP.step(at: now)
        for near in (step - 1)...(step + 1) { #expect(totp.step(of: totp.code(at: near), at: now, after: 0) == near) }
        for far in [step - 2, step + 2] { #expect(totp.step(of: totp.code(at: far), at: now, after: 0) == nil) }
        #expect(totp.step(of: totp.code(at: step), at: now, after: step) == nil)
        #expect(totp.step(of: totp.code(at: step - 1), at: now, after: step) == nil)
        #expect(totp.step(of: totp.code(at: step + 1), at: now, after: step) == step + 1)
        for wrong in ["", "12345", "1234567", "abcdef", "٠٠٠٠٠٠", " \(totp.code(at: step))"] {
            #expect(totp.step(of: wrong, at: now, after: 0) == nil)
        }
        #expect(totp.step(of: totp.code(at: 0), at: -5, after: -1) == 0)
    }

    @Test func `an app reads the secret and what it is for`() throws {
        let totp = try #require(TOTP(secret: Array("Hello!\u{7f}\u{1}abcdefgh".utf8)))
        let uri = totp.uri(issuer: "kiikd", account: "ada+x@acme.example")
        #expect(uri.hasPrefix("otpauth://totp/kiikd:ada%2Bx%40acme.example?secret=JBSWY3DPEF7QC"))
        #expect(uri.hasSuffix("&issuer=kiikd&algorithm=SHA1&digits=6&period=30"))
        #expect("\(totp)" == "TOTP(…)")
        #expect(TOTP(secret: [1, 2, 3]) == nil)
    }

    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI"),
    ])
    func `base32 as RFC 4648 has it`(text: String, expected: String) {
        #expect(Base32.encode(text.utf8) == expected)
    }

    @Test func `a recovery code is found however it is typed, and is not shown`() throws {
        var random = SeededGenerator(seed: 7)
        let code = RecoveryCode.generate(using: &random)
        #expect(code.exposed.wholeMatch(of: /([A-Z2-7]{5}-){3}[A-Z2-7]{5}/) != nil)
        for typed in [code.exposed, code.exposed.lowercased(), code.exposed.replacing("-", with: " ")] {
            #expect(RecoveryCode.digest(of: typed) == code.digest)
        }
        #expect(RecoveryCode.digest(of: "\(code.exposed)A") == nil)
        #expect(RecoveryCode.digest(of: code.exposed.replacing("-", with: "1")) == nil)
        #expect(RecoveryCode.generate(using: &random).digest != code.digest)
        #expect("\(code)" == "RecoveryCode(…)")
    }
}
