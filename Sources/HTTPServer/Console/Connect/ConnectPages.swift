import AuthCore
import Domain

/// How to connect assistants and services, and the test of a connection.
enum ConnectPages {
    static let endpoints: [Endpoint] =
        [.page(SettingsTab.connect.address, "Shows what can be connected.") { try show($0) }]
        + ConnectGuide.allCases.map { guide in
            .page(guide.address, "Shows how to connect \(guide.rawValue).") { try show(guide, $0) }
        }
        + TestedClient.allCases.flatMap { client in
            [
                .page(ConnectionTestPage.address(client), "Asks whether to test the connection.") {
                    try ConnectionTestPage.ask(client, $0)
                },
                .form(ConnectionTestPage.address(client), "Tests the connection as \(client.rawValue).") { visit, _ in
                    try ConnectionTestPage.run(client, visit)
                },
            ]
        }

    private static func show(_ visit: ConsoleVisit) throws -> Answer {
        let words = visit.texts.connect
        var page = ConsolePage(Phrase(words.title))
        page.tabs = SettingsTab.tabs(visit, here: .connect)
        page.lead = Phrase(words.lead)
        page.blocks =
            hints(visit) + [
                .heading(Phrase(words.choose)),
                .cards(
                    ConnectGuide.allCases.map { guide in
                        let name = words.name(guide)
                        return CardGrid.Card(
                            title: name, text: words.about(guide),
                            link: PageLink(words.open(guide, name), guide.address))
                    }),
            ]
        return try visit.answer(page)
    }

    private static func show(_ guide: ConnectGuide, _ visit: ConsoleVisit) throws -> Answer {
        let (words, console) = (visit.texts.connect, visit.texts.console)
        let issuer = visit.services.oauth.issuer
        var page = ConsolePage(Phrase(words.guideTitle(guide, words.name(guide))))
        page.trail = trail(visit)
        page.lead = Phrase(words.about(guide))
        let steps = words.steps(guide).map { step in
            StepList.Step(
                title: step.title, text: Phrase(step.text),
                code: step.code.map {
                    CodeBox(
                        label: words.code($0), code: $0.text(at: issuer, visit.texts), copy: console.copy,
                        copied: console.copied)
                }, link: step.link.flatMap { link($0, visit) })
        }
        page.blocks =
            hints(visit) + [
                .heading(Phrase(words.stepByStep)), .steps(StepList(steps: steps)), .heading(Phrase(words.testHeading)),
                .text(Phrase(words.testText)),
            ]
        for client in guide.tests { page.blocks.append(try ConnectionTestPage.form(client, visit)) }
        return try visit.answer(page)
    }

    /// Nil for who may not go there.
    private static func link(_ link: ConnectGuide.Link, _ visit: ConsoleVisit) -> PageLink? {
        guard visit.may(link.needs) else { return nil }
        switch link {
        case .key(let scopes):
            return PageLink(
                visit.texts.connect.makeKey,
                "/keys/new/?\(PercentEncoding.encode([("scopes", scopes.joined(separator: ","))]))", .second)
        case .application:
            return PageLink(visit.texts.connect.makeApplication, "/settings/applications/new/", .second)
        }
    }

    static func hints(_ visit: ConsoleVisit) -> [Block] {
        let (words, issuer) = (visit.texts.connect, visit.services.oauth.issuer)
        return ConnectGuide.isReachable(issuer)
            ? [] : [.notice(NoticeBox(.warning, words.unreachable(issuer), title: words.unreachableTitle))]
    }

    static func trail(_ visit: ConsoleVisit) -> [PageLink] {
        [PageLink(visit.texts.connect.title, SettingsTab.connect.address)]
    }
}
