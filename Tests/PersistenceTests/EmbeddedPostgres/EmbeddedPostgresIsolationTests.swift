import Glibc
import Testing

@testable import Persistence

/// What the private server must never be or do, and the sentences for a start that cannot succeed.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct EmbeddedPostgresIsolationTests {
    let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    @Test func `the server listens on no TCP port`() async throws {
        let running = try await scratch.postgres().start(role: .tool)
        let sockets = try Process.openFiles(of: running.postmasterPID).filter { $0.hasPrefix("socket:[") }
            .map { String($0.dropFirst("socket:[".count).dropLast()) }
        #expect(!sockets.isEmpty)
        for table in ["tcp", "tcp6"] {
            let lines = (FileSystem.text(at: "/proc/\(running.postmasterPID)/net/\(table)", limit: 1 << 22) ?? "")
                .split(separator: "\n")
            let inodes = Set(lines.compactMap { $0.split(separator: " ").dropFirst(9).first.map(String.init) })
            #expect(inodes.isDisjoint(with: sockets))
        }
        #expect(try psql(running.adminURL, "SHOW listen_addresses") == "")
        await running.stop()
    }

    @Test func `the server's settings of TCP and socket cannot be changed by its files`() async throws {
        let first = try await scratch.postgres().start(role: .tool)
        _ = try psql(first.adminURL, "ALTER SYSTEM SET listen_addresses = '127.0.0.1'")
        await first.stop()
        let second = try await scratch.postgres().start(role: .tool)
        #expect(try psql(second.adminURL, "SHOW listen_addresses") == "")
        await second.stop()
    }

    @Test func `the server is never root, and only its user and root reach the socket`() async throws {
        let running = try await scratch.postgres().start(role: .tool)
        let ids = Process.userIDs(of: running.postmasterPID)
        #expect(ids.count == 4)
        #expect(!ids.contains(0))
        let socket = try #require(FileSystem.entry(at: running.socketDirectory))
        #expect(socket.permissions == 0o700)
        #expect(socket.owner == ids.first)
        let cluster = try #require(FileSystem.entry(at: "\(scratch.path)/postgres"))
        #expect(cluster.permissions == 0o700)
        for lock in ["daemon.lock", "users.lock", "start.lock", "postgres-start.log"] {
            guard let entry = FileSystem.entry(at: "\(scratch.path)/\(lock)") else { continue }
            #expect(entry.permissions == 0o600, "\(lock)")
        }
        await running.stop()
    }

    @Test func `the server has its own session and nothing of kiikd's descriptors or environment`() async throws {
        var ends: [CInt] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        setenv("KIIK_TEST_CANARY", "canary-secret", 1)
        let running = try await scratch.postgres().start(role: .daemon)
        let pid = running.postmasterPID
        #expect(getsid(pid) == pid)
        let mine = try Process.openFiles(of: getpid()).filter { $0.hasPrefix("pipe:") }
        let open = try Process.openFiles(of: pid)
        #expect(Set(open).isDisjoint(with: mine))
        #expect(!open.contains { $0.hasSuffix(".lock") && !$0.contains("PGSQL") })
        #expect(FileSystem.text(at: "/proc/\(pid)/environ")?.contains("canary-secret") == false)
        await running.stop()
    }

    @Test func `a path too long for a socket gets a private folder under tmp`() async throws {
        let long = (0..<4).map { _ in String(repeating: "d", count: 40) }.joined(separator: "/")
        let postgres = scratch.postgres(subfolder: long)
        let running = try await postgres.start(role: .tool)
        #expect(running.socketDirectory.hasPrefix("/tmp/kiik-"))
        let entry = try #require(FileSystem.entry(at: running.socketDirectory))
        #expect(entry.permissions == 0o700)
        #expect(try psql(running.adminURL, "SELECT 1") == "1")
        await running.stop()

        // Someone else's folder in its place is refused.
        #expect(FileSystem.entry(at: running.socketDirectory) == nil)
        try FileSystem.makeDirectories(running.socketDirectory, mode: 0o777)
        defer { rmdir(running.socketDirectory) }
        let failure = await #expect(throws: EmbeddedPostgresError.self) { try await postgres.start(role: .tool) }
        #expect(failure?.description.contains(running.socketDirectory) == true)
    }

    @Test func `a path with spaces, commas and quotes works`() async throws {
        let running = try await scratch.postgres(subfolder: #"a, "b" 'c' %2F?"#).start(role: .tool)
        #expect(try psql(running.adminURL, "SELECT 1") == "1")
        await running.stop()
    }

    @Test(.enabled(if: geteuid() == 0))
    func `a closed folder on the way is named with what to do`() async throws {
        try FileSystem.makeDirectories("\(scratch.path)/closed", mode: 0o700)
        let failure = await #expect(throws: EmbeddedPostgresError.self) {
            try await scratch.postgres(subfolder: "closed/data").start(role: .tool)
        }
        #expect(failure?.description.contains("chmod o+x \(scratch.path)/closed'") == true)
    }

    @Test(.enabled(if: geteuid() == 0))
    func `root and unknown names are refused as the server's user`() async throws {
        await #expect(throws: EmbeddedPostgresError.serverUserIsRoot) {
            try await scratch.postgres(serverUser: "root").start(role: .tool)
        }
        await #expect(throws: EmbeddedPostgresError.serverUserMissing(name: "kiik-none")) {
            try await scratch.postgres(serverUser: "kiik-none").start(role: .tool)
        }
    }

    @Test func `a cluster of a version that is not installed says which package to install`() async throws {
        try FileSystem.makeDirectories("\(scratch.path)/postgres", mode: 0o700)
        if geteuid() == 0 { chown("\(scratch.path)/postgres", 65_534, 65_534) }
        try FileSystem.write("99\n", to: "\(scratch.path)/postgres/PG_VERSION", append: false)
        let failure = await #expect(throws: EmbeddedPostgresError.self) {
            try await scratch.postgres().start(role: .tool)
        }
        #expect(failure?.description.contains("apt-get install postgresql-99") == true)
    }

    @Test func `missing and too old binaries are said so`() throws {
        let missing = #expect(throws: EmbeddedPostgresError.self) {
            try PostgresBinaries.locate(directory: scratch.path)
        }
        #expect(missing?.description.contains("apt-get install postgresql") == true)
        for name in ["postgres", "initdb"] {
            let program = "\(scratch.path)/\(name)"
            try FileSystem.write(
                "#!/bin/sh\necho 'postgres (PostgreSQL) 9.6.1'\n", to: program, append: false, mode: 0o755)
        }
        #expect(throws: EmbeddedPostgresError.binariesTooOld(directory: scratch.path, major: 9)) {
            try PostgresBinaries.locate(directory: scratch.path)
        }
    }

    @Test func `a start that cannot succeed shows PostgreSQL's own words`() async throws {
        let first = try await scratch.postgres().start(role: .tool)
        await first.stop()
        try FileSystem.write("shared_buffers = 'much'\n", to: "\(scratch.path)/postgres/postgresql.conf", append: true)
        let failure = await #expect(throws: EmbeddedPostgresError.self) {
            try await scratch.postgres().start(role: .tool)
        }
        #expect(failure?.description.contains("shared_buffers") == true)
    }

    @Test(arguments: ["", "x\n", "-1\n/d\n", "1\n/d\n", "99999999999\n"])
    func `a damaged postmaster file counts as none`(text: String) {
        #expect(PostmasterFile(parsing: text) == nil)
    }

    @Test func `the postmaster file gives process and status`() throws {
        let text = "4711\n/data/postgres\n1700000000\n5432\n/data/socket\n\n  123 4\nready   \n"
        let file = try #require(PostmasterFile(parsing: text))
        #expect(file.pid == 4711)
        #expect(file.status == "ready")
        #expect(PostmasterFile(parsing: "4711\n")?.status == "")
    }
}
