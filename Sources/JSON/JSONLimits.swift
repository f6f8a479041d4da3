/// What a parsed text may demand of the daemon.
package struct JSONLimits: Sendable {
    /// Arrays and objects inside each other, at most 256: values are walked by recursion.
    package let depth: Int
    /// Bytes of the whole text.
    package let bytes: Int
    /// Characters of one number, at most 256.
    package let numberLength: Int
    /// Whether `\u0000` may stand in a string. PostgreSQL text cannot hold it.
    package let allowsNUL: Bool

    package static let `default` = JSONLimits()

    /// The largest exponent a number may carry, either way.
    static let exponent = 999

    package init(depth: Int = 64, bytes: Int = 16 << 20, numberLength: Int = 64, allowsNUL: Bool = false) {
        self.depth = min(max(depth, 0), 256)
        self.bytes = max(bytes, 0)
        self.numberLength = min(max(numberLength, 1), 256)
        self.allowsNUL = allowsNUL
    }
}
