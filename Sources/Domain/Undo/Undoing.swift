/// What came of one row when it was to be taken back.
public struct UndoOutcome: Sendable, Hashable {
    public enum Kind: String, Sendable {
        /// Its values are again what they were.
        case restored
        /// It was made, and is put away: inactive, cancelled, rejected.
        case retired
        /// An invoice that was sent, and has a credit note now.
        case credited
        /// Something of it was changed since, and stays.
        case conflict
        /// It stays as it is; the detail says why.
        case left
        /// Whoever takes back may not change such rows.
        case forbidden
    }

    public let kind: Kind
    /// As the audit names it.
    public let resource: String
    public let id: Int64
    /// How many events of it were meant.
    public let events: Int
    /// A sentence or two, or nothing.
    public let detail: String

    public init(kind: Kind, resource: String, id: Int64, events: Int, detail: String) {
        self.kind = kind
        self.resource = resource
        self.id = id
        self.events = events
        self.detail = detail
    }
}

/// Takes back what somebody did to business rows, row after row, the one that was touched last first.
public protocol Undoing: Sendable {
    /// - Parameters:
    ///   - filter: the events that are meant.
    ///   - caller: may do what `audit.undo` needs. Each row is taken back only where they may change such rows too.
    ///   - isDryRun: says what would come of it, and changes nothing.
    /// - Throws: ``Problem/conflict(_:)`` where there are too many events at once.
    func undo(
        _ filter: AuditFilter, by caller: Authorization, ip: String, requestID: String, isDryRun: Bool
    ) async throws -> [UndoOutcome]
}
