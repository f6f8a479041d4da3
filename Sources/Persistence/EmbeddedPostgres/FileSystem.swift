import Glibc

/// The few file system calls the private PostgreSQL needs. None follows a symbolic link in the last
/// component: kiikd may be root here, in a directory an unprivileged user can write to.
enum FileSystem {
    struct Entry: Sendable {
        let owner: uid_t
        let group: gid_t
        let mode: mode_t

        var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
        var permissions: mode_t { mode & 0o777 }
    }

    static func entry(at path: String) -> Entry? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Entry(owner: status.st_uid, group: status.st_gid, mode: status.st_mode)
    }

    static func isExecutableFile(_ path: String) -> Bool {
        access(path, X_OK) == 0
    }

    /// Makes the directory and its missing parents; parents get 0755 less the umask.
    static func makeDirectories(_ path: String, mode: mode_t) throws(EmbeddedPostgresError) {
        if Glibc.mkdir(path, mode) == 0 {
            // The umask may have taken bits away that the server's user needs.
            _ = chmod(path, mode)
            return
        }
        let failure = errno
        if failure == EEXIST { return }
        guard failure == ENOENT, let parent = parent(of: path) else {
            throw .fileSystem(path: path, doing: "make the folder", reason: reason(failure))
        }
        try makeDirectories(parent, mode: 0o755)
        try makeDirectories(path, mode: mode)
    }

    /// Makes the directory if it is missing and gives it to `user` with exactly `mode`.
    static func makePrivateDirectory(_ path: String, user: ServerUser, mode: mode_t) throws(EmbeddedPostgresError) {
        if Glibc.mkdir(path, mode) != 0, errno != EEXIST {
            throw .fileSystem(path: path, doing: "make the folder", reason: reason(errno))
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileSystem(path: path, doing: "open", reason: reason(errno)) }
        defer { close(descriptor) }
        guard fchown(descriptor, user.uid, user.gid) == 0, fchmod(descriptor, mode) == 0 else {
            throw .fileSystem(path: path, doing: "give user \(user.name) the folder", reason: reason(errno))
        }
    }

    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The start of a small text file, or nil when it cannot be read.
    static func text(at path: String, limit: Int = 65_536) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while content.count < limit {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            content.append(contentsOf: chunk.prefix(count))
        }
        return String(decoding: content.prefix(limit), as: UTF8.self)
    }

    static func write(_ text: String, to path: String, append: Bool, mode: mode_t = 0o600) throws(EmbeddedPostgresError)
    {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (append ? O_APPEND : O_TRUNC)
        let descriptor = open(path, flags, mode)
        guard descriptor >= 0 else { throw .fileSystem(path: path, doing: "write", reason: reason(errno)) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .fileSystem(path: path, doing: "write", reason: reason(errno)) }
            rest = rest.dropFirst(count)
        }
    }

    static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), path.count > 1 else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func reason(_ code: CInt) -> String {
        // glibc's answer is the thread's own.
        String(cString: strerror(code))
    }
}

/// A variable of the environment; empty counts as not set.
func environmentValue(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}
