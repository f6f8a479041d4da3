import Testing

@testable import HTTPServer

@Suite struct `Header fields` {
    @Test(
        arguments: [
            // RFC 9110, 5.6.7.
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
        ] as [(Int64, String)])
    func `Date is written as RFC 9110 wants it`(second: Int64, text: String) {
        #expect(DateHeader.text(second) == text)
    }

    private static let offers = ["application/json", "application/yaml"]

    @Test(arguments: [
        ("", "application/json"), ("*/*", "application/json"), ("application/*", "application/json"),
        ("application/yaml", "application/yaml"), ("Application/YAML", "application/yaml"),
        ("application/yaml;q=0.5, application/json;q=0.4", "application/yaml"),
        ("application/json;q=0, */*", "application/yaml"), ("application/json;q=0.1, */*;q=0.5", "application/yaml"),
        ("text/html", "application/json"), ("text/html, image/png;q=0.9", "application/json"),
        ("application/yaml ; q=1 , x/y", "application/yaml"),
    ])
    func `Accept chooses what is liked best`(accept: String, expected: String) throws {
        #expect(try MediaRange.choose(from: Self.offers, accept: accept) == expected)
    }

    @Test(arguments: ["image/png", "application/json;q=0, application/yaml;q=0", "text/*", "rubbish"])
    func `Accept that nothing fits is refused`(accept: String) {
        #expect(throws: Refusal.self) { try MediaRange.choose(from: Self.offers, accept: accept) }
    }

    @Test func `spaces are trimmed by scalars, whatever stands between them`() {
        let flags = String(repeating: "\u{1F1E6}", count: 100_000)
        for text in ["", "a", "a b", "e\u{301}", flags] {
            #expect(" \t\u{A0}\(text)\n ".trimmingWhitespace == text)
            #expect("\t \(text) ".trimmingASCIISpaces == text)
        }
        #expect("\u{A0}".trimmingASCIISpaces == "\u{A0}")
    }

    @Test func `request ids are req_ and 24 characters, and never the same`() {
        let ids = (0..<1000).map { _ in RequestID.make() }
        #expect(ids.allSatisfy { $0.wholeMatch(of: /req_[0-9a-z]{24}/) != nil })
        #expect(Set(ids).count == 1000)
    }
}
