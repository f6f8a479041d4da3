/// What was done to one row, by whom, from where: written with the change and never changed.
public struct AuditEvent: Sendable, Hashable {
    public var id: UUIDv7
    /// PostgreSQL's number of the transaction that made the change.
    public var transaction: Int64
    public var occurredAt: Timestamp
    /// `key:12`, `cli`.
    public var actor: String
    public var ip: String
    public var requestID: String
    /// `invoices.create`.
    public var action: String
    public var resource: String
    public var resourceID: Int64
    /// JSON as it was written; nil for a new row, or erased.
    public var before: [UInt8]?
    public var after: [UInt8]?

    public init(
        id: UUIDv7, transaction: Int64, occurredAt: Timestamp, actor: String, ip: String, requestID: String,
        action: String, resource: String, resourceID: Int64, before: [UInt8]?, after: [UInt8]?
    ) {
        self.id = id
        self.transaction = transaction
        self.occurredAt = occurredAt
        self.actor = actor
        self.ip = ip
        self.requestID = requestID
        self.action = action
        self.resource = resource
        self.resourceID = resourceID
        self.before = before
        self.after = after
    }
}

/// Which events are meant; nil is any.
public struct AuditFilter: Sendable, Hashable {
    public var since: Timestamp?
    /// Not included.
    public var until: Timestamp?
    public var actor: String?
    public var action: String?
    public var resource: String?

    public init() {}
}
