import Domain
import Persistence

/// Takes back what one actor did to business rows, row after row, the one that was touched last first.
struct UndoCommands: Sendable {
    let database: Database
    let clock: Clock
    let tenant: Tenant
    let isDryRun: Bool

    /// What came of one row.
    struct Outcome: Sendable {
        enum Kind: String, Sendable {
            case restored, retired, credited, conflict, left
        }

        let kind: Kind
        let resource: String
        let id: Int64
        let events: Int
        let detail: String
    }

    private struct Subject: Hashable {
        let resource: String
        let id: Int64
    }

    static let mostEvents = 100_000

    func undo(_ filter: AuditFilter) async throws -> [Outcome] {
        let audit = PostgresAudit(client: database.client, logger: database.logger)
        let events = try await audit.list(
            filter, limit: Self.mostEvents + 1, inCommitOrder: true, of: TenantScope(id: tenant.id))
        guard events.count <= Self.mostEvents else {
            throw Failure("There are more than \(Self.mostEvents) events. Choose shorter periods, the latest first.")
        }
        var order: [Subject] = []
        var grouped: [Subject: [AuditEvent]] = [:]
        for event in events {
            let subject = Subject(resource: event.resource, id: event.resourceID)
            if grouped[subject] == nil { order.append(subject) }
            grouped[subject, default: []].append(event)
        }
        var outcomes: [Outcome] = []
        for subject in order {
            outcomes.append(try await undo(subject, grouped[subject] ?? [], audit))
        }
        return outcomes
    }

    private func undo(_ subject: Subject, _ events: [AuditEvent], _ audit: PostgresAudit) async throws -> Outcome {
        switch Resource(rawValue: subject.resource) {
        case .customers: try await undo(subject, events, audit) { $0.customers }
        case .projects: try await undo(subject, events, audit) { $0.projects }
        case .invoices: try await undo(subject, events, audit) { $0.invoices }
        case .estimates: try await undo(subject, events, audit) { $0.estimates }
        case .cra: try await undo(subject, events, audit) { $0.activityReports }
        case .documents: try await undo(subject, events, audit) { $0.documents }
        case .workItems: try await undo(subject, events, audit) { $0.workItems }
        case .tasks: try await undo(subject, events, audit) { $0.tasks }
        case .devices: try await undo(subject, events, audit) { $0.devices }
        case .creditNotes:
            outcome(.left, subject, events, "A credit note that was issued stays.")
        default: outcome(.left, subject, events, "Changes of \(subject.resource) are not taken back.")
        }
    }

    private func outcome(_ kind: Outcome.Kind, _ subject: Subject, _ events: [AuditEvent], _ detail: String) -> Outcome
    {
        Outcome(kind: kind, resource: subject.resource, id: subject.id, events: events.count, detail: detail)
    }

    private func undo<Row: StoredEntity & Undoable>(
        _ subject: Subject, _ events: [AuditEvent], _ audit: PostgresAudit,
        of repository: @escaping @Sendable (any Store) -> any Repository<Row>
    ) async throws -> Outcome {
        let scope = TenantScope(id: tenant.id)
        guard let row = try await repository(database.store).find(subject.id, in: scope) else {
            return outcome(.left, subject, events, "There is no such row.")
        }
        let undo = AuditUndo(events, of: row)
        var details = undo.conflicts
        do {
            if undo.takesBackCreation, undo.conflicts.isEmpty {
                switch row.retired {
                case .row(let retired):
                    try await run(UndoActions.restore(of: repository), .init(seen: row, wanted: retired))
                    return outcome(.retired, subject, events, "")
                case .credit:
                    try await run(UndoActions.credit, row.id)
                    return outcome(.credited, subject, events, "")
                case .refused(let reason): return outcome(.left, subject, events, reason)
                }
            }
            guard !undo.values.isEmpty, let wanted: Row = try await audit.row(row.id, with: undo, in: scope) else {
                return outcome(details.isEmpty ? .left : .conflict, subject, events, details.joined(separator: " "))
            }
            if let reason = row.refusal(ofBecoming: wanted) {
                return outcome(.left, subject, events, ([reason] + details).joined(separator: " "))
            }
            try await run(UndoActions.restore(of: repository), .init(seen: row, wanted: wanted))
            let names = undo.values.map(\.name).joined(separator: ", ")
            details.insert("\(names).", at: 0)
            let isWhole = undo.conflicts.isEmpty
            return outcome(isWhole ? .restored : .conflict, subject, events, details.joined(separator: " "))
        } catch let problem as Problem {
            if case .unavailable = problem { throw problem }
            return outcome(.conflict, subject, events, "\(Database.explained(problem))")
        }
    }

    private func run<Input: Sendable, Output: Sendable>(_ action: Action<Input, Output>, _ input: Input) async throws {
        let caller = try Principal(operatorIn: tenant).authorize(action.operation.permission, at: clock.now())
        _ = try await ActionRunner(store: database.store, clock: clock).run(
            action, input, .init(caller: caller, ip: "", requestID: "", isDryRun: isDryRun), render: { _ in [] })
    }
}
