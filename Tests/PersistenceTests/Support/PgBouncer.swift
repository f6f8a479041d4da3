import Foundation
import Glibc
import Testing

@testable import Persistence

/// A pgbouncer in front of one database: transaction mode, and one connection to the server for everyone unless more
/// are asked for.
final class PgBouncer: Sendable {
    /// The daemon's role through the pooler.
    let url: String
    private let directory: String
    private let pids: [Int32]

    static let program: String? = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"].first {
        access($0, X_OK) == 0
    }

    init(before database: TestDatabase, connections: Int = 1) async throws {
        let program = try #require(Self.program)
        let server = try Conninfo(database.appURL)
        let name = try #require(server["dbname"])
        var template = Array("/tmp/kiik-pooler-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        directory = try #require(made)
        let target = ["host", "port", "user", "password"].compactMap { keyword in
            server[keyword].map { "\(keyword)=\($0)" }
        }.joined(separator: " ")
        let settings = """
            [databases]
            \(name) = \(target) dbname=\(name)
            [pgbouncer]
            listen_port = 6432
            unix_socket_dir = \(directory)
            auth_type = any
            pool_mode = transaction
            default_pool_size = \(connections)
            max_client_conn = 200
            logfile = \(directory)/log
            pidfile = \(directory)/pid
            """
        try settings.write(toFile: "\(directory)/ini", atomically: false, encoding: .utf8)
        var command = [program, "-q", "\(directory)/ini"]
        if geteuid() == 0 {
            // It refuses to run as root.
            let user = try #require(getpwnam("postgres"), "there is no user postgres to run pgbouncer as")
            for path in [directory, "\(directory)/ini"] { chown(path, user.pointee.pw_uid, user.pointee.pw_gid) }
            command =
                ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] + command
        }
        let process = Foundation.Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // If this process ends without a chance to clear up, another does.
        let waiter = try Afterwards.run("kill -KILL \(process.processIdentifier); rm -rf \(directory)")
        pids = [waiter, process.processIdentifier]
        url = "postgres://kiik_app@/\(name)?host=\(directory)&port=6432"
        let socket = "\(directory)/.s.PGSQL.6432"
        for _ in 0..<6000 where access(socket, F_OK) != 0 { try await Task.sleep(for: .milliseconds(10)) }
        try #require(access(socket, F_OK) == 0, "pgbouncer did not start: \(log)")
    }

    /// What it has said so far, for a test that fails.
    var log: String { (try? String(contentsOfFile: "\(directory)/log", encoding: .utf8)) ?? "" }

    deinit {
        for pid in pids { kill(pid, SIGKILL) }
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// A client that knows of the pooler, and goes past it where it has to.
    func client(direct: TestDatabase) throws -> PostgresClient {
        var configuration = try PostgresConfiguration(url: url)
        configuration.pooler = .transaction
        configuration.directURL = direct.appURL
        return PostgresClient(configuration: configuration, logger: TestDatabase.quiet)
    }
}
