internal import AuthCore

extension EstimateActions {
    /// What came of an estimate that was accepted.
    public struct Acceptance: Sendable {
        public let estimate: Estimate
        public let project: Project?
        public let invoice: Invoice?
    }

    /// How an estimate is accepted.
    public struct AcceptInput: Sendable {
        /// The name of a project to make; nil: none is made.
        public var projectName: String?
        public var createsProject = false
        public var createsInvoice = false

        public init() {}
    }

    public static let accept = Action<Update<AcceptInput>, Acceptance>(
        Operation(
            "estimates.accept",
            "Accepts an estimate that was sent; can make its project and a draft invoice with its lines.",
            needs: .of(.update, .estimates), effect: .update)
    ) { input, context in
        guard let old = try await context.store.estimates.find(input.id, in: context.tenant) else {
            throw Problem.notFound(.estimates, id: String(input.id))
        }
        let reasons = Moves.refusal(of: "An estimate", from: old.status, to: .accepted, allowed: old.status.next)
        if old.status == .accepted { throw Problem.conflict("The estimate is accepted already.") }
        if !reasons.isEmpty { throw Problem.conflict(reasons.joined(separator: " ")) }
        if input.fields.createsProject { try context.require(.of(.create, .projects)) }
        if input.fields.createsInvoice { try context.require(.of(.create, .invoices)) }
        if input.fields.createsProject, old.projectID != nil {
            throw Problem.conflict("The estimate belongs to a project already.")
        }

        var estimate = old
        estimate.status = .accepted
        estimate.updatedAt = context.now
        estimate.version = old.version &+ 1
        var changes: [Change] = []
        var project: Project?
        if input.fields.createsProject {
            let made = Project(
                id: try await context.newID(for: .projects), uuid: context.newUUID(),
                name: input.fields.projectName ?? old.title, customerID: old.customerID, description: old.description,
                status: .active, dailyRate: nil, currency: old.amount.currency, startDate: nil, endDate: nil,
                createdAt: context.now, updatedAt: context.now, version: 1)
            // Before whatever refers to it.
            changes.append(.create(made))
            estimate.projectID = made.id
            project = made
        }
        if let change = Change.update(from: old, to: estimate) { changes.append(change) }
        guard input.fields.createsInvoice else {
            return Decision(
                changes: changes, output: Acceptance(estimate: estimate, project: project, invoice: nil))
        }
        let number = context.number(series: "INV", year: context.today.year)
        let invoice = Invoice(
            id: try await context.newID(for: .invoices), uuid: context.newUUID(), number: number.placeholder,
            customerID: estimate.customerID, projectID: estimate.projectID, status: .draft, amount: estimate.amount,
            tax: estimate.tax, description: estimate.title, lines: estimate.lines, issueDate: context.today,
            dueDate: context.today.adding(days: Invoice.Rule.defaultDueDays), createdAt: context.now,
            updatedAt: context.now, version: 1)
        return Decision(
            changes: changes + [.create(invoice)], number: number,
            output: Acceptance(estimate: estimate, project: project, invoice: invoice))
    }
}

extension Estimate {
    /// The first line of its description, or of its lines, as a name of at most 200 characters.
    var title: String {
        let text = description.isEmpty ? lines.first?.description ?? "" : description
        let line = text.prefix { !$0.isNewline }.prefix(200)
        return line.isEmpty ? number : String(line)
    }
}
