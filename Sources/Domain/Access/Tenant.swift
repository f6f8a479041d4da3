/// One company, or the test environment of one.
public struct Tenant: Sendable, Hashable {
    public var id: Int64
    /// Lower-case letters, digits and hyphens, at most 63: a DNS label.
    public var subdomain: String
    public var name: String
    public var currency: String
    public var timeZone: String
    /// The live tenant that this one is the test environment of.
    public var testOf: Int64?
    /// The id of this tenant's test environment.
    public var testID: Int64?
    public var createdAt: Timestamp
    public var approval: Approval

    /// Whose writes have to be approved as they were shown.
    public enum Approval: String, Sendable, CaseIterable {
        case nobody = "none"
        case assistants
    }

    public init(
        id: Int64, subdomain: String, name: String, currency: String, timeZone: String, testOf: Int64? = nil,
        testID: Int64? = nil, createdAt: Timestamp, approval: Approval = .nobody
    ) {
        self.id = id
        self.subdomain = subdomain
        self.name = name
        self.currency = currency
        self.timeZone = timeZone
        self.testOf = testOf
        self.testID = testID
        self.createdAt = createdAt
        self.approval = approval
    }

    public static func isSubdomain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen else { return false }
        return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == hyphen }
    }
}
