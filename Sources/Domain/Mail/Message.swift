internal import AuthCore

/// A mail that has to leave. It is committed with what it tells of, and sent afterwards: never without the other.
public struct Message: Entity {
    public static var resource: Resource { .messages }

    public enum Kind: String, Sendable, CaseIterable {
        case invitation, membership
        case emailVerification = "email_verification"
        case emailChange = "email_change"
        case emailChangeAsked = "email_change_asked"
        case emailChanged = "email_changed"
        case passwordReset = "password_reset"
        case passwordChanged = "password_changed"
        case newDevice = "new_device"
        case expiringKey = "expiring_key"
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var userID: Int64
    public var kind: Kind
    public var recipient: String
    /// There is one message of an occasion, however often somebody thinks of it.
    public var occasion: String
    /// The subject, a line feed, the text; sealed, because there are links in it.
    public var sealed: [UInt8]
    /// What is not sent until then is not sent any more.
    public var expiresAt: Timestamp
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, userID: Int64, kind: Kind, recipient: String, occasion: String, sealed: [UInt8],
        expiresAt: Timestamp, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.userID = userID
        self.kind = kind
        self.recipient = recipient
        self.occasion = occasion
        self.sealed = sealed
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Message>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("user_id") { .integer($0.userID) },
        Attribute("kind") { .text($0.kind.rawValue) },
        Attribute("recipient") { .text($0.recipient) },
        Attribute("occasion", isContent: false) { .text($0.occasion) },
        Attribute("sealed", isContent: false) { .bytes($0.sealed) },
        Attribute("expires_at") { .timestamp($0.expiresAt) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Message>] = []

    /// Where the text is sealed for.
    static func place(_ id: Int64, to recipient: String, in tenant: TenantScope) -> AssociatedData {
        AssociatedData([String(tenant.id), "messages", "sealed", String(id), recipient])
    }
}

/// A message with its text, on its way out.
public struct Mail: Sendable, Hashable {
    /// Its `Message-ID`: a mail that is sent twice is known as one.
    public let id: UUIDv7
    public let recipient: String
    public let subject: String
    public let text: String
    public let date: Timestamp

    public init(id: UUIDv7, recipient: String, subject: String, text: String, date: Timestamp) {
        self.id = id
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.date = date
    }
}

/// Takes mails out of the house.
public protocol MailTransport: Sendable {
    /// Returns once somebody else answers for the mail.
    func send(_ mail: Mail) async throws(MailFailure)
}

/// Why a mail did not leave.
public struct MailFailure: Error, Sendable, Hashable {
    public enum Outlook: Sendable, Hashable {
        case later
        /// The other side will not have it; it may be asked a few times.
        case refused
        case never
    }

    /// Without anything secret, for the log.
    public let reason: String
    public let outlook: Outlook

    public init(_ reason: String, _ outlook: Outlook = .later) {
        self.reason = reason
        self.outlook = outlook
    }
}
