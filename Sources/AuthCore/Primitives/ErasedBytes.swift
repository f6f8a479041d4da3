internal import CLibcrypto

/// Secret bytes that are overwritten when the last owner lets go of them.
final class ErasedBytes: Sendable {
    // Sound: written in `init` only, read-only afterwards, freed in `deinit`.
    nonisolated(unsafe) private let memory: UnsafeMutableRawBufferPointer

    var count: Int { memory.count }

    init(_ bytes: UnsafeRawBufferPointer) {
        memory = .allocate(byteCount: bytes.count, alignment: 8)
        memory.copyMemory(from: bytes)
    }

    init(_ bytes: [UInt8]) {
        memory = .allocate(byteCount: bytes.count, alignment: 8)
        memory.copyBytes(from: bytes)
    }

    deinit {
        OPENSSL_cleanse(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { extendLifetime(self) }
        return try body(UnsafeRawBufferPointer(memory))
    }
}
