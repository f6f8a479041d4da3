import Domain
import Logging
import Persistence
import Storage

/// Erases what a tenant keeps of a person. What finds them goes last, so that a run that was cut short is simply run
/// again.
struct ErasureCommands: Sendable {
    private let database: Database
    private let erasure: PostgresErasure
    private let files: LocalFolder
    private let scope: TenantScope
    private let subdomain: String
    private let reason: String
    private let isDryRun: Bool

    init(database: Database, settings: Settings, tenant: Tenant, reason: String, isDryRun: Bool) {
        self.database = database
        erasure = PostgresErasure(client: database.client, logger: database.logger)
        files = LocalFolder(path: settings.documents, logger: database.logger)
        scope = TenantScope(id: tenant.id)
        subdomain = tenant.subdomain
        self.reason = reason
        self.isDryRun = isDryRun
    }

    struct Report: Sendable {
        var customers: [Int64] = []
        /// Of these, those whose name stays with their invoices.
        var invoiced: [Int64] = []
        var documents: [Int64] = []
        var user: Int64?
        /// The login stays: the person is a member of another tenant.
        var isUserKept = false
        var events = 0
    }

    /// - Parameter customers: by id, besides those with the address.
    func erase(email: String, customers ids: [Int64]) async throws -> Report {
        var report = Report()
        try await eraseCustomers(email, ids, &report)
        let account = email.isEmpty ? nil : try await database.access.user(email: email)
        if let account { try await eraseUser(account.id, home: TenantScope(id: account.home), &report) }
        return report
    }

    private func eraseCustomers(_ email: String, _ ids: [Int64], _ report: inout Report) async throws {
        let customers = try await erasure.customers(email, ids, in: scope)
        if let missing = ids.first(where: { id in !customers.contains { $0.id == id } }) {
            throw Failure("\(subdomain) has no customer \(missing).")
        }
        let documents = try await erasure.documents(email, of: customers.map(\.id), in: scope)
        let invoiced = try await erasure.invoiced(customers.map(\.id), in: scope)
        report.customers = customers.map(\.id)
        report.invoiced = invoiced.sorted()
        report.documents = documents.map(\.id)
        if isDryRun || customers.isEmpty && documents.isEmpty { return }
        let subjects =
            customers.map { PostgresErasure.Subject(.customers, $0.id) }
            + documents.map { PostgresErasure.Subject(.documents, $0.id) }
        report.events += try await eraseAudit(of: subjects, in: scope)
        for document in documents { try await files.remove(document.uuid, in: scope) }
        let now = Clock.system.now()
        try await commit(
            customers.map { PersonErasure.erased($0, isInvoiced: invoiced.contains($0.id), at: now) }
                + documents.map { PersonErasure.erased($0, at: now) }, in: scope, now)
    }

    /// The membership ends; with the last one the login goes too, and what every tenant keeps of it.
    private func eraseUser(_ id: Int64, home: TenantScope, _ report: inout Report) async throws {
        let tenants = try await erasure.tenants(of: id)
        guard tenants.contains(where: { $0.scope == scope }) else { return }
        report.user = id
        report.isUserKept = tenants.contains { $0.isMember && $0.scope != scope }
        if isDryRun { return }
        let now = Clock.system.now()
        if let membership = try await erasure.membership(of: id, in: scope) {
            try await commit([PersonErasure.ended(membership, at: now)], in: scope, now)
        }
        if !report.isUserKept, let user = try await erasure.user(id, in: home) {
            try await commit([PersonErasure.locked(user, at: now)], in: home, now)
        }
        for place in report.isUserKept ? [scope] : Set(tenants.map(\.scope) + [home]).sorted(by: { $0.id < $1.id }) {
            var subjects = try await erasure.traces(of: id, in: place)
            if !report.isUserKept, place == home { subjects.append(.init(.users, id)) }
            report.events += try await eraseAudit(of: subjects, in: place)
            try await erasure.forget(user: id, withLogin: !report.isUserKept, in: place)
        }
        guard !report.isUserKept, let user = try await erasure.user(id, in: home) else { return }
        let factor = try await erasure.factor(of: id, in: home)
        try await commit(
            [PersonErasure.erased(user, at: now), factor.flatMap { PersonErasure.erased($0, at: now) }], in: home, now)
    }

    private func commit(_ changes: [Change?], in tenant: TenantScope, _ now: Timestamp) async throws {
        let changes = changes.compactMap(\.self)
        guard !changes.isEmpty else { return }
        let result = try await database.store.commit(
            Commit(
                tenant: tenant, changes: changes,
                origin: AuditOrigin(actor: "cli", ip: "", requestID: "", action: "people.erase"), at: now,
                hidesBefore: true))
        guard result != .stale else { throw Problem.conflict("Somebody is changing these rows. Run it again.") }
        try await AccessChanges.untilInForce(changes)
    }

    /// What the audit says of these rows. Only what is sealed can be erased, so that the chain still verifies.
    private func eraseAudit(of subjects: [PostgresErasure.Subject], in tenant: TenantScope) async throws -> Int {
        for _ in 0..<100 where try await erasure.unsealed(subjects, in: tenant) > 0 {
            try await Task.sleep(for: .milliseconds(100))
        }
        guard try await erasure.unsealed(subjects, in: tenant) == 0 else {
            throw Failure("The audit is not sealed up to now. Start kiikd, or wait a moment, and run it again.")
        }
        let audit = PostgresAudit(client: database.client, logger: database.logger)
        var events = 0
        for subject in subjects {
            events += try await audit.erase(
                resource: subject.resource, id: subject.id, reason: reason, actor: "cli", at: Clock.system.now(),
                in: tenant)
        }
        try await erasure.dropOutgoing(subjects, in: tenant)
        return events
    }
}
