import Foundation
import Glibc
import Synchronization

@testable import Persistence

/// A data directory of its own under /tmp, readable for the unprivileged server user. What is left of it when the
/// tests end, daemon and server included, is removed.
final class Workplace: Sendable {
    let path: String
    var data: String { "\(path)/data" }

    private struct Leftover {
        var daemons: Set<pid_t> = []
    }

    private static let leftovers = Mutex<[String: Leftover]>([:])
    private static let isRegistered = Mutex(false)

    init() throws {
        var template = Array("/tmp/kiikd-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw CocoaError(.fileWriteUnknown) }
        path = made
        chmod(path, 0o755)
        Self.leftovers.withLock { $0[path] = Leftover() }
        Self.isRegistered.withLock { isRegistered in
            if !isRegistered { atexit { Workplace.removeAll() } }
            isRegistered = true
        }
    }

    func remember(_ pid: pid_t) {
        Self.leftovers.withLock { _ = $0[path]?.daemons.insert(pid) }
    }

    func forget(_ pid: pid_t) {
        Self.leftovers.withLock { _ = $0[path]?.daemons.remove(pid) }
    }

    func remove() {
        let leftover = Self.leftovers.withLock { $0.removeValue(forKey: path) }
        if let leftover { Self.remove(path, leftover) }
    }

    deinit {
        remove()
    }

    private static func removeAll() {
        let all = leftovers.withLock { all in
            defer { all = [:] }
            return all
        }
        for (path, leftover) in all { remove(path, leftover) }
    }

    private static func remove(_ path: String, _ leftover: Leftover) {
        for pid in leftover.daemons { kill(pid, SIGKILL) }
        for pid in leftover.daemons { waitpid(pid, nil, 0) }
        let cluster = "\(path)/data/postgres"
        if let pid = PostmasterFile.read(cluster: cluster)?.pid, PostmasterFile.isPostmaster(pid, of: cluster) {
            kill(pid, SIGQUIT)
            for _ in 0..<2000 where !PostmasterFile.hasEnded(pid) { usleep(5000) }
        }
        // A server that is on its way out may still drop a file here.
        for _ in 0..<50 where FileManager.default.fileExists(atPath: path) {
            try? FileManager.default.removeItem(atPath: path)
            if FileManager.default.fileExists(atPath: path) { usleep(20_000) }
        }
    }
}
