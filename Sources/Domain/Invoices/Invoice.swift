/// A request for payment to a customer, under a number that no other invoice of the tenant has and that leaves no gap.
public struct Invoice: Billable, Numbered {
    public static var resource: Resource { .invoices }

    public enum Status: String, Sendable, CaseIterable {
        case draft, sent, paid, overdue, cancelled

        /// What an invoice can become from here.
        public var next: Set<Status> {
            switch self {
            case .draft: [.sent, .cancelled]
            // What was sent is cancelled by a credit note.
            case .sent: [.paid, .overdue]
            case .overdue: [.paid]
            case .paid, .cancelled: []
            }
        }
    }

    public var id: Int64
    public var uuid: UUIDv7
    /// `INV-2026-0001`: gapless for each tenant and year.
    public var number: String
    public var customerID: Int64
    public var projectID: Int64?
    public var status: Status
    /// The net total.
    public var amount: Money
    public var tax: Money
    public var description: String
    public var lines: [LineItem]
    public var issueDate: LocalDate
    public var dueDate: LocalDate
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, number: String, customerID: Int64, projectID: Int64?, status: Status, amount: Money,
        tax: Money, description: String, lines: [LineItem], issueDate: LocalDate, dueDate: LocalDate,
        createdAt: Timestamp, updatedAt: Timestamp,
        version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.number = number
        self.customerID = customerID
        self.projectID = projectID
        self.status = status
        self.amount = amount
        self.tax = tax
        self.description = description
        self.lines = lines
        self.issueDate = issueDate
        self.dueDate = dueDate
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Invoice>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("number") { .text($0.number) },
        Attribute("customer_id") { .integer($0.customerID) },
        Attribute("project_id") { $0.projectID.map(Value.integer) ?? .null },
        Attribute("status") { .text($0.status.rawValue) },
        Attribute("amount") { .integer($0.amount.minorUnits) },
        Attribute("tax") { .integer($0.tax.minorUnits) },
        Attribute("currency") { .text($0.amount.currency.code) },
        Attribute("description") { .text($0.description) },
        Attribute("lines") { .records($0.lines.map(\.record)) },
        Attribute("issue_date") { .date($0.issueDate) },
        Attribute("due_date") { .date($0.dueDate) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Invoice>] = [
        Ordering("issue_date", .date) { .date($0.issueDate) },
        Ordering("due_date", .date) { .date($0.dueDate) },
        Ordering("amount", .integer) { .integer($0.amount.minorUnits) },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    public enum Rule {
        public static let description = TextRule(1...10_000, .lines)
        public static let dueDays: ClosedRange<Int64> = 0...3650
        public static let defaultDueDays = 30
    }
}
