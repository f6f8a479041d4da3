/// Sentences that are made below the pages, in English, as another language says them. What is put into one is `{}`: a
/// number, a name, another sentence. It stands where the translation has `{}`, or its place: `{2}`.
struct SentenceTable: Sendable {
    private struct Pattern: Sendable {
        let pieces: [String]
        let translation: String
    }

    private let whole: [String: String]
    /// Those that say most first.
    private let patterns: [Pattern]

    /// Nobody writes longer ones; what came from outside may be.
    private static let longest = 4000
    /// A sentence within a sentence within a sentence.
    private static let deepest = 4

    /// - Parameter translations: by what is said in English.
    init(_ translations: [String: String]) {
        whole = translations.filter { !$0.key.contains("{}") }
        patterns = translations.filter { $0.key.contains("{}") }.map { english, translation in
            Pattern(pieces: english.components(between: "{}"), translation: translation)
        }.sorted { first, second in
            let (one, other) = (first.pieces.joined(), second.pieces.joined())
            return (one.utf8.count, one) > (other.utf8.count, other)
        }
    }

    /// Nil where nobody has translated it.
    func translated(_ sentence: String) -> Phrase? {
        guard sentence.utf8.count <= Self.longest else { return nil }
        return parts(of: sentence[...], Self.deepest).map(Phrase.init(parts:))
    }

    /// Whether there is a translation for exactly this: what is put in is `{}` here too.
    func knows(_ english: String) -> Bool {
        whole[english] != nil || patterns.contains { $0.pieces.joined(separator: "{}") == english }
    }

    private func parts(of text: Substring, _ depth: Int) -> [Phrase.Part]? {
        if let said = whole[String(text)] { return [.init(text: said, isForeign: false)] }
        guard depth > 0 else { return nil }
        // Several sentences are each said by themselves, or a pattern's gap would take in the next one.
        return sentences(of: text, depth) ?? pattern(of: text, depth)
    }

    private func sentences(of text: Substring, _ depth: Int) -> [Phrase.Part]? {
        guard let end = text.firstRange(of: ". ") else { return nil }
        let (first, rest) = (text[...end.lowerBound], text[end.upperBound...])
        guard
            let one = whole[String(first)].map({ [Phrase.Part(text: $0, isForeign: false)] })
                ?? pattern(of: first, depth - 1),
            let others = parts(of: rest, depth - 1)
        else { return nil }
        return one + [.init(text: " ", isForeign: false)] + others
    }

    private func pattern(of text: Substring, _ depth: Int) -> [Phrase.Part]? {
        for pattern in patterns {
            guard let gaps = text.gaps(between: pattern.pieces) else { continue }
            return said(pattern.translation, with: gaps, depth)
        }
        return nil
    }

    private func said(_ translation: String, with gaps: [Substring], _ depth: Int) -> [Phrase.Part] {
        var parts: [Phrase.Part] = []
        var (rest, next) = (translation[...], 0)
        while let open = rest.firstIndex(of: "{"), let shut = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.init(text: String(rest[..<open]), isForeign: false)) }
            let place = Int(rest[rest.index(after: open)..<shut]).map { $0 &- 1 } ?? next
            next = place &+ 1
            if gaps.indices.contains(place) { parts += value(gaps[place], depth - 1) }
            rest = rest[rest.index(after: shut)...]
        }
        if !rest.isEmpty { parts.append(.init(text: String(rest), isForeign: false)) }
        return parts
    }

    /// A sentence or word of ours, a list of them, or what somebody else wrote.
    private func value(_ text: Substring, _ depth: Int) -> [Phrase.Part] {
        if text.isEmpty { return [] }
        let bare = text.drop { $0 == " " }
        let space = bare.startIndex > text.startIndex ? [Phrase.Part(text: " ", isForeign: false)] : []
        if let said = parts(of: bare, depth) { return space + said }
        let words = bare.split(separator: ", ").map { whole[String($0)] }
        let known = words.compactMap(\.self)
        if known.count == words.count { return space + [.init(text: known.joined(separator: ", "), isForeign: false)] }
        return space + [.init(text: String(bare), isForeign: true)]
    }
}

extension Substring {
    /// What stands between the pieces, which are all of the text's beginning, middle and end; nil where they are not.
    fileprivate func gaps(between pieces: [String]) -> [Substring]? {
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1, hasPrefix(first) else { return nil }
        var (rest, gaps): (Substring, [Substring]) = (dropFirst(first.count), [])
        for piece in pieces.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: piece) else { return nil }
            gaps.append(rest[..<found.lowerBound])
            rest = rest[found.upperBound...]
        }
        guard rest.hasSuffix(last) else { return nil }
        return gaps + [rest.dropLast(last.count)]
    }
}

extension String {
    fileprivate func components(between mark: String) -> [String] {
        var (parts, rest): ([String], Substring) = ([], self[...])
        while let found = rest.firstRange(of: mark) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        return parts + [String(rest)]
    }
}
