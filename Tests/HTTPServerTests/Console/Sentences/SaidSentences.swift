import Foundation

/// The sentences that stand in Swift sources as arguments of some calls, each interpolation as `{}`. It reads no more of
/// Swift than that takes.
struct SaidSentences {
    struct Sentence: Hashable, CustomStringConvertible {
        let text: String
        let file: String
        let line: Int
        /// What something is looked up by.
        var isKey = false

        var description: String { "\(file):\(line): \(text)" }
    }

    private(set) var found: [Sentence] = []

    private let file: String
    private let calls: Set<String>?
    private let characters: [Character]
    private var place = 0
    private var line = 1
    /// What is called, of every parenthesis that is open.
    private var open: [String] = []
    /// The last word before the place.
    private var word = ""
    /// The word before the spaces before the place: `return`.
    private var before = ""

    /// - Parameter calls: names of what is called, and of the first elements of tuples: `Fault`, `length`;
    ///   nil: all literals.
    init(file: String, source: String, in calls: Set<String>?) {
        self.file = file
        self.calls = calls
        characters = Array(source)
        read()
    }

    private func at(_ offset: Int = 0) -> Character {
        characters.indices.contains(place + offset) ? characters[place + offset] : "\0"
    }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where place < characters.count {
            if characters[place] == "\n" { line += 1 }
            place += 1
        }
    }

    private mutating func read() {
        var last: Sentence?
        while place < characters.count {
            let character = at()
            if character == "/", at(1) == "/" {
                while place < characters.count, at() != "\n" { step() }
            } else if character == "\"" {
                let begin = line
                let text = literal()
                if isSaid {
                    let sentence = Sentence(
                        text: (last?.text ?? "") + text, file: file, line: begin, isKey: at() == ":")
                    if last != nil { found.removeLast() }
                    found.append(sentence)
                    last = isContinued() ? sentence : nil
                }
            } else {
                note(character)
                step()
            }
        }
    }

    private var isSaid: Bool {
        guard let calls else { return true }
        return open.contains(where: calls.contains) || calls.contains(before)
    }

    private mutating func note(_ character: Character) {
        if character == " ", !word.isEmpty { before = word } else if !character.isWhitespace { before = "" }
        switch character {
        case "(":
            open.append(word)
            word = ""
        case ")":
            if !open.isEmpty { open.removeLast() }
            word = ""
        case ",":
            // A tuple that begins with a code says what is wrong behind it.
            if let call = open.last, call.isEmpty { open[open.count - 1] = word }
            word = ""
        case _ where character.isLetter || character.isNumber || character == "_": word.append(character)
        default: word = ""
        }
    }

    /// Whether the next literal goes on with this one: `"…" + "…"`.
    private func isContinued() -> Bool {
        let next = characters[place...].drop(while: \.isWhitespace)
        return next.first == "+" && next.dropFirst().drop(while: \.isWhitespace).first == "\""
    }

    /// The text of the literal at the place, which is then behind it.
    private mutating func literal() -> String {
        if at(1) == "\"", at(2) == "\"" {
            step(3)
            while place < characters.count, !(at() == "\"" && at(1) == "\"" && at(2) == "\"") { step() }
            step(3)
            return ""
        }
        step()
        var text = ""
        while place < characters.count, at() != "\"" {
            if at() == "\\", at(1) == "(" {
                interpolation()
                text += "{}"
            } else if at() == "\\", at(1) == "u" {
                let code = characters[place...].dropFirst(3).prefix { $0 != "}" }
                text += UInt32(String(code), radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
                step(code.count + 4)
            } else if at() == "\\" {
                text.append(at(1))
                step(2)
            } else {
                text.append(at())
                step()
            }
        }
        step()
        return text
    }

    private mutating func interpolation() {
        step(2)
        var depth = 1
        while place < characters.count, depth > 0 {
            if at() == "\"" {
                _ = literal()
                continue
            }
            if at() == "(" { depth += 1 }
            if at() == ")" { depth -= 1 }
            step()
        }
    }

    /// Of all Swift files below these folders of the package.
    static func all(in folders: [String], calls: Set<String>?) throws -> [Sentence] {
        var root = URL(fileURLWithPath: #filePath)
        while root.lastPathComponent != "Tests" { root.deleteLastPathComponent() }
        let sources = root.deletingLastPathComponent().appending(path: "Sources")
        return try folders.flatMap { folder -> [Sentence] in
            let base = sources.appending(path: folder)
            let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)?.allObjects ?? []
            return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
                .flatMap { file -> [Sentence] in
                    let source = try String(contentsOf: file, encoding: .utf8)
                    return SaidSentences(file: file.lastPathComponent, source: source, in: calls).found
                }
        }
    }
}
