import Foundation
import Testing

@testable import AuthCore

@Suite struct `Scanner pattern` {
    @Test(arguments: SecretFamily.all)
    func `S43 the published expression finds every secret, in code, logs and settings`(family: SecretFamily) throws {
        let secret = Secret.generate(family).exposed
        for text in [
            secret, "KEY=\(secret)", "key: \"\(secret)\"", "https://x.example/?key=\(secret)&y=1", "(\(secret))\n",
            "Authorization: Bearer \(secret)\r\n",
        ] {
            #expect(try matches(family.scannerPattern, text) == [secret])
            #expect(try matches(SecretFamily.scannerPattern, text) == [secret])
        }
    }

    @Test func `S43 what only looks like a secret is not found, or does not pass the check code`() throws {
        let secret = Secret.generate(.kiik).exposed
        #expect(try matches(SecretFamily.scannerPattern, "x\(secret)").isEmpty)
        #expect(try matches(SecretFamily.scannerPattern, "\(secret)x").isEmpty)
        #expect(try matches(SecretFamily.scannerPattern, String(secret.dropLast())).isEmpty)
        let shown = Secret.generate(.kiik).displayPrefix
        #expect(try matches(SecretFamily.scannerPattern, shown).isEmpty)
        let lookalike = "fta_" + String(repeating: "a", count: 26)
        #expect(try matches(SecretFamily.scannerPattern, lookalike) == [lookalike])
        #expect(SecretParser.standard.parse(lookalike) == .malformed(.kiik))
    }

    @Test func `S43 the published expressions are these`() {
        #expect(SecretFamily.kiik.scannerPattern == #"\bfta_[0-9A-Za-z]{26}\b"#)
        #expect(
            SecretFamily.scannerPattern
                == #"\b(?:fta_[0-9A-Za-z]{26}|sk_live_[0-9A-Za-z]{32}|sk_test_[0-9A-Za-z]{32}|czp_[0-9A-Za-z]{40})\b"#)
    }

    private func matches(_ pattern: String, _ text: String) throws -> [String] {
        let expression = try NSRegularExpression(pattern: pattern)
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
            Range($0.range, in: text).map { String(text[$0]) }
        }
    }
}
