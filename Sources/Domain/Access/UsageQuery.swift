/// A question for a page of a key's calls, the latest first.
public struct UsageQuery: Sendable {
    public static let defaultLimit = 50
    public static let largestLimit = 200

    public let key: Int64
    /// Only calls with this status.
    public var status: Int?
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

    public init(key: Int64) {
        self.key = key
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
