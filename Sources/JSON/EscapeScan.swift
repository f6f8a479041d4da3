/// Which bytes may not stand bare in a JSON string: `"`, `\` and U+0000 to U+001F. Eight at a time.
enum EscapeScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func needsEscape(_ word: UInt64) -> Bool {
        // (x - n) & ~x has its high bit set where x < n; a borrow can only follow a true hit.
        let control = (word &- ones &* 0x20) & ~word
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let hits = control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        return hits & highs != 0
    }

    @inline(__always)
    static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C
    }

    @inline(__always)
    static func isASCII(_ word: UInt64) -> Bool { word & highs == 0 }
}
