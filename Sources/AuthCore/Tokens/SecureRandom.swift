internal import CLibcrypto

/// Random numbers from libcrypto's generator, which is safe across threads and forks.
///
/// It keeps no buffer: a copy of a generator that does would repeat its numbers.
public struct SecureRandom: RandomNumberGenerator, Sendable {
    /// A generator that needs no seed.
    public init() {}

    /// 64 bits nobody can predict.
    public mutating func next() -> UInt64 {
        var number: UInt64 = 0
        let filled = withUnsafeMutableBytes(of: &number) { Self.fill($0) }
        if filled { return number }
        // The kernel's generator, should libcrypto's be out of order.
        var system = SystemRandomNumberGenerator()
        return system.next()
    }

    /// That many bytes nobody can predict.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(count, 0))
        if bytes.withUnsafeMutableBytes({ Self.fill($0) }) { return bytes }
        var system = SystemRandomNumberGenerator()
        for place in bytes.indices { bytes[place] = UInt8.random(in: .min ... .max, using: &system) }
        return bytes
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let count = Int32(exactly: buffer.count) else { return false }
        return RAND_bytes(buffer.bindMemory(to: UInt8.self).baseAddress, count) == 1
    }
}
