internal import AuthCore

/// What can be done with invoices.
public enum InvoiceActions {
    public static let list = Operation(
        "invoices.list", "Lists invoices, by page, with filters, search and ordering.",
        needs: .of(.read, .invoices), effect: .read)

    public static let show = Operation(
        "invoices.show", "Shows one invoice.", needs: .of(.read, .invoices), effect: .read)

    public static let create = Action<InvoiceInput, Invoice>(
        Operation(
            "invoices.create", "Creates a draft invoice for a customer, dated today and numbered without gaps.",
            needs: .of(.create, .invoices), effect: .create)
    ) { input, context in
        let today = context.today
        let number = context.number(series: "INV", year: today.year)
        let invoice = Invoice(
            id: try await context.newID(for: .invoices), uuid: context.newUUID(), number: number.placeholder,
            customerID: input.customerID, status: .draft, amount: try input.amount.money(context),
            description: input.description,
            issueDate: today, dueDate: today.adding(days: Int(input.dueDays ?? Int64(Invoice.Rule.defaultDueDays))),
            createdAt: context.now, updatedAt: context.now, version: 1)
        return Decision(changes: [.create(invoice)], number: number, output: invoice)
    }

    public static let update = Action<Update<InvoicePatch>, Invoice>(
        Operation(
            "invoices.update",
            "Changes the given fields of an invoice. What it asks for can change while it is a draft; its status moves draft, sent, paid, overdue, cancelled.",
            needs: .of(.update, .invoices), effect: .update)
    ) { input, context in
        guard let old = try await context.store.invoices.find(input.id, in: context.tenant) else {
            throw Problem.notFound(.invoices, id: String(input.id))
        }
        var new = old
        let patch = input.patch
        if let customerID = patch.customerID { new.customerID = customerID }
        if let amount = patch.amount { new.amount = try amount.money(context) }
        if let description = patch.description { new.description = description }
        if let dueDays = patch.dueDays { new.dueDate = old.issueDate.adding(days: Int(dueDays)) }
        if let status = patch.status { new.status = status }
        try check(old, becoming: new)
        new.updatedAt = context.now
        new.version = old.version &+ 1
        guard let change = Change.update(from: old, to: new) else { return Decision(changes: [], output: old) }
        return Decision(changes: [change], output: new)
    }

    private static func check(_ old: Invoice, becoming new: Invoice) throws(Problem) {
        var reasons: [String] = []
        if old.status != .draft {
            let changed = [
                ("customer_id", new.customerID != old.customerID), ("amount", new.amount != old.amount),
                ("description", new.description != old.description), ("due_days", new.dueDate != old.dueDate),
            ].filter(\.1).map(\.0)
            if !changed.isEmpty {
                reasons.append(
                    "An invoice that is \(old.status.rawValue) keeps what it was issued with: \(changed.joined(separator: ", "))."
                )
            }
        }
        if new.status != old.status, !old.status.next.contains(new.status) {
            let allowed = old.status.next.map(\.rawValue).sorted().joined(separator: ", ")
            reasons.append(
                "An invoice that is \(old.status.rawValue) cannot become \(new.status.rawValue)"
                    + (allowed.isEmpty ? "." : "; it can become: \(allowed)."))
        }
        // The request is sound; it is the invoice's present state that stands against it.
        if !reasons.isEmpty { throw .conflict(reasons.joined(separator: " ")) }
    }
}

/// An amount as a caller gives it: exact, in the tenant's currency.
public struct AmountInput: Sendable, Hashable {
    public let unscaled: Int64
    public let scale: Int

    /// The amount `unscaled × 10^-scale`.
    public init(unscaled: Int64, scale: Int) {
        self.unscaled = unscaled
        self.scale = scale
    }

    func money(_ context: ActionContext) throws(Problem) -> Money {
        let currency = context.caller.principal.currency
        guard let money = Money(unscaled: unscaled, scale: scale, currency: currency) else {
            throw .invalid([
                Fault(
                    "amount", .range,
                    "Ensure this amount has no more than \(currency.decimals) decimals and fits the largest amount.")
            ])
        }
        guard money.minorUnits >= 0 else {
            throw .invalid([Fault("amount", .range, "Ensure this amount is not negative.")])
        }
        return money
    }
}

public struct InvoiceInput: Sendable {
    public var customerID: Int64
    public var amount: AmountInput
    public var description: String
    /// Days from the issue date to the due date.
    public var dueDays: Int64?

    public init(customerID: Int64, amount: AmountInput, description: String) {
        self.customerID = customerID
        self.amount = amount
        self.description = description
    }
}

/// The fields to change; nil leaves one as it is.
public struct InvoicePatch: Sendable {
    public var customerID: Int64?
    public var amount: AmountInput?
    public var description: String?
    public var dueDays: Int64?
    public var status: Invoice.Status?

    public init() {}
}
