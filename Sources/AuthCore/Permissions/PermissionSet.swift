/// Up to 256 permissions. A check is one AND.
public struct PermissionSet: Sendable, Hashable {
    private var words: SIMD4<UInt64>

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// Nothing is allowed.
    public init() { words = .zero }

    /// Exactly these permissions.
    public init(_ permissions: some Sequence<Permission>) {
        words = .zero
        for permission in permissions { insert(permission) }
    }

    /// Nothing is allowed.
    public static let none = PermissionSet()

    /// Whether nothing is allowed.
    public var isEmpty: Bool { words == .zero }

    /// The number of permissions, 0...256.
    public var count: Int { (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount } }

    /// Adds a permission.
    public mutating func insert(_ permission: Permission) {
        words[Int(permission.bit >> 6)] |= 1 << UInt64(permission.bit & 63)
    }

    /// Whether that permission is among them.
    public func contains(_ permission: Permission) -> Bool {
        words[Int(permission.bit >> 6)] & (1 << UInt64(permission.bit & 63)) != 0
    }

    /// Whether all of the other's permissions are among these.
    public func isSuperset(of other: PermissionSet) -> Bool { words & other.words == other.words }

    /// What both allow.
    public func intersection(_ other: PermissionSet) -> PermissionSet { PermissionSet(words: words & other.words) }

    /// What either allows.
    public func union(_ other: PermissionSet) -> PermissionSet { PermissionSet(words: words | other.words) }

    /// What these allow and the other does not.
    public func subtracting(_ other: PermissionSet) -> PermissionSet { PermissionSet(words: words & ~other.words) }

    /// What of these is not granted: `required.missing(from: granted)`.
    public func missing(from granted: PermissionSet) -> PermissionSet { subtracting(granted) }

    /// The permissions in the order of their bits.
    public var permissions: [Permission] {
        (UInt8.min ... .max).lazy.map(Permission.init(bit:)).filter(contains)
    }
}

extension PermissionSet: ExpressibleByArrayLiteral {
    /// Exactly these permissions.
    public init(arrayLiteral elements: Permission...) { self.init(elements) }
}
