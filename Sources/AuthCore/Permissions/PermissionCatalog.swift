/// All the permissions there are, and how they are written: `resource:action`.
///
/// Actions are create, read, update and delete; `write` is create and update; a resource may have verbs of its own
/// (`documents:import`); `*` may stand on either side, and alone for everything. OAuth scopes, key scopes and role
/// permissions are all written so.
public struct PermissionCatalog: Sendable {
    /// Resources in the order of their bits.
    public let resources: [String]
    /// Verbs beyond the four actions, in the order of their bits.
    public let verbs: [(resource: String, verb: String)]
    /// What every accepted spelling means.
    private let meanings: [String: PermissionSet]
    /// The canonical name of every bit.
    private let names: [String]
    /// The aliases, sorted.
    private let otherNames: [String]

    /// Every permission there is.
    public let all: PermissionSet

    static let actions = PermissionAction.allCases.count

    /// Makes the catalogue. Bits follow the order given, so a new resource or verb goes to the end of its list.
    ///
    /// - Parameter aliases: other spellings and what each means: canonical scopes joined by single spaces.
    /// - Precondition: at most 256 permissions (four a resource, one a verb); names are `[a-z0-9_-]`, unique, and no
    ///   verb is called like an action; aliases mean known scopes and are no scopes themselves. The catalogue is
    ///   written in code, never read from input.
    public init(
        resources: [String], verbs: [(resource: String, verb: String)] = [], aliases: [String: String] = [:]
    ) {
        precondition(resources.count * Self.actions + verbs.count <= 256, "more than 256 permissions")
        precondition(Set(resources).count == resources.count, "a resource is listed twice")
        precondition(resources.allSatisfy(Self.isName), "a resource's name is [a-z0-9_-]")
        let reserved = Set(PermissionAction.allCases.map(\.name) + ["write"])
        for (resource, verb) in verbs {
            precondition(resources.contains(resource), "a verb of an unknown resource: \(resource)")
            precondition(Self.isName(verb) && !reserved.contains(verb), "not a verb's name: \(verb)")
        }
        self.resources = resources
        self.verbs = verbs
        names =
            resources.flatMap { resource in PermissionAction.allCases.map { "\(resource):\($0.name)" } }
            + verbs.map { "\($0.resource):\($0.verb)" }
        precondition(Set(names).count == names.count, "a verb is listed twice")
        all = PermissionSet(names.indices.map { Permission(bit: UInt8($0)) })

        otherNames = aliases.keys.sorted()
        let grammar = Self.spellings(of: names, all: all)
        var meanings = grammar
        for (alias, scopes) in aliases {
            precondition(grammar[alias] == nil, "the alias \(alias) is a scope itself")
            let parts = scopes.split(separator: " ").map(String.init)
            let sets = parts.compactMap { grammar[$0] }
            precondition(!parts.isEmpty && sets.count == parts.count, "the alias \(alias) means an unknown scope")
            meanings[alias] = sets.reduce(.none) { $0.union($1) }
        }
        self.meanings = meanings
    }

    /// Every spelling of the grammar, so that parsing is a lookup.
    private static func spellings(of names: [String], all: PermissionSet) -> [String: PermissionSet] {
        var meanings: [String: PermissionSet] = ["*": all, "*:*": all]
        for (bit, name) in names.enumerated() {
            let permission: PermissionSet = [Permission(bit: UInt8(bit))]
            let parts = name.split(separator: ":").map(String.init)
            guard let resource = parts.first, let action = parts.last else { continue }
            var spellings = [name, "\(resource):*", "*:\(action)"]
            if action == "create" || action == "update" { spellings += ["\(resource):write", "*:write"] }
            for spelling in spellings {
                meanings[spelling] = permission.union(meanings[spelling] ?? .none)
            }
        }
        return meanings
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z"))
                    || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }
}

extension PermissionCatalog {
    /// The permission for that action on that resource; nil for an unknown resource.
    public func permission(_ resource: String, _ action: PermissionAction) -> Permission? {
        resources.firstIndex(of: resource).map { self[resource: $0, action] }
    }

    /// The permission for a verb of that resource; nil if it has none of that name.
    public func permission(_ resource: String, verb: String) -> Permission? {
        verbs.firstIndex { $0 == (resource, verb) }.map {
            Permission(bit: UInt8(resources.count * Self.actions + $0))
        }
    }

    /// The permission for that action on the resource at that place of ``resources``.
    /// - Precondition: the place is one of the list's.
    public subscript(resource index: Int, action: PermissionAction) -> Permission {
        precondition(resources.indices.contains(index), "no resource at that place")
        return Permission(bit: UInt8(index * Self.actions + Int(action.rawValue)))
    }

    /// What these scopes allow together. Spelling is exact: case and white space count.
    /// - Throws: ``PermissionError`` naming every unknown scope, not just the first.
    public func parse(_ scopes: some Sequence<String>) throws(PermissionError) -> PermissionSet {
        var allowed = PermissionSet.none
        var unknown: [String] = []
        var seen: Set<String> = []
        for scope in scopes {
            if let meaning = meanings[scope] {
                allowed = allowed.union(meaning)
            } else if seen.insert(scope).inserted {
                unknown.append(scope)
            }
        }
        guard unknown.isEmpty else { throw PermissionError(unknown: unknown) }
        return allowed
    }

    /// What an OAuth `scope` value allows: scopes separated by spaces (RFC 6749, 3.3).
    /// - Throws: ``PermissionError`` naming every unknown scope.
    public func parse(scope: String) throws(PermissionError) -> PermissionSet {
        try parse(scope.split(separator: " ").map(String.init))
    }
}

extension PermissionCatalog {
    /// The canonical name of a permission, such as `customers:read`; nil for a bit that means nothing here.
    public func name(of permission: Permission) -> String? {
        names.indices.contains(Int(permission.bit)) ? names[Int(permission.bit)] : nil
    }

    /// The other systems' names that mean this permission among others, in their order.
    public func aliases(of permission: Permission) -> [String] {
        otherNames.filter { meanings[$0]?.contains(permission) == true }
    }

    /// The canonical scopes that mean this set, short but explicit.
    ///
    /// Create and update together are `write`. `*` is never written: a stored list must not grow when the catalogue
    /// does. `parse(names(of: set))` is the set again.
    public func names(of set: PermissionSet) -> [String] {
        var written: [String] = []
        for (index, resource) in resources.enumerated() {
            func has(_ action: PermissionAction) -> Bool { set.contains(self[resource: index, action]) }
            if has(.read) { written.append("\(resource):read") }
            if has(.create) && has(.update) {
                written.append("\(resource):write")
            } else {
                if has(.create) { written.append("\(resource):create") }
                if has(.update) { written.append("\(resource):update") }
            }
            if has(.delete) { written.append("\(resource):delete") }
            for (place, verb) in verbs.enumerated() where verb.resource == resource {
                let permission = Permission(bit: UInt8(resources.count * Self.actions + place))
                if set.contains(permission) { written.append("\(resource):\(verb.verb)") }
            }
        }
        return written
    }
}
