import Glibc

/// Who wrote a spool: sixteen random bytes, made with the folder.
struct SpoolNode: Sendable, Hashable {
    var high: UInt64
    var low: UInt64

    /// A version-4 UUID.
    static func random() -> SpoolNode {
        var generator = SystemRandomNumberGenerator()
        return SpoolNode(
            high: generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000, low: generator.next() & ~0 >> 2 | 1 << 63)
    }

    var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }
}

/// What the folder remembers besides its records: the node, and how often the machine was started since.
///
/// A kill leaves the page cache alone, a crash of the machine does not: records that the database has already may be
/// gone from the disk, and their numbers must not be given out again. So every start of the machine begins a new range
/// of sequence numbers, and no append ever has to wait for the disk.
struct SpoolIdentity: Equatable {
    var node: SpoolNode
    var boot: [UInt8]
    var epoch: UInt64

    private static let magic = Array("KIIKNOD1".utf8)
    private static let bootBytes = 36
    private static let fileBytes = 8 + 16 + bootBytes + 8 + 4

    /// Numbers of this epoch are larger than this: 2^40 for each, more than a machine writes between two starts.
    var sequenceFloor: UInt64 { min(epoch << 40, SpoolFormat.largestSequence >> 1) }

    /// What the folder says, brought up to date with this start of the machine.
    static func load(in directory: String, boot: [UInt8]?) throws(SpoolError) -> SpoolIdentity {
        let path = directory + "/node"
        // An unknown start is a new one.
        let now = boot.flatMap { $0.count == bootBytes ? $0 : nil } ?? [UInt8](repeating: 0, count: bootBytes)
        guard access(path, F_OK) == 0 else {
            let made = SpoolIdentity(node: .random(), boot: now, epoch: 0)
            try made.store(in: directory)
            return made
        }
        guard var known = SpoolIdentity(try SpoolFile.read(path, from: 0, count: fileBytes + 1)) else {
            throw .damaged(path: path)
        }
        if boot == nil || known.boot != now {
            known.boot = now
            known.epoch += 1
            try known.store(in: directory)
        }
        return known
    }

    /// The kernel's name for this start of the machine; nil where it has none.
    static func currentBoot() -> [UInt8]? {
        guard let text = try? SpoolFile.read("/proc/sys/kernel/random/boot_id", from: 0, count: bootBytes) else {
            return nil
        }
        return text.count == bootBytes ? text : nil
    }

    private func store(in directory: String) throws(SpoolError) {
        try SpoolFile.replace(directory + "/node", with: encoded)
        try SpoolFile.syncDirectory(directory)
    }

    private var encoded: [UInt8] {
        var bytes = Self.magic + node.bytes + boot
        withUnsafeBytes(of: epoch.littleEndian) { bytes.append(contentsOf: $0) }
        let sum = bytes.withUnsafeBytes { SpoolChecksum.of($0) }
        withUnsafeBytes(of: sum.littleEndian) { bytes.append(contentsOf: $0) }
        return bytes
    }
}

extension SpoolIdentity {
    /// nil for bytes that the spool did not write.
    fileprivate init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.fileBytes, bytes.starts(with: Self.magic) else { return nil }
        let words = bytes.withUnsafeBytes { file in
            (
                high: UInt64(bigEndian: file.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                low: UInt64(bigEndian: file.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                epoch: UInt64(littleEndian: file.loadUnaligned(fromByteOffset: 24 + Self.bootBytes, as: UInt64.self))
            )
        }
        guard words.epoch < 1 << 22 else { return nil }
        self.init(
            node: SpoolNode(high: words.high, low: words.low), boot: Array(bytes[24..<24 + Self.bootBytes]),
            epoch: words.epoch)
        guard encoded == bytes else { return nil }
    }
}
