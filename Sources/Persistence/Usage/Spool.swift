import Glibc
import Synchronization

/// A crash-safe, append-only log in a folder of its own.
///
/// A record is copied into a mapped file and is then safe from any end of this process, `kill -9` included: the page
/// cache keeps it. Appending makes no system call except where one segment file follows another. What the database
/// has taken is not remembered here: after a start the drain asks it and calls `markDrained`.
package final class Spool: Sendable {
    package let directory: String
    /// Sixteen bytes, a version-4 UUID, kept in the folder: who numbered the records.
    package let node: [UInt8]
    /// Segments that were found with half a record or strange bytes in them. All before those is kept.
    package let damagedSegments: Int

    /// Bytes of the longest record.
    package let largestPayload: Int

    private let lock: CInt
    let state: Mutex<State>
    let cursor = Mutex(Cursor())

    struct State: Sendable {
        let directory: String
        let node: SpoolNode
        let segmentBytes: Int
        let maxBytes: Int
        /// Full or torn, oldest first, with something to drain.
        var sealed: [SpoolSegment]
        var active: SpoolMapping
        var next: UInt64
        var drained: UInt64
        /// Why the last attempt at a new segment failed, and when the next one may be made (monotonic nanoseconds).
        var refusal: (error: SpoolError, until: UInt64)?
    }

    /// Blocks for the time it takes to read what is there.
    /// - Parameters:
    ///   - segmentBytes: the size of one file, taken from the disk whole; 64 KiB to 1 GiB.
    ///   - maxBytes: of all files together; at least one segment.
    package convenience init(
        directory: String, segmentBytes: Int = 4 << 20, maxBytes: Int = 256 << 20
    ) throws(SpoolError) {
        try self.init(
            directory: directory, segmentBytes: segmentBytes, maxBytes: maxBytes, boot: SpoolIdentity.currentBoot())
    }

    /// `boot` names this start of the machine.
    init(directory: String, segmentBytes: Int, maxBytes: Int, boot: [UInt8]?) throws(SpoolError) {
        let segmentBytes = (min(max(segmentBytes, 64 << 10), 1 << 30) + 4095) & ~4095
        try SpoolFile.makeDirectory(directory)
        let lock = try Self.takeLock(directory)
        let identity: SpoolIdentity
        let state: State
        let damaged: Int
        do throws(SpoolError) {
            identity = try SpoolIdentity.load(in: directory, boot: boot)
            let found = try SpoolRecovery(directory: directory, identity: identity, segmentBytes: segmentBytes)
            damaged = found.damaged
            let active =
                if let open = found.open {
                    try SpoolMapping.resume(open)
                } else {
                    try SpoolMapping.make(in: directory, node: identity.node, first: found.next, size: segmentBytes)
                }
            let oldest = found.sealed.first ?? active.segment
            state = State(
                directory: directory, node: identity.node, segmentBytes: segmentBytes,
                maxBytes: max(maxBytes, segmentBytes), sealed: found.sealed, active: active, next: found.next,
                drained: oldest.first - 1)
        } catch {
            Self.release(lock)
            throw error
        }
        self.directory = directory
        self.lock = lock
        node = identity.node.bytes
        damagedSegments = damaged
        largestPayload = min(
            SpoolFormat.largestPayload, segmentBytes - SpoolFormat.headerBytes - SpoolFormat.recordHeaderBytes)
        self.state = Mutex(state)
    }

    deinit {
        state.withLock { $0.active.unmap() }
        Self.release(lock)
    }

    private static func release(_ lock: CInt) {
        // Closing alone would leave it locked while a child between fork and exec has a copy.
        flock(lock, LOCK_UN)
        close(lock)
    }

    private static func takeLock(_ directory: String) throws(SpoolError) -> CInt {
        let path = directory + "/lock"
        let lock = try SpoolFile.open(path, O_RDWR | O_CREAT, doing: "open")
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(lock)
            throw code == EWOULDBLOCK ? .locked(directory: directory) : .io(path: path, doing: "lock", code: code)
        }
        return lock
    }

    /// Records that are not known to be drained.
    package var pending: Int {
        state.withLock { state in
            state.sealed.reduce(state.active.segment.pending(after: state.drained)) { sum, segment in
                sum + segment.pending(after: state.drained)
            }
        }
    }

    /// The number of the newest record; 0 if there never was one.
    package var lastSequence: UInt64 { state.withLock { $0.next - 1 } }
}
