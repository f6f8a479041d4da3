import Foundation
import Glibc
import Logging
import Synchronization
import Testing

@testable import Domain
@testable import Persistence

/// A migrated database of its own on one private server for the whole process (or on the server of KIIK_TEST_ADMIN_URL).
struct TestDatabase: Sendable, Codable {
    let adminURL: String
    let appURL: String

    /// The server's administrator and the daemon's role on a database of that name.
    private typealias Address = @Sendable (_ user: String?, _ database: String) -> String

    private static let server = Task<Address, any Error> {
        if let given = ProcessInfo.processInfo.environment["KIIK_TEST_ADMIN_URL"],
            var parts = URLComponents(string: given)
        {
            parts.path = ""
            let base = parts
            return { user, database in
                var url = base
                url.path = "/\(database)"
                if let user {
                    url.user = user
                    url.password = TestDatabase.appPassword
                }
                return url.string ?? ""
            }
        }
        // A new one: process ids come again, and what an earlier run left behind may be half removed.
        var template = Array("/tmp/kiikd-tests-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        chmod(directory, 0o755)
        let running = try await EmbeddedPostgres(dataDirectory: directory, logger: quiet).start(role: .tool)
        // The process ends without a chance to wait.
        _ = try Afterwards.run(
            """
            server=$(head -1 \(directory)/postgres/postmaster.pid); kill -INT $server
            for _ in $(seq 300); do kill -0 $server || break; sleep 0.2; done; rm -rf \(directory)
            """)
        return { user, database in running.url(user: user ?? EmbeddedPostgres.adminRole, database: database) }
    }

    /// The same database as somebody else.
    func url(user: String, password: String) -> String {
        appURL.replacing(#/://[^@]*@/#, with: "://\(user):\(password)@")
    }

    static let appPassword = "kiik-tests"

    static let quiet: Logger = {
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        return logger
    }()

    /// One after the other: roles belong to the whole server, and PostgreSQL refuses to change one twice at once.
    private static let turn = Mutex<Task<Void, Never>?>(nil)

    static func make(isMigrated: Bool = true) async throws -> TestDatabase {
        let made = turn.withLock { turn -> Task<TestDatabase, any Error> in
            let before = turn
            let task = Task {
                await before?.value
                return try await fresh(isMigrated: isMigrated)
            }
            turn = Task { _ = await task.result }
            return task
        }
        return try await made.value
    }

    private static func fresh(isMigrated: Bool) async throws -> TestDatabase {
        let address = try await server.value
        let name = "kiik_test_\(UInt64.random(in: .min ... .max))"
        try await with(address(nil, "postgres")) {
            try await $0.withSession { try await $0.run(script: "CREATE DATABASE \(name)") }
        }
        let database = TestDatabase(adminURL: address(nil, name), appURL: address("kiik_app", name))
        if isMigrated {
            try await with(database.adminURL) { (admin: PostgresClient) async throws in
                _ = try await Migrator(client: admin, logger: quiet).migrate()
                try await DatabaseRole(client: admin).grantDaemon(to: "kiik_app", password: appPassword)
            }
        }
        return database
    }

    /// Runs the body with a client on a connection string, and closes it.
    static func with<Value: Sendable>(
        _ url: String, _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        try await with(PostgresClient(configuration: PostgresConfiguration(url: url), logger: quiet), body)
    }

    private static func with<Value: Sendable>(
        _ client: PostgresClient, _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        client.start()
        do {
            let value = try await body(client)
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }

    /// With KIIK_POOLER=transaction through a pgbouncer.
    func app<Value: Sendable>(_ body: (PostgresClient) async throws -> Value) async throws -> Value {
        guard ProcessInfo.processInfo.environment["KIIK_POOLER"] == "transaction" else {
            return try await Self.with(appURL, body)
        }
        let pooler = try await PgBouncer(before: self, connections: 16)
        return try await Self.with(pooler.client(direct: self), body)
    }

    func admin<Value: Sendable>(_ body: (PostgresClient) async throws -> Value) async throws -> Value {
        try await Self.with(adminURL, body)
    }
}

extension PostgresClient {
    /// The first column of every row, as text.
    func texts(_ statement: Statement) async throws -> [String] {
        try await read(statement).decode { row throws(PostgresError) in try row.text() }
    }
}
