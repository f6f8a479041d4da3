/// One change of a row, as it is kept: who made it, when, and what of the row.
public struct HistoryEntry: Sendable, Hashable {
    /// An attribute's values; before it was there, `null`.
    public struct Difference: Sendable, Hashable {
        public let attribute: String
        public let before: Value
        public let after: Value

        public init(attribute: String, before: Value, after: Value) {
            self.attribute = attribute
            self.before = before
            self.after = after
        }
    }

    /// A place among the changes of a row.
    public struct Place: Sendable, Hashable {
        public let at: Timestamp
        public let id: UUIDv7

        public init(at: Timestamp, id: UUIDv7) {
            self.at = at
            self.id = id
        }
    }

    public let place: Place
    public let origin: AuditOrigin
    /// In the order of the row's attributes. Dates and moments may come as the texts that were written down.
    public let differences: [Difference]

    public init(place: Place, origin: AuditOrigin, differences: [Difference]) {
        self.place = place
        self.origin = origin
        self.differences = differences
    }
}

/// A question for the changes of one row, the newest first.
public struct HistoryQuery: Sendable, Hashable {
    public static let defaultLimit = 50
    public static let largestLimit = 200

    public let resource: Resource
    public let id: Int64
    public var limit = HistoryQuery.defaultLimit
    /// Only what comes after this place, that is, older changes.
    public var after: HistoryEntry.Place?

    public init(of resource: Resource, id: Int64) {
        self.resource = resource
        self.id = id
    }
}

public struct HistoryPage: Sendable, Hashable {
    public let events: [HistoryEntry]
    /// Where the next page begins; nil on the last one.
    public let next: HistoryEntry.Place?

    /// - Parameter found: what was read, up to one more than the limit.
    public init(_ found: [HistoryEntry], limit: Int) {
        events = Array(found.prefix(limit))
        next = found.count > limit ? events.last?.place : nil
    }
}
