/// 128 bits that stand for SQL text and parameter types; SQL text is ours, so nobody aims at a collision.
struct StatementID: Sendable, Hashable {
    private(set) var high: UInt64
    private(set) var low: UInt64

    private static let first: UInt64 = 0x9e37_79b9_7f4a_7c15
    private static let second: UInt64 = 0xc2b2_ae3d_27d4_eb4f

    init(hashing bytes: UnsafeRawBufferPointer) {
        high = Self.first &+ UInt64(bytes.count)
        low = Self.second
        var offset = 0
        while offset &+ 8 <= bytes.count {
            mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset &+= 8
        }
        var rest: UInt64 = 0x80
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        mix(rest)
    }

    /// Two lanes of multiply-and-fold with different constants; both see every word.
    mutating func mix(_ word: UInt64) {
        high = Self.fold(high ^ word, Self.second ^ low.byteSwapped)
        low = Self.fold(low &+ word &+ Self.first, Self.first ^ word.byteSwapped | 1) ^ low &* 31
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// Writes `k`, thirty-two hexadecimal digits and a NUL.
    func writeName(into buffer: UnsafeMutableBufferPointer<CChar>) {
        guard buffer.count >= Self.nameLength else { return }
        buffer[0] = 0x6b
        for index in 0..<16 {
            let shift = UInt64(60 &- 4 &* index)
            buffer[1 &+ index] = Self.digit(high >> shift)
            buffer[17 &+ index] = Self.digit(low >> shift)
        }
        buffer[33] = 0
    }

    static let nameLength = 34

    private static func digit(_ value: UInt64) -> CChar {
        let nibble = CChar(truncatingIfNeeded: value & 0xf)
        return nibble < 10 ? 0x30 &+ nibble : 0x57 &+ nibble
    }
}
