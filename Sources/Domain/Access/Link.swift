public import AuthCore

/// Something that whoever reads a mailbox may do once: the link in a mail. Only the digest of its token is kept.
public struct Link: Editable {
    public static var resource: Resource { .links }

    public enum Purpose: String, Sendable, CaseIterable {
        case invitation
        case passwordReset = "password_reset"
        case emailVerification = "email_verification"
        /// Of another address, which it makes the user's.
        case emailChange = "email_change"

        /// Seconds for which it works.
        public var life: Int64 {
            switch self {
            case .invitation: 7 * 86_400
            case .passwordReset: 3600
            case .emailVerification, .emailChange: 86_400
            }
        }
    }

    public var id: Int64
    public var uuid: UUIDv7
    public var userID: Int64
    public var purpose: Purpose
    public var digest: SecretDigest
    /// The address it was sent to; it proves nothing about another.
    public var email: String
    public var expiresAt: Timestamp
    public var usedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, userID: Int64, purpose: Purpose, digest: SecretDigest, email: String,
        expiresAt: Timestamp, usedAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.userID = userID
        self.purpose = purpose
        self.digest = digest
        self.email = email
        self.expiresAt = expiresAt
        self.usedAt = usedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Link>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("user_id") { .integer($0.userID) },
        Attribute("purpose") { .text($0.purpose.rawValue) },
        Attribute("digest", isContent: false) { .bytes($0.digest.bytes) },
        Attribute("email") { .text($0.email) },
        Attribute("expires_at") { .timestamp($0.expiresAt) },
        Attribute("used_at") { $0.usedAt.map(Value.timestamp) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Link>] = []
}
