/// The alphabet of secrets, `0-9A-Za-z` in that order, and what else may stand in an imported key.
enum Base62 {
    static let radix: UInt8 = 62

    /// A character that is no digit but may stand in an imported key: `-` or `_`.
    static let punctuation: UInt8 = 0xFE
    static let invalid: UInt8 = 0xFF

    /// The digit's value for every byte, or one of the two marks above.
    static let values = InlineArray<256, UInt8> { byte in
        switch UInt8(truncatingIfNeeded: byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(truncatingIfNeeded: byte) - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(truncatingIfNeeded: byte) - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(truncatingIfNeeded: byte) - UInt8(ascii: "a") + 36
        case UInt8(ascii: "-"), UInt8(ascii: "_"): punctuation
        default: invalid
        }
    }

    /// The character of a value below 62.
    static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case ..<10: UInt8(ascii: "0") &+ value
        case ..<36: UInt8(ascii: "A") &+ (value &- 10)
        default: UInt8(ascii: "a") &+ (value &- 36)
        }
    }
}
