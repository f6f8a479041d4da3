/// SHA-256 of a secret: the only form in which a secret is looked up, cached or stored.
///
/// Secrets of the families carry at least 128 random bits, so an unsalted fast digest is enough; passwords are not
/// secrets of this kind, see ``PasswordHash``.
public struct SecretDigest: Sendable {
    // Four words in memory order: comparing and hashing cost a few instructions.
    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

    /// The number of bytes of a digest.
    public static let byteCount = 32

    /// Digests the bytes as they are. Allocates nothing after a thread's first call.
    public init(hashing bytes: UnsafeRawBufferPointer) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { out in
            guard let out = out.bindMemory(to: UInt8.self).baseAddress else { return }
            SHA256.hash(bytes, into: out)
        }
        (word0, word1, word2, word3) = words
    }

    /// Digests the bytes as they are.
    public init(hashing bytes: some Sequence<UInt8>) {
        self = Array(bytes).withUnsafeBytes { SecretDigest(hashing: $0) }
    }

    /// Digests the text's UTF-8.
    public init(hashing text: String) {
        var text = text
        self = text.withUTF8 { SecretDigest(hashing: UnsafeRawBufferPointer($0)) }
    }

    /// A digest that was made before; nil unless it has exactly 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        (word0, word1, word2, word3) = words
    }

    /// The 32 bytes of the digest.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// The 32 bytes of the digest, valid during the call only.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let words = (word0, word1, word2, word3)
        return try Swift.withUnsafeBytes(of: words) { (buffer) throws(Failure) in try body(buffer) }
    }
}

extension SecretDigest: Hashable {
    public static func == (one: SecretDigest, other: SecretDigest) -> Bool {
        ((one.word0 ^ other.word0) | (one.word1 ^ other.word1) | (one.word2 ^ other.word2)
            | (one.word3 ^ other.word3)) == 0
    }

    /// Every bit of a digest is as good as any other: one word is enough.
    public func hash(into hasher: inout Hasher) { hasher.combine(word0) }
}

extension SecretDigest: CustomStringConvertible {
    /// The digest in lowercase hexadecimal, 64 characters.
    public var description: String { Hex.encode(bytes) }
}
