import AuthCore
import Domain

/// Scopes to tick, a row for each thing that they are about, and explained. Nobody is offered what they may not do
/// themselves.
enum ScopeChoices {
    /// - Parameter presets: the form's page, where many can be ticked at once; see ``preset(_:among:)``.
    static func fields(
        _ visit: ConsoleVisit, ticked: [String], name: String = "scopes", among all: [String] = all,
        presets: String? = nil
    ) -> [Form.Field] {
        let offered = offered(to: visit, among: all)
        // What was ticked before stays to be unticked, whatever it is called.
        let scopes = offered + ticked.filter { !offered.contains($0) }
        var groups: [(title: String, options: [Form.Option])] = []
        for scope in scopes {
            guard let meaning = visit.texts.scopes.meaning(of: scope) else { continue }
            let column = Self.columns.first { scope.hasSuffix(":\($0)") } ?? ""
            // A column's head says so for all of it.
            let badge = meaning.isWrite && column.isEmpty ? Badge(visit.texts.consent.writes, .warning) : nil
            var option = Form.Option(
                scope, meaning.sentence, hint: scope, badge: badge, isChosen: ticked.contains(scope))
            option.place = column
            if let place = groups.firstIndex(where: { $0.title == meaning.title }) {
                groups[place].options.append(option)
            } else {
                groups.append((meaning.title, [option]))
            }
        }
        let head = Self.head(visit, above: groups.flatMap(\.options), presets)
        return [.head(head)] + groups.map { .row(name, $0.title, $0.options, under: head) }
    }

    static func offered(to visit: ConsoleVisit, among all: [String] = all) -> [String] {
        all.filter { scope in
            (try? Permission.catalog.parse([scope])).map {
                $0.subtracting(visit.principal.permissions).isEmpty
            } ?? false
        }
    }

    /// For keys and apps: what the APIs and the assistants' tools ask for.
    static let all = scopes(asking: ActionPermissions.ofPrograms)

    /// For people: what their pages ask for besides.
    static let people = scopes(asking: ActionPermissions.ofPrograms.union(ActionPermissions.ofPages))

    /// To read, to write, to delete and a resource's own verbs, where something asks for it.
    private static func scopes(asking needed: Set<Permission>) -> [String] {
        PermissionMatrix.groups.flatMap { group in
            ["read", "write", "delete"].map { "\(group.resource):\($0)" }
                + group.cells.dropFirst(PermissionAction.allCases.count).map(\.scope)
        }.filter { scope in
            guard let allowed = try? Permission.catalog.parse([scope]) else { return false }
            return needed.contains { allowed.contains($0) }
        }
    }
}

extension ConsoleVisit {
    /// What is wrong with a field, in the reader's language.
    func sentence(of faults: [Fault], at name: String) -> String? {
        let found = faults.filter { $0.field == name || $0.field.hasPrefix("\(name).") }
        return found.isEmpty
            ? nil : found.map { texts.sentence(of: $0) }.joined(separator: " ")
    }
}
