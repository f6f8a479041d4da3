import Glibc
import Logging
import Testing

@testable import Persistence

/// A new folder directly under /tmp, which the unprivileged server user can reach, removed with this object.
/// A server that a failed test left behind is ended with it.
final class ScratchDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/kiik-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        path = try #require(made)
        chmod(path, geteuid() == 0 ? 0o711 : 0o700)
    }

    deinit {
        if let pid = PostmasterFile.read(cluster: "\(path)/postgres")?.pid,
            PostmasterFile.isPostmaster(pid, of: "\(path)/postgres")
        {
            kill(pid, SIGQUIT)
            Process.waitForEnd(of: pid)
        }
        _ = try? ChildProcess.run(["/bin/rm", "-rf", "--", path])
    }

    func postgres(subfolder: String = "", serverUser: String? = nil) -> EmbeddedPostgres {
        EmbeddedPostgres(
            dataDirectory: subfolder.isEmpty ? path : "\(path)/\(subfolder)", serverUser: serverUser,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

enum Process {
    static func isAlive(_ pid: Int32) -> Bool { !PostmasterFile.hasEnded(pid) }

    static func waitForEnd(of pid: Int32, seconds: Int = 180) {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while isAlive(pid), ContinuousClock.now < deadline { usleep(2000) }
    }

    /// The numbers of "Uid:" in the process's status: real, effective, saved, file system.
    static func userIDs(of pid: Int32) -> [UInt32] {
        let status = FileSystem.text(at: "/proc/\(pid)/status") ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("Uid:") } ?? ""
        return line.split(whereSeparator: \.isWhitespace).dropFirst().compactMap { UInt32($0) }
    }

    /// What the process has open, as the links in /proc say.
    static func openFiles(of pid: Int32) throws -> [String] {
        let listing = try ChildProcess.run(["/bin/ls", "-l", "/proc/\(pid)/fd"])
        return listing.output.split(separator: "\n").compactMap { line in
            line.firstRange(of: " -> ").map { String(line[$0.upperBound...]) }
        }
    }
}

/// Runs SQL with psql and gives its unadorned output.
func psql(_ url: String, _ sql: String) throws -> String {
    let binaries = try PostgresBinaries.locate()
    let answer = try ChildProcess.run([binaries.program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, url])
    guard answer.status == 0 else { throw PSQLFailed(output: answer.output) }
    return answer.output.split(separator: "\n").joined(separator: "\n")
}

struct PSQLFailed: Error { let output: String }
