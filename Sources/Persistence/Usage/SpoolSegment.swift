import Glibc

/// What is known of one segment file. Its records are numbered without gap.
struct SpoolSegment: Sendable, Equatable {
    let path: String
    /// The number of its first record, written or not.
    let first: UInt64
    let size: Int
    var count = 0
    /// Where the next record goes.
    var end = SpoolFormat.headerBytes

    /// The number of its last record; `first - 1` if it has none.
    var last: UInt64 { first + UInt64(count) - 1 }

    func pending(after drained: UInt64) -> Int {
        last > drained ? Int(clamping: last - max(drained, first - 1)) : 0
    }

    static func path(in directory: String, first: UInt64) -> String {
        let hex = String(first, radix: 16)
        return directory + "/" + String(repeating: "0", count: 16 - hex.count) + hex + ".segment"
    }
}

/// The segment that is being written: its file, mapped.
// Sound: the spool keeps it behind its lock; alone, the pointer is of no use to anyone.
struct SpoolMapping: @unchecked Sendable {
    var segment: SpoolSegment
    private let base: UnsafeMutableRawPointer

    /// A new file, visible under its name only once its header is whole.
    static func make(in directory: String, node: SpoolNode, first: UInt64, size: Int) throws(SpoolError) -> SpoolMapping
    {
        let path = SpoolSegment.path(in: directory, first: first)
        let unfinished = path + ".new"
        try SpoolFile.remove(unfinished)
        let descriptor = try SpoolFile.open(unfinished, O_RDWR | O_CREAT | O_EXCL, doing: "make")
        defer { close(descriptor) }
        do throws(SpoolError) {
            let base = try SpoolFile.allocateAndMap(path, descriptor, size: size)
            SpoolFormat.write(SpoolFormat.Header(node: node, first: first, size: size), to: base)
            let mapping = SpoolMapping(segment: SpoolSegment(path: path, first: first, size: size), base: base)
            do throws(SpoolError) {
                try SpoolFile.rename(unfinished, to: path)
            } catch {
                mapping.unmap()
                throw error
            }
            return mapping
        } catch {
            unlink(unfinished)
            throw error
        }
    }

    /// Goes on where a whole segment ends.
    static func resume(_ segment: SpoolSegment) throws(SpoolError) -> SpoolMapping {
        let descriptor = try SpoolFile.open(segment.path, O_RDWR, doing: "open")
        defer { close(descriptor) }
        // Once more: a copied file may have holes where the original had room.
        let base = try SpoolFile.allocateAndMap(segment.path, descriptor, size: segment.size)
        return SpoolMapping(segment: segment, base: base)
    }

    func hasRoom(for payload: Int) -> Bool {
        segment.size - segment.end >= SpoolFormat.recordBytes(payload: payload)
    }

    /// The caller has asked `hasRoom`.
    mutating func append(_ payload: UnsafeRawBufferPointer, sum: UInt32, sequence: UInt64) {
        SpoolFormat.write(payload, sum: sum, sequence: sequence, to: base + segment.end)
        segment.end += SpoolFormat.recordBytes(payload: payload.count)
        segment.count += 1
    }

    func unmap() { munmap(base, segment.size) }
}
