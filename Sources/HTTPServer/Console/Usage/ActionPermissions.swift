import AuthCore
import Domain

/// What each action needs that a key can do, by the name under which calls are recorded.
enum ActionPermissions {
    static let byName: [String: Permission] = {
        let dialects = [
            KiikDialect.make(assets: nil), ServiceDeskDialect.make(), SecretaryDialect.make(), CredKitDialect.make(),
        ]
        let declared = dialects.flatMap(\.endpoints).compactMap(\.operation.declared)
        return Dictionary(declared.map { ($0.name, $0.permission) }) { first, _ in first }
    }()

    /// What something asks for that keys and apps can do.
    static let ofPrograms = Set(byName.values).union(MCPCatalog(publicURL: "").tools.flatMap(\.permissions))

    /// What the pages ask of people.
    static let ofPages = Set(Console.endpoints.flatMap(\.needs)).union(UndoActions.needed)

    /// Asks whether a key is valid, and for which scopes: whoever asks may rely on any that it has.
    static let check = "verify"

    /// Assistants look through several kinds of rows at once; which of them they needed is not known.
    private static let parts = [
        "search": ["customers.list", "projects.list", "invoices.list", "estimates.list"],
        "fetch": ["customers.show", "projects.show", "invoices.show", "estimates.show"],
    ]

    static func proposal(for scopes: [String], used actions: [String]) -> LeastPrivilege {
        LeastPrivilege(scopes: scopes, actions: actions.flatMap { parts[$0] ?? [$0] }, permissions: byName)
    }
}
