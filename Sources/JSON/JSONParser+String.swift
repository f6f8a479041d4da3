extension JSONParser {
    /// Reads the string whose opening quote is next.
    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        skipPlain()
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, offset: position) }
        if bytes[position] == UInt8(ascii: "\"") {
            let text = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
            position += 1
            return String(decoding: text, as: UTF8.self)
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try appendEscape(to: &text)
            case 0..<0x20:
                throw JSONError(.controlCharacter, offset: position)
            default:
                let plain = position
                skipPlain()
                text.append(contentsOf: bytes[plain..<position])
            }
        }
        throw JSONError(.unexpectedEnd, offset: position)
    }

    /// Stops at a quote, a backslash, a control character or the end.
    private mutating func skipPlain() {
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            if EscapeScan.needsEscape(word) { break }
            position += 8
        }
        while position < bytes.count, !EscapeScan.needsEscape(bytes[position]) { position += 1 }
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        let start = position
        guard position + 1 < bytes.count else { throw JSONError(.unexpectedEnd, offset: bytes.count) }
        let letter = bytes[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try unicodeEscape(from: start)).utf8)
        default: throw JSONError(.escape, offset: start)
        }
    }

    /// `\uXXXX`, or two of them that make a surrogate pair.
    private mutating func unicodeEscape(from start: Int) throws(JSONError) -> Character {
        let unit = try fourHexDigits(from: start)
        if unit == 0, !limits.allowsNUL { throw JSONError(.nul, offset: start) }
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        guard unit < 0xDC00 else { throw JSONError(.loneSurrogate, offset: start) }
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw JSONError(.loneSurrogate, offset: start)
        }
        let low = try fourHexDigits(from: position - 2)
        guard low >= 0xDC00, low <= 0xDFFF else { throw JSONError(.loneSurrogate, offset: start) }
        let code = 0x10000 + (UInt32(unit - 0xD800) << 10) + UInt32(low - 0xDC00)
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(.escape, offset: start) }
        return Character(scalar)
    }

    private mutating func fourHexDigits(from start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw JSONError(.unexpectedEnd, offset: position) }
            let digit: UInt8
            switch bytes[position] {
            case let byte where byte &- 0x30 < 10: digit = byte &- 0x30
            case let byte where (byte | 0x20) &- 0x61 < 6: digit = (byte | 0x20) &- 0x61 &+ 10
            default: throw JSONError(.escape, offset: start)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
