/// A row to be written: what it was and what it becomes. An action makes these; the runner commits them.
public struct Change: Sendable {
    public enum Kind: String, Sendable {
        case create, update
    }

    /// One attribute's name and its values before and after; `isContent` as ``Attribute/isContent``.
    public struct Field: Sendable, Hashable {
        public let name: String
        public let before: Value
        public let after: Value
        public let isContent: Bool
    }

    public let kind: Kind
    public let resource: Resource
    public let id: Int64
    /// The version that the decision has read; 0 for a new row.
    public let version: Int64
    /// Every attribute, in the order of the columns.
    public let fields: [Field]
    /// The row as it will be.
    public let row: any Entity

    public static func create<Row: Entity>(_ row: Row) -> Change {
        Change(
            kind: .create, resource: Row.resource, id: row.id, version: 0,
            fields: Row.attributes.map {
                Field(name: $0.name, before: .null, after: $0.value(row), isContent: $0.isContent)
            }, row: row)
    }

    /// Nil where nothing would change.
    public static func update<Row: Entity>(from old: Row, to new: Row) -> Change? {
        let fields = Row.attributes.map {
            Field(name: $0.name, before: $0.value(old), after: $0.value(new), isContent: $0.isContent)
        }
        guard fields.contains(where: { $0.isContent && $0.before != $0.after }) else { return nil }
        return Change(kind: .update, resource: Row.resource, id: new.id, version: old.version, fields: fields, row: new)
    }

    /// Counts a row one on though nothing it says differs: of two who go by what it was, one commits.
    static func touch<Row: Entity>(_ row: Row) -> Change {
        let fields = Row.attributes.map {
            let value = $0.value(row)
            return Field(name: $0.name, before: value, after: value, isContent: $0.isContent)
        }
        return Change(
            kind: .update, resource: Row.resource, id: row.id, version: row.version &- 1, fields: fields, row: row)
    }

    /// The content that differs: what an audit, a dry run and a person want to see.
    public var difference: [Field] {
        fields.filter { $0.isContent && (kind == .create || $0.before != $0.after) }
    }
}

/// A gapless number that only the committing transaction can know.
///
/// Until then a placeholder stands for it, in the row and in every text made from the row; the runner puts the
/// number in its place.
public struct NumberRequest: Sendable, Hashable {
    /// Such as `INV`: the number reads `INV-2026-0001`.
    public let series: String
    public let year: Int
    public let placeholder: String

    public init(series: String, year: Int, using generator: inout some RandomNumberGenerator) {
        self.series = series
        self.year = year
        // Nobody can guess it, so no text of a caller's can hold it; only letters and digits, so no format escapes it.
        placeholder =
            "pending" + String(UInt64.random(in: .min ... .max, using: &generator), radix: 36)
            + String(UInt64.random(in: .min ... .max, using: &generator), radix: 36)
    }
}

/// What an action decided: the rows to write and the result to show for it. Nothing has happened yet.
public struct Decision<Output: Sendable>: Sendable {
    public var changes: [Change]
    public var number: NumberRequest?
    public var output: Output
    /// What an approval of these changes has to say; the runner knows it in a dry run and where one was given.
    public internal(set) var approval: ApprovalDigest?

    public init(changes: [Change], number: NumberRequest? = nil, output: Output) {
        self.changes = changes
        self.number = number
        self.output = output
    }
}
