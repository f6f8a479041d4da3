import AuthCore
import Domain

/// The pages of users, invitations and roles.
enum PeoplePages {
    static let endpoints: [Endpoint] = [
        .page("/admin/", "Shows what there is to administer.") { try AdminPage.show($0) },
        .page("/admin/users/", "Shows the members.", needs: .of(.read, .users)) { try await MemberPages.list($0) },
        .page("/admin/users/new/", "Asks whom to invite.", needs: .of(.create, .users)) {
            try await MemberInviting.new($0)
        },
        .form("/admin/users/new/", "Invites somebody.", needs: .of(.create, .users)) {
            try await MemberInviting.invite($0, $1)
        },
        .page("/admin/users/{id}/", "Shows a member.", needs: .of(.read, .users)) { try await MemberPages.show($0) },
        .page("/admin/users/{id}/role/", "Asks for a member's role.", needs: .of(.update, .users)) {
            try await MemberChanges.askRole($0)
        },
        .form("/admin/users/{id}/role/", "Gives a member another role.", needs: .of(.update, .users)) {
            try await MemberChanges.setRole($0, $1)
        },
        .page("/admin/users/{id}/lock/", "Asks whether to lock a member out, or in.", needs: .of(.update, .users)) {
            try await MemberChanges.askLock($0)
        },
        .form("/admin/users/{id}/lock/", "Locks a member out, or lets them in.", needs: .of(.update, .users)) {
            try await MemberChanges.lock($0, $1)
        },
        .page("/admin/users/{id}/end/", "Asks whether to end a membership.", needs: .of(.update, .users)) {
            try await MemberChanges.askEnd($0)
        },
        .form("/admin/users/{id}/end/", "Ends a membership.", needs: .of(.update, .users)) { visit, _ in
            try await MemberChanges.end(visit)
        },
        .page("/admin/users/{id}/invite/", "Asks whether to invite again.", needs: .of(.create, .users)) {
            try await MemberChanges.askInvite($0)
        },
        .form("/admin/users/{id}/invite/", "Sends an invitation again.", needs: .of(.create, .users)) { visit, _ in
            try await MemberChanges.invite(visit)
        },
        .page("/admin/roles/", "Shows the roles.", needs: .of(.read, .roles)) { try await RolePages.list($0) },
        .page("/admin/roles/matrix/", "Shows what each role may do.", needs: .of(.read, .roles)) {
            try await RolePages.matrix($0)
        },
        .page("/admin/roles/new/", "Asks for a new role.", needs: .of(.create, .roles)) { try RoleEditing.new($0) },
        .form("/admin/roles/new/", "Makes a role.", needs: .of(.create, .roles)) {
            try await RoleEditing.create($0, $1)
        },
        .page("/admin/roles/{id}/", "Shows a role.", needs: .of(.read, .roles)) { try await RolePages.show($0) },
        .page("/admin/roles/{id}/edit/", "Asks for a role's changes.", needs: .of(.update, .roles)) {
            try await RoleEditing.edit($0)
        },
        .form("/admin/roles/{id}/edit/", "Changes a role.", needs: .of(.update, .roles)) {
            try await RoleEditing.update($0, $1)
        },
        .page(
            "/admin/roles/{id}/delete/", "Asks whether to delete a role.", needs: .of(.delete, .roles),
            .of(.read, .roles)
        ) { try await RoleDeleting.ask($0) },
        .form("/admin/roles/{id}/delete/", "Deletes a role.", needs: .of(.delete, .roles), .of(.read, .roles)) {
            try await RoleDeleting.act($0, $1)
        },
    ]
}

/// The ways to keys, users and roles.
enum AdminPage {
    static func show(_ visit: ConsoleVisit) throws -> Answer {
        let words = visit.texts.people
        var page = ConsolePage(Phrase(visit.texts.console.admin))
        page.lead = Phrase(words.lead)
        let cards: [(Permission, String, String, String)] = [
            (.of(.read, .keys), words.keys, words.keysText, "/admin/keys/"),
            (.of(.read, .users), words.users, words.usersText, "/admin/users/"),
            (.of(.read, .roles), words.roles, words.rolesText, "/admin/roles/"),
            (.of(.read, .roles), words.matrix, words.matrixText, "/admin/roles/matrix/"),
        ]
        let shown = cards.filter { visit.may($0.0) }.map { _, title, text, address in
            CardGrid.Card(title: title, text: text, link: PageLink(words.open, address, .second, about: title))
        }
        page.blocks =
            shown.isEmpty
            ? [
                .text(Phrase(words.nothing)),
                .links([PageLink(visit.texts.console.toStart, "/", .second)]),
            ] : [.heading(Phrase(visit.texts.console.access)), .cards(shown)]
        return try visit.answer(page)
    }

    static func trail(_ visit: ConsoleVisit, _ more: PageLink...) -> [PageLink] {
        [PageLink(visit.texts.console.admin, "/admin/")] + more
    }
}
