internal import AuthCore

/// What takes back an invoice that was sent: under a gapless number of its own, for the whole of it.
public struct CreditNote: Editable, Numbered {
    public static var resource: Resource { .creditNotes }

    public var id: Int64
    public var uuid: UUIDv7
    /// `CN-2026-0001`.
    public var number: String
    public var invoiceID: Int64
    public var customerID: Int64
    /// What it takes back: the invoice's net total and tax.
    public var amount: Money
    public var tax: Money
    public var reason: String
    public var issueDate: LocalDate
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, number: String, invoiceID: Int64, customerID: Int64, amount: Money, tax: Money,
        reason: String, issueDate: LocalDate, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.number = number
        self.invoiceID = invoiceID
        self.customerID = customerID
        self.amount = amount
        self.tax = tax
        self.reason = reason
        self.issueDate = issueDate
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public var total: Money {
        // Both are at most 10^15.
        Money(minorUnits: amount.minorUnits + tax.minorUnits, currency: amount.currency)
    }

    public static let attributes: [Attribute<CreditNote>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("number") { .text($0.number) },
        Attribute("invoice_id") { .integer($0.invoiceID) },
        Attribute("customer_id") { .integer($0.customerID) },
        Attribute("amount") { .integer($0.amount.minorUnits) },
        Attribute("tax") { .integer($0.tax.minorUnits) },
        Attribute("currency") { .text($0.amount.currency.code) },
        Attribute("reason") { .text($0.reason) },
        Attribute("issue_date") { .date($0.issueDate) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<CreditNote>] = [
        Ordering("issue_date", .date) { .date($0.issueDate) },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    public enum Rule {
        public static let reason = TextRule(0...1000, .lines)
    }
}

/// What can be done with credit notes. They go with the permissions for invoices.
public enum CreditNoteActions {
    public static let list = Operation(
        "credit_notes.list", "Lists credit notes, by page, with filters, search and ordering.",
        needs: .of(.read, .invoices), effect: .read)

    public static let show = Operation(
        "credit_notes.show", "Shows one credit note.", needs: .of(.read, .invoices), effect: .read)

    /// A credit note and the invoice that it took back.
    public struct Credited: Sendable {
        public let note: CreditNote
        public let invoice: Invoice
    }

    public struct Input: Sendable {
        public var reason = ""

        public init() {}
    }

    public static let credit = Action<Update<Input>, Credited>(
        Operation(
            "invoices.credit", "Takes back an invoice that was sent: makes its credit note and cancels it.",
            needs: .of(.update, .invoices), effect: .update)
    ) { input, context in
        guard let old = try await context.store.invoices.find(input.id, in: context.tenant) else {
            throw Problem.notFound(.invoices, id: String(input.id))
        }
        guard old.status == .sent || old.status == .overdue else {
            let hint = old.status == .draft ? " A draft is cancelled by changing its status." : ""
            throw Problem.conflict("An invoice that is \(old.status.rawValue) cannot be credited.\(hint)")
        }
        let number = context.number(series: "CN", year: context.today.year)
        let note = CreditNote(
            id: try await context.newID(for: .creditNotes), uuid: context.newUUID(), number: number.placeholder,
            invoiceID: old.id, customerID: old.customerID, amount: old.amount, tax: old.tax,
            reason: input.fields.reason, issueDate: context.today, createdAt: context.now, updatedAt: context.now,
            version: 1)
        var invoice = old
        invoice.status = .cancelled
        invoice.updatedAt = context.now
        invoice.version = old.version &+ 1
        let changes = [Change.create(note)] + [Change.update(from: old, to: invoice)].compactMap(\.self)
        return Decision(changes: changes, number: number, output: Credited(note: note, invoice: invoice))
    }
}
