/// The connections of one kind and the requests that wait for one of them.
struct Lane {
    let role: ConnectionRole
    /// How many connections there may be.
    let size: Int
    var connections: [PipelinedConnection] = []
    /// Connections being made.
    var connecting = 0
    var backoff = Backoff()
    var lastFailure: PostgresError?
    var queue: FairQueue<Request>

    init(role: ConnectionRole, size: Int, limits: FairQueue<Request>.Limits) {
        self.role = role
        self.size = size
        queue = FairQueue(limits: limits)
    }

    /// The connection for the next request; nil where all are taken, or there is none.
    func available(depth: Int) -> PipelinedConnection? {
        if role == .pool {
            return connections.last { !$0.isTaken && !$0.isRetiring && $0.ledger.isEmpty }
        }
        return connections.filter { !$0.isRetiring && $0.ledger.count < depth }.min {
            $0.ledger.count < $1.ledger.count
        }
    }

    /// True where one more would be of use.
    var wantsConnection: Bool {
        let live = connections.count + connecting
        guard live < size else { return false }
        // The shared lane keeps all of its connections; the pool grows with what waits for it.
        return role == .shared ? true : queue.waiting > connecting
    }
}
