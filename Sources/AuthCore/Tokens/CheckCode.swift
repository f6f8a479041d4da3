/// The last four characters of a secret: CRC-32 (IEEE 802.3) of all that stands before them, modulo 62^4, in base 62.
///
/// It stops typos and scanners' false alarms, not attackers: 1 in 14,776,336 random strings passes.
struct CheckCode {
    static let length = 4
    private static let modulus: UInt32 = 14_776_336

    private var state: UInt32 = .max

    mutating func add(_ byte: UInt8) {
        state = Self.table[Int((state ^ UInt32(byte)) & 0xFF)] ^ (state >> 8)
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { add(byte) }
    }

    /// The number that the four characters write.
    var number: UInt32 { ~state % Self.modulus }

    /// The four characters, most significant first.
    var characters: [UInt8] {
        var rest = number
        var characters: [UInt8] = []
        for _ in 0..<Self.length {
            characters.append(Base62.digit(UInt8(rest % 62)))
            rest /= 62
        }
        return characters.reversed()
    }

    private static let table = InlineArray<256, UInt32> { byte in
        (0..<8).reduce(UInt32(truncatingIfNeeded: byte)) { remainder, _ in
            remainder & 1 == 1 ? 0xEDB8_8320 ^ (remainder >> 1) : remainder >> 1
        }
    }
}
