import Testing

@testable import HTTPServer

@Suite struct `What others wrote` {
    @Test(
        arguments: [
            ("ChatGPT", "ChatGPT"), ("  Société\tGénérale \n & Fils  ", "Société Générale & Fils"),
            ("evil\u{202E}TPGtahC", "evilTPGtahC"), ("\u{2066}a\u{2069}\u{200F}b\u{061C}", "ab"),
            ("a\u{200B}b\u{00AD}c\u{2060}d\u{FEFF}", "abcd"), ("a\u{0}\u{1B}[31mb\u{85}c\u{2028}d", "a [31mb c d"),
            ("\u{E000}x\u{E0041}", "x"), ("👩‍💻 Ada ❤️", "👩‍💻 Ada ❤️"), ("می‌خواهم", "می‌خواهم"), ("שלום", "שלום"),
        ])
    func `a name is one line that turns nothing around and hides nothing`(name: String, shown: String) {
        #expect(ForeignText(name).text == shown)
    }

    @Test(arguments: ["", " \n\t", "\u{202E}", "\u{200D}\u{200C} \u{FE0F}", "\u{0}"])
    func `a name that nobody can see is called something`(name: String) {
        #expect(ForeignText(name, else: "nameless").text == "nameless")
    }

    @Test func `a long name is cut, and no letter carries a tower of marks`() {
        let long = ForeignText(String(repeating: "x", count: 300)).text
        #expect(long.count == 100 && long.hasSuffix("x…"))
        let marked = ForeignText("Z" + String(repeating: "\u{0301}", count: 500) + "algo").text
        #expect(marked.unicodeScalars.count == 4 + 1 + 4)
        #expect(ForeignText(String(repeating: "\u{0301}", count: 1_000_000)).text.unicodeScalars.count < 10)
    }

    @Test(
        arguments: [
            ("chatgpt.com", "chatgpt.com"), ("ch\u{430}tgpt.com", "ch%D0%B0tgpt.com"),
            ("a\u{202E}b c", "a%E2%80%AEb%20c"), ("127.0.0.1:54321", "127.0.0.1:54321"), ("cursor://", "cursor://"),
            ("a\u{9}b", "a%09b"),
        ])
    func `a host is shown whole, and letters that look like others as what they are`(host: String, shown: String) {
        #expect(ForeignText(host: host).text == shown)
        let long = String(repeating: "chatgpt.com.", count: 20) + "evil.example"
        #expect(ForeignText(host: long).text == long)
    }

    @Test func `a sentence keeps foreign text apart`() {
        let phrase: Phrase = "\(ForeignText("Ada")) asks \(own: "you")"
        #expect(phrase.parts.map(\.text) == ["Ada", " asks ", "you"])
        #expect(phrase.parts.map(\.isForeign) == [true, false, false])
        #expect(phrase.plain == "\u{2068}Ada\u{2069} asks you")
    }
}
