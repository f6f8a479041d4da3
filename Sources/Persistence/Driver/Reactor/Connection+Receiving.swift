internal import CLibpq

extension Connection {
    /// One step of what libpq returns.
    func received(_ result: OpaquePointer?) {
        guard let result else { return take(.endOfStatement, nil) }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            take(.result, result)
        case PGRES_SINGLE_TUPLE:
            rows.append(result)
            if rows.count >= 128 { deliverRows() }
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            take(.sync, nil)
        case PGRES_PIPELINE_ABORTED:
            take(.aborted, result)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            lose(PostgresError(.misuse, "COPY does not go through this driver"))
        default:
            let (error, isFatal) = PostgresError.server(result)
            if isFatal {
                PQclear(result)
                return lose(error)
            }
            take(.failure(error), result)
        }
    }

    private func take(_ signal: PipelineLedger.Signal, _ result: OpaquePointer?) {
        switch ledger.received(signal) {
        case .discard:
            if let result { PQclear(result) }
        case .keep(let request):
            keep(result, for: request)
        case .finished(let segment, let error):
            if let result { PQclear(result) }
            finish(segment, error)
        case .broken:
            if let result { PQclear(result) }
            lose(PostgresError(.connectionLost(.unknown), "an answer that belongs to no request"))
        }
    }

    private func keep(_ result: OpaquePointer?, for request: Request) {
        guard let result else { return }
        switch request.work {
        case .batch where !request.isAnswered:
            let collected = results ?? Results()
            collected.append(result)
            results = collected
        default:
            PQclear(result)
        }
    }

    private func finish(_ segment: PipelineLedger.Segment, _ error: PostgresError?) {
        isRowMode = false
        switch segment {
        case .prepare(let id):
            if let error { prepared.failed(id, error) } else { prepared.succeeded(id) }
        case .request(let request):
            let collected = results ?? Results()
            results = nil
            if !rows.isEmpty { deliverRows(to: request, isLast: true) }
            if let error {
                finished(request, .failure(explain(error, request)))
            } else {
                finished(request, .success(BatchResult(collected, hidden: request.hiddenResults)))
            }
        case .script(let request):
            guard PQenterPipelineMode(handle) == 1 else { return lose() }
            finished(request, error.map { .failure(interrupted($0, request)) } ?? .success(BatchResult(Results())))
        case .probe:
            cancellation.probed()
            context.events.append(.settled(self))
        case .heartbeat(let sentAt):
            // Those that came before the answer are told before it.
            takeNotifications()
            if let error { return lose(error) }
            context.events.append(.heartbeat(self, sentAt: sentAt))
        case .listen(let subscription):
            context.events.append(.listening(self, subscription: subscription, error))
        case .upkeep:
            break
        }
    }

    private func finished(_ request: Request, _ outcome: Result<BatchResult, PostgresError>) {
        context.events.append(.finished(self, request, outcome))
    }

    /// The real reason, in place of a consequence.
    private func explain(_ error: PostgresError, _ request: Request) -> PostgresError {
        guard let index = ledger.failedStatement, index >= request.hiddenResults,
            index - request.hiddenResults < request.statements.count
        else { return interrupted(error, request) }
        let statement = request.statements[index - request.hiddenResults]
        var error = error
        if error.sqlState == "26000", let cause = prepared.failure(of: statement.id) { error = cause }
        return interrupted(error.naming(statement.query), request)
    }

    private func interrupted(_ error: PostgresError, _ request: Request) -> PostgresError {
        guard let interruption = request.interruption, error.sqlState == "57014" else { return error }
        return interruption.error
    }

    // MARK: - Streams

    /// libpq wants to be told just before the statement's first row.
    func enterRowModeIfDue() {
        guard !isRowMode, case .request(let request) = ledger.head, case .stream = request.work,
            ledger.statement == request.hiddenResults + request.statements.count - 1
        else { return }
        isRowMode = true
        PQsetSingleRowMode(handle)
    }

    func deliverRows() {
        guard case .request(let request) = ledger.head else {
            for row in rows { PQclear(row) }
            return rows.removeAll()
        }
        deliverRows(to: request)
    }

    private func deliverRows(to request: Request, isLast: Bool = false) {
        guard case .stream(let sink) = request.work, !request.isAnswered else {
            for row in rows { PQclear(row) }
            return rows.removeAll()
        }
        request.hasDelivered = true
        let proceed = sink.offer(rows)
        rows.removeAll()
        if !proceed, !isLast, request.interruption == nil { pause() }
    }

    // MARK: - Notifications

    func takeNotifications() {
        guard role == .listen, !isClosed else { return }
        while let notification = PQnotifies(handle) {
            let channel = String(cString: notification.pointee.relname)
            let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
            PQfreemem(notification)
            context.events.append(.notification(self, channel: channel, payload: payload))
        }
    }
}

extension Statement {
    /// Its identity on a connection: text and types.
    var id: StatementID {
        var id = query.hash
        for parameter in parameters { id.mix(UInt64(parameter.type.oid)) }
        return id
    }
}
