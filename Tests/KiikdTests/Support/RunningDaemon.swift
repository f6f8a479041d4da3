import Foundation
import Glibc
import Testing

@testable import Persistence

/// `kiikd serve` as a process on a free port, with a private PostgreSQL unless another database is named.
final class RunningDaemon: Sendable {
    let place: Workplace
    let program: ChildProgram
    let port: Int
    /// The data directory whose PostgreSQL it uses.
    let databaseOwner: Workplace

    private init(place: Workplace, program: ChildProgram, port: Int, databaseOwner: Workplace) {
        (self.place, self.program, self.port, self.databaseOwner) = (place, program, port, databaseOwner)
    }

    /// The one that most tests talk to, each with a tenant of its own.
    static let shared = Task { try await RunningDaemon.start() }

    static func start(
        in place: Workplace? = nil, beside other: RunningDaemon? = nil, options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> RunningDaemon {
        let place = try place ?? Workplace()
        var words =
            [CommandLineTool.executable, "serve", "--port", "0", "--host", "127.0.0.1", "--data", place.data] + options
        var environment = environment
        // Nodes share one master key, and whichever of the two sends a mail, it is found.
        if let other {
            environment = [
                "KIIK_MASTER_KEY_FILE": "\(other.databaseOwner.data)/master-key",
                "KIIK_MAIL_FOLDER": "\(other.databaseOwner.data)/mail",
            ].merging(environment) { $1 }
        }
        if let other { words += ["--database-url", other.databaseURL(user: "kiik_app")] }
        let run = UUID().uuidString
        let (output, error) = ("\(place.path)/serve-\(run).out", "\(place.path)/serve-\(run).err")
        let program = try ChildProgram.start(
            words,
            // All tests have one address. What an event loop is asked after its end is a crash, as NIO says it will be.
            environment: ChildProgram.environment(
                [
                    "KIIK_LOGIN_LIMIT": "100000/min", "KIIK_REGISTRATION_LIMIT": "100000/min", "SWIFTNIO_STRICT": "1",
                ].merging(environment) { $1 }),
            output: output, error: error)
        place.remember(program.pid)
        let port = try await eventually("the line that says where kiikd listens", within: 180) { () -> Int? in
            if let status = program.ended() {
                place.forget(program.pid)
                throw EndedEarly(status: status, error: (try? CommandLineTool.text(error)) ?? "")
            }
            let text = (try? CommandLineTool.text(output)) ?? ""
            let line = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first {
                $0.hasPrefix("kiikd listens on http://127.0.0.1:")
            }
            return line?.split(separator: ":").last.flatMap { Int($0) }
        }
        return RunningDaemon(place: place, program: program, port: port, databaseOwner: other?.databaseOwner ?? place)
    }

    /// One that calls itself by the address that it listens at.
    static func startKnowingItsAddress(environment: [String: String]) async throws -> (
        daemon: RunningDaemon, url: String
    ) {
        let port = try ReservedPort()
        let url = "http://127.0.0.1:\(port.number)"
        let daemon = try await start(
            options: ["--port", "\(port.number)"], environment: ["KIIK_PUBLIC_URL": url].merging(environment) { $1 })
        return withExtendedLifetime(port) { (daemon, url) }
    }

    struct EndedEarly: Error {
        let status: Int32
        let error: String
    }

    var client: HTTPClient { HTTPClient(port: port) }
    var isAlive: Bool { kill(program.pid, 0) == 0 && program.ended() == nil }

    /// Memory that is its alone, in MiB.
    var residentMegabytes: Int {
        get throws {
            let status = try CommandLineTool.text("/proc/\(program.pid)/status")
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
            return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) / 1024
        }
    }

    /// The command line on the same data directory.
    var tool: CommandLineTool { CommandLineTool(arguments: ["--data", databaseOwner.data]) }

    /// SIGTERM, as an operator stops it.
    @discardableResult
    func stop() async throws -> Int32 {
        kill(program.pid, SIGTERM)
        do {
            let status = try await program.end(within: 180)
            place.forget(program.pid)
            return status
        } catch {
            throw DidNotStop(said: try said())
        }
    }

    struct DidNotStop: Error {
        let said: String
    }

    /// kill -9.
    func crash() async throws {
        kill(program.pid, SIGKILL)
        _ = try await program.end(within: 180)
        place.forget(program.pid)
    }

    // MARK: The database behind it

    var socketDirectory: String { DataDirectory(resolvedPath: databaseOwner.data).socketDirectory }
    var postmaster: pid_t? { PostmasterFile.read(cluster: "\(databaseOwner.data)/postgres")?.pid }

    func databaseURL(user: String) -> String {
        "postgres://\(user)@/\(EmbeddedPostgres.database)?host=\(socketDirectory)&port=\(DataDirectory.port)"
    }

    /// What psql says as the superuser, whom no policy keeps from anything.
    func sql(_ text: String) async throws -> String {
        let psql = try PostgresBinaries.locate().program("psql")
        let result = try await CommandLineTool.run(
            [psql, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text, databaseURL(user: EmbeddedPostgres.adminRole)])
        try #require(result.status == 0, "\(result.error)")
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The same for a text that is too long for a command line.
    func sqlFile(_ path: String) async throws -> String {
        let psql = try PostgresBinaries.locate().program("psql")
        let result = try await CommandLineTool.run(
            [psql, "-XAtq", "-v", "ON_ERROR_STOP=1", "-f", path, databaseURL(user: EmbeddedPostgres.adminRole)])
        try #require(result.status == 0, "\(result.error)")
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func sqlInt(_ text: String) async throws -> Int {
        try #require(Int(try await sql(text)))
    }

    /// Everything in the database, as a backup has it.
    func dump() async throws -> String {
        let program = try PostgresBinaries.locate().program("pg_dumpall")
        let result = try await CommandLineTool.run(
            [
                program, "--inserts", "-h", socketDirectory, "-p", "\(DataDirectory.port)", "-U",
                EmbeddedPostgres.adminRole,
            ])
        try #require(result.status == 0, "\(result.error)")
        return result.output
    }

    /// What every run of `serve` in this directory has said.
    func said() throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasPrefix("serve-") }
        return try names.map { try CommandLineTool.text("\(place.path)/\($0)") }.joined()
    }
}
