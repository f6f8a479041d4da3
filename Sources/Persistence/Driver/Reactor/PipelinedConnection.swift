internal import CLibpq
internal import Glibc

/// One connection in pipeline mode. It belongs to the reactor's thread and to nobody else.
///
/// Sends whole segments (everything up to a Sync) and reads their results as they come; what they mean is decided by
/// ``PipelineLedger``.
final class PipelinedConnection {
    enum Failure: Error {
        /// libpq would not take it, or the server is gone.
        case lost(PostgresError)
    }

    let token: UInt64
    let role: ConnectionRole
    let descriptor: CInt
    private let handle: OpaquePointer
    private let isPooled: Bool

    private(set) var ledger = PipelineLedger()
    private var prepared: PreparedStatements
    private var results: Results?
    private var streamed: [OpaquePointer] = []
    private var name = UnsafeMutableBufferPointer<CChar>.allocate(capacity: StatementID.nameLength)

    /// In the hands of a transaction, or of a request that runs alone.
    var isTaken = false
    /// To be closed as soon as nothing is under way on it.
    var isRetiring = false
    /// A cancellation is on its way: the connection is not used again.
    var isCancelling = false
    var isPaused = false
    var wantsFlush = false
    /// What epoll was last told.
    var polls = (reading: true, writing: false)
    var idleSince: UInt64 = 0

    init(_ fresh: FreshConnection, token: UInt64, role: ConnectionRole, isPooled: Bool, preparedCapacity: Int) {
        handle = fresh.handle
        self.token = token
        self.role = role
        self.isPooled = isPooled
        descriptor = PQsocket(fresh.handle)
        prepared = PreparedStatements(capacity: preparedCapacity)
        // libpq would print the server's notices on standard error; an error that matters comes as a result too.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    deinit {
        PQfinish(handle)
        for result in streamed { PQclear(result) }
        name.deallocate()
    }

    // MARK: Sending

    /// Sends a request's statements and a Sync. Its parameters are in the encoder already.
    func send(_ request: Request, _ ids: [StatementID], _ encoder: inout ParameterEncoder, statements: [Statement])
        throws(Failure)
    {
        if !isPooled {
            for (index, statement) in statements.enumerated() where statement.query.isPrepared {
                try prepare(statement, ids[index], index, &encoder)
            }
        }
        for (index, statement) in statements.enumerated() {
            let isPrepared = !isPooled && statement.query.isPrepared
            if isPrepared { ids[index].writeName(into: name) }
            let sent = encoder.withArguments(index) { count, types, values, lengths, formats in
                isPrepared
                    ? PQsendQueryPrepared(handle, name.baseAddress, count, values, lengths, formats, 1)
                    : PQsendQueryParams(handle, statement.query.cString, count, types, values, lengths, formats, 1)
            }
            try check(sent)
        }
        try sync(.request(request))
        beginRowsOfStream()
    }

    /// Asks for single rows once a stream's own statement is the next to be answered: libpq applies the mode to the
    /// statement at the head of its queue, and forgets it with the next.
    private func beginRowsOfStream() {
        guard case .request(let request)? = ledger.head, case .stream = request.work,
            ledger.statement == request.hiddenResults + request.statements.count - 1
        else { return }
        PQsetSingleRowMode(handle)
    }

    private func prepare(
        _ statement: Statement, _ id: StatementID, _ index: Int, _ encoder: inout ParameterEncoder
    ) throws(Failure) {
        guard case .prepare(let evicted) = prepared.use(id) else { return }
        if let evicted {
            evicted.writeName(into: name)
            let text = name.baseAddress.map { String(cString: $0) } ?? ""
            try check(PQsendQueryParams(handle, "DEALLOCATE \(text)", 0, nil, nil, nil, nil, 0))
            try sync(.upkeep)
        }
        id.writeName(into: name)
        let sent = encoder.withArguments(index) { count, types, _, _, _ in
            PQsendPrepare(handle, name.baseAddress, statement.query.cString, count, types)
        }
        try check(sent)
        // A segment of its own: an error in the batch must not skip it, nor its error the batch of a neighbour.
        try sync(.prepare(id))
    }

