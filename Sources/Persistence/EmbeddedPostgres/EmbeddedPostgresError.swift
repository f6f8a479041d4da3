/// Why the private PostgreSQL cannot be used. Every description says what to do next.
package enum EmbeddedPostgresError: Error, Equatable, Sendable {
    case binariesMissing(searched: [String])
    case binariesTooOld(directory: String, major: Int)
    case clusterVersionMissing(cluster: String, major: Int)
    case clusterVersionUnreadable(cluster: String)
    case daemonAlreadyRunning(pid: Int32?, dataDirectory: String)
    case startLockBusy(path: String, seconds: Int)
    case fileSystem(path: String, doing: String, reason: String)
    case foreignOwner(path: String, owner: String, current: String)
    case serverUserMissing(name: String)
    case serverUserIsRoot
    case setprivMissing
    case folderClosed(folder: String, user: String, dataDirectory: String)
    case socketDirectoryUnsafe(path: String, user: String)
    case cannotRun(program: String, reason: String)
    case initialisationFailed(cluster: String, output: String)
    case serverFailed(cluster: String, log: String)
    case serverSilent(pid: Int32, seconds: Int)
    case databaseRefused(reason: String)
}

extension EmbeddedPostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .binariesMissing(let searched):
            "No PostgreSQL \(PostgresBinaries.oldestMajor) or later is installed (looked in \(searched.joined(separator: ", "))). "
                + "Install it with 'apt-get install postgresql', name its folder in KIIK_POSTGRES_BIN, "
                + "or give DATABASE_URL to use a server of your own."
        case .binariesTooOld(let directory, let major):
            "\(directory) holds PostgreSQL \(major); kiikd needs \(PostgresBinaries.oldestMajor) or later. "
                + "Name a newer folder in KIIK_POSTGRES_BIN or install one with 'apt-get install postgresql'."
        case .clusterVersionMissing(let cluster, let major):
            "\(cluster) was made by PostgreSQL \(major), which is not installed. "
                + "Install it with 'apt-get install postgresql-\(major)', or move the data with pg_dump and pg_restore."
        case .clusterVersionUnreadable(let cluster):
            "\(cluster)/PG_VERSION does not hold a version number, so the folder is no complete cluster. "
                + "Restore it from a backup, or move it away and start again with an empty data directory."
        case .daemonAlreadyRunning(let pid, let dataDirectory):
            "Another kiikd (\(pid.map { "pid \($0)" } ?? "pid unknown")) serves \(dataDirectory). "
                + "Stop it first, or give this one a directory of its own with --data."
        case .startLockBusy(let path, let seconds):
            "Another kiikd has been starting or stopping the private PostgreSQL for \(seconds) seconds (\(path)). "
                + "Try again when it has finished; 'fuser \(path)' names the process."
        case .fileSystem(let path, let doing, let reason):
            "Cannot \(doing) \(path): \(reason). Check the owner and permissions, or choose another directory with --data."
        case .foreignOwner(let path, let owner, let current):
            "\(path) belongs to user \(owner) and this is user \(current). "
                + "Run kiikd as \(owner) or as root, or choose another directory with --data."
        case .serverUserMissing(let name):
            "PostgreSQL never runs as root, and there is no user '\(name)' to run it as. "
                + "Make one with 'useradd --system \(name)', or name an existing one in KIIK_POSTGRES_USER."
        case .serverUserIsRoot:
            "PostgreSQL never runs as root. Name an unprivileged user in KIIK_POSTGRES_USER."
        case .setprivMissing:
            "kiikd was started as root and needs 'setpriv' to run PostgreSQL as an unprivileged user. "
                + "Install it with 'apt-get install util-linux', or start kiikd as that user."
        case .folderClosed(let folder, let user, let dataDirectory):
            "User \(user), who runs the private PostgreSQL, cannot pass through \(folder) to reach \(dataDirectory). "
                + "Open it with 'chmod o+x \(folder)', or choose another directory with --data, such as /var/lib/kiikd."
        case .socketDirectoryUnsafe(let path, let user):
            "\(path) is not a folder that only user \(user) can enter, so the socket of the private PostgreSQL would not be safe there. "
                + "Remove it, or choose a shorter directory with --data (the socket's path may have 107 bytes)."
        case .cannotRun(let program, let reason):
            "Cannot run \(program): \(reason). Install PostgreSQL again with 'apt-get install --reinstall postgresql'."
        case .initialisationFailed(let cluster, let output):
            "initdb could not make \(cluster). It said: \(output). "
                + (output.contains("No space left on device")
                    ? "Free some space on that disk, or choose another directory with --data."
                    : "Put that right and start kiikd again.")
        case .serverFailed(let cluster, let log):
            "PostgreSQL did not start on \(cluster). It said: \(log.isEmpty ? "nothing" : log) "
                + "(more in \(cluster)/log). Put that right and start kiikd again."
        case .serverSilent(let pid, let seconds):
            "PostgreSQL (pid \(pid)) has not answered on its socket for \(seconds) seconds. "
                + "Stop it with 'kill -INT \(pid)' and start kiikd again."
        case .databaseRefused(let reason):
            "The private PostgreSQL runs but refused kiikd's set-up: \(reason)"
        }
    }
}
