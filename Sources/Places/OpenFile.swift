import Glibc

/// A file that is read in places. It is not mapped: one that is cut short while it is read would end the process.
final class OpenFile: Sendable {
    private let descriptor: Int32
    let count: Int

    /// Nil where it cannot be read, or is empty; `errno` says why.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        let isThere = fstat(descriptor, &status) == 0 && status.st_size > 0
        guard isThere else {
            close(descriptor)
            errno = ENODATA
            return nil
        }
        self.descriptor = descriptor
        count = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// A number in network order; nil where the file does not reach so far.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type, at place: Int) -> Number? {
        value(Number.self, at: place).map { Number(bigEndian: $0) }
    }

    /// The bytes as they are.
    func value<Value: BitwiseCopyable>(_: Value.Type, at place: Int) -> Value? {
        withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { buffer in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            return pread(descriptor, bytes.baseAddress, bytes.count, place) == bytes.count ? buffer[0] : nil
        }
    }
}
