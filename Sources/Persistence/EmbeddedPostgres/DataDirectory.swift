import Glibc

/// The layout of a data directory, and where its socket lives.
struct DataDirectory: Equatable, Sendable {
    /// The resolved absolute path.
    let path: String
    let socketDirectory: String

    var cluster: String { "\(path)/postgres" }
    /// The cluster while initdb is at work; it gets its name when it is whole.
    var unfinishedCluster: String { "\(path)/postgres.new" }
    var startLog: String { "\(path)/postgres-start.log" }
    var daemonLock: String { "\(path)/daemon.lock" }
    var usersLock: String { "\(path)/users.lock" }
    var startLock: String { "\(path)/start.lock" }

    /// PostgreSQL names its socket after the port, which means nothing else here.
    static let port = 5432
    /// `sun_path` has 108 bytes, the last is the terminator.
    static let longestSocketPath = 107

    /// Makes the directory when it is missing. Root's must let the server's user pass through, hence 0711.
    static func prepare(_ path: String) throws(EmbeddedPostgresError) -> DataDirectory {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        try FileSystem.makeDirectories(path, mode: geteuid() == 0 ? 0o711 : 0o700)
        guard let resolved = FileSystem.resolved(path) else {
            throw .fileSystem(path: path, doing: "open", reason: FileSystem.reason(errno))
        }
        return DataDirectory(resolvedPath: resolved)
    }

    init(resolvedPath path: String) {
        self.path = path
        let socket = "\(path)/socket"
        let fits = "\(socket)/.s.PGSQL.\(Self.port)".utf8.count <= Self.longestSocketPath
        // libpq takes a comma in a host for the border between two hosts.
        let isOneHost = !socket.contains(",")
        socketDirectory = fits && isOneHost ? socket : "/tmp/kiik-\(Self.fingerprint(of: path))"
    }

    /// Makes the socket's folder the server user's alone. One in /tmp may have been put there by anyone, so it
    /// is taken only if it is a real folder with the right owner and mode.
    func prepareSocketDirectory(for user: ServerUser) throws(EmbeddedPostgresError) {
        guard socketIsElsewhere else {
            return try FileSystem.makePrivateDirectory(socketDirectory, user: user, mode: 0o700)
        }
        if mkdir(socketDirectory, 0o700) == 0 {
            return try FileSystem.makePrivateDirectory(socketDirectory, user: user, mode: 0o700)
        }
        guard let entry = FileSystem.entry(at: socketDirectory), entry.isDirectory, entry.owner == user.uid,
            entry.permissions == 0o700
        else { throw .socketDirectoryUnsafe(path: socketDirectory, user: user.name) }
    }

    /// Leaves nothing in /tmp once the server has gone.
    func removeSocketDirectory() {
        if socketIsElsewhere { rmdir(socketDirectory) }
    }

    private var socketIsElsewhere: Bool { socketDirectory != "\(path)/socket" }

    /// FNV-1a, 64 bits: a name that is the same at every start. Nothing rests on its being hard to guess.
    private static func fingerprint(of path: String) -> String {
        let hash = path.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
