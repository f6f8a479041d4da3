public import AuthCore

/// What a tenant lets people do only for a while after they showed their second factor. Keys have none to show.
public struct StepUp: Sendable, Hashable {
    /// Seconds for which a second factor can be said to be fresh.
    public static let ages: ClosedRange<Int64> = 10...86_400

    public let permissions: PermissionSet
    /// Seconds for which it is.
    public let age: Int64

    public init(permissions: PermissionSet, age: Int64) {
        self.permissions = permissions
        self.age = age
    }

    /// As it is stored.
    public init(scopes: [String], age: Int64) {
        self.init(permissions: PermissionSet(knownIn: scopes), age: age)
    }

    public var scopes: [String] { Permission.catalog.names(of: permissions) }

    /// - Parameter shown: when the second factor was shown last, if ever.
    func isDue(for permission: Permission, since shown: Timestamp?, at now: @autoclosure () -> Timestamp) -> Bool {
        permissions.contains(permission) && isOver(shown, now())
    }

    /// The same for any of these.
    func isDue(for needed: PermissionSet, since shown: Timestamp?, at now: @autoclosure () -> Timestamp) -> Bool {
        needed.subtracting(permissions) != needed && isOver(shown, now())
    }

    private func isOver(_ shown: Timestamp?, _ now: @autoclosure () -> Timestamp) -> Bool {
        shown.map { now() >= $0.adding(seconds: age) } ?? true
    }
}
