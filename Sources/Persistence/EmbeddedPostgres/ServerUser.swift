import Glibc

/// Who the PostgreSQL programs run as: this user, or an unprivileged one when kiikd is root.
struct ServerUser: Equatable, Sendable {
    let name: String
    let uid: uid_t
    let gid: gid_t

    /// The customary name of Debian's package.
    static let customaryName = "postgres"

    static var current: ServerUser {
        ServerUser(uid: geteuid()) ?? ServerUser(name: "\(geteuid())", uid: geteuid(), gid: getegid())
    }

    /// For root: the user asked for, else who owns the cluster, else who owns the data directory, else
    /// `postgres`. A cluster that exists keeps its owner, whatever is asked for.
    static func choose(requested: String?, cluster: String, dataDirectory: String) throws(EmbeddedPostgresError)
        -> ServerUser
    {
        let current = current
        let owner = FileSystem.entry(at: cluster)?.owner
        guard current.uid == 0 else {
            if let owner, owner != current.uid {
                throw .foreignOwner(
                    path: cluster, owner: ServerUser(uid: owner)?.name ?? "\(owner)", current: current.name)
            }
            return current
        }
        if let owner, owner != 0, let user = ServerUser(uid: owner) { return user }
        if let requested {
            guard let user = ServerUser(named: requested) else { throw .serverUserMissing(name: requested) }
            guard user.uid != 0 else { throw .serverUserIsRoot }
            return user
        }
        if let owner = FileSystem.entry(at: dataDirectory)?.owner, owner != 0, let user = ServerUser(uid: owner) {
            return user
        }
        guard let user = ServerUser(named: customaryName) else { throw .serverUserMissing(name: customaryName) }
        return user
    }

    /// The command that runs `arguments` as this user. `setpriv` replaces itself, so that the process that is
    /// started is the one that goes on.
    func command(_ arguments: [String]) throws(EmbeddedPostgresError) -> [String] {
        guard geteuid() == 0 else { return arguments }
        guard let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: FileSystem.isExecutableFile) else {
            throw .setprivMissing
        }
        return [setpriv, "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups", "--no-new-privs", "--"] + arguments
    }

    /// The first folder on the way to `path` this user may not pass through, nil when there is none.
    func closedFolder(onTheWayTo path: String) -> String? {
        guard geteuid() == 0 else { return nil }
        var folders = [path]
        while let last = folders.last, let parent = FileSystem.parent(of: last) { folders.append(parent) }
        return folders.reversed().first { folder in
            guard let entry = FileSystem.entry(at: folder), entry.isDirectory else { return false }
            if entry.owner == uid { return entry.mode & 0o100 == 0 }
            if entry.group == gid { return entry.mode & 0o010 == 0 }
            return entry.mode & 0o001 == 0
        }
    }
}

extension ServerUser {
    init?(named name: String) {
        self.init { record, buffer, size, found in
            getpwnam_r(name, record, buffer, size, found)
        }
    }

    init?(uid: uid_t) {
        self.init { record, buffer, size, found in
            getpwuid_r(uid, record, buffer, size, found)
        }
    }

    private init?(
        lookup: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> CInt
    ) {
        var record = passwd()
        var found: UnsafeMutablePointer<passwd>?
        let size = 16_384
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
        defer { buffer.deallocate() }
        guard lookup(&record, buffer, size, &found) == 0, found != nil, let name = record.pw_name else { return nil }
        self.init(name: String(cString: name), uid: record.pw_uid, gid: record.pw_gid)
    }
}
