import Glibc
import Testing

@testable import Persistence

/// Each test has a cluster of its own; one at a time, for initdb fills a core.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct EmbeddedPostgresTests {
    let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    @Test func `a start from nothing answers`() async throws {
        let running = try await scratch.postgres().start(role: .daemon)
        #expect(try psql(running.adminURL, "SELECT current_user, current_database()") == "kiik_admin|kiik")
        #expect(try psql(running.adminURL, "SHOW server_encoding") == "UTF8")
        #expect(try psql(running.adminURL, "SHOW data_checksums") == "on")
        #expect(
            try psql(running.adminURL, "SELECT current_setting('fsync'), current_setting('synchronous_commit')")
                == "on|on")
        #expect(
            try psql(running.adminURL, "SELECT upper('straße é')") == "STRASSE É"
                || psql(running.adminURL, "SELECT upper('é')") == "É")
        await running.stop()
    }

    @Test func `a second start finds the data of the first`() async throws {
        let first = try await scratch.postgres().start(role: .daemon)
        _ = try psql(first.adminURL, "CREATE TABLE kept AS SELECT 42 AS answer")
        let firstPID = first.postmasterPID
        await first.stop()
        #expect(!Process.isAlive(firstPID))

        let second = try await scratch.postgres().start(role: .daemon)
        #expect(second.postmasterPID != firstPID)
        #expect(try psql(second.adminURL, "SELECT answer FROM kept") == "42")
        await second.stop()
    }

    @Test func `S65 a killed postmaster's cluster recovers with every acknowledged write`() async throws {
        let first = try await scratch.postgres().start(role: .daemon)
        _ = try psql(first.adminURL, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        kill(first.postmasterPID, SIGKILL)
        Process.waitForEnd(of: first.postmasterPID)
        // postmaster.pid is stale now, and orphans may hold the shared memory for a moment.
        #expect(PostmasterFile.read(cluster: "\(scratch.path)/postgres")?.pid == first.postmasterPID)

        let second = try await scratch.postgres().start(role: .tool)
        #expect(second.postmasterPID != first.postmasterPID)
        #expect(try psql(second.adminURL, "SELECT count(*) FROM kept") == "1000")
        await second.stop()
        await first.stop()
    }

    @Test func `S65 a supervised server comes back after kill -9`() async throws {
        let running = try await scratch.postgres().start(role: .daemon)
        _ = try psql(running.adminURL, "CREATE TABLE kept AS SELECT 7 AS n")
        let killed = running.postmasterPID
        let supervisor = Task { await running.supervise() }
        kill(killed, SIGKILL)
        let deadline = ContinuousClock.now + .seconds(180)
        while running.postmasterPID == killed, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(running.postmasterPID != killed)
        #expect(try psql(running.adminURL, "SELECT n FROM kept") == "7")
        supervisor.cancel()
        await supervisor.value
        await running.stop()
        #expect(!Process.isAlive(running.postmasterPID))
    }

    @Test func `a server outlives its daemon's kill -9 and the next start finds it`() async throws {
        var first: RunningPostgres? = try await scratch.postgres().start(role: .daemon)
        let pid = try #require(first?.postmasterPID)
        // The kernel drops a dead process's locks; so does letting the object go without stopping.
        first = nil
        #expect(Process.isAlive(pid))

        let second = try await scratch.postgres().start(role: .daemon)
        #expect(second.postmasterPID == pid)
        #expect(try psql(second.adminURL, "SELECT 1") == "1")
        await second.stop()
        #expect(!Process.isAlive(pid))
    }

    @Test func `a second daemon on the same directory is refused by name`() async throws {
        let first = try await scratch.postgres().start(role: .daemon)
        let refusal = EmbeddedPostgresError.daemonAlreadyRunning(pid: getpid(), dataDirectory: scratch.path)
        await #expect(throws: refusal) { try await scratch.postgres().start(role: .daemon) }
        #expect("\(refusal)".contains("Another kiikd (pid \(getpid())) serves \(scratch.path)"))
        #expect(try psql(first.adminURL, "SELECT 1") == "1")
        await first.stop()
        let next = try await scratch.postgres().start(role: .daemon)
        await next.stop()
    }

    @Test func `a tool beside a daemon uses its server and leaves it running`() async throws {
        let daemon = try await scratch.postgres().start(role: .daemon)
        let tool = try await scratch.postgres().start(role: .tool)
        #expect(tool.postmasterPID == daemon.postmasterPID)
        await tool.stop()
        #expect(try psql(daemon.adminURL, "SELECT 1") == "1")
        await daemon.stop()
        #expect(!Process.isAlive(daemon.postmasterPID))
    }

    @Test func `the last to leave stops the server, whoever it is`() async throws {
        let daemon = try await scratch.postgres().start(role: .daemon)
        let tool = try await scratch.postgres().start(role: .tool)
        await daemon.stop()
        #expect(try psql(tool.adminURL, "SELECT 1") == "1")
        await tool.stop()
        #expect(!Process.isAlive(tool.postmasterPID))
        // A second stop is harmless.
        await tool.stop()
    }

    @Test func `eight at once make one cluster and share one server`() async throws {
        let all = try await withThrowingTaskGroup(of: RunningPostgres.self) { group in
            for _ in 0..<8 { group.addTask { try await scratch.postgres().start(role: .tool) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(all.map(\.postmasterPID)).count == 1)
        await withTaskGroup(of: Void.self) { group in
            for running in all { group.addTask { await running.stop() } }
        }
        #expect(!Process.isAlive(all[0].postmasterPID))
    }

    @Test func `an initdb that was cut short is done again`() async throws {
        let half = "\(scratch.path)/postgres.new"
        try FileSystem.makeDirectories(half, mode: 0o700)
        try FileSystem.write("15\n", to: "\(half)/PG_VERSION", append: false)
        let running = try await scratch.postgres().start(role: .tool)
        #expect(try psql(running.adminURL, "SELECT 1") == "1")
        #expect(FileSystem.entry(at: half) == nil)
        await running.stop()
    }

    @Test func `a stale process id that now belongs to something else does not stop the start`() async throws {
        let first = try await scratch.postgres().start(role: .tool)
        kill(first.postmasterPID, SIGKILL)
        Process.waitForEnd(of: first.postmasterPID)
        // A process of the server's own user, which PostgreSQL alone would take for a living postmaster.
        let file = "\(scratch.path)/postgres/postmaster.pid"
        let user = try #require(FileSystem.entry(at: file).flatMap { ServerUser(uid: $0.owner) })
        let null = open("/dev/null", O_WRONLY)
        defer { close(null) }
        let stranger = try ChildProcess(user.command(["/bin/sleep", "600"]), output: null, ownSession: false)
        defer {
            kill(stranger.pid, SIGKILL)
            _ = stranger.wait()
        }
        for name in [file, "\(scratch.path)/socket/.s.PGSQL.5432.lock"] {
            var lines = try #require(FileSystem.text(at: name)).split(separator: "\n", omittingEmptySubsequences: false)
            lines[0] = "\(stranger.pid)"
            try FileSystem.write(lines.joined(separator: "\n"), to: name, append: false)
        }
        let second = try await scratch.postgres().start(role: .tool)
        #expect(second.postmasterPID != stranger.pid)
        #expect(Process.isAlive(stranger.pid))
        #expect(try psql(second.adminURL, "SELECT 1") == "1")
        await second.stop()
        await first.stop()
    }
}
