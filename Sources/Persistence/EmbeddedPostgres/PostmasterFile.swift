import Glibc

/// What `postmaster.pid` says, which PostgreSQL leaves behind when it is killed.
struct PostmasterFile: Equatable, Sendable {
    let pid: pid_t
    /// "starting", "ready", "standby" or "stopping"; empty before the server has got that far.
    let status: String

    init?(parsing text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = pid_t(first), pid > 1 else { return nil }
        self.pid = pid
        // Line 8 is padded with spaces to a fixed width.
        status = lines.count > 7 ? String(lines[7].prefix { $0 != " " }) : ""
    }

    static func read(cluster: String) -> PostmasterFile? {
        FileSystem.text(at: "\(cluster)/postmaster.pid").flatMap(PostmasterFile.init(parsing:))
    }

    /// Whether the process has ended; one that nobody has collected yet counts as ended.
    static func hasEnded(_ pid: pid_t) -> Bool {
        // Collects it when it is a child of this process.
        _ = waitpid(pid, nil, WNOHANG)
        guard let stat = FileSystem.text(at: "/proc/\(pid)/stat"), let name = stat.lastIndex(of: ")") else {
            return true
        }
        let state = stat[name...].dropFirst(2).first
        return state == "Z" || state == "X"
    }

    /// Whether the process is alive and really the server of `cluster`: after a reboot, or in a container, the
    /// number may belong to anything.
    static func isPostmaster(_ pid: pid_t, of cluster: String) -> Bool {
        // A process that is ending has an empty command line.
        guard let line = FileSystem.text(at: "/proc/\(pid)/cmdline") else { return false }
        let arguments = line.split(separator: "\0", omittingEmptySubsequences: false)
        guard let program = arguments.first, program.hasSuffix("/postgres"),
            let option = arguments.firstIndex(of: "-D"), option + 1 < arguments.endIndex
        else { return false }
        return arguments[option + 1] == cluster
    }
}
