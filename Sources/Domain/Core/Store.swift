/// One tenant, as the scope of everything that is read or written. Only a credential or an operator's command makes one.
public struct TenantScope: Sendable, Hashable {
    public let id: Int64
    /// Nil: all of the tenant.
    public let limit: AccessLimit?

    package init(id: Int64, limit: AccessLimit? = nil) {
        self.id = id
        self.limit = limit
    }
}

/// Reads of one kind of row, always inside one tenant.
public protocol Repository<Row>: Sendable {
    associatedtype Row: Entity

    /// Nil where the tenant has no such row, whoever else may have.
    func find(_ id: Int64, in tenant: TenantScope) async throws -> Row?
    func list(_ query: ListQuery<Row>, in tenant: TenantScope) async throws -> Page<Row>
    /// Those of them that there are, in one read whatever their number.
    func find(_ ids: [Int64], in tenant: TenantScope) async throws -> [Row]
    /// The rows whose attribute is one of these ids, in one read: for each id the first by their own ids, up to a limit.
    func find(
        by attribute: String, among ids: [Int64], limit: Int, in tenant: TenantScope
    ) async throws -> [Row]
}

/// Where a tenant's rows are kept. Every implementation passes the contract suite of `DomainTesting`.
public protocol Store: Sendable {
    var customers: any Repository<Customer> { get }
    var projects: any Repository<Project> { get }
    var invoices: any Repository<Invoice> { get }
    var estimates: any Repository<Estimate> { get }
    var creditNotes: any Repository<CreditNote> { get }
    var activityReports: any Repository<ActivityReport> { get }
    var documents: any Repository<Document> { get }
    var roles: any Repository<Role> { get }
    var users: any Repository<User> { get }
    var memberships: any Repository<Membership> { get }
    var integrations: any Repository<Integration> { get }
    var apps: any Repository<OAuthClient> { get }
    var keyListings: any Repository<APIKeyListing> { get }
    var workItems: any Repository<WorkItem> { get }
    var tasks: any Repository<WorkTask> { get }
    var devices: any Repository<Device> { get }
    var memberListings: any Repository<MemberListing> { get }
    var roleHolders: any Repository<RoleHolders> { get }
    /// One row: the tenant's own.
    var tenantSettings: any Repository<TenantSettings> { get }

    /// - Parameter revenue: which invoices the revenue is of.
    func summary(of revenue: RevenueQuery, in tenant: TenantScope) async throws -> BusinessSummary
    /// What a day of work costs unless a project says otherwise, in minor units of the tenant's currency.
    func dailyRate(in tenant: TenantScope) async throws -> Int64?
    /// Who sent an invoice and to whom, as they were then. Nil for what was not sent, and for what was sent before that was
    /// kept.
    func parties(ofInvoice id: Int64, in tenant: TenantScope) async throws -> InvoiceParties?
    /// The customers with this email address, whatever its case, or this tax number, however it is spaced; at most 10.
    /// What is empty is not looked for.
    func customers(email: String, taxNumber: String, in tenant: TenantScope) async throws -> [Customer]
    /// What a key was used for, the latest first.
    func usage(_ query: UsageQuery, in tenant: TenantScope) async throws -> UsagePage
    /// A key's calls since then, by day (UTC) and status.
    func usageCounts(ofKey key: Int64, since: Timestamp, in tenant: TenantScope) async throws -> [UsageCount]
    /// An id nobody else gets; ids rise, with gaps.
    func newID(for resource: Resource) async throws -> Int64
    /// Writes all of it or nothing.
    func commit(_ commit: Commit) async throws -> CommitResult
    /// The changes of one row, the newest first, whether the row is there or not.
    func history(_ query: HistoryQuery, in tenant: TenantScope) async throws -> HistoryPage
    /// The answer that was stored under an idempotency key, unless it has expired.
    func answer(to claim: IdempotencyClaim, in tenant: TenantScope) async throws -> StoredAnswer?
}

/// Everything that goes into one transaction.
public struct Commit: Sendable {
    public let tenant: TenantScope
    public let changes: [Change]
    public let number: NumberRequest?
    public let origin: AuditOrigin
    public let at: Timestamp
    public let idempotency: IdempotencyRecord?
    /// Everything is checked and nothing stays.
    public let isDryRun: Bool
    /// The audit is not told what was there before: an erasure would keep it otherwise.
    public let hidesBefore: Bool

    public init(
        tenant: TenantScope, changes: [Change], number: NumberRequest? = nil, origin: AuditOrigin, at: Timestamp,
        idempotency: IdempotencyRecord? = nil, isDryRun: Bool = false, hidesBefore: Bool = false
    ) {
        self.tenant = tenant
        self.changes = changes
        self.number = number
        self.origin = origin
        self.at = at
        self.idempotency = idempotency
        self.isDryRun = isDryRun
        self.hidesBefore = hidesBefore
    }
}

public enum CommitResult: Sendable, Hashable {
    /// Durable, with the number that was allotted if one was asked for.
    case committed(number: String?)
    /// The idempotency key was there already; nothing was written.
    case alreadyAnswered
    /// A row was changed since it was read; nothing was written.
    case stale
}

/// Who did it, from where, in which request: the audit's part of a change.
public struct AuditOrigin: Sendable, Hashable {
    /// `key:12`, `user:7`, `cli`.
    public let actor: String
    /// As ``AuditEvent/onBehalfOf``.
    public let onBehalfOf: String
    public let ip: String
    public let requestID: String
    public let action: String

    public init(actor: String, onBehalfOf: String = "", ip: String, requestID: String, action: String) {
        self.actor = actor
        self.onBehalfOf = onBehalfOf
        self.ip = ip
        self.requestID = requestID
        self.action = action
    }
}
