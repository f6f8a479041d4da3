import AuthCore
import Domain

/// One application: what it is, what has to be pasted into it, and what ends it.
enum ApplicationDetail {
    static func find(_ visit: ConsoleVisit) async throws -> OAuthClient {
        guard let client = try await visit.services.store.apps.find(visit.id, in: visit.principal.tenant) else {
            throw Problem.notFound(.apps, id: String(visit.id))
        }
        return client
    }

    static func show(_ visit: ConsoleVisit) async throws -> Answer {
        let client = try await find(visit)
        let (words, console, formats) = (visit.texts.clients, visit.texts.console, visit.formats)
        let address = "/settings/applications/\(client.id)/"
        var page = ConsolePage("\(ForeignText(client.name))")
        page.trail = trail(visit)
        if visit.may(.of(.update, .apps)) {
            var actions = [PageLink(console.edit, "\(address)edit/", .second)]
            if client.isConfidential { actions.append(PageLink(words.rotate, "\(address)rotate/", .second)) }
            actions.append(
                client.disabledAt == nil
                    ? PageLink(words.disable, "\(address)disable/", .danger)
                    : PageLink(words.enable, "\(address)enable/", .second))
            page.actions = actions
        }
        page.blocks = [
            .facts([
                .init(console.status, badge: badge(client, words)),
                .init(words.clientType, client.isConfidential ? words.confidential : words.publicType),
                .init(words.grantType, grant(client, words)),
                .init(
                    words.redirectURIs, client.redirectURIs.isEmpty ? console.none : "",
                    list: client.redirectURIs.map { ForeignText(host: $0).text }),
                .init(
                    words.scopes, client.scopes.isEmpty ? words.ordinaryScopes : "",
                    list: client.scopes.map { visit.texts.scopes.meaning(of: $0)?.sentence ?? $0 }),
                .init(words.needsApproval, client.needsApproval ? formats.texts.yes : formats.texts.no),
                .init(console.created, formats.moment(client.createdAt)),
            ]),
            .links([
                PageLink(
                    words.connections,
                    "\(SettingsTab.connectedApps.address)?\(PercentEncoding.encode([("search", client.name)]))",
                    .second)
            ]), .heading(Phrase(words.paste)),
        ]
        page.blocks += boxes(client, visit)
        return try visit.answer(page)
    }

    static func once(_ made: Once<OAuthClient>, _ secret: Secret?, _ visit: ConsoleVisit) throws -> Answer {
        switch made {
        case .made(let client): try once(client, secret, visit)
        case .already(let id): try visit.madeAlready("/settings/applications/\(id)/", trail: trail(visit))
        }
    }

    /// A new secret, shown this once, with what to paste beside it.
    static func once(_ client: OAuthClient, _ secret: Secret?, _ visit: ConsoleVisit) throws -> Answer {
        let words = visit.texts.clients
        var page = ConsolePage(Phrase(words.secretTitle))
        page.trail = trail(visit)
        page.notice =
            secret == nil
            ? NoticeBox(.info, Phrase(words.noSecret)) : NoticeBox(.warning, Phrase(words.secretOnce))
        page.blocks = boxes(client, visit, secret)
        page.blocks.append(
            .links([PageLink(words.doneCopying, "/settings/applications/\(client.id)/", .button)]))
        return try visit.answer(page)
    }

    /// Asks before something is done to it.
    static func ask(
        _ visit: ConsoleVisit, _ title: (ForeignText) -> Phrase, _ text: String, _ act: String, _ button: Form.Button
    ) async throws -> Answer {
        let client = try await find(visit)
        var page = ConsolePage(title(ForeignText(client.name)))
        page.trail = trail(visit, to: client)
        page.blocks = [
            .text(Phrase(text)),
            .form(
                Form(
                    to: "/settings/applications/\(client.id)/\(act)/",
                    hidden: try visit.hidden(("form_id", ConsoleVisit.formID())),
                    [], [button],
                    cancel: PageLink(visit.texts.console.cancel, "/settings/applications/\(client.id)/"))),
        ]
        return try visit.answer(page)
    }

    private static func boxes(_ client: OAuthClient, _ visit: ConsoleVisit, _ secret: Secret? = nil) -> [Block] {
        let (words, console, issuer) = (visit.texts.clients, visit.texts.console, visit.services.oauth.issuer)
        let isByPeople = client.grantTypes.contains(.authorizationCode)
        var boxes: [(String, String)] = [(words.clientID, client.clientID)]
        if let secret { boxes.append((words.clientSecret, secret.exposed)) }
        if isByPeople { boxes.append((words.authorizationURL, "\(issuer)/oauth/authorize/")) }
        boxes.append((words.tokenURL, "\(issuer)/oauth/token/"))
        return boxes.map {
            .code(CodeBox(label: $0.0, code: $0.1, copy: console.copy, copied: console.copied))
        } + (isByPeople ? [.text(Phrase(words.pkce))] : [])
    }

    static func trail(_ visit: ConsoleVisit, to client: OAuthClient? = nil) -> [PageLink] {
        [PageLink(visit.texts.clients.title, SettingsTab.applications.address)]
            + (client.map { [PageLink(ForeignText($0.name).text, "/settings/applications/\($0.id)/")] } ?? [])
    }

    static func badge(_ client: OAuthClient, _ words: Texts.Clients) -> Badge {
        client.disabledAt == nil ? Badge(words.active, .good) : Badge(words.disabled, .bad)
    }

    static func grant(_ client: OAuthClient, _ words: Texts.Clients) -> String {
        [
            client.grantTypes.contains(.authorizationCode) ? words.authorizationCode : nil,
            client.grantTypes.contains(.clientCredentials) ? words.clientCredentials : nil,
        ].compactMap(\.self).joined(separator: ", ")
    }
}
