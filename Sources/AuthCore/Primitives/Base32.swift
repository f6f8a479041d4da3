/// Base32 without padding (RFC 4648, 6): how authenticator apps take a secret, and what people can type.
enum Base32 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var kept: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            kept = kept << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(digits[Int(kept >> bits & 31)])
            }
            kept &= (1 << bits) - 1
        }
        if bits > 0 { text.append(digits[Int(kept << (5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
