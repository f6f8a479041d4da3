import ArgumentParser
import AuthCore
import Domain
import JSON

struct Permissions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List every permission, with its other spellings and the built-in roles that have it.")

    @Option(help: "Output: text or json.") var format = OutputFormat.text

    func run() {
        let catalog = Permission.catalog
        let rows = catalog.all.permissions.compactMap {
            permission -> (name: String, others: [String], roles: [String])? in
            guard let name = catalog.name(of: permission) else { return nil }
            let roles = BuiltinRole.allCases.filter { $0.permissions.contains(permission) }
            return (name, catalog.aliases(of: permission), roles.map(\.rawValue))
        }
        switch format {
        case .json:
            Output.json(
                .array(
                    rows.map {
                        [
                            "name": .string($0.name), "also": .array($0.others.map(JSONValue.string)),
                            "roles": .array($0.roles.map(JSONValue.string)),
                        ]
                    }))
        case .text:
            Output.table(
                ["PERMISSION", "ALSO", "ROLES"],
                rows.map { [$0.name, $0.others.joined(separator: ","), $0.roles.joined(separator: ",")] })
        }
    }
}
