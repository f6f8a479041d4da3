/// What went wrong with the database, with a stable code and a description that is safe to show.
///
/// A class box keeps the error one word wide, so that typed throws on the decoding path cost nothing.
package struct PostgresError: Error, Sendable {
    /// Whether a request whose connection was lost can have taken effect.
    package enum Outcome: String, Sendable, Hashable {
        /// Nothing reached the server.
        case notSent
        /// It was sent and not acknowledged: a write may or may not be there.
        case unknown
    }

    package enum Code: Sendable, Hashable {
        /// A connection string or a setting that cannot work.
        case configuration
        /// No connection could be had in time.
        case connectionRefused
        /// The connection went away under the request.
        case connectionLost(Outcome)
        /// The statement timeout, or the request's own bound.
        case timeout
        /// The task was cancelled.
        case cancelled
        /// The server refused; the five characters of SQLSTATE.
        case server(String)
        /// A row was not of the shape that the reader asked for.
        case decoding
        /// A parameter that PostgreSQL cannot hold (a NUL character in text).
        case invalidParameter
        /// Every connection is taken and the queue is full, or waiting took too long.
        case poolExhausted
        /// COMMIT of a transaction that an earlier error had aborted: it was rolled back.
        case transactionAborted
        /// The client is shutting down.
        case shuttingDown
        /// A transaction used after its end, or COPY through this driver: a mistake in our own code.
        case misuse
    }

    /// The parts of a server's error that only logs may show.
    struct Report: Sendable {
        var sqlState: String?
        var severity: String?
        var message: String?
        var detail: String?
        var hint: String?
        var schema: String?
        var table: String?
        var column: String?
        var constraint: String?
        var sourceFunction: String?
        var statement: String?
    }

    private final class Box: Sendable {
        let code: Code
        let summary: String?
        let report: Report?

        init(code: Code, summary: String?, report: Report?) {
            self.code = code
            self.summary = summary
            self.report = report
        }
    }

    private let box: Box

    /// - Parameter summary: shown to anybody; no values, no SQL.
    package init(_ code: Code, _ summary: String? = nil) {
        self.box = Box(code: code, summary: summary, report: nil)
    }

    init(_ code: Code, _ summary: String? = nil, report: Report?) {
        self.box = Box(code: code, summary: summary, report: report)
    }

    package var code: Code { box.code }
    var summary: String? { box.summary }
    var report: Report? { box.report }
}

extension PostgresError {
    package var sqlState: String? {
        if case .server(let state) = code { return state }
        return report?.sqlState
    }
    package var constraint: String? { report?.constraint }
    package var table: String? { report?.table }
    package var column: String? { report?.column }

    package var isUniqueViolation: Bool { sqlState == "23505" }
    package var isForeignKeyViolation: Bool { sqlState == "23503" }
    package var isNotNullViolation: Bool { sqlState == "23502" }
    package var isCheckViolation: Bool { sqlState == "23514" }
    package var isExclusionViolation: Bool { sqlState == "23P01" }
    package var isLockTimeout: Bool { sqlState == "55P03" }
    package var isSerializationFailure: Bool { sqlState == "40001" || sqlState == "40P01" }
    package var isReadOnly: Bool { sqlState == "25006" }

    package var isConnectionLost: Bool {
        if case .connectionLost = code { return true }
        return false
    }

    /// Nothing was changed, and the same request may work a moment later.
    package var isTransient: Bool {
        switch code {
        case .connectionRefused, .connectionLost(.notSent), .poolExhausted: true
        case .server: isLockTimeout || isSerializationFailure
        default: false
        }
    }
}

extension PostgresError.Code: CustomStringConvertible {
    /// The stable word for logs and metrics.
    package var description: String {
        switch self {
        case .configuration: "configuration"
        case .connectionRefused: "connection_refused"
        case .connectionLost(.notSent): "connection_lost_not_sent"
        case .connectionLost(.unknown): "connection_lost_outcome_unknown"
        case .timeout: "timeout"
        case .cancelled: "cancelled"
        case .server(let state): "server_\(state)"
        case .decoding: "decoding"
        case .invalidParameter: "invalid_parameter"
        case .poolExhausted: "pool_exhausted"
        case .transactionAborted: "transaction_aborted"
        case .shuttingDown: "shutting_down"
        case .misuse: "misuse"
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to leak: the code and our own words, never the server's, never a value.
    package var description: String {
        guard let summary else { return "database error (\(code))" }
        return "database error (\(code)): \(summary)"
    }

    package var debugDescription: String {
        guard let report else { return description }
        var text = description
        func append(_ label: String, _ value: String?) {
            if let value, !value.isEmpty { text += "; \(label): \(value)" }
        }
        append("sqlstate", report.sqlState)
        append("message", report.message)
        append("detail", report.detail)
        append("hint", report.hint)
        append("schema", report.schema)
        append("table", report.table)
        append("column", report.column)
        append("constraint", report.constraint)
        append("statement", report.statement)
        return text
    }
}
