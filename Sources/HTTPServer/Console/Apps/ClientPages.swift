import AuthCore
import Domain
import HTTPTypes

/// Connected apps and OAuth applications.
enum ClientPages {
    static let endpoints: [Endpoint] = [
        .page("/settings/connected-apps/", "Lists connected apps.") { try await ConnectedApps.show($0) },
        .page("/settings/connected-apps/{id}/", "Shows what an app may do.") { try await ConnectedApps.detail($0) },
        .page("/settings/connected-apps/{id}/withdraw/", "Asks whether to take an app's access back.") {
            try await ConnectedApps.ask($0)
        },
        .form("/settings/connected-apps/{id}/withdraw/", "Takes an app's access back.") { visit, _ in
            try await ConnectedApps.withdraw(visit)
        },
        .page("/settings/applications/", "Lists OAuth applications.", needs: .of(.read, .apps)) {
            try await ApplicationList.show($0)
        },
        .page("/settings/applications/new/", "Asks for a new OAuth application.", needs: .of(.create, .apps)) {
            try await ApplicationEditing.new($0)
        },
        .form(
            "/settings/applications/new/", "Registers an OAuth application and shows its secret once.",
            needs: .of(.create, .apps)
        ) { try await ApplicationEditing.create($0, $1) },
        .page("/settings/applications/check/", "Says whether a redirect URI can be registered.") { visit in
            ApplicationEditing.check(visit)
        },
        .page("/settings/applications/{id}/", "Shows an OAuth application.", needs: .of(.read, .apps)) {
            try await ApplicationDetail.show($0)
        },
        .page(
            "/settings/applications/{id}/edit/", "Asks for an OAuth application's changes.", needs: .of(.update, .apps)
        ) { try await ApplicationEditing.edit($0) },
        .form("/settings/applications/{id}/edit/", "Changes an OAuth application.", needs: .of(.update, .apps)) {
            try await ApplicationEditing.update($0, $1)
        },
        .page(
            "/settings/applications/{id}/rotate/", "Asks whether to make a new secret.", needs: .of(.update, .apps)
        ) { visit in
            let words = visit.texts.clients
            return try await ApplicationDetail.ask(
                visit, words.rotateTitle, words.rotateText, "rotate", Form.Button(words.rotate, .danger))
        },
        .form(
            "/settings/applications/{id}/rotate/", "Makes a new secret and shows it once.", needs: .of(.update, .apps)
        ) { visit, form in
            let secret = Secret.generate(.oauthClient)
            let made = try await visit.once(
                OAuthClientActions.rotateSecret(secret), Update(id: visit.id, fields: ()), form, id: { $0.id })
            return try ApplicationDetail.once(made, secret, visit)
        },
        .page(
            "/settings/applications/{id}/disable/", "Asks whether to disable an OAuth application.",
            needs: .of(.update, .apps)
        ) { visit in
            let words = visit.texts.clients
            return try await ApplicationDetail.ask(
                visit, words.disableTitle, words.disableText, "disable", Form.Button(words.disable, .danger))
        },
        .form("/settings/applications/{id}/disable/", "Disables an OAuth application.", needs: .of(.update, .apps)) {
            visit, _ in
            try await visit.run(OAuthClientActions.disable, Update(id: visit.id, fields: true))
            return visit.seeOther("/settings/applications/\(visit.id)/", done: .ended)
        },
        .page(
            "/settings/applications/{id}/enable/", "Asks whether to enable an OAuth application.",
            needs: .of(.update, .apps)
        ) { visit in
            let words = visit.texts.clients
            return try await ApplicationDetail.ask(
                visit, words.enableTitle, words.enableText, "enable", Form.Button(words.enable))
        },
        .form("/settings/applications/{id}/enable/", "Enables an OAuth application.", needs: .of(.update, .apps)) {
            visit, _ in
            try await visit.run(OAuthClientActions.disable, Update(id: visit.id, fields: false))
            return visit.seeOther("/settings/applications/\(visit.id)/", done: .activated)
        },
    ]
}

extension ConsoleVisit {
    /// The row after which a page of a list begins, where the list is no repository's.
    func placeInList() throws -> Int64? {
        guard let text = query["after"], !text.isEmpty else { return nil }
        guard let place = Int64(text), place > 0 else {
            throw Problem.invalid([Fault("after", .type, "Expected a positive integer.")])
        }
        return place
    }

    /// Words to look for; nil where nothing is looked for.
    func searchedWords() throws -> String? {
        guard let text = query["search"]?.trimmingWhitespace, !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= 200, !text.unicodeScalars.contains("\0") else {
            throw Problem.invalid([Fault("search", .length, "Use at most 200 characters.")])
        }
        return text
    }

    func nextPage(after place: Int64?) -> PageLink? {
        place.map { PageLink(texts.console.next, address(with: "after", String($0))) }
    }

    func firstPage() -> PageLink? {
        query["after"].map { _ in PageLink(texts.console.first, address(with: "after", nil)) }
    }
}
