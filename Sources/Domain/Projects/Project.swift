/// A piece of work for a customer: what days are reported on and what is invoiced.
public struct Project: Editable {
    public static var resource: Resource { .projects }

    public enum Status: String, Sendable, CaseIterable {
        case planned, active, completed, cancelled
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var name: String
    public var customerID: Int64
    public var description: String
    public var status: Status
    /// What a day of it costs; nil: the tenant's daily rate.
    public var dailyRate: Money?
    public var currency: Currency
    public var startDate: LocalDate?
    public var endDate: LocalDate?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, name: String, customerID: Int64, description: String, status: Status,
        dailyRate: Money?, currency: Currency, startDate: LocalDate?, endDate: LocalDate?, createdAt: Timestamp,
        updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.name = name
        self.customerID = customerID
        self.description = description
        self.status = status
        self.dailyRate = dailyRate
        self.currency = currency
        self.startDate = startDate
        self.endDate = endDate
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Project>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("name") { .text($0.name) },
        Attribute("customer_id") { .integer($0.customerID) },
        Attribute("description") { .text($0.description) },
        Attribute("status") { .text($0.status.rawValue) },
        Attribute("daily_rate") { $0.dailyRate.map { .integer($0.minorUnits) } ?? .null },
        Attribute("currency") { .text($0.currency.code) },
        Attribute("start_date") { $0.startDate.map(Value.date) ?? .null },
        Attribute("end_date") { $0.endDate.map(Value.date) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Project>] = [
        Ordering("name", .text) { .text($0.name) },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    public enum Rule {
        public static let name = TextRule(1...200)
        public static let description = TextRule(0...10_000, .lines)
    }
}
