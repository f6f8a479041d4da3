/// A person or company that the tenant works for.
public struct Customer: Editable {
    public static var resource: Resource { .customers }

    public enum Status: String, Sendable, CaseIterable {
        case active, inactive, prospect
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var name: String
    public var email: String
    public var phone: String
    public var company: String
    public var address: String
    public var taxNumber: String
    public var notes: String
    public var status: Status
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, name: String, email: String, phone: String, company: String, address: String,
        taxNumber: String, notes: String, status: Status, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.name = name
        self.email = email
        self.phone = phone
        self.company = company
        self.address = address
        self.taxNumber = taxNumber
        self.notes = notes
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    /// A new one, of whom nothing but the name is known.
    public init(id: Int64, uuid: UUIDv7, name: String, at now: Timestamp) {
        self.init(
            id: id, uuid: uuid, name: name, email: "", phone: "", company: "", address: "", taxNumber: "", notes: "",
            status: .active, createdAt: now, updatedAt: now, version: 1)
    }

    public static let attributes: [Attribute<Customer>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("name") { .text($0.name) },
        Attribute("email") { .text($0.email) },
        Attribute("phone") { .text($0.phone) },
        Attribute("company") { .text($0.company) },
        Attribute("address") { .text($0.address) },
        Attribute("tax_number") { .text($0.taxNumber) },
        Attribute("notes") { .text($0.notes) },
        Attribute("status") { .text($0.status.rawValue) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Customer>] = [
        Ordering("name", .text) { .text($0.name) },
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) },
    ]

    /// What the texts of a customer may be.
    public enum Rule {
        public static let name = TextRule(1...200)
        public static let email = TextRule(0...254, .email)
        public static let phone = TextRule(0...50)
        public static let company = TextRule(0...200)
        public static let address = TextRule(0...1000, .lines)
        public static let taxNumber = TextRule(0...50)
        public static let notes = TextRule(0...10_000, .lines)
    }
}
