import Testing

@testable import HTTPServer

@Suite struct `The language of pages` {
    @Test(
        arguments: [
            (nil, .english), ("", .english), ("de", .english), ("fr", .french), ("fr-CA", .french), ("FR-fr", .french),
            ("en-US,en;q=0.9,fr;q=0.8", .english), ("de, fr;q=0.5, en;q=0.4", .french), ("de;q=1, *;q=0.5", .english),
            ("*, en;q=0", .french), ("fr;q=0, *", .english), ("en;q=0.001, fr;q=0.002", .french),
            ("fr;q=0", .english), ("en;q=0, fr;q=0", .english), ("fr ; q=0.7 , en ; q=0.3", .french),
            ("fr, en", .french), ("en, fr", .english), ("en;q=0.3, fr-FR;q=0.2, fr;q=0.9", .french),
            ("fr;q=0.5, *;q=0.9", .english), ("fr;level=1;q=0.5, en;Q=0.6", .english),
        ] as [(String?, Language)])
    func `Accept-Language is weighed as RFC 9110 says`(header: String?, language: Language) {
        #expect(Language(acceptLanguage: header) == language)
    }

    @Test(
        arguments: [
            "fr;q=2", "fr;q=-1", "fr;q=1.001", "fr;q=0.1234", "fr;q=", "fr;q=x", "frx", "french", "-fr", ";", ",,;;q=1",
            "fr_FR;q=\u{301}", String(repeating: "de,", count: 5000) + "fr",
        ])
    func `what is no language of ours or no weight counts for nothing`(header: String) {
        #expect(Language(acceptLanguage: header) == .english)
    }

    @Test func `ui_locales comes first, where it names a language of ours`() {
        #expect(Language(uiLocales: "fr-CA fr en", acceptLanguage: "en") == .french)
        #expect(Language(uiLocales: "de en", acceptLanguage: "fr") == .english)
        #expect(Language(uiLocales: "de", acceptLanguage: "fr") == .french)
        #expect(Language(uiLocales: "", acceptLanguage: nil) == .english)
    }
}
