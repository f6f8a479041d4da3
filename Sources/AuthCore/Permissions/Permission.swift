/// The four actions that every resource has.
public enum PermissionAction: UInt8, Sendable, Hashable, CaseIterable {
    case create
    case read
    case update
    case delete

    /// The word behind the colon.
    public var name: String {
        switch self {
        case .create: "create"
        case .read: "read"
        case .update: "update"
        case .delete: "delete"
        }
    }

    init?(name: some StringProtocol) {
        guard let action = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = action
    }
}

/// One thing a caller may do, as a bit. Which one it is, is the catalogue's business.
public struct Permission: Sendable, Hashable {
    /// 0...255.
    public let bit: UInt8

    /// The permission with that bit.
    public init(bit: UInt8) { self.bit = bit }
}
