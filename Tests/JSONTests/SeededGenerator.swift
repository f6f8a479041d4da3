import JSON

/// SplitMix64: the same seed makes the same test everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    private static let scalars: [Unicode.Scalar] = [
        "a", "b", "Z", "0", "9", " ", ":", "-", "#", "\"", "\\", "/", "\n", "\t", "\r", "\u{1}", "\u{1F}", "\u{7F}",
        "é",
        "\u{85}", "\u{A0}", "ß", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFD}", "\u{FFFF}", "中", "😀", "{", "}", "[",
        "'",
        "%", "&", "*", "!", "|", ">", "?", ",", "~", "@", "`", "=", "<",
    ]
    private static let words = [
        "", "true", "No", "null", "~", "y", "1", "1.5", "0x1f", "1e5", "2026-11-21", "12:30:45", "- a", "a: b", "a #b",
        " a", "a ", "---", "...", "<<", "=", "/api/{id}/", ".inf", "NaN", "'a'", "&a", "*a", "!a", "|",
        "application/json",
    ]

    mutating func string() -> String {
        if Int.random(in: 0..<3, using: &self) == 0 { return Self.words.randomElement(using: &self) ?? "" }
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...24, using: &self) {
            text.append(Self.scalars.randomElement(using: &self) ?? "a")
        }
        return String(text)
    }

    mutating func number() -> JSONNumber {
        switch Int.random(in: 0..<5, using: &self) {
        case 0: return JSONNumber(Int64.random(in: .min ... .max, using: &self))
        case 1: return JSONNumber(Int64.random(in: -9...9, using: &self))
        case 2:
            let scale = Int.random(in: -80...80, using: &self)
            return JSONNumber(unscaled: Int64.random(in: .min ... .max, using: &self), scale: scale)
        case 3: return JSONNumber(Double(bitPattern: next())) ?? JSONNumber(0)
        default:
            let mark = Bool.random(using: &self) ? "e" : "E+"
            let fraction = Bool.random(using: &self) ? ".50" : ""
            return JSONNumber("\(Int.random(in: -99...99, using: &self))\(fraction)\(mark)\(next() % 40)")
                ?? JSONNumber(1)
        }
    }

    mutating func value(depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .number(number())
        case 3, 4: return .string(string())
        case 5: return .array((0..<Int.random(in: 0...5, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...24, using: &self) { object[string()] = value(depth: depth - 2) }
            return .object(object)
        }
    }
}
