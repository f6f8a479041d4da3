/// What was done to one row, by whom, from where: written with the change and never changed.
public struct AuditEvent: Sendable, Hashable {
    public var id: UUIDv7
    /// PostgreSQL's number of the transaction that made the change.
    public var transaction: Int64
    public var occurredAt: Timestamp
    /// `key:12`, `cli`.
    public var actor: String
    /// The person whose rights a key or an app has: `user:7`; empty where it has its own, and for people.
    public var onBehalfOf: String
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
        id: UUIDv7, transaction: Int64, occurredAt: Timestamp, actor: String, onBehalfOf: String, ip: String,
        requestID: String, action: String, resource: String, resourceID: Int64, before: [UInt8]?, after: [UInt8]?
    ) {
        self.id = id
        self.transaction = transaction
        self.occurredAt = occurredAt
        self.actor = actor
        self.onBehalfOf = onBehalfOf
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
    /// The row's id, among those of the resource.
    public var resourceID: Int64?
    /// Only what comes after this event where the newest comes first, that is, older ones.
    public var after: UUIDv7?

    public init() {}
}

/// What those who may see a tenant's audit see of it.
public protocol AuditStore: Sendable {
    /// The events that are meant, newest first by their ids: so many, behind those that are passed over.
    func list(
        _ filter: AuditFilter, limit: Int, offset: Int, of tenant: TenantScope
    ) async throws -> [AuditEvent]
    /// How many are meant, up to ``Total/cap``.
    func count(_ filter: AuditFilter, of tenant: TenantScope) async throws -> Total
    /// Writes down what was done and changed no row.
    /// - Returns: the event's id.
    func note(
        _ origin: AuditOrigin, _ resource: Resource, _ content: String, at now: Timestamp, of tenant: TenantScope
    ) async throws -> UUIDv7
    /// Those actors as people call them, for each that was asked for. Of other tenants nothing is told.
    func names(of actors: Set<String>, in tenant: TenantScope) async throws -> [String: AuditActor]
    /// Who made these rows; none for those whose making the audit does not know.
    func makers(of resource: Resource, ids: [Int64], in tenant: TenantScope) async throws -> [Int64: Maker]
    func chainState(of tenant: TenantScope) async throws -> AuditChainState
}

extension AuditStore {
    /// A page, newest first, and the event after which the next one begins; nil on the last.
    public func page(_ filter: AuditFilter, limit: Int, of tenant: TenantScope) async throws -> (
        events: [AuditEvent], next: UUIDv7?
    ) {
        let found = try await list(filter, limit: limit + 1, offset: 0, of: tenant)
        let events = Array(found.prefix(limit))
        return (events, found.count > limit ? events.last?.id : nil)
    }
}
