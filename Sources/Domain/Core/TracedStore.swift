/// A store that notes what is read of it.
struct TracedStore: Store {
    let store: any Store
    let trace: DecisionTrace

    var customers: any Repository<Customer> { traced(store.customers) }
    var projects: any Repository<Project> { traced(store.projects) }
    var invoices: any Repository<Invoice> { traced(store.invoices) }
    var estimates: any Repository<Estimate> { traced(store.estimates) }
    var creditNotes: any Repository<CreditNote> { traced(store.creditNotes) }
    var activityReports: any Repository<ActivityReport> { traced(store.activityReports) }
    var documents: any Repository<Document> { traced(store.documents) }
    var roles: any Repository<Role> { traced(store.roles) }
    var users: any Repository<User> { traced(store.users) }
    var memberships: any Repository<Membership> { traced(store.memberships) }
    var integrations: any Repository<Integration> { traced(store.integrations) }
    var apps: any Repository<OAuthClient> { traced(store.apps) }
    var keyListings: any Repository<APIKeyListing> { traced(store.keyListings) }
    var workItems: any Repository<WorkItem> { traced(store.workItems) }
    var tasks: any Repository<WorkTask> { traced(store.tasks) }
    var devices: any Repository<Device> { traced(store.devices) }
    var memberListings: any Repository<MemberListing> { traced(store.memberListings) }
    var roleHolders: any Repository<RoleHolders> { traced(store.roleHolders) }
    var tenantSettings: any Repository<TenantSettings> { traced(store.tenantSettings) }

    private func traced<Row: Entity>(_ repository: any Repository<Row>) -> any Repository<Row> {
        TracedRepository(repository: repository, trace: trace)
    }

    func dailyRate(in tenant: TenantScope) async throws -> Int64? {
        let rate = try await store.dailyRate(in: tenant)
        trace.note("daily_rate", rate)
        return rate
    }

    func customers(email: String, taxNumber: String, in tenant: TenantScope) async throws -> [Customer] {
        let found = try await store.customers(email: email, taxNumber: taxNumber, in: tenant)
        trace.note(found)
        return found
    }

    /// No decision goes by them.
    func parties(ofInvoice id: Int64, in tenant: TenantScope) async throws -> InvoiceParties? {
        try await store.parties(ofInvoice: id, in: tenant)
    }

    func newID(for resource: Resource) async throws -> Int64 { try await store.newID(for: resource) }
    func commit(_ commit: Commit) async throws -> CommitResult { try await store.commit(commit) }

    // Figures and histories change with every call; no decision goes by them.

    func summary(of revenue: RevenueQuery, in tenant: TenantScope) async throws -> BusinessSummary {
        try await store.summary(of: revenue, in: tenant)
    }

    func usage(_ query: UsageQuery, in tenant: TenantScope) async throws -> UsagePage {
        try await store.usage(query, in: tenant)
    }

    func usageCounts(ofKey key: Int64, since: Timestamp, in tenant: TenantScope) async throws -> [UsageCount] {
        try await store.usageCounts(ofKey: key, since: since, in: tenant)
    }

    func history(_ query: HistoryQuery, in tenant: TenantScope) async throws -> HistoryPage {
        try await store.history(query, in: tenant)
    }

    func answer(to claim: IdempotencyClaim, in tenant: TenantScope) async throws -> StoredAnswer? {
        try await store.answer(to: claim, in: tenant)
    }
}

private struct TracedRepository<Row: Entity>: Repository {
    let repository: any Repository<Row>
    let trace: DecisionTrace

    func find(_ id: Int64, in tenant: TenantScope) async throws -> Row? {
        let row = try await repository.find(id, in: tenant)
        trace.note(Row.self, id: id, row)
        return row
    }

    func list(_ query: ListQuery<Row>, in tenant: TenantScope) async throws -> Page<Row> {
        let page = try await repository.list(query, in: tenant)
        trace.note(page.rows, of: page.total.count)
        return page
    }

    func find(_ ids: [Int64], in tenant: TenantScope) async throws -> [Row] {
        let rows = try await repository.find(ids, in: tenant)
        trace.note(rows.sorted { $0.id < $1.id })
        return rows
    }

    func find(
        by attribute: String, among ids: [Int64], limit: Int, in tenant: TenantScope
    ) async throws -> [Row] {
        let rows = try await repository.find(by: attribute, among: ids, limit: limit, in: tenant)
        trace.note(rows)
        return rows
    }
}

extension Store {
    /// Nil for what is nobody's to name.
    func rows(of resource: Resource) -> (any Repository)? {
        switch resource {
        case .customers: customers
        case .projects: projects
        case .invoices: invoices
        case .estimates: estimates
        case .creditNotes: creditNotes
        case .cra: activityReports
        case .documents: documents
        case .workItems: workItems
        case .tasks: tasks
        case .devices: devices
        case .roles: roles
        case .users: users
        case .memberships: memberships
        case .integrations: integrations
        case .apps: apps
        case .keys: keyListings
        case .context, .tenants, .webhooks, .usage, .audit, .sessions, .secondFactors, .links, .messages, .grants: nil
        }
    }
}
