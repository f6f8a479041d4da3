internal import CLibpq
internal import Glibc
internal import Logging

/// What a connection is for: it decides where it goes and how long its statements may take.
enum ConnectionRole: Sendable, Hashable {
    case shared
    case pool
    case session
    case listen
}

/// Sound to share: a connection on its way from the helper thread that made it to the reactor; one owner at a time.
struct FreshConnection: @unchecked Sendable {
    let handle: OpaquePointer
}

enum ConnectOutcome: Sendable {
    case connected(FreshConnection)
    case failed(PostgresError)
}

/// Makes connections on helper threads: libpq resolves names, tries each host and shakes hands there, and may block.
struct Connector: Sendable {
    private let keywords: [ConnectionRole: [(keyword: String, value: String)]]
    let hosts: String

    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        var keywords: [ConnectionRole: [(keyword: String, value: String)]] = [:]
        for role in [ConnectionRole.shared, .pool, .session, .listen] {
            keywords[role] = try Self.conninfo(for: role, configuration).settings
        }
        self.keywords = keywords
        hosts = try Conninfo(configuration.url).hosts
    }

    private static func conninfo(
        for role: ConnectionRole, _ configuration: PostgresConfiguration
    ) throws(PostgresError) -> Conninfo {
        let isDirect = role == .session || role == .listen
        let url = isDirect ? configuration.directURL ?? configuration.url : configuration.url
        let throughPooler = configuration.pooler == .transaction && !(isDirect && configuration.directURL != nil)
        var info = try Conninfo(url)
        info["client_encoding"] = "UTF8"
        if info["application_name"] == nil { info["application_name"] = configuration.applicationName }
        if info["connect_timeout"] == nil {
            // libpq knows whole seconds, at least two.
            let seconds = Swift.max(2, (configuration.connectTimeout.nanoseconds &+ 999_999_999) / 1_000_000_000)
            info["connect_timeout"] = String(seconds)
        }
        if !throughPooler {
            info.append(
                options: Timeouts(role, configuration).settings
                    + [("idle_in_transaction_session_timeout", configuration.idleTransactionTimeout)].map {
                        ($0.0, String($0.1.millisecondsForServer))
                    })
        }
        return info
    }

    /// Answers through the mailbox; false when there is no thread to be had.
    func start(_ role: ConnectionRole, ticket: UInt64, mailbox: Mailbox) -> Bool {
        HelperThread.start("kiik-connect") { [self] in
            let outcome = connect(role)
            if !mailbox.submit(.connected(ticket: ticket, outcome)), case .connected(let fresh) = outcome {
                PQfinish(fresh.handle)
            }
        }
    }

    private func connect(_ role: ConnectionRole) -> ConnectOutcome {
        let settings = keywords[role] ?? []
        var names: [UnsafePointer<CChar>?] = settings.map { UnsafePointer(strdup($0.keyword)) } + [nil]
        var values: [UnsafePointer<CChar>?] = settings.map { UnsafePointer(strdup($0.value)) } + [nil]
        defer {
            for pointer in names + values { free(UnsafeMutablePointer(mutating: pointer)) }
        }
        guard let handle = PQconnectdbParams(&names, &values, 0) else {
            return .failed(PostgresError(.connectionRefused, "out of memory"))
        }
        guard PQstatus(handle) == CONNECTION_OK, PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1
        else {
            var report = PostgresError.Report()
            report.message = PQerrorMessage(handle).map { Conninfo.oneLine(String(cString: $0)) }
            PQfinish(handle)
            return .failed(PostgresError(.connectionRefused, "cannot connect to \(hosts)", report: report))
        }
        return .connected(FreshConnection(handle: handle))
    }
}

/// The server's own limits for one kind of connection.
struct Timeouts: Sendable, Equatable {
    var statement: Duration
    var lock: Duration

    init(_ role: ConnectionRole, _ configuration: PostgresConfiguration) {
        switch role {
        case .shared: (statement, lock) = (configuration.sharedStatementTimeout, configuration.sharedLockTimeout)
        case .pool, .session: (statement, lock) = (configuration.statementTimeout, configuration.poolLockTimeout)
        case .listen: (statement, lock) = (configuration.sharedStatementTimeout, configuration.poolLockTimeout)
        }
    }

    var settings: [(String, String)] {
        [
            ("statement_timeout", String(statement.millisecondsForServer)),
            ("lock_timeout", String(lock.millisecondsForServer)),
        ]
    }

    private static let query = Query(
        "SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true)")

    /// The same for one transaction, where the connection is another's between two of ours.
    var asStatement: Statement {
        Statement(
            Self.query, .text(String(statement.millisecondsForServer)), .text(String(lock.millisecondsForServer)))
    }
}

extension Conninfo {
    static func oneLine(_ message: String) -> String {
        message.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
