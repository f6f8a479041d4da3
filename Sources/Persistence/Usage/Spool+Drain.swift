import Synchronization

extension Spool {
    package typealias Entry = (seq: UInt64, payload: [UInt8])

    /// Where the last batch ended, so that the next one need not look for its place.
    struct Cursor {
        var segment: UInt64 = 0
        var sequence: UInt64 = 0
        var offset = 0
    }

    private static let largestBatchBytes = 4 << 20

    /// The oldest records that are not drained, in order: at most `max`, and about 4 MiB. The same ones again until
    /// `markDrained`. Reads files, mostly from memory.
    package func nextBatch(max: Int) throws(SpoolError) -> [Entry] {
        try cursor.withLock { (cursor) throws(SpoolError) in
            let (segments, drained) = state.withLock { ($0.sealed + [$0.active.segment], $0.drained) }
            var batch: [Entry] = []
            var room = Self.largestBatchBytes
            for segment in segments where segment.last > drained && batch.count < max && room > 0 {
                var reader = SpoolReader(segment, after: drained, from: cursor)
                while batch.count < max, room > 0, let entry = try reader.next() {
                    batch.append(entry)
                    room -= entry.payload.count
                }
                if reader.isDamaged { try giveUp(segment, keeping: reader.sequence - segment.first) }
                // The mark moves to the end of what is handed out, so that is where the next batch begins.
                cursor = reader.cursor
            }
            return batch
        }
    }

    /// Forgets all records up to this number, and deletes the files that hold nothing else. A number beyond the newest
    /// record is believed: the next record is numbered behind it.
    package func markDrained(through sequence: UInt64) throws(SpoolError) {
        let sequence = min(sequence, SpoolFormat.largestSequence >> 1)
        try cursor.withLock { (_) throws(SpoolError) in
            let done = state.withLock { state in
                guard sequence > state.drained else { return [SpoolSegment]() }
                state.drained = sequence
                // There may be room again.
                state.refusal = nil
                state.next = Swift.max(state.next, sequence + 1)
                let done = state.sealed.filter { $0.last <= sequence }
                state.sealed.removeAll { $0.last <= sequence }
                return done
            }
            for segment in done { try SpoolFile.remove(segment.path) }
        }
    }

    /// A sealed segment whose rest cannot be read any more ends where it could.
    private func giveUp(_ segment: SpoolSegment, keeping count: UInt64) throws(SpoolError) {
        let wasSealed = state.withLock { state in
            guard let place = state.sealed.firstIndex(where: { $0.first == segment.first }) else { return false }
            state.sealed[place].count = Int(clamping: count)
            return true
        }
        guard wasSealed else { throw .damaged(path: segment.path) }
    }
}

/// Reads the records of one segment in order.
struct SpoolReader {
    private let segment: SpoolSegment
    private let after: UInt64
    private(set) var sequence: UInt64
    private var offset: Int
    private var chunk: [UInt8] = []
    private var chunkStart = 0
    /// Whether it met something that is no record before the segment's end.
    private(set) var isDamaged = false

    private static let chunkBytes = 256 << 10

    init(_ segment: SpoolSegment, after drained: UInt64, from cursor: Spool.Cursor) {
        self.segment = segment
        after = drained
        if cursor.segment == segment.first, cursor.sequence == drained + 1 {
            sequence = cursor.sequence
            offset = cursor.offset
        } else {
            sequence = segment.first
            offset = SpoolFormat.headerBytes
        }
    }

    var cursor: Spool.Cursor { Spool.Cursor(segment: segment.first, sequence: sequence, offset: offset) }

    mutating func next() throws(SpoolError) -> Spool.Entry? {
        var wanted = Self.chunkBytes
        while sequence <= segment.last, !isDamaged {
            let reading = chunk.withUnsafeBytes { bytes in
                SpoolFormat.record(at: offset - chunkStart, in: bytes, expecting: sequence)
            }
            switch reading {
            case .record(let payload):
                let entry = (seq: sequence, payload: Array(chunk[payload]))
                sequence += 1
                offset += SpoolFormat.recordBytes(payload: payload.count)
                if entry.seq > after { return entry }
            case .cutOff(let needed):
                wanted = max(wanted, needed)
                let read = try SpoolFile.read(
                    segment.path, from: offset, count: min(wanted, max(segment.end - offset, 0)))
                isDamaged = read.count < needed
                chunk = read
                chunkStart = offset
            case .none:
                isDamaged = true
            }
        }
        return nil
    }
}
