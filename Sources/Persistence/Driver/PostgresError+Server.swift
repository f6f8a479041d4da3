internal import CLibpq

extension PostgresError {
    /// What a failed PGresult tells. Without SQLSTATE, or with FATAL, the connection is gone and not only the statement.
    static func server(_ result: OpaquePointer) -> (error: PostgresError, isFatal: Bool) {
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, CInt(code.value)).map { String(cString: $0) }
        }
        var report = Report()
        report.sqlState = field("C")
        report.severity = field("V")
        report.message = field("M") ?? PQresultErrorMessage(result).map { Conninfo.oneLine(String(cString: $0)) }
        report.detail = field("D")
        report.hint = field("H")
        report.schema = field("s")
        report.table = field("t")
        report.column = field("c")
        report.constraint = field("n")
        report.sourceFunction = field("R")
        guard let state = report.sqlState, report.severity != "FATAL", report.severity != "PANIC" else {
            return (PostgresError(.connectionLost(.unknown), nil, report: report), true)
        }
        // 57014: the statement timeout, as long as nobody here asked for a cancellation.
        let code: Code = state == "57014" ? .timeout : .server(state)
        return (PostgresError(code, nil, report: report), false)
    }

    func with(code: Code, summary: String? = nil) -> PostgresError {
        PostgresError(code, summary ?? self.summary, report: report)
    }

    /// Names the statement, for logs.
    func naming(_ query: Query) -> PostgresError {
        guard var report else { return self }
        report.statement = String(query.text.prefix(300))
        return PostgresError(code, summary, report: report)
    }
}
