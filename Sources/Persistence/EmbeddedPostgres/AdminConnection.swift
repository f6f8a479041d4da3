internal import CLibpq

/// One short blocking conversation with the private server as its superuser.
struct AdminConnection: ~Copyable {
    private let connection: OpaquePointer

    private init?(socketDirectory: String) {
        let settings = [
            ("host", socketDirectory), ("port", "\(DataDirectory.port)"), ("user", EmbeddedPostgres.adminRole),
            ("dbname", "postgres"), ("connect_timeout", "5"), ("application_name", "kiikd set-up"),
        ]
        let conninfo = settings.map { "\($0.0)='\(Self.quoted($0.1))'" }.joined(separator: " ")
        guard let connection = PQconnectdb(conninfo) else { return nil }
        guard PQstatus(connection) == CONNECTION_OK else {
            PQfinish(connection)
            return nil
        }
        self.connection = connection
    }

    deinit { PQfinish(connection) }

    static func answers(socketDirectory: String) -> Bool {
        AdminConnection(socketDirectory: socketDirectory)?.run("SELECT 1") == "1"
    }

    /// Makes the database when it is missing.
    static func ensureDatabase(_ name: String, socketDirectory: String) throws(EmbeddedPostgresError) {
        guard let connection = AdminConnection(socketDirectory: socketDirectory) else {
            throw .databaseRefused(reason: "no connection to \(socketDirectory)")
        }
        let literal = ClusterSettings.doubling("'", in: name)
        guard connection.run("SELECT 1 FROM pg_database WHERE datname = '\(literal)'") == nil else { return }
        let identifier = ClusterSettings.doubling("\"", in: name)
        guard connection.run("CREATE DATABASE \"\(identifier)\"") != nil else {
            throw .databaseRefused(reason: connection.lastError)
        }
    }

    /// The first value of the answer, "" for a command without rows, nil for no rows or a failure.
    private func run(_ sql: String) -> String? {
        let result = PQexec(connection, sql)
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return ""
        case PGRES_TUPLES_OK where PQntuples(result) > 0: return String(cString: PQgetvalue(result, 0, 0))
        default: return nil
        }
    }

    private var lastError: String { PQerrorMessage(connection).map { String(cString: $0) } ?? "no reason given" }

    private static func quoted(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            if character == "'" || character == "\\" { result.append("\\") }
            result.append(character)
        }
    }
}
