internal import CLibcrypto
internal import Synchronization

/// A key for HMAC-SHA-256 (RFC 2104, FIPS 198-1), with the keyed context kept for reuse.
public final class HMACKey: Sendable {
    // Sound: the context is reached through the mutex only.
    private struct Context: @unchecked Sendable { let pointer: OpaquePointer }

    private let context: Mutex<Context>
    private let key: ErasedBytes

    /// Bytes of a whole tag.
    public static let tagLength = 32
    /// The shortest key that is taken, in bytes.
    public static let leastKeyLength = 16
    /// The shortest truncation of a tag that is verified, in bytes.
    public static let leastTagLength = 16

    /// Takes a key of at least 16 bytes; nil for a shorter one.
    public convenience init?(_ key: [UInt8]) {
        self.init(ErasedBytes(key))
    }

    init?(_ key: ErasedBytes) {
        guard key.count >= Self.leastKeyLength, let made = Self.makeContext(key) else { return nil }
        context = Mutex(Context(pointer: made))
        self.key = key
    }

    deinit { context.withLock { EVP_MAC_CTX_free($0.pointer) } }

    /// Writes the tag of these bytes, 32 bytes, to `tag`.
    func authenticate(_ message: UnsafeRawBufferPointer, into tag: UnsafeMutablePointer<UInt8>) {
        let done = context.withLock { context in
            var count = 0
            // Without a key, `EVP_MAC_init` goes back to the state after the key was set.
            return EVP_MAC_init(context.pointer, nil, 0, nil) == 1
                && EVP_MAC_update(context.pointer, message.baseAddress, message.count) == 1
                && EVP_MAC_final(context.pointer, tag, &count, Self.tagLength) == 1
        }
        if !done { oneShot(message, into: tag) }
    }

    /// The tag of these bytes, 32 bytes.
    public func authenticate(_ message: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.tagLength) { buffer, count in
            if let out = buffer.baseAddress { authenticate(message, into: out) }
            count = Self.tagLength
        }
    }

    /// The tag of these bytes, 32 bytes.
    public func authenticate(_ message: [UInt8]) -> [UInt8] {
        message.withUnsafeBytes { authenticate($0) }
    }

    /// Whether this is the message's tag, in constant time.
    ///
    /// - Parameter length: bytes the tag must have, 16...32: the protocol says so, never the tag itself.
    public func isValid(_ tag: [UInt8], for message: [UInt8], length: Int = HMACKey.tagLength) -> Bool {
        guard (Self.leastTagLength...Self.tagLength).contains(length), tag.count == length else { return false }
        return ConstantTime.equal(Array(authenticate(message).prefix(length)), tag)
    }
}

extension HMACKey {
    private static let algorithm = Algorithm(pointer: EVP_MAC_fetch(nil, "HMAC", nil))

    // Sound: a fetched EVP_MAC is immutable and lives as long as the process.
    private struct Algorithm: @unchecked Sendable { let pointer: OpaquePointer? }

    private static func makeContext(_ key: ErasedBytes) -> OpaquePointer? {
        guard let context = EVP_MAC_CTX_new(algorithm.pointer) else { return nil }
        // OSSL_PARAM keeps the addresses of name and value: both live until the context has read them.
        let keyed = OSSL_MAC_PARAM_DIGEST.withCString { name in
            "SHA256".withCString { value in
                var parameters = [
                    OSSL_PARAM_construct_utf8_string(name, UnsafeMutablePointer(mutating: value), 0),
                    OSSL_PARAM_construct_end(),
                ]
                return key.withUnsafeBytes { key in
                    EVP_MAC_init(context, key.bindMemory(to: UInt8.self).baseAddress, key.count, &parameters)
                }
            }
        }
        if keyed == 1 { return context }
        EVP_MAC_CTX_free(context)
        return nil
    }

    /// Should the kept context fail, for want of memory, there is still the function that needs none.
    @inline(never)
    private func oneShot(_ message: UnsafeRawBufferPointer, into tag: UnsafeMutablePointer<UInt8>) {
        var count: UInt32 = 0
        let done = key.withUnsafeBytes {
            HMAC(
                EVP_sha256(), $0.baseAddress, Int32(clamping: $0.count),
                message.bindMemory(to: UInt8.self).baseAddress, message.count, tag, &count)
        }
        // No input leads here: a tag that was not computed must not be mistaken for one.
        precondition(done != nil && count == Self.tagLength, "libcrypto computes no HMAC")
    }
}

extension HMACKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says nothing about the key.
    public var description: String { "HMACKey(…)" }
    /// Says nothing about the key.
    public var debugDescription: String { description }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
