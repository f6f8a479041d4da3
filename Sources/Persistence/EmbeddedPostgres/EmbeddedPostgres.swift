import Dispatch
package import Logging

/// A PostgreSQL of kiikd's own: the installed programs, a cluster in the data directory, a unix socket and no
/// TCP, never as root.
///
/// Any number of processes may use one data directory, one of them as its daemon. Each holds a shared lock
/// that the kernel drops with the process, however it ends; the first to come starts the server and the last
/// to leave stops it. After kill -9 of everyone the server lives on, and the next to come finds it.
package struct EmbeddedPostgres: Sendable {
    package enum Role: Sendable {
        /// Serves the data directory; there is one at a time.
        case daemon
        /// A command that uses the cluster for a moment, beside a daemon or without one.
        case tool
    }

    /// The superuser, for migrations.
    package static let adminRole = "kiik_admin"
    /// The database that is made with the cluster.
    package static let database = "kiik"

    let dataDirectory: String
    let binaries: PostgresBinaries?
    let serverUser: String?
    let logger: Logger

    /// How long another process may be starting or stopping the server.
    private static let startLockSeconds = 120

    /// - Parameters:
    ///   - dataDirectory: made when it is missing.
    ///   - binaries: nil looks for them: those of the cluster's version when there is one, else the newest.
    ///   - serverUser: who runs the server when kiikd is root and the cluster is new. By default the variable
    ///     `KIIK_POSTGRES_USER`, then the owner of the data directory, then `postgres`.
    package init(
        dataDirectory: String, binaries: PostgresBinaries? = nil,
        serverUser: String? = environmentValue("KIIK_POSTGRES_USER"), logger: Logger
    ) {
        self.dataDirectory = dataDirectory
        self.binaries = binaries
        self.serverUser = serverUser
        self.logger = logger
    }

    /// Joins the users of the cluster, making and starting it as needed. When it returns, the server answers.
    package func start(role: Role) async throws(EmbeddedPostgresError) -> RunningPostgres {
        try await BlockingWork.run { () throws(EmbeddedPostgresError) in try join(role: role) }
    }

    private func join(role: Role) throws(EmbeddedPostgresError) -> RunningPostgres {
        let directory = try DataDirectory.prepare(dataDirectory)
        let user = try ServerUser.choose(
            requested: serverUser, cluster: directory.cluster, dataDirectory: directory.path)
        try requireWay(for: user, to: directory.path)

        let daemonLock = role == .daemon ? try takeDaemonLock(directory) : nil
        let startLock = try FileLock.wait(for: directory.startLock, .exclusive, seconds: Self.startLockSeconds)
        defer { startLock.release() }
        // Exclusive holders hold the start lock too, so this one is free.
        let usersLock = try FileLock.wait(for: directory.usersLock, .shared, seconds: Self.startLockSeconds)

        let cluster = Cluster(
            directory: directory, binaries: try chooseBinaries(directory), user: user, logger: logger)
        do {
            if !Cluster.exists(in: directory) { try cluster.initialise() }
            let pid = try cluster.ensureRunning()
            try AdminConnection.ensureDatabase(Self.database, socketDirectory: directory.socketDirectory)
            return RunningPostgres(
                cluster: cluster, postmasterPID: pid, usersLock: usersLock, daemonLock: daemonLock)
        } catch {
            if usersLock.becomeExclusive() { cluster.stop() }
            throw error
        }
    }

    private func takeDaemonLock(_ directory: DataDirectory) throws(EmbeddedPostgresError) -> FileLock {
        guard let lock = try FileLock(trying: directory.daemonLock, .exclusive) else {
            throw .daemonAlreadyRunning(
                pid: FileLock.recordedHolder(of: directory.daemonLock), dataDirectory: directory.path)
        }
        lock.recordHolder()
        return lock
    }

    private func requireWay(for user: ServerUser, to path: String) throws(EmbeddedPostgresError) {
        guard let folder = user.closedFolder(onTheWayTo: path) else { return }
        // Access lists may open what the mode bits close: the user's own attempt decides.
        guard try ChildProcess.run(user.command(["/usr/bin/test", "-x", path])).status != 0 else { return }
        throw .folderClosed(folder: folder, user: user.name, dataDirectory: path)
    }

    private func chooseBinaries(_ directory: DataDirectory) throws(EmbeddedPostgresError) -> PostgresBinaries {
        guard Cluster.exists(in: directory) else {
            if let binaries { return binaries }
            return try PostgresBinaries.locate()
        }
        let major = try Cluster.majorVersion(in: directory)
        if let binaries, binaries.majorVersion == major { return binaries }
        do {
            return try PostgresBinaries.locate(major: major)
        } catch {
            throw .clusterVersionMissing(cluster: directory.cluster, major: major)
        }
    }
}

/// Runs what blocks on a thread of its own; Swift's cooperative threads are few and must not wait.
enum BlockingWork {
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(EmbeddedPostgresError) -> Value
    ) async throws(EmbeddedPostgresError) -> Value {
        let result: Result<Value, EmbeddedPostgresError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "kiik.embedded-postgres").async {
                continuation.resume(returning: Result { () throws(EmbeddedPostgresError) in try body() })
            }
        }
        return try result.get()
    }
}
