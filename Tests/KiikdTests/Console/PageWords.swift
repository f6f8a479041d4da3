import Foundation

@testable import HTTPServer

/// The words of a page that are ours: neither what somebody else wrote, nor what is marked as another language.
struct PageWords {
    let text: String

    init(of page: String) {
        // In a title what is foreign stands between these.
        var rest = page.replacing(#/\u{2068}[^\u{2069}]*\u{2069}/#, with: " ")
        for element in ["script", "style", "bdi", "code", "datalist"] { rest = Self.without(element, rest) }
        rest = rest.replacing(/<span lang="[^"]*">.*?<\/span>/, with: " ")
        // What is read out, and what stands in fields of ours.
        let labels = rest.matches(of: /(?:aria-label|data-label|data-busy|placeholder|title|alt)="([^"]*)"/)
            .map { String($0.1) }
        // Pieces of one sentence stand beside each other; blocks do not.
        rest = rest.replacing(/<\/?(?:a|b|em|strong)(?: [^>]*)?>/, with: " ")
        rest = rest.replacing(/<[^>]*>/, with: " | ")
        let whole = ([rest] + labels).joined(separator: " | ")
        text = Self.plain(whole).replacing(/\s+/, with: " ")
    }

    /// Whole words, as they are written in lower case; numbers of invoices and addresses are none.
    var words: Set<String> { Set(Self.words(of: text)) }

    /// Where a word stands, for whoever has to find it.
    func around(_ word: String) -> String {
        text.split(separator: "|").first { Self.words(of: $0).contains(word) }.map(String.init) ?? ""
    }

    private static func words(of text: some StringProtocol) -> [String] {
        text.lowercased().split(separator: " ").filter { !$0.contains { $0.isNumber || $0 == "@" } }
            .flatMap { $0.split { !$0.isLetter && $0 != "’" && $0 != "'" } }.map(String.init)
    }

    private static func without(_ element: String, _ page: String) -> String {
        var (rest, kept) = (page[...], "")
        while let open = rest.firstRange(of: "<\(element)") {
            kept += rest[..<open.lowerBound]
            guard let shut = rest[open.upperBound...].firstRange(of: "</\(element)>") else { return kept }
            kept += " "
            rest = rest[shut.upperBound...]
        }
        return kept + rest
    }

    static func plain(_ text: String) -> String {
        [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("\u{A0}", " "), ("\u{202F}", " "),
            ("&amp;", "&"),
        ]
        .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}

/// What a language's texts say, and no other's do: every constant text of two words or more.
struct OwnTexts {
    let texts: [String]

    init(of language: Language, not other: Language) {
        let (own, others) = (Self.all(language), Set(Self.all(other)))
        texts = Set(own).filter { !others.contains($0) && $0.split(separator: " ").count > 1 }
            .map { PageWords.plain($0).replacing(/\s+/, with: " ") }
    }

    private static func all(_ language: Language) -> [String] {
        let texts = language.texts
        let sections: [any TextSection] = [
            texts.console, texts.home, texts.keys, texts.data, texts.usage, texts.audit, texts.people, texts.security,
            texts.profile, texts.connect, texts.clients, texts.setup, texts.faults, texts.layout, texts.scopes,
        ]
        return sections.flatMap { strings(in: $0) }
    }

    private static func strings(in value: Any) -> [String] {
        if let text = value as? String { return [text] }
        if let phrase = value as? Phrase { return phrase.parts.filter { !$0.isForeign }.map(\.text) }
        // What a dictionary is looked up by is no text.
        if let dictionary = value as? [String: Any] { return dictionary.values.flatMap(strings) }
        return Mirror(reflecting: value).children.flatMap { strings(in: $0.value) }
    }
}
