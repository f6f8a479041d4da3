internal import CLibcrypto

/// Comparison whose time depends on the lengths only, never on the bytes.
public enum ConstantTime {
    /// True when both have the same length and the same bytes.
    ///
    /// Lengths are public: two values of different lengths are unequal at once.
    public static func equal(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        guard one.count == other.count else { return false }
        guard let first = one.baseAddress, let second = other.baseAddress else { return true }
        return CRYPTO_memcmp(first, second, one.count) == 0
    }

    /// True when both have the same length and the same bytes.
    public static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.withUnsafeBytes { first in other.withUnsafeBytes { equal(first, $0) } }
    }

    /// True when both have the same UTF-8, byte for byte (not by canonical equivalence).
    public static func equal(_ one: String, _ other: String) -> Bool {
        equal(Array(one.utf8), Array(other.utf8))
    }
}
