internal import AuthCore

/// What can be done with estimates.
public enum EstimateActions {
    public static let list = Operation(
        "estimates.list", "Lists estimates, by page, with filters, search and ordering.",
        needs: .of(.read, .estimates), effect: .read)

    public static let show = Operation(
        "estimates.show", "Shows one estimate.", needs: .of(.read, .estimates), effect: .read)

    public static let create = Action<EstimateFields, Estimate>(
        Operation(
            "estimates.create",
            "Creates a draft estimate for a customer: a total, lines, or days at the project's or tenant's daily rate.",
            needs: .of(.create, .estimates), effect: .create)
    ) { fields, context in
        let number = context.number(series: "EST", year: context.today.year)
        let currency = context.caller.principal.currency
        var estimate = Estimate(
            id: try await context.newID(for: .estimates), uuid: context.newUUID(), number: number.placeholder,
            customerID: try fields.billing.customerID.required("customer_id"), projectID: nil, status: .draft,
            amount: Money(minorUnits: 0, currency: currency), tax: Money(minorUnits: 0, currency: currency),
            description: "", lines: [], issueDate: context.today,
            validUntil: context.today.adding(days: Estimate.Rule.defaultValidDays), createdAt: context.now,
            updatedAt: context.now, version: 1)
        try await fields.apply(to: &estimate, context)
        return Decision(changes: [.create(estimate)], number: number, output: estimate)
    }

    public static let update = Action<Update<EstimateFields>, Estimate>.update(
        Operation(
            "estimates.update",
            "Changes the given fields of an estimate. What it offers can change while it is a draft; its status moves draft, sent, accepted, refused or expired.",
            needs: .of(.update, .estimates), effect: .update),
        of: { $0.estimates }
    ) { fields, estimate, context in
        let old = estimate
        try await fields.apply(to: &estimate, context)
        try check(old, becoming: estimate)
    }

    private static func check(_ old: Estimate, becoming new: Estimate) throws(Problem) {
        var reasons: [String] = []
        if old.status != .draft {
            let changed = [
                ("customer_id", new.customerID != old.customerID), ("project_id", new.projectID != old.projectID),
                ("amount", new.amount != old.amount), ("description", new.description != old.description),
                ("lines", new.lines != old.lines), ("valid_days", new.validUntil != old.validUntil),
            ].filter(\.1).map(\.0)
            if !changed.isEmpty {
                reasons.append(
                    "An estimate that is \(old.status.rawValue) keeps what it offered: \(changed.joined(separator: ", "))."
                )
            }
        }
        reasons += Moves.refusal(of: "An estimate", from: old.status, to: new.status, allowed: old.status.next)
        if !reasons.isEmpty { throw .conflict(reasons.joined(separator: " ")) }
    }
}

/// What a caller may say about an estimate; nil is not said.
public struct EstimateFields: Sendable {
    public var billing = BillingFields()
    /// Thousandths of days at the daily rate, in place of an amount or lines.
    public var days: Int64?
    /// Days from the issue date for which the offer holds.
    public var validDays: Int64?
    public var status: Estimate.Status?

    public init() {}

    func apply(to estimate: inout Estimate, _ context: ActionContext) async throws {
        try billing.apply(to: &estimate)
        if let days {
            guard let rate = try await context.dailyRate(ofProject: estimate.projectID) else {
                throw Problem.invalid([
                    Fault(
                        "days", .rule,
                        "Neither the project nor the tenant has a daily rate. Set one, or give an amount.")
                ])
            }
            let text = estimate.description.prefix { !$0.isNewline }.prefix(1000)
            try estimate.bill([
                LineItem(
                    description: text.isEmpty ? "Work" : String(text), quantity: days, unit: "day",
                    unitPrice: rate.minorUnits, taxRate: 0)
            ])
        }
        if let validDays { estimate.validUntil = estimate.issueDate.adding(days: Int(validDays)) }
        status.assign(to: &estimate.status)
    }
}
