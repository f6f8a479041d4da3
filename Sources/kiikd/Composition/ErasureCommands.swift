import Domain
import Logging
import Persistence
import Storage

/// Erases what a tenant keeps of a person. Everything that finds them goes last, so that a run that was cut short is
/// simply run again.
struct ErasureCommands: Sendable {
    let database: Database
    let settings: Settings
    let tenant: Tenant
    let reason: String
    let isDryRun: Bool
    private var scope: TenantScope { TenantScope(id: tenant.id) }

    struct Report: Sendable {
        var customers: [Int64] = []
        /// Of these, those whose name stays with their invoices.
        var invoiced: [Int64] = []
        var documents: [Int64] = []
        var user: Int64?
        /// The user stays: another tenant has them too.
        var isUserKept = false
        var events = 0
    }

    /// - Parameter customers: by id, besides those with the address.
    func erase(email: String, customers ids: [Int64]) async throws -> Report {
        let erasure = PostgresErasure(client: database.client, logger: database.logger)
        let logins = PostgresLogins(client: database.client, logger: database.logger)
        let customers = try await erasure.customers(email, ids, in: scope)
        if let missing = ids.first(where: { id in !customers.contains { $0.id == id } }) {
            throw Failure("\(tenant.subdomain) has no customer \(missing).")
        }
        let documents = try await erasure.documents(email, of: customers.map(\.id), in: scope)
        let invoiced = try await erasure.invoiced(customers.map(\.id), in: scope)
        var report = Report(
            customers: customers.map(\.id), invoiced: invoiced.sorted(), documents: documents.map(\.id))
        let now = Clock.system.now()
        var changes =
            customers.map { PersonErasure.erased($0, isInvoiced: invoiced.contains($0.id), at: now) }
            + documents.map { PersonErasure.erased($0, at: now) }
        var subjects =
            customers.map { PostgresErasure.Subject(.customers, $0.id) }
            + documents.map { PostgresErasure.Subject(.documents, $0.id) }

        let account = email.isEmpty ? nil : try await database.access.user(email: email)
        if let account, let membership = try await erasure.membership(of: account.id, in: scope) {
            report.user = account.id
            let others = try await logins.tenants(of: account.id).contains { $0.scope != scope }
            report.isUserKept = others || account.home != tenant.id
            changes.append(PersonErasure.ended(membership, at: now))
            if !report.isUserKept, let user = try await erasure.user(account.id, in: scope) {
                changes.append(PersonErasure.erased(user, at: now))
                subjects.append(.init(.users, user.id))
                if let factor = try await erasure.factor(of: user.id, in: scope) {
                    changes.append(PersonErasure.erased(factor, at: now))
                }
            }
            subjects += try await erasure.traces(of: account.id, in: scope)
        }
        if isDryRun || subjects.isEmpty && changes.isEmpty { return report }
        report.events = try await eraseAudit(of: subjects, erasure, now)
        try await erasure.dropOutgoing(subjects, in: scope)
        let files = LocalFolder(path: settings.documents, logger: database.logger)
        for document in documents { try await files.remove(document.uuid, in: scope) }
        if let user = report.user { try await erasure.forget(user: user, in: scope) }
        let result = try await database.store.commit(
            Commit(
                tenant: scope, changes: changes.compactMap(\.self),
                origin: AuditOrigin(actor: "cli", ip: "", requestID: "", action: "people.erase"), at: now,
                hidesBefore: true))
        guard result != .stale else { throw Problem.conflict("Somebody is changing these rows. Run it again.") }
        try await AccessChanges.untilInForce(changes.compactMap(\.self))
        return report
    }

    /// What the audit says of these rows. Only what is sealed can be erased, so that the chain still verifies.
    private func eraseAudit(of subjects: [PostgresErasure.Subject], _ erasure: PostgresErasure, _ now: Timestamp)
        async throws -> Int
    {
        for _ in 0..<100 where try await erasure.unsealed(subjects, in: scope) > 0 {
            try await Task.sleep(for: .milliseconds(100))
        }
        guard try await erasure.unsealed(subjects, in: scope) == 0 else {
            throw Failure("The audit is not sealed up to now. Start kiikd, or wait a moment, and run it again.")
        }
        let audit = PostgresAudit(client: database.client, logger: database.logger)
        var events = 0
        for subject in subjects {
            events += try await audit.erase(
                resource: subject.resource, id: subject.id, reason: reason, actor: "cli", at: now, in: scope)
        }
        return events
    }
}
