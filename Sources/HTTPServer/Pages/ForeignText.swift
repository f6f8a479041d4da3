import AuthCore

/// What somebody else wrote, ready to stand in a page of ours: one line, of bounded length, that turns nothing around and
/// hides nothing. Templates put it into `<bdi>`.
struct ForeignText: Sendable, Hashable {
    let text: String

    private static let longest = 100
    /// More marks on one letter than any script needs paint over the lines above and below.
    private static let mostMarks = 4

    /// A name; `fallback` where nothing of it can be seen.
    init(_ name: String, else fallback: String = "") {
        // Longer names are cut: nobody reads them, and cleaning costs time.
        let line = Self.cleaned(name.unicodeScalars.prefix(10 * Self.longest))
        let isSeen = line.unicodeScalars.contains { !$0.properties.isDefaultIgnorableCodePoint && $0 != " " }
        text = !isSeen ? fallback : line.count > Self.longest ? String(line.prefix(Self.longest - 1)) + "…" : line
    }

    /// Several lines, whole, each as a name is.
    init(lines: String) {
        text = lines.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Self.cleaned)
            .joined(separator: "\n")
    }

    private static func cleaned(_ line: Substring.UnicodeScalarView) -> String {
        var cleaned = String.UnicodeScalarView()
        var marks = 0
        for scalar in line {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                if let last = cleaned.last, last != " " { cleaned.append(" ") }
                continue
            case .privateUse, .surrogate, .unassigned: continue
            case .nonspacingMark, .enclosingMark: marks += 1
            default: marks = 0
            }
            // Controls of direction are among these; emoji and some scripts need the first two.
            let isHidden = scalar.properties.isDefaultIgnorableCodePoint
            if isHidden && !["\u{200C}", "\u{200D}", "\u{FE0F}"].contains(scalar) { continue }
            if marks <= Self.mostMarks { cleaned.append(scalar) }
        }
        return String(cleaned).trimmingASCIISpaces
    }

    /// A host or an address, whole: what is cut off could be what matters. Letters that only look like ASCII's are
    /// written as what they are.
    init(host: String) {
        text = host.unicodeScalars.prefix(2048).reduce(into: "") { text, scalar in
            text += (0x21...0x7E).contains(scalar.value) ? String(scalar) : PercentEncoding.encode(String(scalar))
        }
    }
}

/// A sentence in which foreign text stands apart from ours.
struct Phrase: Sendable, Hashable, ExpressibleByStringInterpolation {
    struct Part: Sendable, Hashable {
        let text: String
        let isForeign: Bool
    }

    let parts: [Part]

    init(parts: [Part]) { self.parts = parts }
    init(stringLiteral text: String) { parts = [Part(text: text, isForeign: false)] }
    init(stringInterpolation pieces: StringInterpolation) { parts = pieces.parts }

    /// For where no element can be: U+2068 and U+2069 isolate as `<bdi>` does.
    var plain: String {
        parts.map { $0.isForeign ? "\u{2068}\($0.text)\u{2069}" : $0.text }.joined()
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ text: String) {
            if !text.isEmpty { parts.append(Part(text: text, isForeign: false)) }
        }

        mutating func appendInterpolation(_ text: ForeignText) { parts.append(Part(text: text.text, isForeign: true)) }
        mutating func appendInterpolation(own text: String) { appendLiteral(text) }
    }
}
