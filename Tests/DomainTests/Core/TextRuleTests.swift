import Testing

@testable import Domain

@Suite struct `Texts` {
    @Test func `a text is counted in characters that people see as such, and blank is not a value`() {
        let rule = TextRule(1...3)
        #expect(rule.fault(in: "abc") == nil)
        #expect(rule.fault(in: "éàü") == nil)
        #expect(rule.fault(in: "abcd")?.code == .length)
        #expect(rule.fault(in: "")?.code == .length)
        #expect(rule.fault(in: " \u{2003}")?.code == .length)
        #expect(TextRule(0...3).fault(in: "") == nil)
    }

    @Test func `control characters are refused, and line breaks where there is one line`() {
        for text in ["a\nb", "a\rb", "a\tb", "a\0b", "a\u{7F}b", "a\u{85}b", "a\u{1B}[31m"] {
            #expect(TextRule(0...20).fault(in: text)?.code == .format, "\(text.debugDescription)")
        }
        #expect(TextRule(0...20, .lines).fault(in: "a\r\nb\tc") == nil)
        #expect(TextRule(0...20, .lines).fault(in: "a\0b")?.code == .format)
    }

    @Test(arguments: ["", "a@example.com", "a.b+c@sub.example.co", "o'neil@example.org", "é@example.fr"])
    func `an address of this form is taken`(_ text: String) {
        #expect(TextRule(0...254, .email).fault(in: text) == nil)
    }

    @Test(arguments: [
        "a", "@example.com", "a@", "a@b", "a@b@example.com", "a b@example.com", "a@exa mple.com", ".a@example.com",
        "a.@example.com", "a@-example.com", "a@example-.com", "a@example..com", "a@example.com\r\nBcc: x",
        "<a@example.com>", "a,b@example.com", "a@.com",
    ])
    func `an address of this form is refused`(_ text: String) {
        #expect(TextRule(0...254, .email).fault(in: text)?.code == .format)
    }
}
