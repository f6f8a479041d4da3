/// A thing of a customer's that work is done on.
public struct Device: Editable {
    public static var resource: Resource { .devices }

    public var id: Int64
    public var uuid: UUIDv7
    public var customerID: Int64
    /// Such as `phone` or `laptop`.
    public var type: String
    public var brand: String
    public var model: String
    public var serialNumber: String
    public var notes: String
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, customerID: Int64, type: String, brand: String, model: String, serialNumber: String,
        notes: String, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.customerID = customerID
        self.type = type
        self.brand = brand
        self.model = model
        self.serialNumber = serialNumber
        self.notes = notes
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Device>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("customer_id") { .integer($0.customerID) },
        Attribute("type") { .text($0.type) },
        Attribute("brand") { .text($0.brand) },
        Attribute("model") { .text($0.model) },
        Attribute("serial_number") { .text($0.serialNumber) },
        Attribute("notes") { .text($0.notes) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Device>] = [
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) }
    ]

    public enum Rule {
        public static let type = TextRule(1...50)
        public static let brand = TextRule(0...100)
        public static let model = TextRule(0...100)
        public static let serialNumber = TextRule(0...100)
        public static let notes = TextRule(0...10_000, .lines)
    }
}
