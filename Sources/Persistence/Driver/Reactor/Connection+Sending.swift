internal import CLibpq

extension Connection {
    /// One request: what must be prepared, each in a segment of its own; then its statements up to one Sync.
    func send(_ request: Request) {
        if case .script(let text) = request.work { return sendScript(text, request) }
        let prelude = context.prelude(for: request, on: role)
        let statements = prelude.isEmpty ? request.statements : prelude + request.statements
        request.hiddenResults = prelude.count

        context.encoder.reset()
        do throws(PostgresError) {
            for statement in statements { try context.encoder.append(statement) }
        } catch {
            return context.events.append(.finished(self, request, .failure(error)))
        }

        let usesNames =
            !context.isPooled(role) && statements.count <= context.configuration.maxPreparedStatements / 2
        if usesNames {
            for index in statements.indices where statements[index].query.isPrepared {
                guard prepare(statements[index].query, context.encoder.ids[index], index) else { return failSending(request) }
            }
        }
        for index in statements.indices {
            let query = statements[index].query
            guard execute(query, usesNames && query.isPrepared ? context.encoder.ids[index] : nil, index) else {
                return failSending(request)
            }
        }
        guard ReactorContext.queueSync(handle) == 1 else { return failSending(request) }
        ledger.sent(.request(request))
    }

    /// Commands of the driver itself, without parameters.
    func sendControl(_ text: String, as segment: PipelineLedger.Segment) {
        guard !isClosed else { return }
        guard PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 1) == 1, ReactorContext.queueSync(handle) == 1
        else { return lose() }
        ledger.sent(segment)
    }

    /// It went out in part at most; the ledger has to know it, to answer it.
    private func failSending(_ request: Request) {
        ledger.sent(.request(request))
        lose()
    }

    private func prepare(_ query: Query, _ id: StatementID, _ index: Int) -> Bool {
        guard case .prepare(let evicted) = prepared.use(id) else { return true }
        if let evicted {
            sendControl("DEALLOCATE \(name(evicted))", as: .upkeep)
            if isClosed { return false }
        }
        id.writeName(into: context.statementName)
        let name = context.statementName.baseAddress
        let sent = context.encoder.withArguments(index) { count, types, _, _, _ in
            PQsendPrepare(handle, name, query.cString, count, types)
        }
        guard sent == 1, ReactorContext.queueSync(handle) == 1 else { return false }
        ledger.sent(.prepare(id))
        return true
    }

    private func execute(_ query: Query, _ id: StatementID?, _ index: Int) -> Bool {
        guard let id else {
            return context.encoder.withArguments(index) { count, types, values, lengths, formats in
                PQsendQueryParams(handle, query.cString, count, types, values, lengths, formats, 1)
            } == 1
        }
        id.writeName(into: context.statementName)
        let name = context.statementName.baseAddress
        return context.encoder.withArguments(index) { count, _, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
        } == 1
    }

    private func name(_ id: StatementID) -> String {
        id.writeName(into: context.statementName)
        return context.statementName.baseAddress.map { String(cString: $0) } ?? ""
    }

    /// Several commands in one text exist in the simple protocol only, and that not in a pipeline.
    private func sendScript(_ text: String, _ request: Request) {
        guard !text.utf8.contains(0) else {
            let error = PostgresError(.invalidParameter, "the script has a NUL character")
            return context.events.append(.finished(self, request, .failure(error)))
        }
        let sent = PQexitPipelineMode(handle) == 1 && PQsendQuery(handle, text) == 1
        ledger.sent(.script(request))
        if !sent { lose() }
    }
}
