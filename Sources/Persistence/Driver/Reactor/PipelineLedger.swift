/// What was sent on a connection and is not yet answered, segment by segment up to each Sync.
///
/// Pure: it is told what libpq returned and says what to do with it.
struct PipelineLedger {
    enum Segment {
        case prepare(StatementID)
        case request(Request)
        /// A simple-protocol script, outside pipeline mode: it ends without a Sync.
        case script(Request)
        /// Absorbs a cancellation that comes late.
        case probe
        case heartbeat(sentAt: UInt64)
        case listen(subscription: UInt64)
        /// DEALLOCATE of a statement that had to make room.
        case upkeep
    }

    enum Signal {
        case result
        case failure(PostgresError)
        /// Skipped by the server, because an earlier statement of the segment failed.
        case aborted
        case endOfStatement
        case sync
    }

    enum Step {
        case discard
        /// A result that belongs to the request at the head.
        case keep(Request)
        case finished(Segment, PostgresError?)
        /// libpq and this ledger no longer agree.
        case broken
    }

    private(set) var segments = RingBuffer<Segment>()
    /// Which statement of the first segment is being answered.
    private(set) var statement = 0
    private(set) var failedStatement: Int?
    private var error: PostgresError?
    private var ends = 0

    var isEmpty: Bool { segments.isEmpty }
    var count: Int { segments.count }
    var head: Segment? { segments.first }

    mutating func sent(_ segment: Segment) { segments.append(segment) }

    mutating func received(_ signal: Signal) -> Step {
        guard let head = segments.first else { return .broken }
        if case .endOfStatement = signal { ends &+= 1 } else { ends = 0 }
        switch signal {
        case .result:
            if error == nil {
                switch head {
                case .request(let request), .script(let request): return .keep(request)
                default: break
                }
            }
            return .discard
        case .failure(let failure):
            if error == nil {
                error = failure
                failedStatement = statement
            }
            return .discard
        case .aborted:
            return .discard
        case .endOfStatement:
            if case .script = head { return finish() }
            statement &+= 1
            // One NULL ends a statement; several with nothing between them would be an endless loop.
            return ends > 2 ? .broken : .discard
        case .sync:
            return finish()
        }
    }

    private mutating func finish() -> Step {
        guard let segment = segments.popFirst() else { return .broken }
        let outcome = error
        (statement, error) = (0, nil)
        return .finished(segment, outcome)
    }

    /// Forgets everything; the requests among it are answered by the caller.
    mutating func abandon() -> [Request] {
        (statement, error) = (0, nil)
        return segments.drain().compactMap { segment in
            switch segment {
            case .request(let request), .script(let request): request
            default: nil
            }
        }
    }
}
