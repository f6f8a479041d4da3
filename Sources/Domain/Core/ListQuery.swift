/// A question for a page of rows.
public struct ListQuery<Row: Entity>: Sendable {
    public static var defaultLimit: Int { 50 }
    public static var largestLimit: Int { 200 }

    public struct Filter: Sendable, Hashable {
        public enum Comparison: Sendable, Hashable {
            case equals, atLeast, atMost, before
        }

        public let attribute: String
        public let comparison: Comparison
        public let value: Value

        public init(_ attribute: String, _ comparison: Comparison, _ value: Value) {
            self.attribute = attribute
            self.comparison = comparison
            self.value = value
        }
    }

    /// How the total is counted. Without filters it is exact at no cost either way.
    public enum Count: Sendable, Hashable {
        /// Exact up to 10,000, and no further.
        case capped
        /// Exact, whatever it takes.
        case exact
    }

    public var filters: [Filter] = []
    /// Words to look for, folded to lower case without accents by the database.
    public var search: String?
    /// Nil: by id.
    public var ordering: Ordering<Row>?
    public var isDescending = false
    public var limit = ListQuery.defaultLimit
    /// The place after which the page begins.
    public var after: Cursor?
    public var count = Count.capped
    /// What amounts in filters are in.
    public let currency: Currency

    public init(currency: Currency = .eur) {
        self.currency = currency
    }
}

/// A place in an ordered list: the last row's ordering value and its id.
public struct Cursor: Sendable, Hashable {
    /// Nil where the list is ordered by id.
    public let value: Value?
    public let id: Int64

    public init(value: Value?, id: Int64) {
        self.value = value
        self.id = id
    }
}

public struct Page<Row: Sendable>: Sendable {
    public let rows: [Row]
    /// Where the next page begins; nil on the last one.
    public let next: Cursor?
    public let total: Total

    public init(rows: [Row], next: Cursor?, total: Total) {
        self.rows = rows
        self.next = next
        self.total = total
    }
}

/// How many rows there are in all: exact, or at least that many.
public struct Total: Sendable, Hashable {
    public let count: Int64
    public let isCapped: Bool

    public static let cap: Int64 = 10_000

    public init(count: Int64, isCapped: Bool = false) {
        self.count = count
        self.isCapped = isCapped
    }
}
