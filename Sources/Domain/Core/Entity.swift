/// A value that a row can hold, whatever stores it.
public enum Value: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case text(String)
    case texts([String])
    case integers([Int64])
    case bytes([UInt8])
    case timestamp(Timestamp)
    case date(LocalDate)
    case uuid(UUIDv7)
    /// Parts of the row that have no identity of their own: lines, days.
    indirect case records([[Member]])

    /// One value of a part, by its name.
    public struct Member: Sendable, Hashable {
        public let name: String
        public let value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }
}

/// One named value of an entity. The names are the columns' names, the audit's and the events'.
public struct Attribute<Row>: Sendable {
    public let name: String
    public let value: @Sendable (Row) -> Value
    /// False for what the runner keeps up by itself (identity, version): it is not part of what an audit shows.
    public let isContent: Bool

    public init(_ name: String, isContent: Bool = true, _ value: @escaping @Sendable (Row) -> Value) {
        self.name = name
        self.value = value
        self.isContent = isContent
    }
}

/// A business row: what a tenant keeps, one at a time, under an id.
public protocol Entity: Sendable, Hashable {
    static var resource: Resource { get }
    /// Every stored value except the tenant, in the order of the columns.
    static var attributes: [Attribute<Self>] { get }
    /// What a list can be ordered by.
    static var orderings: [Ordering<Self>] { get }

    var id: Int64 { get }
    /// Counts the row's changes from 1: an update holds only for the version that it has read.
    var version: Int64 { get }
}

/// A row that callers change field by field.
public protocol Editable: Entity {
    var uuid: UUIDv7 { get }
    var createdAt: Timestamp { get }
    var updatedAt: Timestamp { get set }
    var version: Int64 { get set }
}

/// A row under a gapless number of its series: `INV-2026-0001`.
public protocol Numbered: Entity {
    var number: String { get set }
}

/// A way to order a list: by one attribute, then by id, so that every row has its place.
public struct Ordering<Row: Entity>: Sendable {
    public enum Kind: Sendable, Hashable {
        case integer, text, timestamp, date
    }

    public let attribute: String
    /// The column that is ordered: the attribute's, or one beside it where the attribute may be null.
    package let column: String
    /// What the attribute's values are, so that a place in the order can be written down and read again.
    public let kind: Kind
    public let value: @Sendable (Row) -> Value

    public init(_ attribute: String, _ kind: Kind, _ value: @escaping @Sendable (Row) -> Value) {
        self.init(attribute, kind, column: attribute, value)
    }

    init(_ attribute: String, _ kind: Kind, column: String, _ value: @escaping @Sendable (Row) -> Value) {
        self.attribute = attribute
        self.column = column
        self.kind = kind
        self.value = value
    }

    /// By `due_date`; what has none comes last. The column `due_order` holds the latest day there.
    static func dueDate(_ value: @escaping @Sendable (Row) -> LocalDate?) -> Ordering {
        Ordering("due_date", .date, column: "due_order") { .date(value($0) ?? .latest) }
    }
}
