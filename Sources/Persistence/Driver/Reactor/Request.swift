/// One piece of work on its way through the reactor, answered exactly once.
///
/// Sound to share: everything mutable belongs to the submitting task until it is submitted and to the reactor's
/// thread from then on; the mailbox's lock stands between the two.
final class Request: @unchecked Sendable {
    enum Work {
        case batch
        /// A pool connection for a transaction.
        case acquire
        /// A connection of its own, past any pooler.
        case acquireSession
        case script(String)
        case stream(StreamSink)
    }

    enum Lane {
        case shared
        case pool
        case lease(Lease)
    }

    enum Stage {
        case new
        case waiting
        case sent(PipelinedConnection)
        case answered
    }

    enum Interruption {
        case cancelled
        case timeout

        var error: PostgresError {
            switch self {
            case .cancelled: PostgresError(.cancelled)
            case .timeout: PostgresError(.timeout, "the request took longer than it may")
            }
        }
    }

    let work: Work
    let statements: [Statement]
    let tenant: Int64?
    /// May be sent again when it is not known whether the first time had an effect.
    let isRepeatable: Bool
    /// The caller's own bound.
    let timeout: Duration?
    /// The first of a transaction: BEGIN goes ahead of it.
    let beginsTransaction: Bool
    var lane: Lane

    var continuation: UnsafeContinuation<BatchResult, any Error>?
    private var outcome: Result<BatchResult, PostgresError>?
    /// The answer to `acquire`.
    var lease: Lease?

    var stage = Stage.new
    var interruption: Interruption?
    var arrival: UInt64 = 0
    /// When the client itself gives up; set when it is sent, and before that from its arrival.
    var deadline: UInt64 = .max
    var retries = Retries()
    /// How many leading results are not the caller's.
    var hiddenResults = 0
    /// What each statement is called on the connection, for a look at why one was not there.
    var statementIDs: [StatementID] = []

    init(
        work: Work = .batch, statements: [Statement], lane: Lane, tenant: Int64? = nil, isRepeatable: Bool = false,
        timeout: Duration? = nil, beginsTransaction: Bool = false
    ) {
        self.work = work
        self.statements = statements
        self.lane = lane
        self.tenant = tenant
        self.isRepeatable = isRepeatable
        self.timeout = timeout
        self.beginsTransaction = beginsTransaction
    }

    var isAnswered: Bool {
        if case .answered = stage { return true }
        return false
    }

    func answer(_ outcome: Result<BatchResult, PostgresError>) {
        settle(outcome)
        deliver()
    }

    /// Decides the answer; `deliver` lets the caller have it.
    func settle(_ outcome: Result<BatchResult, PostgresError>) {
        guard !isAnswered else { return }
        stage = .answered
        if case .stream(let sink) = work { sink.finish(outcome) }
        self.outcome = outcome
    }

    func deliver() {
        guard let continuation, let outcome else { return }
        self.continuation = nil
        self.outcome = nil
        switch outcome {
        case .success(let result): continuation.resume(returning: result)
        case .failure(let error): continuation.resume(throwing: error)
        }
    }
}

/// A pool connection in the hands of one transaction.
///
/// Sound to share: the connection is touched by the reactor's thread only.
final class Lease: @unchecked Sendable {
    var connection: PipelinedConnection?

    init(_ connection: PipelinedConnection) { self.connection = connection }
}
