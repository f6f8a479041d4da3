internal import CShims
import Glibc

/// A program started with nothing of kiikd's: no descriptors, no environment (it may hold secrets), no
/// terminal, no ignored signals.
struct ChildProcess: Sendable {
    let pid: pid_t

    /// - Parameters:
    ///   - command: the program's absolute path, then its arguments.
    ///   - output: the descriptor that gets standard output and error.
    ///   - ownSession: true keeps the terminal's Ctrl-C away from the child.
    init(_ command: [String], environment: [String: String] = [:], output: CInt, ownSession: Bool)
        throws(EmbeddedPostgresError)
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        kiik_spawn_close_from(&actions, 3)
        // The current directory may be one the server's user cannot enter.
        kiik_spawn_change_directory(&actions, "/")

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var flags = CInt(POSIX_SPAWN_SETSIGMASK) | CInt(POSIX_SPAWN_SETSIGDEF)
        if ownSession { flags |= kiik_spawn_own_session() }
        posix_spawnattr_setflags(&attributes, CShort(flags))

        var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"]
        variables.merge(environment) { _, given in given }
        var pid = pid_t()
        let failure = withCStrings(command) { arguments in
            withCStrings(variables.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&pid, command.first ?? "", &actions, &attributes, arguments, environment)
            }
        }
        guard failure == 0 else {
            throw .cannotRun(program: command.first ?? "", reason: FileSystem.reason(failure))
        }
        self.pid = pid
    }

    /// Waits for the end; nil when the process was ended by a signal. Blocks the thread.
    func wait() -> CInt? {
        var status: CInt = 0
        while waitpid(pid, &status, 0) < 0 {
            if errno != EINTR { return nil }
        }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
    }

    /// Runs the command to its end and gives its exit status with what it printed, at most 64 KiB.
    static func run(_ command: [String]) throws(EmbeddedPostgresError) -> (status: CInt?, output: String) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw .cannotRun(program: command.first ?? "", reason: FileSystem.reason(errno))
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: ChildProcess
        do {
            defer { close(ends[1]) }
            child = try ChildProcess(command, output: ends[1], ownSession: false)
        }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            if output.count < 65_536 { output.append(contentsOf: chunk.prefix(count)) }
        }
        return (child.wait(), String(decoding: output, as: UTF8.self))
    }
}

private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { copies.forEach { free($0) } }
    return body(copies)
}
