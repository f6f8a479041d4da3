import Glibc
import Synchronization

extension Spool {
    /// Safe from any end of this process once this returns.
    /// - Parameter payload: at most 1 MiB, and what fits a segment.
    /// - Returns: the record's number, larger than all before it.
    @discardableResult
    package func append(_ payload: UnsafeRawBufferPointer) throws(SpoolError) -> UInt64 {
        guard payload.count <= largestPayload else { throw .tooLarge(bytes: payload.count, limit: largestPayload) }
        // Everything that can be done outside the lock is.
        let sum = SpoolChecksum.of(payload)
        return try state.withLock { (state) throws(SpoolError) in try state.append(payload, sum: sum) }
    }
}

extension Spool.State {
    /// A full disk is not asked again for every record.
    private static let patience: UInt64 = 100_000_000

    mutating func append(_ payload: UnsafeRawBufferPointer, sum: UInt32) throws(SpoolError) -> UInt64 {
        if !active.hasRoom(for: payload.count) || active.segment.last + 1 != next {
            try roll()
        }
        let sequence = next
        active.append(payload, sum: sum, sequence: sequence)
        next += 1
        return sequence
    }

    private mutating func roll() throws(SpoolError) {
        let now = Self.monotonicNanoseconds()
        if let refusal, now < refusal.until { throw refusal.error }
        do throws(SpoolError) {
            try beginSegment()
            refusal = nil
        } catch {
            refusal = (error, now + Self.patience)
            throw error
        }
    }

    private mutating func beginSegment() throws(SpoolError) {
        let old = active
        let keepsOld = old.segment.pending(after: drained) > 0
        let held = sealed.reduce(keepsOld ? old.segment.size : 0) { $0 + $1.size }
        guard held + segmentBytes <= maxBytes else { throw .full(limit: maxBytes) }
        active = try SpoolMapping.make(in: directory, node: node, first: next, size: segmentBytes)
        old.unmap()
        if keepsOld {
            sealed.append(old.segment)
        } else {
            // If it stays behind, the next start finds it and the drain has it forgotten.
            try? SpoolFile.remove(old.segment.path)
        }
    }

    private static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}
