import ArgumentParser
import AuthCore
import Domain
import JSON

struct Permissions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List every permission, with its other spellings and the built-in roles that have it.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    @Option(help: "Output: text, json or markdown.") var format = Format.text

    private struct Row {
        let name: String
        let others: [String]
        let roles: [String]
    }

    func run() {
        let catalog = Permission.catalog
        let rows = catalog.all.permissions.compactMap { permission -> Row? in
            guard let name = catalog.name(of: permission) else { return nil }
            let roles = BuiltinRole.allCases.filter { $0.permissions.contains(permission) }
            return Row(name: name, others: catalog.aliases(of: permission), roles: roles.map(\.rawValue))
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
        case .markdown: Output.line(Self.markdown(rows))
        case .text:
            Output.table(
                ["PERMISSION", "ALSO", "ROLES"],
                rows.map { [$0.name, $0.others.joined(separator: ","), $0.roles.joined(separator: ",")] })
        }
    }

    /// docs/permissions.md: a column for each built-in role.
    private static func markdown(_ rows: [Row]) -> String {
        let roles = BuiltinRole.allCases.map(\.rawValue)
        let head = """
            # Permissions

            Made by `kiikd permissions --format markdown`; a test holds it to the code. `resource:write` is create and
            update, `resource:*` all of a resource, `*:read` all reading, `*:*` everything. The names of the second column
            are accepted too. A role of a tenant's own has any of these; the built-in roles have:

            | permission | also | \(roles.joined(separator: " | ")) |
            | --- | --- |\(roles.map { _ in " --- |" }.joined())
            """
        let lines = rows.map { row in
            let others = row.others.map { "`\($0)`" }.joined(separator: " ")
            let marks = roles.map { row.roles.contains($0) ? "✓" : "" }.joined(separator: " | ")
            return "| `\(row.name)` | \(others) | \(marks) |"
        }
        return ([head] + lines).joined(separator: "\n")
    }
}
