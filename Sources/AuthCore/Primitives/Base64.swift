/// Base64 without padding, strict: one text for every value and none besides (RFC 4648, 3.5).
///
/// Padding, white space, characters of the other alphabet and unused bits that are not zero are refused.
struct Base64: Sendable {
    private let digits: [UInt8]
    private let values: [UInt8]

    private static let invalid: UInt8 = 0xFF
    private static let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// `+` and `/` (RFC 4648, 4).
    static let standard = Base64(ending: "+/")
    /// `-` and `_` (RFC 4648, 5).
    static let url = Base64(ending: "-_")

    private init(ending: String) {
        digits = Self.common + ending.utf8
        var values = [UInt8](repeating: Self.invalid, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.underestimatedCount * 4 + 2) / 3)
        var kept: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            kept = kept << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(digits[Int(kept >> bits & 63)])
            }
        }
        if bits > 0 { text.append(digits[Int(kept << (6 - bits) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let count = text.count
        guard count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count / 4 * 3 + 2)
        var kept: UInt32 = 0
        var bits: UInt32 = 0
        for digit in text {
            let value = values[Int(digit)]
            guard value != Self.invalid else { return nil }
            kept = kept << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: kept >> bits))
                kept &= (1 << bits) - 1
            }
        }
        return kept == 0 ? bytes : nil
    }
}

/// Base64url without padding (RFC 7515, 2), strict in what it reads.
public enum Base64URL {
    /// The text of these bytes.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String { Base64.url.encode(bytes) }

    /// The bytes of this text; nil for padding, white space, foreign characters and unused bits that are not zero.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? { Base64.url.decode(text) }

    /// The bytes of this text; nil for padding, white space, foreign characters and unused bits that are not zero.
    public static func decode(_ text: String) -> [UInt8]? { Base64.url.decode(text.utf8) }
}
