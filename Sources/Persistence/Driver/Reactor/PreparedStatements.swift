/// What one connection has prepared, or is about to have: the Prepare may still be in the pipeline.
struct PreparedStatements {
    enum Need {
        case none
        /// Prepare it first, and drop `evict` to make room.
        case prepare(evict: StatementID?)
    }

    private let capacity: Int
    private var lastUse: [StatementID: UInt64] = [:]
    private var failures: [StatementID: PostgresError] = [:]
    private var clock: UInt64 = 0

    init(capacity: Int) { self.capacity = Swift.max(8, capacity) }

    var count: Int { lastUse.count }

    mutating func use(_ id: StatementID) -> Need {
        clock &+= 1
        if let index = lastUse.index(forKey: id) {
            lastUse.values[index] = clock
            return .none
        }
        let oldest = lastUse.count >= capacity ? lastUse.min { $0.value < $1.value }?.key : nil
        if let oldest { lastUse[oldest] = nil }
        lastUse[id] = clock
        return .prepare(evict: oldest)
    }

    mutating func succeeded(_ id: StatementID) { failures[id] = nil }

    /// The next use prepares again; what was already sent behind it fails for this reason.
    mutating func failed(_ id: StatementID, _ error: PostgresError) {
        lastUse[id] = nil
        if failures.count > 64 { failures.removeAll() }
        failures[id] = error
    }

    /// Why a statement that should be there is not.
    func failure(of id: StatementID) -> PostgresError? { failures[id] }
}
