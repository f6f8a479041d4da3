/// A question for a page of calls, the latest first: a key's, or the whole tenant's.
public struct UsageQuery: Sendable {
    public static let defaultLimit = 50
    public static let largestLimit = 200

    /// Calls that one page looks at where no index finds those that are meant: the page may be short, even empty, and
    /// have a next one.
    public static let reach = 10_000

    /// A key or an app, below zero a session; nil: all.
    public let key: Int64?
    /// Only calls with this status.
    public var status: Int?
    /// Only calls whose status begins with this digit.
    public var statusClass: Int?
    /// Only this action, such as `invoices.create`.
    public var action: String?
    /// Only paths that begin so.
    public var pathPrefix: String?
    public var since: Timestamp?
    /// Not included.
    public var until: Timestamp?
    public var limit = UsageQuery.defaultLimit
    public var after: Place?

    /// Where a call stands in the order.
    public struct Place: Sendable, Hashable {
        public let at: Timestamp
        public let node: UUIDv7
        public let sequence: Int64

        public init(at: Timestamp, node: UUIDv7, sequence: Int64) {
            self.at = at
            self.node = node
            self.sequence = sequence
        }
    }

    public init(key: Int64? = nil) {
        self.key = key
    }

    /// True where calls are passed over one by one, because no index has what is asked for.
    package var isReaching: Bool {
        if pathPrefix?.isEmpty == false { return true }
        if key != nil { return action != nil || statusClass != nil }
        if action != nil { return status != nil || statusClass != nil }
        return (status ?? 400) < 400 || (statusClass ?? 4) < 4
    }
}

public struct UsagePage: Sendable {
    public let records: [UsageRecord]
    /// Where the next page begins; nil on the last one.
    public let next: UsageQuery.Place?

    /// - Parameter found: one more than the limit where there is a next page.
    public init(_ found: [(record: UsageRecord, place: UsageQuery.Place)], limit: Int) {
        records = found.prefix(limit).map(\.record)
        next = found.count > limit && limit > 0 ? found[limit - 1].place : nil
    }

    /// A page that ended because it had looked far enough.
    package init(_ records: [UsageRecord], next: UsageQuery.Place?) {
        self.records = records
        self.next = next
    }
}

/// How many calls of a day (UTC) had a status.
public struct UsageCount: Sendable, Hashable {
    public let day: LocalDate
    public let status: Int
    public let calls: Int64

    public init(day: LocalDate, status: Int, calls: Int64) {
        self.day = day
        self.status = status
        self.calls = calls
    }
}
