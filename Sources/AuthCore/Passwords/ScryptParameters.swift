/// The costs of scrypt (RFC 7914).
public struct ScryptParameters: Sendable, Hashable {
    /// Base-2 logarithm of the cost N.
    public let logN: Int
    /// The block size r.
    public let blockSize: Int
    /// The parallelization p.
    public let parallelization: Int

    /// N = 2^15, r = 8, p = 3: 32 MiB. The Password Storage Cheat Sheet of
    /// OWASP holds it equal to N = 2^17 with p = 1, which takes 128 MiB.
    public static let recommended = ScryptParameters(unchecked: 15, 8, 3)

    /// Most memory is 128 MiB, `128 * N * r` bytes.
    private static let mostMemory: UInt64 = 128 << 20
    /// Most work, in blocks `N * r * p`: about four times the recommended.
    private static let mostWork: UInt64 = 1 << 22

    private init(unchecked logN: Int, _ blockSize: Int, _ parallelization: Int) {
        self.logN = logN
        self.blockSize = blockSize
        self.parallelization = parallelization
    }

    /// Nil for costs below 1, above 128 MiB, or above 4,194,304 blocks of work: a stored text cannot exhaust the
    /// daemon.
    public init?(logN: Int, blockSize: Int, parallelization: Int) {
        guard (1...24).contains(logN), (1...64).contains(blockSize), (1...64).contains(parallelization) else {
            return nil
        }
        let blocks = UInt64(blockSize) << UInt64(logN)
        guard blocks * 128 <= Self.mostMemory, blocks * UInt64(parallelization) <= Self.mostWork else { return nil }
        self.init(unchecked: logN, blockSize, parallelization)
    }

    /// Bytes that libcrypto may take: the table, the blocks, and some room.
    var memory: UInt64 {
        128 * UInt64(blockSize) * ((1 << UInt64(logN)) + UInt64(parallelization) + 2) + (1 << 16)
    }
}
