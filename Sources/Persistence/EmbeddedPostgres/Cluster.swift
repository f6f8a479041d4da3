import Glibc
import Logging

/// The private cluster and its server. Everything here blocks its thread, and everything that changes
/// something is called with the start lock held.
struct Cluster: Sendable {
    let directory: DataDirectory
    let binaries: PostgresBinaries
    let user: ServerUser
    let logger: Logger

    /// Crash recovery may read a lot of log before the first answer.
    private static let recoverySeconds = 600
    /// A server that says it is ready answers at once.
    private static let answerSeconds = 30
    /// Orphans of a killed postmaster hold its shared memory until they notice, within a second or so.
    private static let orphanSeconds = 20

    static func exists(in directory: DataDirectory) -> Bool {
        FileSystem.entry(at: "\(directory.cluster)/PG_VERSION") != nil
    }

    /// The major version that made the cluster.
    static func majorVersion(in directory: DataDirectory) throws(EmbeddedPostgresError) -> Int {
        let text = FileSystem.text(at: "\(directory.cluster)/PG_VERSION", limit: 32) ?? ""
        guard let major = Int(text.prefix(while: \.isNumber)) else {
            throw .clusterVersionUnreadable(cluster: directory.cluster)
        }
        return major
    }

    /// initdb beside the final place and a rename: a half-made cluster never bears the name of a whole one.
    func initialise() throws(EmbeddedPostgresError) {
        let folder = directory.unfinishedCluster
        logger.info("making the private PostgreSQL's cluster", metadata: ["folder": "\(directory.cluster)"])
        _ = try ChildProcess.run(["/bin/rm", "-rf", "--one-file-system", "--", folder])
        try FileSystem.makePrivateDirectory(folder, user: user, mode: 0o700)
        // Collation C: bytes compare fast and LIKE 'x%' uses plain indexes; C.UTF-8 knows every letter's case.
        let made = try ChildProcess.run(
            user.command([
                binaries.program("initdb"), "-D", folder, "--username=\(EmbeddedPostgres.adminRole)", "--auth=trust",
                "--encoding=UTF8", "--locale=C.UTF-8", "--lc-collate=C", "--data-checksums", "--no-instructions",
            ]))
        guard made.status == 0 else {
            throw .initialisationFailed(cluster: directory.cluster, output: Self.lastLines(of: made.output))
        }
        try FileSystem.write(ClusterSettings.initial, to: "\(folder)/postgresql.conf", append: true)
        try FileSystem.write(ClusterSettings.hostBasedAuthentication, to: "\(folder)/pg_hba.conf", append: false)
        guard rename(folder, directory.cluster) == 0 else {
            throw .fileSystem(path: directory.cluster, doing: "put in place", reason: FileSystem.reason(errno))
        }
    }

    /// The living server's process id, nil when there is none.
    func livingPostmaster() -> pid_t? {
        guard let file = PostmasterFile.read(cluster: directory.cluster),
            isRunning(file.pid)
        else { return nil }
        return file.pid
    }

    /// Whether `pid` is still this cluster's server.
    func isRunning(_ pid: pid_t) -> Bool {
        !PostmasterFile.hasEnded(pid) && PostmasterFile.isPostmaster(pid, of: directory.cluster)
    }

    /// Finds the living server or starts one, and waits until it answers.
    func ensureRunning() throws(EmbeddedPostgresError) -> pid_t {
        let begin = ContinuousClock.now
        var said = begin
        while true {
            let pid: pid_t
            if let living = livingPostmaster() {
                pid = living
            } else {
                pid = try launch()
            }
            // A server that is going away is waited for, then another is started.
            while isRunning(pid) {
                let file = PostmasterFile.read(cluster: directory.cluster)
                let ready = file?.pid == pid && file?.status == "ready"
                if ready, AdminConnection.answers(socketDirectory: directory.socketDirectory) { return pid }
                let now = ContinuousClock.now
                let limit = ready ? Self.answerSeconds : Self.recoverySeconds
                if now - begin > .seconds(limit) { throw .serverSilent(pid: pid, seconds: limit) }
                if now - said > .seconds(5) {
                    said = now
                    logger.notice(
                        "waiting for the private PostgreSQL (it may be recovering from a crash)",
                        metadata: ["pid": "\(pid)", "status": "\(file?.status ?? "starting")"])
                }
                pause(milliseconds: 3)
            }
            let log = startLog()
            let orphansRemain = log.contains("is still in use")
            if log.contains("FATAL"), !orphansRemain || ContinuousClock.now - begin > .seconds(Self.orphanSeconds) {
                throw .serverFailed(cluster: directory.cluster, log: Self.lastLines(of: log))
            }
            if ContinuousClock.now - begin > .seconds(Self.answerSeconds) {
                throw .serverFailed(cluster: directory.cluster, log: Self.lastLines(of: log))
            }
            pause(milliseconds: orphansRemain ? 10 : 3)
        }
    }

    private func launch() throws(EmbeddedPostgresError) -> pid_t {
        try directory.prepareSocketDirectory(for: user)
        var arguments = [binaries.program("postgres"), "-D", directory.cluster]
        for setting in ClusterSettings.fixed(socketDirectory: directory.socketDirectory) {
            arguments += ["-c", "\(setting.name)=\(setting.value)"]
        }
        var environment: [String: String] = [:]
        if let stale = PostmasterFile.read(cluster: directory.cluster)?.pid {
            // The number was found not to be this cluster's server, but a process with it may live, and then
            // PostgreSQL would refuse to start. It takes its grandparent's number for stale (pg_ctl's way past
            // a shell), and still checks that no orphan of the old server holds the shared memory.
            environment["PG_GRANDPARENT_PID"] = "\(stale)"
        }
        let log = directory.startLog
        let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard output >= 0 else {
            throw .fileSystem(path: log, doing: "write", reason: FileSystem.reason(errno))
        }
        defer { close(output) }
        let child = try ChildProcess(
            user.command(arguments), environment: environment, output: output, ownSession: true)
        // Until setpriv has become postgres the process does not look like one.
        while !PostmasterFile.isPostmaster(child.pid, of: directory.cluster) {
            if PostmasterFile.hasEnded(child.pid) { break }
            pause(milliseconds: 1)
        }
        return child.pid
    }

    /// Fast shutdown: sessions are ended, everything is written. Returns when the server is gone.
    func stop() {
        guard let pid = livingPostmaster() else { return }
        for (signal, seconds) in [(SIGINT, 60), (SIGQUIT, 15), (SIGKILL, 5)] {
            kill(pid, signal)
            let deadline = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < deadline {
                if PostmasterFile.hasEnded(pid) { return directory.removeSocketDirectory() }
                pause(milliseconds: 3)
            }
            logger.warning(
                "the private PostgreSQL does not stop; asking more firmly",
                metadata: ["pid": "\(pid)", "waited": "\(seconds)s"])
        }
    }

    private func startLog() -> String { FileSystem.text(at: directory.startLog) ?? "" }

    private static func lastLines(of text: String) -> String {
        text.split(separator: "\n").suffix(6).joined(separator: " | ")
    }
}
