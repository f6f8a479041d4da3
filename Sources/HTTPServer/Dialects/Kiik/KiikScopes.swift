import AuthCore
import Domain

/// The contract's scopes know `read` and `write`: whoever needs to create or to update is told to ask for `write`.
enum KiikScopes {
    static func names(_ permissions: [String]) -> String {
        var names: [String] = []
        for permission in permissions {
            let parts = permission.split(separator: ":", maxSplits: 1)
            let isWrite = parts.last == "create" || parts.last == "update"
            let name = isWrite ? "\(parts.first ?? ""):write" : permission
            if !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: " ")
    }

    /// As `names`, a few of them: the header has all.
    static func sentence(_ permissions: [String]) -> String {
        let all = names(permissions).split(separator: " ")
        return all.count > 6
            ? all.prefix(5).joined(separator: " ") + " and \(all.count - 5) more" : all.joined(separator: " ")
    }

    static func name(of operation: Operation) -> String {
        names(Permission.catalog.names(of: PermissionSet([operation.permission])))
    }
}
