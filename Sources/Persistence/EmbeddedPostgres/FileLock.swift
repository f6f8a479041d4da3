import Glibc
import Synchronization

/// A `flock` on a file, held until it is released or this object goes. The kernel releases it when the
/// process dies, however it dies, and children do not inherit it.
final class FileLock: Sendable {
    enum Mode: Sendable {
        case shared, exclusive

        fileprivate var operation: CInt { self == .shared ? LOCK_SH : LOCK_EX }
    }

    let path: String
    private let descriptor: Mutex<CInt?>

    /// Takes the lock if it is free at once; nil when another holder keeps it away.
    init?(trying path: String, _ mode: Mode) throws(EmbeddedPostgresError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw .fileSystem(path: path, doing: "open the lock", reason: FileSystem.reason(errno))
        }
        while flock(descriptor, mode.operation | LOCK_NB) != 0 {
            let failure = errno
            if failure == EINTR { continue }
            close(descriptor)
            if failure == EWOULDBLOCK { return nil }
            throw .fileSystem(path: path, doing: "lock", reason: FileSystem.reason(failure))
        }
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Waits for the lock, at most `seconds`. Blocks the thread.
    static func wait(for path: String, _ mode: Mode, seconds: Int) throws(EmbeddedPostgresError) -> FileLock {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let lock = try FileLock(trying: path, mode) { return lock }
            guard ContinuousClock.now < deadline else { throw .startLockBusy(path: path, seconds: seconds) }
            pause(milliseconds: 5)
        }
    }

    /// Turns a shared lock into the exclusive one; true when nobody else holds it. After false this lock may
    /// be lost (flock drops the old one first), so the only thing left to do is to release it.
    func becomeExclusive() -> Bool {
        descriptor.withLock { descriptor in
            guard let descriptor else { return false }
            return flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
    }

    /// Leaves the holder's process id in the file, for the sentence another process prints.
    func recordHolder() {
        descriptor.withLock { descriptor in
            guard let descriptor, ftruncate(descriptor, 0) == 0 else { return }
            let text = Array("\(getpid())\n".utf8)
            _ = pwrite(descriptor, text, text.count, 0)
        }
    }

    static func recordedHolder(of path: String) -> Int32? {
        FileSystem.text(at: path, limit: 32).flatMap { $0.split(separator: "\n").first }.flatMap { Int32($0) }
    }

    func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            // Closing alone would leave it locked while a child between fork and exec has a copy.
            flock(open, LOCK_UN)
            close(open)
            descriptor = nil
        }
    }
}

/// Sleeps on this thread; only for threads that are not Swift's cooperative ones.
func pause(milliseconds: UInt32) {
    usleep(milliseconds * 1000)
}
