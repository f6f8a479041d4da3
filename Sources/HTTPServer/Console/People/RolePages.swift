import AuthCore
import Domain

/// What the roles are and what each may do.
enum RolePages {
    static func list(_ visit: ConsoleVisit) async throws -> Answer {
        let (words, console) = (visit.texts.people, visit.texts.console)
        let roles = try await PermissionMatrix.read(for: try visit.authorized(), from: visit.services.store).roles
        var page = ConsolePage(Phrase(words.roles))
        page.trail = AdminPage.trail(visit)
        page.lead = Phrase(words.rolesLead)
        page.actions = [PageLink(words.matrix, "/admin/roles/matrix/", .second)]
        if visit.may(.of(.create, .roles)) {
            page.actions.append(PageLink(words.addRole, "/admin/roles/new/", .button))
        }
        page.blocks = [
            .table(
                Table(
                    words.roles,
                    [
                        Table.Column(console.name), Table.Column(words.kind), Table.Column(words.description),
                        Table.Column(words.members),
                    ],
                    roles.map { role in
                        Table.Row([
                            .foreign(visit.texts.role(role.name), to: "/admin/roles/\(role.id)/"),
                            .badge(badge(of: role, words)),
                            .foreign(visit.texts.description(of: role)),
                            visit.may(.of(.read, .users))
                                ? .link(words.showMembers, to: "/admin/users/?role_id=\(role.id)") : .text(""),
                        ])
                    }, empty: Table.Empty(text: Phrase(console.none))))
        ]
        return try visit.answer(page)
    }

    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let (words, console, role) = (visit.texts.people, visit.texts.console, try await find(visit))
        var page = ConsolePage("\(ForeignText(visit.texts.role(role.name)))")
        page.trail = trail(visit)
        if visit.may(.of(.read, .users)) {
            page.actions = [PageLink(words.showMembers, "/admin/users/?role_id=\(role.id)", .second)]
        }
        if visit.may(.of(.update, .roles)), role.builtin == nil {
            page.actions.append(PageLink(console.edit, "/admin/roles/\(role.id)/edit/", .second))
        }
        if visit.may(RoleActions.delete.operation.permission), role.builtin == nil {
            page.actions.append(PageLink(words.deleteRole, "/admin/roles/\(role.id)/delete/", .danger))
        }
        var facts: [Facts.Fact] = [.init(words.kind, badge: badge(of: role, words))]
        if !role.description.isEmpty {
            facts.append(.init(words.description, visit.texts.description(of: role), isForeign: true))
        }
        page.blocks = [.facts(facts)]
        if role.builtin != nil { page.blocks.append(.text(Phrase(words.builtinText))) }
        page.blocks += [
            .heading(Phrase(words.permissions)),
            .facts(RoleMatrix.facts(of: role, in: PermissionMatrix([role]), visit)),
        ]
        return try visit.answer(page)
    }

    static func matrix(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.people
        let matrix = try await PermissionMatrix.read(for: try visit.authorized(), from: visit.services.store)
        var page = ConsolePage(Phrase(words.matrix))
        page.trail = trail(visit)
        page.lead = Phrase(words.matrixText)
        // Only so many columns can be read beside each other.
        let places = stride(from: 0, to: matrix.roles.count, by: RoleMatrix.mostColumns).map(\.self)
        let asked = visit.query["from"].flatMap { Int($0) } ?? 0
        let first = places.contains(asked) ? asked : 0
        let shown = Array(matrix.roles.dropFirst(first).prefix(RoleMatrix.mostColumns))
        page.blocks = [.matrix(RoleMatrix(shown, matrix, visit))]
        let next = first + RoleMatrix.mostColumns
        if next < matrix.roles.count {
            page.blocks.append(.links([PageLink(words.moreRoles, "/admin/roles/matrix/?from=\(next)", .second)]))
        } else if first > 0 {
            page.blocks.append(
                .links([PageLink(visit.texts.console.first, "/admin/roles/matrix/", .second)]))
        }
        return try visit.answer(page)
    }

    static func find(_ visit: ConsoleVisit) async throws -> Role {
        guard let role = try await visit.services.store.roles.standing(visit.id, in: visit.principal.account) else {
            throw Problem.notFound(.roles, id: String(visit.id))
        }
        return role
    }

    static func trail(_ visit: ConsoleVisit) -> [PageLink] {
        AdminPage.trail(visit, PageLink(visit.texts.people.roles, "/admin/roles/"))
    }

    static func badge(of role: Role, _ words: Texts.People) -> Badge {
        role.builtin == nil ? Badge(words.own, .good) : Badge(words.builtin)
    }
}

/// Roles beside what there is: a table where there is room, and else one role after another.
struct RoleMatrix: Sendable {
    static let mostColumns = 7

    struct Card: Sendable {
        let name: String
        let facts: Facts
    }

    let table: Table
    let cards: [Card]

    init(_ roles: [Role], _ matrix: PermissionMatrix, _ visit: ConsoleVisit) {
        let words = visit.texts.people
        table = Table(
            words.matrix, [Table.Column(words.resource)] + roles.map { Table.Column(visit.texts.role($0.name)) },
            PermissionMatrix.groups.map { group in
                Table.Row(
                    [.text(Self.title(of: group, visit))]
                        + roles.map { .text(Self.allowed(group, to: $0, matrix, words)) })
            }, empty: Table.Empty(text: Phrase(visit.texts.console.none)))
        cards = roles.map {
            Card(name: visit.texts.role($0.name), facts: Facts(facts: Self.facts(of: $0, in: matrix, visit)))
        }
    }

    static func facts(of role: Role, in matrix: PermissionMatrix, _ visit: ConsoleVisit) -> [Facts.Fact] {
        PermissionMatrix.groups.map { group in
            .init(title(of: group, visit), allowed(group, to: role, matrix, visit.texts.people))
        }
    }

    private static func title(of group: PermissionMatrix.Group, _ visit: ConsoleVisit) -> String {
        visit.texts.scopes.meaning(of: "\(group.resource):read")?.title ?? group.resource
    }

    private static func allowed(
        _ group: PermissionMatrix.Group, to role: Role, _ matrix: PermissionMatrix, _ words: Texts.People
    ) -> String {
        let allowed = group.cells.filter { matrix.allows($0.permission, to: role) }
        // Who can do more can see, as a rule: that comes first.
        let verbs = (allowed.filter { $0.verb == "read" } + allowed.filter { $0.verb != "read" }).map {
            words.verb($0.verb)
        }
        if verbs.isEmpty { return words.nothingAllowed }
        return verbs.count == group.cells.count ? words.everything : verbs.joined(separator: ", ")
    }

    static let template = """
        <div class="matrix-wide">{{#.table}}\(Table.template){{/.table}}</div>\
        <div class="matrix-narrow">{{#.cards}}<details class="group"><summary><bdi>{{name}}</bdi></summary>\
        {{#.facts}}\(Facts.template){{/.facts}}</details>{{/.cards}}</div>
        """
}
