internal import AuthCore
package import Domain

/// Takes back what is in the audit, as new changes of whoever asks.
package struct PostgresUndo: Undoing {
    private let store: any Store
    private let audit: PostgresAudit
    private let clock: Clock
    private let mostEvents: Int

    /// - Parameter mostEvents: how many are held at once.
    package init(store: any Store, audit: PostgresAudit, clock: Clock, mostEvents: Int) {
        self.store = store
        self.audit = audit
        self.clock = clock
        self.mostEvents = mostEvents
    }

    private struct Subject: Hashable {
        let resource: String
        let id: Int64
    }

    /// How everything of one undoing is done.
    private struct Run {
        let caller: Authorization
        let ip: String
        let requestID: String
        let isDryRun: Bool
    }

    package func undo(
        _ filter: AuditFilter, by caller: Authorization, ip: String, requestID: String, isDryRun: Bool
    ) async throws -> [UndoOutcome] {
        let own = try caller.principal.authorize(UndoActions.operation.permission, at: clock.now())
        if own.principal.needsApproval(isByAssistant: false) { throw Problem.approvalRequired }
        let run = Run(caller: own, ip: ip, requestID: requestID, isDryRun: isDryRun)
        let events = try await audit.list(filter, limit: mostEvents + 1, inCommitOrder: true, of: own.tenant)
        guard events.count <= mostEvents else {
            throw Problem.conflict(
                "There are more than \(mostEvents) events. Choose shorter periods, the latest first.")
        }
        var order: [Subject] = []
        var grouped: [Subject: [AuditEvent]] = [:]
        for event in events {
            let subject = Subject(resource: event.resource, id: event.resourceID)
            if grouped[subject] == nil { order.append(subject) }
            grouped[subject, default: []].append(event)
        }
        let forbidden = try forbidden(among: Set(order.map(\.resource)), run)
        var outcomes: [UndoOutcome] = []
        for subject in order {
            let events = grouped[subject] ?? []
            if let sentence = forbidden[subject.resource] {
                outcomes.append(outcome(.forbidden, subject, events, sentence))
            } else {
                outcomes.append(try await undo(subject, events, run))
            }
        }
        return outcomes
    }

    /// The kinds of row that can be taken back, and that the caller may not change. A second factor that has to be shown
    /// again is asked for before anything is done.
    private func forbidden(among resources: Set<String>, _ run: Run) throws -> [String: String] {
        var sentences: [String: String] = [:]
        for name in resources {
            guard let resource = Resource(rawValue: name), UndoActions.resources.contains(resource) else { continue }
            do {
                try run.caller.principal.require(PermissionSet([.of(.update, resource)]), at: clock.now())
            } catch Problem.forbidden(let needed) {
                sentences[name] = "It needs \(needed.joined(separator: ", "))."
            }
        }
        return sentences
    }

    private func undo(_ subject: Subject, _ events: [AuditEvent], _ run: Run) async throws -> UndoOutcome {
        switch Resource(rawValue: subject.resource) {
        case .customers: try await undo(subject, events, run) { $0.customers }
        case .projects: try await undo(subject, events, run) { $0.projects }
        case .invoices: try await undo(subject, events, run) { $0.invoices }
        case .estimates: try await undo(subject, events, run) { $0.estimates }
        case .cra: try await undo(subject, events, run) { $0.activityReports }
        case .documents: try await undo(subject, events, run) { $0.documents }
        case .workItems: try await undo(subject, events, run) { $0.workItems }
        case .tasks: try await undo(subject, events, run) { $0.tasks }
        case .devices: try await undo(subject, events, run) { $0.devices }
        case .creditNotes:
            outcome(.left, subject, events, "A credit note that was issued stays.")
        default: outcome(.left, subject, events, "Changes of \(subject.resource) are not taken back.")
        }
    }

    private func outcome(
        _ kind: UndoOutcome.Kind, _ subject: Subject, _ events: [AuditEvent], _ detail: String
    ) -> UndoOutcome {
        UndoOutcome(kind: kind, resource: subject.resource, id: subject.id, events: events.count, detail: detail)
    }

    private func undo<Row: StoredEntity & Undoable>(
        _ subject: Subject, _ events: [AuditEvent], _ run: Run,
        of repository: @escaping @Sendable (any Store) -> any Repository<Row>
    ) async throws -> UndoOutcome {
        let scope = run.caller.tenant
        guard let row = try await repository(store).find(subject.id, in: scope) else {
            return outcome(.left, subject, events, "There is no such row.")
        }
        let undo = AuditUndo(events, of: row)
        var details = undo.conflicts
        do {
            if undo.takesBackCreation, undo.conflicts.isEmpty {
                switch row.retired {
                case .row(let retired):
                    try await commit(UndoActions.restore(of: repository), .init(seen: row, wanted: retired), run)
                    return outcome(.retired, subject, events, "")
                case .credit:
                    try await commit(UndoActions.credit, row.id, run)
                    return outcome(.credited, subject, events, "")
                case .refused(let reason): return outcome(.left, subject, events, reason)
                }
            }
            guard !undo.values.isEmpty, let wanted: Row = try await audit.row(row.id, with: undo, in: scope) else {
                return outcome(details.isEmpty ? .left : .conflict, subject, events, details.joined(separator: " "))
            }
            if let reason = try await refusal(of: wanted, in: scope) ?? row.refusal(ofBecoming: wanted) {
                return outcome(.left, subject, events, ([reason] + details).joined(separator: " "))
            }
            try await commit(UndoActions.restore(of: repository), .init(seen: row, wanted: wanted), run)
            let names = undo.values.map(\.name).joined(separator: ", ")
            details.insert("\(names).", at: 0)
            let isWhole = undo.conflicts.isEmpty
            return outcome(isWhole ? .restored : .conflict, subject, events, details.joined(separator: " "))
        } catch let problem as Problem {
            let (kind, sentence) = try Self.told(problem)
            return outcome(kind, subject, events, sentence)
        }
    }

    /// What a row does not know of itself: one that was cancelled by a credit note was no draft before.
    private func refusal(of wanted: some Undoable, in scope: TenantScope) async throws -> String? {
        guard let invoice = wanted as? Invoice, invoice.status == .draft else { return nil }
        let notes = try await store.creditNotes.find(by: "invoice_id", among: [invoice.id], limit: 1, in: scope)
        return notes.isEmpty ? nil : "The invoice was taken back by a credit note, whose number stays."
    }

    /// What keeps one row from being taken back; what keeps all of them is thrown.
    private static func told(_ problem: Problem) throws(Problem) -> (UndoOutcome.Kind, String) {
        switch problem {
        case .unavailable, .stepUpRequired: throw problem
        case .conflict(let sentence): return (.conflict, sentence)
        case .invalid(let faults):
            let sentences = faults.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
            return (.conflict, sentences.joined(separator: "\n"))
        case .notFound(let resource, let id):
            return (.conflict, "There is nothing with id \(id) among \(resource.rawValue).")
        case .forbidden(let needed): return (.forbidden, "It needs \(needed.joined(separator: ", ")).")
        default: return (.conflict, "It could not be done: \(problem). The log has the detail.")
        }
    }

    private func commit<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, _ run: Run
    ) async throws {
        _ = try await ActionRunner(store: store, clock: clock).run(
            action, input,
            .init(caller: run.caller, ip: run.ip, requestID: run.requestID, isDryRun: run.isDryRun), render: { _ in [] }
        )
    }
}
