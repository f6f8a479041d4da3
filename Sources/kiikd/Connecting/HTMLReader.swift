/// Tags and text of HTML, as far as forms need them; what is no tag is text.
struct HTMLReader {
    enum Token {
        case open(String, [String: String])
        case close(String)
    }

    private let text: [Unicode.Scalar]
    private var place = 0

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    mutating func next() -> Token? {
        while let start = text[place...].firstIndex(of: "<") {
            place = start + 1
            if skip("!--") {
                skip(behind: "-->")
                continue
            }
            let isClosing = skip("/")
            let name = take { Self.isLetter($0) || ("0"..."9").contains($0) }.lowercased()
            guard !name.isEmpty else { continue }
            let attributes = attributes()
            if isClosing { return .close(name) }
            // Their content is no HTML.
            if name == "script" || name == "style" {
                skip(behind: "</\(name)")
                continue
            }
            return .open(name, attributes)
        }
        place = text.count
        return nil
    }

    /// The text up to the end of the element, without the tags in it; white space as one space.
    mutating func text(until name: String) -> String {
        var found = String.UnicodeScalarView()
        while place < text.count {
            if text[place] == "<" {
                let start = place
                place += 1
                let isClosing = skip("/")
                let tag = take { Self.isLetter($0) || ("0"..."9").contains($0) }.lowercased()
                // An option ends where the next one begins.
                if !isClosing, tag == name {
                    place = start
                    break
                }
                skip(behind: ">")
                if isClosing, tag == name || tag == "select" || tag == "form" {
                    if tag != name { place = start }
                    break
                }
            } else {
                found.append(text[place])
                place += 1
            }
        }
        return Self.decoded(String(found)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The same for an element that may lack its end: what is in it is read again.
    func textAhead(until name: String) -> String {
        var ahead = self
        return ahead.text(until: name)
    }

    private mutating func attributes() -> [String: String] {
        var attributes: [String: String] = [:]
        while place < text.count, text[place] != ">" {
            guard !Self.isSpace(text[place]), text[place] != "/" else {
                place += 1
                continue
            }
            let name = take { !Self.isSpace($0) && $0 != "=" && $0 != ">" && $0 != "/" }.lowercased()
            _ = take(while: Self.isSpace)
            var value = ""
            if skip("=") {
                _ = take(while: Self.isSpace)
                if skip("\"") {
                    value = take { $0 != "\"" }
                    _ = skip("\"")
                } else if skip("'") {
                    value = take { $0 != "'" }
                    _ = skip("'")
                } else {
                    value = take { !Self.isSpace($0) && $0 != ">" }
                }
            }
            if attributes[name] == nil { attributes[name] = Self.decoded(value) }
        }
        if place < text.count { place += 1 }
        return attributes
    }

    private mutating func take(while holds: (Unicode.Scalar) -> Bool) -> String {
        let end = text[place...].firstIndex { !holds($0) } ?? text.count
        defer { place = end }
        return String(String.UnicodeScalarView(text[place..<end]))
    }

    private mutating func skip(_ word: String) -> Bool {
        let scalars = Array(word.unicodeScalars)
        guard text[place...].starts(with: scalars) else { return false }
        place += scalars.count
        return true
    }

    private mutating func skip(behind word: String) {
        let scalars = Array(word.unicodeScalars)
        while place < text.count, !text[place...].starts(with: scalars) { place += 1 }
        place = min(place + scalars.count, text.count)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    private static let entities: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    ]

    /// Character references replaced; an unknown one stands as it is.
    static func decoded(_ text: String) -> String {
        var pieces = text.split(separator: "&", omittingEmptySubsequences: false).map(String.init)
        for place in pieces.indices.dropFirst() {
            let piece = pieces[place]
            guard let end = piece.firstIndex(of: ";"), let scalar = scalar(piece[..<end]) else {
                pieces[place] = "&" + piece
                continue
            }
            pieces[place] = String(Character(scalar)) + piece[piece.index(after: end)...]
        }
        return pieces.joined()
    }

    private static func scalar(_ name: Substring) -> Unicode.Scalar? {
        guard name.hasPrefix("#") else { return entities[String(name)] }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        return (isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)).flatMap(Unicode.Scalar.init)
    }
}
