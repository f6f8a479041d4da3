/// What a user shows besides the password: codes of an authenticator app. One row a user, kept where the user is.
public struct SecondFactor: Editable {
    public static var resource: Resource { .secondFactors }

    public var id: Int64
    public var uuid: UUIDv7
    public var userID: Int64
    /// The app's secret, sealed; empty once it was taken away.
    public var sealed: [UInt8]
    /// Nil while it is being set up, and after it was taken away: the password is enough.
    public var confirmedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, userID: Int64, sealed: [UInt8], confirmedAt: Timestamp?, createdAt: Timestamp,
        updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.userID = userID
        self.sealed = sealed
        self.confirmedAt = confirmedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<SecondFactor>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("user_id") { .integer($0.userID) },
        // Bytes are shown nowhere; that they changed is.
        Attribute("sealed") { .bytes($0.sealed) },
        Attribute("confirmed_at") { $0.confirmedAt.map(Value.timestamp) ?? .null },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<SecondFactor>] = []
}
