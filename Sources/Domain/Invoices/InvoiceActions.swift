internal import AuthCore

/// What can be done with invoices.
public enum InvoiceActions {
    public static let list = Operation(
        "invoices.list", "Lists invoices, by page, with filters, search and ordering.",
        needs: .of(.read, .invoices), effect: .read)

    public static let show = Operation(
        "invoices.show", "Shows one invoice.", needs: .of(.read, .invoices), effect: .read)

    public static let create = Action<InvoiceFields, Invoice>(
        Operation(
            "invoices.create", "Creates a draft invoice for a customer, dated today and numbered without gaps.",
            needs: .of(.create, .invoices), effect: .create)
    ) { fields, context in
        let number = context.number(series: "INV", year: context.today.year)
        let currency = context.caller.principal.currency
        var invoice = Invoice(
            id: try await context.newID(for: .invoices), uuid: context.newUUID(), number: number.placeholder,
            customerID: try fields.billing.customerID.required("customer_id"), projectID: nil, status: .draft,
            amount: Money(minorUnits: 0, currency: currency), tax: Money(minorUnits: 0, currency: currency),
            description: "", lines: [], issueDate: context.today,
            dueDate: context.today.adding(days: Invoice.Rule.defaultDueDays), createdAt: context.now,
            updatedAt: context.now, version: 1)
        try fields.apply(to: &invoice)
        return Decision(changes: [.create(invoice)], number: number, output: invoice)
    }

    public static let update = Action<Update<InvoiceFields>, Invoice>.update(
        Operation(
            "invoices.update",
            "Changes the given fields of an invoice. What it asks for can change while it is a draft; its status moves draft, sent, paid, overdue, cancelled.",
            needs: .of(.update, .invoices), effect: .update),
        of: { $0.invoices }
    ) { fields, invoice, _ in
        let old = invoice
        try fields.apply(to: &invoice)
        try check(old, becoming: invoice)
    }

    /// The request is sound; it is the invoice's present state that may stand against it.
    private static func check(_ old: Invoice, becoming new: Invoice) throws(Problem) {
        var reasons: [String] = []
        if old.status != .draft {
            let changed = [
                ("customer_id", new.customerID != old.customerID), ("project_id", new.projectID != old.projectID),
                ("amount", new.amount != old.amount), ("description", new.description != old.description),
                ("lines", new.lines != old.lines), ("due_days", new.dueDate != old.dueDate),
            ].filter(\.1).map(\.0)
            if !changed.isEmpty {
                reasons.append(
                    "An invoice that is \(old.status.rawValue) keeps what it was issued with: \(changed.joined(separator: ", "))."
                )
            }
        }
        reasons += Moves.refusal(of: "An invoice", from: old.status, to: new.status, allowed: old.status.next)
        if !reasons.isEmpty { throw .conflict(reasons.joined(separator: " ")) }
    }
}

/// What a caller may say about an invoice; nil is not said.
public struct InvoiceFields: Sendable {
    public var billing = BillingFields()
    /// Days from the issue date to the due date.
    public var dueDays: Int64?
    public var status: Invoice.Status?

    public init() {}

    func apply(to invoice: inout Invoice) throws(Problem) {
        try billing.apply(to: &invoice)
        if let dueDays { invoice.dueDate = invoice.issueDate.adding(days: Int(dueDays)) }
        status.assign(to: &invoice.status)
    }
}
