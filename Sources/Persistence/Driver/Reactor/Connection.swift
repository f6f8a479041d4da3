internal import CLibpq
internal import Logging

/// One PGconn in pipeline mode: a thin shell that does what its ledger says. Confined to the reactor's thread.
final class Connection {
    /// Who has a pool connection.
    enum Holder {
        case nobody
        case request(Request)
        case lease(Lease)
        /// Given back, but not yet quiet.
        case returning
    }

    let id: UInt64
    let role: ConnectionRole
    let context: ReactorContext
    let handle: OpaquePointer
    let file: CInt
    private let usesTLS: Bool
    private let notices: NoticeLog

    var ledger = PipelineLedger()
    var prepared: PreparedStatements
    /// Accepted, but waiting for a script or a cancellation to be over.
    var outgoing = RingBuffer<Request>()
    /// The head request's results so far.
    var results: Results?
    /// Single rows on their way to a stream.
    var rows: [OpaquePointer] = []
    var isRowMode = false

    var cancellation = CancellationState()
    var holder = Holder.nobody
    var holderTenant: Int64?
    var idleSince: UInt64 = 0
    /// No new work; closed when quiet.
    var isRetired = false
    private(set) var isClosed = false
    /// When the server last said something, or was first given something to do.
    private(set) var lastProgress: UInt64
    /// A reader is behind: the socket is left alone.
    private(set) var isPaused = false
    private var wantsToWrite = false
    private var isUnflushed = false

    init?(_ fresh: FreshConnection, role: ConnectionRole, context: ReactorContext, now: UInt64) {
        handle = fresh.handle
        file = PQsocket(fresh.handle)
        id = context.nextID()
        self.role = role
        self.context = context
        usesTLS = PQsslInUse(fresh.handle) == 1
        prepared = PreparedStatements(capacity: context.configuration.maxPreparedStatements)
        lastProgress = now
        notices = NoticeLog(context.logger)
        guard file >= 0, context.poller.add(file, token: id) else {
            PQfinish(handle)
            return nil
        }
        notices.attach(to: handle)
    }

    /// Nothing under way in either direction.
    var isQuiet: Bool { ledger.isEmpty && outgoing.isEmpty && !cancellation.isUnderWay }
    var isOpen: Bool { !isClosed && !isRetired }
    var load: Int { ledger.count &+ outgoing.count }
    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    // MARK: - Work in

    func submit(_ request: Request, now: UInt64) {
        request.stage = .sent(self)
        guard !isClosed else {
            return context.events.append(.finished(self, request, .failure(PostgresError(.connectionLost(.notSent)))))
        }
        outgoing.append(request)
        sendOutgoing(now: now)
    }

    func sendOutgoing(now: UInt64) {
        while !isClosed, !cancellation.isUnderWay, let request = outgoing.first {
            // A script leaves pipeline mode, so it is alone.
            if case .script = ledger.head { return }
            if case .script = request.work, !ledger.isEmpty { return }
            _ = outgoing.popFirst()
            noteSending(now: now)
            request.deadline =
                request.timeout == nil
                ? now &+ context.bound(role, statements: request.statements.count) : request.deadline
            send(request)
        }
    }

    func noteSending(now: UInt64) {
        if ledger.isEmpty { lastProgress = now }
        if !isUnflushed {
            isUnflushed = true
            context.unflushed.append(self)
        }
    }

    /// Also after every send: what the socket did not take is sent when it can.
    func flush() {
        isUnflushed = false
        guard !isClosed else { return }
        switch PQflush(handle) {
        case 0: setInterest(writing: false)
        case 1: setInterest(writing: true)
        default: lose()
        }
    }

    // MARK: - Socket

    func ready(_ event: Poller.Event, now: UInt64) {
        guard !isClosed else { return }
        if isPaused {
            // Only a hang-up is reported now, and it would be again and again.
            if event.hungUp { lose() } else if event.writable { flush() }
            return
        }
        if event.readable || event.hungUp { receive(now: now) }
        if !isClosed, wantsToWrite { flush() }
    }

    func receive(now: UInt64) {
        // TLS may hold decrypted bytes that epoll does not know of: a record is at most two buffers.
        for _ in 0..<(usesTLS ? 3 : 1) {
            let isAlive = PQconsumeInput(handle) == 1
            drain(now: now)
            if isClosed || isPaused { return }
            guard isAlive else { return lose() }
        }
        takeNotifications()
        if ledger.isEmpty { whenEmpty(now: now) }
    }

    private func drain(now: UInt64) {
        lastProgress = now
        while !isClosed, !isPaused, !ledger.isEmpty {
            enterRowModeIfDue()
            guard PQisBusy(handle) == 0 else { break }
            received(PQgetResult(handle))
        }
        if !isClosed, !rows.isEmpty { deliverRows() }
    }

    /// Everything sent has been answered.
    func whenEmpty(now: UInt64) {
        if cancellation.takeProbe() {
            noteSending(now: now)
            sendControl("SELECT 1", as: .probe)
        } else if !outgoing.isEmpty {
            sendOutgoing(now: now)
        }
    }

    func pause() {
        guard !isPaused else { return }
        isPaused = true
        context.poller.update(file, token: id, reading: false, writing: wantsToWrite)
    }

    func resume(now: UInt64) {
        guard isPaused, !isClosed else { return }
        isPaused = false
        context.poller.update(file, token: id, reading: true, writing: wantsToWrite)
        // libpq may already hold rows that no event will announce.
        receive(now: now)
    }

    private func setInterest(writing: Bool) {
        guard writing != wantsToWrite else { return }
        wantsToWrite = writing
        context.poller.update(file, token: id, reading: !isPaused, writing: writing)
    }

    // MARK: - The end

    /// The connection cannot be used any more: what was in flight fails.
    func lose(_ reason: PostgresError? = nil) {
        guard !isClosed else { return }
        var report = PostgresError.Report()
        report.message = PQerrorMessage(handle).map { Conninfo.oneLine(String(cString: $0)) }
        let error = reason ?? PostgresError(.connectionLost(.unknown), nil, report: report)
        let (sent, unsent) = shut()
        context.events.append(.lost(self, error, sent: sent, unsent: unsent))
    }

    /// Ends a connection that nobody waits for.
    func close() {
        guard !isClosed else { return }
        let (sent, unsent) = shut()
        guard !sent.isEmpty || !unsent.isEmpty else { return }
        context.events.append(.lost(self, PostgresError(.connectionLost(.unknown)), sent: sent, unsent: unsent))
    }

    private func shut() -> (sent: [Request], unsent: [Request]) {
        isClosed = true
        for row in rows { PQclear(row) }
        rows = []
        results = nil
        context.poller.remove(file)
        PQfinish(handle)
        return (ledger.abandon(), outgoing.drain())
    }

    deinit { if !isClosed { PQfinish(handle) } }
}
