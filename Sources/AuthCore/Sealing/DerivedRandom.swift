/// Numbers that a key and some parts determine: `HMAC(key, parts | 0)`, `HMAC(key, parts | 1)`, …
///
/// A secret generated from it can be made again by whoever has the key, so that nothing but its digest is stored: the
/// refresh token of a lost answer is one.
public struct DerivedRandom: RandomNumberGenerator, Sendable {
    private let key: HMACKey
    private let parts: [UInt8]
    private var block: UInt64 = 0
    private var words: [UInt64] = []

    /// The numbers for these parts; any other list of parts gives others.
    public init(key: HMACKey, parts: AssociatedData) {
        self.key = key
        self.parts = parts.bytes
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        if let word = words.popLast() { return word }
        let tag = withUnsafeBytes(of: block.bigEndian) { key.authenticate(parts + $0) }
        block &+= 1
        words = stride(from: 0, to: tag.count, by: 8).map { start in
            tag[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        return words.popLast() ?? 0
    }
}
