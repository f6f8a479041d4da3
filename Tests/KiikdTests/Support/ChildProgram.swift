import Foundation
import Glibc

/// A program started with its output going to files. Ended processes are reaped by polling, so nothing blocks.
struct ChildProgram: Sendable {
    struct NotStarted: Error {
        let program: String
        let code: Int32
    }

    let pid: pid_t

    static func start(
        _ arguments: [String], environment: [String: String], output: String, error: String
    ) throws -> ChildProgram {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, arguments.first ?? "", &actions, nil, &argv, &envp)
        guard code == 0 else { throw NotStarted(program: arguments.first ?? "", code: code) }
        return ChildProgram(pid: pid)
    }

    /// What tests pass on: where programs are, and nothing that configures kiikd.
    static func environment(_ more: [String: String]) -> [String: String] {
        let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("KIIK_") && !name.hasPrefix("PG") && name != "DATABASE_URL"
                || name == "KIIK_POSTGRES_BIN" || name == "KIIK_POSTGRES_USER"
        }
        return inherited.merging(more) { $1 }
    }

    /// The exit status (128 and the signal where it was killed), or nil while it runs.
    func ended() -> Int32? {
        var status: Int32 = 0
        let answer = waitpid(pid, &status, WNOHANG)
        if answer == 0 { return nil }
        guard answer == pid else { return -1 }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    func end(within seconds: Double) async throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let isLast = ContinuousClock.now >= deadline
            if let status = ended() { return status }
            if isLast { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TimedOut(what: "the end of process \(pid)")
    }
}

struct TimedOut: Error {
    let what: String
}

/// Asks again and again until there is an answer.
func eventually<Value>(
    _ what: String, within seconds: Double = 180, _ attempt: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
        let isLast = ContinuousClock.now >= deadline
        if let value = try await attempt() { return value }
        if isLast { break }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw TimedOut(what: what)
}
