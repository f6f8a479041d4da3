public import AuthCore

/// The smallest scopes with which a key could do all that it did.
public struct LeastPrivilege: Sendable, Hashable {
    /// What to keep, as canonical scopes; empty where nothing was used.
    public let scopes: [String]
    /// What would be taken away, as canonical scopes.
    public let unused: [String]

    /// True where something would be taken away and something would be left.
    public var isWorthwhile: Bool { !unused.isEmpty && !scopes.isEmpty }

    /// - Parameters:
    ///   - scopes: the key's. What the catalogue does not know gives nothing and is not proposed.
    ///   - actions: what the key did with success, such as `invoices.create`. An action without a permission needs none.
    ///   - permissions: what each action needs.
    public init(
        scopes: [String], actions: some Sequence<String>, permissions: [String: Permission],
        catalog: PermissionCatalog = Permission.catalog
    ) {
        let granted = scopes.reduce(PermissionSet.none) { granted, scope in
            granted.union((try? catalog.parse([scope])) ?? .none)
        }
        // What its scopes no longer give is no reason to give it.
        let used = PermissionSet(actions.compactMap { permissions[$0] }).intersection(granted)
        self.scopes = catalog.names(of: used)
        unused = catalog.names(of: granted.subtracting(used))
    }
}
