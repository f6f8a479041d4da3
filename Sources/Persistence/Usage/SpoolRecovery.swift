import Glibc

/// What a folder of segments holds when it is opened.
struct SpoolRecovery {
    private(set) var sealed: [SpoolSegment] = []
    /// The last segment, if it can be written on.
    private(set) var open: SpoolSegment?
    private(set) var next: UInt64
    /// Files with bytes that no append finished.
    private(set) var damaged = 0

    init(directory: String, identity: SpoolIdentity, segmentBytes: Int) throws(SpoolError) {
        next = identity.sequenceFloor + 1
        for name in try SpoolFile.names(in: directory, ending: ".new") { try SpoolFile.remove(directory + "/" + name) }
        let names = try SpoolFile.names(in: directory, ending: ".segment")
        for name in names {
            let path = directory + "/" + name
            guard let found = try Self.scan(path, node: identity.node),
                path == SpoolSegment.path(in: directory, first: found.segment.first),
                found.segment.first > (sealed.last?.last ?? 0)
            else {
                // Kept for whoever wants to look; the spool does not.
                try SpoolFile.rename(path, to: path + ".damaged")
                damaged += 1
                continue
            }
            let segment = found.segment
            if !found.isClean { damaged += 1 }
            let continues = max(segment.last + 1, next) == segment.last + 1
            next = max(segment.last + 1, next)
            if name == names.last, found.isClean, found.isWhole, continues, segment.size == segmentBytes {
                open = segment
            } else if segment.count > 0 {
                sealed.append(segment)
            } else {
                try SpoolFile.remove(path)
            }
        }
    }

    private struct Found {
        let segment: SpoolSegment
        /// Nothing but zeros behind the last record.
        let isClean: Bool
        /// The file is as long as its header says.
        let isWhole: Bool
    }

    /// Reads to the first record that is torn or was never written.
    private static func scan(_ path: String, node: SpoolNode) throws(SpoolError) -> Found? {
        let bytes = try SpoolFile.read(path, from: 0, count: try SpoolFile.size(path))
        return bytes.withUnsafeBytes { file in
            guard let header = SpoolFormat.header(of: file), header.node == node else { return nil }
            var segment = SpoolSegment(path: path, first: header.first, size: header.size)
            while case .record(let payload) = SpoolFormat.record(
                at: segment.end, in: file, expecting: segment.last + 1)
            {
                segment.end += SpoolFormat.recordBytes(payload: payload.count)
                segment.count += 1
                // The padding of a last record may have been cut off with the file.
                if segment.end >= file.count { break }
            }
            segment.end = min(segment.end, file.count)
            let isClean = isZero(file, from: segment.end)
            return Found(segment: segment, isClean: isClean, isWhole: file.count == header.size)
        }
    }

    private static func isZero(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Bool {
        var place = start
        while place + 8 <= bytes.count {
            guard bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) == 0 else { return false }
            place += 8
        }
        return bytes[place...].allSatisfy { $0 == 0 }
    }
}
