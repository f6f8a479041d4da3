public import AuthCore

/// What an operation does to the business: shown to people and to models before it is called.
public enum Effect: String, Sendable, Hashable {
    case read, create, update, destroy
}

/// What every operation declares about itself, changing or only reading.
public struct Operation: Sendable, Hashable {
    /// `invoices.create`: the resource and the verb.
    public let name: String
    /// One sentence for people and models, at most 300 characters.
    public let summary: String
    public let permission: Permission
    public let effect: Effect

    public init(_ name: String, _ summary: String, needs permission: Permission, effect: Effect) {
        self.name = name
        self.summary = summary
        self.permission = permission
        self.effect = effect
    }
}

/// An operation that changes something: its declaration and the code that decides what to change.
///
/// Deciding performs nothing. It may read through its context and returns the rows to write; ``ActionRunner``
/// commits them with their audit event, outgoing events and idempotency record.
public struct Action<Input: Sendable, Output: Sendable>: Sendable {
    public let operation: Operation
    public let decide: @Sendable (Input, ActionContext) async throws -> Decision<Output>

    public init(
        _ operation: Operation, decide: @escaping @Sendable (Input, ActionContext) async throws -> Decision<Output>
    ) {
        self.operation = operation
        self.decide = decide
    }
}

/// What an action may use to decide: who asks, when, new identities, and reads of its own tenant.
public struct ActionContext: Sendable {
    public let caller: Authorization
    public let now: Timestamp
    public let store: any Store

    package let isDryRun: Bool
    /// Where what the decision goes by is noted; nil where nobody asks.
    var trace: DecisionTrace?

    public var tenant: TenantScope { caller.tenant }
    /// The calendar day at the tenant's.
    public var today: LocalDate { caller.principal.zone.day(at: now) }

    /// For an action that does more than its own permission covers.
    func require(_ permission: Permission) throws(Problem) {
        _ = try caller.principal.authorize(permission, at: now)
    }

    /// Nobody gives away more than they have.
    func requireAll(_ permissions: PermissionSet) throws(Problem) {
        let missing = permissions.subtracting(caller.principal.permissions)
        if !missing.isEmpty { throw .forbidden(needed: Permission.catalog.names(of: missing)) }
    }

    /// An id for a new row; 0 in a dry run, which takes none.
    public func newID(for resource: Resource) async throws -> Int64 {
        isDryRun ? 0 : try await store.newID(for: resource)
    }

    /// Values that this run alone has, such as a secret's: they are no part of what is approved.
    func allot(_ values: Value...) { trace?.allot(values) }

    public func newUUID() -> UUIDv7 {
        var random = SystemRandomNumberGenerator()
        return UUIDv7(at: now, using: &random)
    }

    public func number(series: String, year: Int) -> NumberRequest {
        var random = SystemRandomNumberGenerator()
        return NumberRequest(series: series, year: year, using: &random)
    }
}