    /// Sends one statement of the driver's own, without parameters.
    func send(_ text: String, as segment: PipelineLedger.Segment) throws(Failure) {
        try check(PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 1))
        try sync(segment)
    }

    /// Sends several commands in one text, outside pipeline mode. Nothing else may be under way.
    func send(script: String, for request: Request) throws(Failure) {
        guard ledger.isEmpty, PQexitPipelineMode(handle) == 1 else { throw lost() }
        try check(PQsendQuery(handle, script))
        ledger.sent(.script(request))
        wantsFlush = true
    }

    private func sync(_ segment: PipelineLedger.Segment) throws(Failure) {
        try check(PQpipelineSync(handle))
        ledger.sent(segment)
        wantsFlush = true
    }

    /// True when everything is out; false: the socket is full.
    func flush() throws(Failure) -> Bool {
        wantsFlush = false
        switch PQflush(handle) {
        case 0: return true
        case 1: return false
        default: throw lost()
        }
    }

    private func check(_ sent: CInt) throws(Failure) {
        if sent != 1 { throw lost() }
    }

    private func lost() -> Failure {
        var report = PostgresError.Report()
        report.message = PQerrorMessage(handle).map { Conninfo.oneLine(String(cString: $0)) }
        return .lost(PostgresError(.connectionLost(.unknown), nil, report: report))
    }

    // MARK: Receiving

    enum Event {
        /// A request's segment has ended, with its results or its error.
        case finished(Request, Result<BatchResult, PostgresError>)
        case heartbeat(sentAt: UInt64)
        case listening(PostgresError?)
        case rows(Request, [OpaquePointer])
    }

    /// Reads what has come and reports what has ended.
    func receive(_ report: (Event) -> Void) throws(Failure) {
        guard PQconsumeInput(handle) == 1 else { throw lost() }
        try process(report)
    }

    func process(_ report: (Event) -> Void) throws(Failure) {
        while !ledger.isEmpty, !isPaused, PQisBusy(handle) == 0 {
            let step: PipelineLedger.Step
            if let result = PQgetResult(handle) {
                step = try take(result)
            } else {
                step = ledger.received(.endOfStatement)
                if case .finished(.script, _) = step { guard PQenterPipelineMode(handle) == 1 else { throw lost() } }
            }
            switch step {
            case .discard, .keep: break
            case .broken: throw lost()
            case .finished(let segment, let error): finish(segment, error, report)
            }
            beginRowsOfStream()
        }
        if !streamed.isEmpty, case .request(let request)? = ledger.head {
            defer { streamed = [] }
            report(.rows(request, streamed))
        }
    }

    private func take(_ result: OpaquePointer) throws(Failure) -> PipelineLedger.Step {
        switch PQresultStatus(result) {
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            return ledger.received(.sync)
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            return ledger.received(.aborted)
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
            let (error, isFatal) = PostgresError.server(result)
            PQclear(result)
            if isFatal { throw .lost(error) }
            return ledger.received(.failure(named(error)))
        case PGRES_SINGLE_TUPLE:
            streamed.append(result)
            return .discard
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            throw .lost(PostgresError(.misuse, "COPY is not for this driver"))
        default:
            let step = ledger.received(.result)
            guard case .keep(let request) = step, !request.isAnswered else {
                PQclear(result)
                return step
            }
            if results == nil { results = Results() }
            results?.append(result)
            return step
        }
    }

    private func named(_ error: PostgresError) -> PostgresError {
        guard case .request(let request)? = ledger.head else { return error }
        let index = ledger.statement - request.hiddenResults
        guard request.statements.indices.contains(index) else { return error }
        return error.naming(request.statements[index].query)
    }

    private func finish(_ segment: PipelineLedger.Segment, _ error: PostgresError?, _ report: (Event) -> Void) {
        switch segment {
        case .prepare(let id):
            if let error { prepared.failed(id, error) } else { prepared.succeeded(id) }
        case .request(let request), .script(let request):
            let collected = results ?? Results()
            results = nil
            if !streamed.isEmpty {
                report(.rows(request, streamed))
                streamed = []
            }
            if let error {
                report(.finished(request, .failure(explained(error, request))))
            } else {
                report(.finished(request, .success(BatchResult(collected, hidden: request.hiddenResults))))
            }
        case .heartbeat(let sentAt): report(.heartbeat(sentAt: sentAt))
        case .listen: report(.listening(error))
        case .probe, .upkeep: break
        }
    }

    /// A statement that is missing because its Prepare failed: that error is the one to tell.
    private func explained(_ error: PostgresError, _ request: Request) -> PostgresError {
        guard error.sqlState == "26000", let failed = ledger.failedStatement,
            request.statementIDs.indices.contains(failed),
            let reason = prepared.failure(of: request.statementIDs[failed])
        else { return error }
        return reason
    }

    /// Notifications that have come, in order.
    func notifications(_ body: (_ channel: String, _ payload: String) -> Void) {
        while let notification = PQnotifies(handle) {
            body(String(cString: notification.pointee.relname), String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
    }

    /// Requests that will not be answered any more.
    func abandon() -> [Request] {
        results = nil
        return ledger.abandon()
    }

    /// What asks the server to cancel; used on a helper thread, because it connects.
    func cancellation() -> Cancellation? {
        PQgetCancel(handle).map(Cancellation.init)
    }
}
