/// An offer to a customer, under a gapless number of its own.
public struct Estimate: Billable, Numbered {
    public static var resource: Resource { .estimates }

    public enum Status: String, Sendable, CaseIterable {
        case draft, sent, accepted, refused, expired

        /// What an estimate can become from here.
        public var next: Set<Status> {
            switch self {
            case .draft: [.sent]
            case .sent: [.accepted, .refused, .expired]
            case .accepted, .refused, .expired: []
            }
        }
    }

    public var id: Int64
    public var uuid: UUIDv7
    /// `EST-2026-0001`.
    public var number: String
    public var customerID: Int64
    public var projectID: Int64?
    public var status: Status
    public var amount: Money
    public var tax: Money
    public var description: String
    public var lines: [LineItem]
    public var issueDate: LocalDate
    public var validUntil: LocalDate
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, number: String, customerID: Int64, projectID: Int64?, status: Status, amount: Money,
        tax: Money, description: String, lines: [LineItem], issueDate: LocalDate, validUntil: LocalDate,
        createdAt: Timestamp, updatedAt: Timestamp, version: Int64
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
        self.validUntil = validUntil
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Estimate>] = [
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
        Attribute("valid_until") { .date($0.validUntil) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Estimate>] = [
        Ordering("issue_date", .date) { .date($0.issueDate) },
        Ordering("amount", .integer) { .integer($0.amount.minorUnits) },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    public enum Rule {
        public static let validDays: ClosedRange<Int64> = 0...3650
        public static let defaultValidDays = 30
        /// In thousandths, halves and quarters included: up to a thousand days.
        public static let days: ClosedRange<Int64> = 1...1_000_000
    }
}
