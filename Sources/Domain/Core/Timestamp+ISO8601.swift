extension Timestamp {
    /// `2026-01-31T10:00:00Z`: a date, a time, up to six digits of a second, and `Z` or an offset such as `+02:00`.
    public init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), let day = LocalDate(String(decoding: bytes[..<10], as: UTF8.self)),
            let hour = Self.number(bytes[11..<13]), let minute = Self.number(bytes[14..<16]),
            let second = Self.number(bytes[17..<19]), hour < 24, minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (48...57).contains($0) }
            guard (1...6).contains(digits.count), let number = Self.number(digits) else { return nil }
            fraction = (digits.count..<6).reduce(number) { value, _ in value * 10 }
            rest = rest.dropFirst(digits.count + 1)
        }
        guard let offset = Self.offset(rest) else { return nil }
        // A four-digit year: far from the ends of the range.
        let seconds = Int64(day.days) * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    /// Seconds east of Greenwich.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        if bytes.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        let digits = Array(bytes)
        guard digits.count == 6, digits[3] == UInt8(ascii: ":"), let hours = number(digits[1..<3]),
            let minutes = number(digits[4..<6]), hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        switch digits[0] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    /// At most six digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        digits.reduce(Int64(0)) { total, byte in
            guard let total, (48...57).contains(byte) else { return nil }
            return total * 10 + Int64(byte - 48)
        }
    }
}
