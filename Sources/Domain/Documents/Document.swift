public import AuthCore

/// A file that was handed in, with what was read out of it about a customer: pending until somebody decides.
public struct Document: Editable {
    public static var resource: Resource { .documents }

    public enum Status: String, Sendable, CaseIterable {
        case pending, approved, rejected
    }

    public var id: Int64
    /// Also the name that the file is stored under.
    public var uuid: UUIDv7
    /// As the sender called it; nothing is stored under this name.
    public var filename: String
    public var mediaType: MediaType
    public var size: Int64
    public var digest: SecretDigest
    public var status: Status
    public var extracted: Contact
    public var customerID: Int64?
    /// Whether the approval made its customer; false where it was connected with one that was there.
    public var hasMadeCustomer: Bool
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, filename: String, mediaType: MediaType, size: Int64, digest: SecretDigest,
        status: Status, extracted: Contact, customerID: Int64?, hasMadeCustomer: Bool, createdAt: Timestamp,
        updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.filename = filename
        self.mediaType = mediaType
        self.size = size
        self.digest = digest
        self.status = status
        self.extracted = extracted
        self.customerID = customerID
        self.hasMadeCustomer = hasMadeCustomer
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Document>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("filename") { .text($0.filename) },
        Attribute("media_type") { .text($0.mediaType.rawValue) },
        Attribute("size") { .integer($0.size) },
        Attribute("digest") { .bytes($0.digest.bytes) },
        Attribute("status") { .text($0.status.rawValue) },
        Attribute("name") { .text($0.extracted.name) },
        Attribute("email") { .text($0.extracted.email) },
        Attribute("phone") { .text($0.extracted.phone) },
        Attribute("company") { .text($0.extracted.company) },
        Attribute("address") { .text($0.extracted.address) },
        Attribute("tax_number") { .text($0.extracted.taxNumber) },
        Attribute("customer_id") { $0.customerID.map(Value.integer) ?? .null },
        Attribute("has_made_customer") { .boolean($0.hasMadeCustomer) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Document>] = [
        Ordering("created_at", .timestamp) { .timestamp($0.createdAt) }
    ]

    public enum Rule {
        public static let filename = TextRule(1...255)
    }
}

/// What can be known of a customer from a document; empty where nothing was found.
public struct Contact: Sendable, Hashable {
    public var name = ""
    public var email = ""
    public var phone = ""
    public var company = ""
    public var address = ""
    public var taxNumber = ""

    public init() {}
}
