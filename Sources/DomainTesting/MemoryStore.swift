package import Domain
import Synchronization

/// A store in memory, for tests of what stands on one. It passes the same contract suite as PostgreSQL.
package final class MemoryStore: Store {
    struct TenantRows {
        var customers = MemoryTable<Customer>()
        var projects = MemoryTable<Project>()
        var invoices = MemoryTable<Invoice>()
        var estimates = MemoryTable<Estimate>()
        var parties: [Int64: InvoiceParties] = [:]
        var creditNotes = MemoryTable<CreditNote>()
        var activityReports = MemoryTable<ActivityReport>()
        var documents = MemoryTable<Document>()
        var roles = MemoryTable<Role>()
        var users = MemoryTable<User>()
        var memberships = MemoryTable<Membership>()
        var integrations = MemoryTable<Integration>()
        var apps = MemoryTable<OAuthClient>()
        var keys = MemoryTable<APIKey>()
        var workItems = MemoryTable<WorkItem>()
        var tasks = MemoryTable<WorkTask>()
        var devices = MemoryTable<Device>()
        var settings = MemoryTable<TenantSettings>()
        var dailyRate: Int64?
        var answers: [String: (record: IdempotencyRecord, expiresAt: Timestamp)] = [:]
        var numbers: [String: Int64] = [:]
        var audit: [(change: Change, event: HistoryEntry)] = []
    }

    private let tenants = Mutex<[Int64: TenantRows]>([:])
    private let lastID = Atomic<Int64>(0)
    private let now: @Sendable () -> Timestamp

    /// - Parameter now: decides which answers have expired.
    package init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    package var customers: any Repository<Customer> {
        MemoryRepository { [self] tenant in rows(of: tenant).customers }
    }

    package var projects: any Repository<Project> {
        MemoryRepository { [self] tenant in rows(of: tenant).projects }
    }

    package var invoices: any Repository<Invoice> {
        MemoryRepository { [self] tenant in rows(of: tenant).invoices }
    }

    package var estimates: any Repository<Estimate> {
        MemoryRepository { [self] tenant in rows(of: tenant).estimates }
    }

    package var creditNotes: any Repository<CreditNote> {
        MemoryRepository { [self] tenant in rows(of: tenant).creditNotes }
    }

    package var activityReports: any Repository<ActivityReport> {
        MemoryRepository { [self] tenant in rows(of: tenant).activityReports }
    }

    package var documents: any Repository<Document> {
        MemoryRepository { [self] tenant in rows(of: tenant).documents }
    }

    package var roles: any Repository<Role> { MemoryRepository { [self] tenant in rows(of: tenant).roles } }
    package var users: any Repository<User> { MemoryRepository { [self] tenant in rows(of: tenant).users } }
    package var memberships: any Repository<Membership> {
        MemoryRepository { [self] tenant in rows(of: tenant).memberships }
    }
    package var integrations: any Repository<Integration> {
        MemoryRepository { [self] tenant in rows(of: tenant).integrations }
    }
    package var apps: any Repository<OAuthClient> { MemoryRepository { [self] tenant in rows(of: tenant).apps } }
    package var keyListings: any Repository<APIKeyListing> {
        MemoryRepository { [self] tenant in
            MemoryTable(rows: rows(of: tenant).keys.rows.mapValues { APIKeyListing(new: $0, at: now()) })
        }
    }

    package var tenantSettings: any Repository<TenantSettings> {
        MemoryRepository { [self] tenant in rows(of: tenant).settings }
    }
    package var memberListings: any Repository<MemberListing> {
        MemoryRepository { [self] tenant in
            let rows = rows(of: tenant)
            return MemoryTable(rows: rows.memberships.rows.mapValues { MemberListing($0, rows) })
        }
    }

    package var roleHolders: any Repository<RoleHolders> {
        MemoryRepository { [self] tenant in
            let rows = rows(of: tenant)
            return MemoryTable(rows: rows.roles.rows.mapValues { RoleHolders($0, rows) })
        }
    }

    /// Calls are not kept here.
    package func usage(_ query: UsageQuery, in tenant: TenantScope) async throws -> UsagePage {
        UsagePage([], limit: 1)
    }

    package func usageCounts(ofKey key: Int64, since: Timestamp, in tenant: TenantScope) async throws -> [UsageCount] {
        []
    }

    package func customers(email: String, taxNumber: String, in tenant: TenantScope) async throws -> [Customer] {
        func folded(_ number: String) -> String {
            number.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
        return rows(of: tenant).customers.rows.values.filter { customer in
            (!email.isEmpty && customer.email.lowercased() == email.lowercased())
                || (!folded(taxNumber).isEmpty && folded(customer.taxNumber) == folded(taxNumber))
        }.sorted { $0.id < $1.id }
    }

    package var workItems: any Repository<WorkItem> {
        MemoryRepository { [self] tenant in rows(of: tenant).workItems }
    }

    package var tasks: any Repository<WorkTask> {
        MemoryRepository { [self] tenant in rows(of: tenant).tasks }
    }

    package var devices: any Repository<Device> {
        MemoryRepository { [self] tenant in rows(of: tenant).devices }
    }

    package func parties(ofInvoice id: Int64, in tenant: TenantScope) async throws -> InvoiceParties? {
        rows(of: tenant).parties[id]
    }

    package func dailyRate(in tenant: TenantScope) async throws -> Int64? { rows(of: tenant).dailyRate }

    package func set(dailyRate: Int64?, of tenant: TenantScope) {
        tenants.withLock { $0[tenant.id, default: TenantRows()].dailyRate = dailyRate }
    }

    /// Who made a tenant's changes, in order.
    package func audit(of tenant: TenantScope) -> [AuditOrigin] { rows(of: tenant).audit.map(\.event.origin) }

    package func history(_ query: HistoryQuery, in tenant: TenantScope) async throws -> HistoryPage {
        let events = rows(of: tenant).audit.filter { $0.change.resource == query.resource && $0.change.id == query.id }
            .map(\.event).sorted { Self.precedes($1.place, $0.place) }
        let rest = events.filter { event in query.after.map { Self.precedes(event.place, $0) } ?? true }
        return HistoryPage(rest, limit: min(max(query.limit, 1), HistoryQuery.largestLimit))
    }

    private static func precedes(_ one: HistoryEntry.Place, _ other: HistoryEntry.Place) -> Bool {
        (one.at, one.id.high, one.id.low) < (other.at, other.id.high, other.id.low)
    }

    private func rows(of tenant: TenantScope) -> TenantRows {
        let rows = tenants.withLock { $0[tenant.id] ?? TenantRows() }
        return tenant.limit.map(rows.within) ?? rows
    }

    package func summary(of query: RevenueQuery, in tenant: TenantScope) async throws -> BusinessSummary {
        let rows = rows(of: tenant)
        var projects: Set<Int64>?
        if let named = query.project {
            projects = Set(
                rows.projects.rows.values.filter {
                    String($0.id) == named || $0.name.lowercased() == named.lowercased()
                }
                .map(\.id))
            if projects == [] { throw Problem.invalid([Fault("project", .reference, "There is no such project.")]) }
        }
        let counted = rows.invoices.rows.values.filter { invoice in
            let month = LocalDate(year: invoice.issueDate.year, month: invoice.issueDate.month, day: 1) ?? .earliest
            return invoice.amount.currency == query.currency && query.months?.contains(month) ?? true
                && projects?.contains(invoice.projectID ?? 0) ?? true
        }
        return BusinessSummary(
            counts: [
                .customers: Int64(rows.customers.rows.count), .projects: Int64(rows.projects.rows.count),
                .invoices: Int64(rows.invoices.rows.count), .estimates: Int64(rows.estimates.rows.count),
                .cra: Int64(rows.activityReports.rows.count),
            ],
            revenue: Revenue(
                currency: query.currency,
                amounts: counted.reduce(into: [:]) { $0[$1.status, default: 0] += $1.amount.minorUnits }))
    }

    package func newID(for resource: Resource) async throws -> Int64 {
        lastID.add(1, ordering: .relaxed).newValue
    }

    package func commit(_ commit: Commit) async throws -> CommitResult {
        let outcome: Result<CommitResult, Problem> = tenants.withLock { tenants in
            var rows = tenants[commit.tenant.id] ?? TenantRows()
            do throws(Problem) {
                let result = try rows.apply(commit)
                if let limit = commit.tenant.limit, let problem = rows.refusal(of: commit, within: limit) {
                    throw problem
                }
                if case .committed = result, !commit.isDryRun { tenants[commit.tenant.id] = rows }
                return .success(result)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    package func answer(to claim: IdempotencyClaim, in tenant: TenantScope) async throws -> StoredAnswer? {
        guard let kept = rows(of: tenant).answers[TenantRows.name(claim)], kept.expiresAt > now() else { return nil }
        return StoredAnswer(fingerprint: kept.record.claim.fingerprint, answer: kept.record.answer)
    }
}

extension MemoryStore.TenantRows {
    static func name(_ claim: IdempotencyClaim) -> String { "\(claim.principal)\n\(claim.key)" }

    mutating func apply(_ commit: Commit) throws(Problem) -> CommitResult {
        var number: String?
        if let request = commit.number, !commit.isDryRun {
            let series = "\(request.series)-\(request.year)"
            let next = (numbers[series] ?? 0) + 1
            numbers[series] = next
            number = series + "-" + String(repeating: "0", count: max(0, 4 - String(next).count)) + String(next)
        }
        if let record = commit.idempotency, !commit.isDryRun {
            let name = Self.name(record.claim)
            if let kept = answers[name], kept.expiresAt > commit.at { return .alreadyAnswered }
            var answer = record.answer
            if let number, let placeholder = commit.number?.placeholder {
                answer.replace(Array(placeholder.utf8), with: Array(number.utf8))
            }
            answers[name] = (
                IdempotencyRecord(claim: record.claim, answer: answer),
                commit.at.adding(seconds: IdempotencyClaim.lifetime)
            )
        }
        for change in commit.changes {
            let isWritten: Bool
            switch numbered(change.row, number, commit.number?.placeholder) {
            case let row as Customer: isWritten = customers.write(row, change)
            case let row as Project:
                try check(row.customerID, "customer_id", customers)
                isWritten = projects.write(row, change)
            case let row as Invoice:
                try check(row.customerID, "customer_id", customers)
                try check(row.projectID, "project_id", projects)
                let wasIssued = invoices.rows[row.id]?.status.isIssued ?? false
                isWritten = invoices.write(row, change)
                if isWritten, row.status.isIssued, !wasIssued, let customer = customers.rows[row.customerID] {
                    parties[row.id] = settings.rows[commit.tenant.id].map { InvoiceParties($0, customer) }
                }
            case let row as Estimate:
                try check(row.customerID, "customer_id", customers)
                try check(row.projectID, "project_id", projects)
                isWritten = estimates.write(row, change)
            case let row as CreditNote:
                try check(row.invoiceID, "invoice_id", invoices)
                isWritten = creditNotes.write(row, change)
            case let row as ActivityReport:
                try check(row.projectID, "project_id", projects)
                try check(row.invoiceID, "invoice_id", invoices)
                try check(workedDays: row)
                isWritten = activityReports.write(row, change)
            case let row as Document:
                try check(row.customerID, "customer_id", customers)
                isWritten = documents.write(row, change)
            case let row as Role:
                let others = roles.rows.values.filter { $0.id != row.id && !$0.isDeleted && !row.isDeleted }
                if others.contains(where: { $0.name.lowercased() == row.name.lowercased() }) {
                    throw .invalid([Fault("name", .duplicate, "Another row has this value already.")])
                }
                isWritten = roles.write(row, change)
            case let row as User: isWritten = users.write(row, change)
            case let row as Membership:
                try check(row.roleID, "role_id", roles)
                isWritten = memberships.write(row, change)
            case let row as TenantSettings: isWritten = settings.write(row, change)
            case let row as Integration: isWritten = integrations.write(row, change)
            case let row as OAuthClient: isWritten = apps.write(row, change)
            case let row as APIKey: isWritten = keys.write(row, change)
            case let row as Device:
                try check(row.customerID, "customer_id", customers)
                isWritten = devices.write(row, change)
            case let row as WorkItem:
                try check(row.customerID, "customer_id", customers)
                try check(row.deviceID, "device_id", devices)
                isWritten = workItems.write(row, change)
            case let row as WorkTask:
                try check(row.customerID, "customer_id", customers)
                try check(row.workItemID, "work_item_id", workItems)
                isWritten = tasks.write(row, change)
            default: throw .internal
            }
            guard isWritten else { return .stale }
            var random = SystemRandomNumberGenerator()
            let differences = change.difference.map {
                HistoryEntry.Difference(attribute: $0.name, before: $0.before, after: $0.after)
            }
            audit.append(
                (
                    change,
                    HistoryEntry(
                        place: .init(at: commit.at, id: UUIDv7(at: commit.at, using: &random)), origin: commit.origin,
                        differences: differences)
                ))
        }
        return .committed(number: number)
    }

    /// A row with its number, where it has the placeholder for it.
    private func numbered(_ row: any Entity, _ number: String?, _ placeholder: String?) -> any Entity {
        guard var numbered = row as? any Numbered, let number, numbered.number == placeholder else { return row }
        numbered.number = number
        return numbered
    }

    private func check(workedDays report: ActivityReport) throws(Problem) {
        let others = activityReports.rows.values.filter { $0.id != report.id && $0.worker == report.worker }
        if others.contains(where: { $0.projectID == report.projectID && $0.month == report.month }) {
            throw .invalid([Fault("month", .duplicate, "Another row has this value already.")])
        }
        let taken = others.flatMap(\.days).reduce(into: [:]) { $0[$1.date, default: 0] += $1.halves }
        if report.days.contains(where: { $0.halves + (taken[$0.date] ?? 0) > 2 }) {
            throw .invalid([
                Fault(
                    "days", .rule, "On one of these days more would be reported than a day has, all reports together.")
            ])
        }
    }

    private func check<Row: Entity>(_ id: Int64?, _ field: String, _ table: MemoryTable<Row>) throws(Problem) {
        guard let id, table.rows[id] == nil else { return }
        throw .invalid([Fault(field, .reference, "There is no such row.")])
    }
}

extension RoleHolders {
    fileprivate init(_ role: Role, _ rows: MemoryStore.TenantRows) {
        let members = rows.memberships.rows.values.filter { $0.roleID == role.id && $0.endedAt == nil }
        let invited = members.filter { rows.users.rows[$0.userID]?.password == nil }
        self.init(
            id: role.id, members: Int64(members.count - invited.count), invited: Int64(invited.count),
            keys: Int64(rows.keys.rows.values.filter { $0.roleID == role.id && $0.revokedAt == nil }.count),
            version: role.version)
    }
}

extension MemberListing {
    /// As the database joins it. Who is known elsewhere is nobody here.
    fileprivate init(_ membership: Membership, _ rows: MemoryStore.TenantRows) {
        let user = rows.users.rows[membership.userID]
        let role = rows.roles.rows[membership.roleID]
        self.init(
            id: membership.id, userID: membership.userID, email: user?.email ?? "", name: user?.name ?? "",
            roleID: membership.roleID, roleName: role?.name ?? "", isOwner: role?.builtin == .owner,
            isHome: user != nil, lockedAt: user?.lockedAt, endedAt: membership.endedAt,
            hasPassword: user?.password != nil, hasSecondFactor: false, lastLoginAt: nil,
            createdAt: membership.createdAt, version: membership.version)
    }
}
