/// Values that stand on one line.
enum YAMLScalar {
    /// nil for a collection that has something in it.
    static func text(of value: JSONValue) -> String? {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): number(value.text)
        case .string(let value): string(value)
        case .array(let values): values.isEmpty ? "[]" : nil
        case .object(let object): object.isEmpty ? "{}" : nil
        }
    }

    /// Bare where no reader can take it for anything else, otherwise in double quotes.
    static func string(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// YAML 1.1 knows an exponent only behind a point and with a sign.
    private static func number(_ text: String) -> String {
        guard let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) else { return text }
        let mantissa = text[..<mark]
        let exponent = text[text.index(after: mark)...]
        let point = mantissa.contains(".") ? "" : ".0"
        let sign = exponent.hasPrefix("-") || exponent.hasPrefix("+") ? "" : "+"
        return "\(mantissa)\(point)e\(sign)\(exponent)"
    }

    /// Words that some YAML reader takes for a boolean, a null or a number.
    private static let taken: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"]

    private static func isPlain(_ text: String) -> Bool {
        var bytes = text.utf8.makeIterator()
        guard let first = bytes.next(), isLetter(first) || first == UInt8(ascii: "/"), text.utf8.count <= 120 else {
            return false
        }
        var last = first
        while let byte = bytes.next() {
            switch byte {
            case let byte where isLetter(byte) || byte &- 0x30 < 10: break
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: " "): break
            // Bare braces are safe inside a word of block style: paths are full of them.
            case UInt8(ascii: "{"), UInt8(ascii: "}"): break
            default: return false
            }
            last = byte
        }
        return last != UInt8(ascii: " ") && !taken.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    /// A JSON string is a YAML string, except for what YAML calls unprintable or a line break.
    private static func quoted(_ text: String) -> String {
        var out = ""
        for scalar in JSONValue.string(text).text.unicodeScalars {
            switch scalar.value {
            case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
