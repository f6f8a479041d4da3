import Domain
import Mustache

/// Which apps a person has given access, and how to take it from them.
struct AuthorizedAppsPage: Sendable {
    struct App: Sendable {
        let name: String
        /// Where it takes people back to.
        let redirectHost: String
        var tenant: String?
        let scopes: [String]
        /// True where it reaches only chosen customers or projects.
        var isLimited = false
        let since: Timestamp
        var lastUsed: Timestamp?
        /// Takes its access away.
        let withdrawal: ButtonForm
    }

    /// Who is logged in.
    let email: String
    let apps: [App]
}

extension AuthorizedAppsPage: WebPage {
    struct Content: Sendable {
        struct Item: Sendable {
            let app: String
            let redirect: String
            let tenant: String?
            let sentences: [String]
            let isLimited: Bool
            let since: String
            let lastUsed: String?
            let withdrawal: ButtonForm
            let withdraws: String
        }

        let email: String
        let lead: Phrase
        let toStart: String
        let apps: [Item]
    }

    var isFault: Bool { false }

    func heading(in texts: Texts) -> Phrase { texts.apps.title }

    func content(in texts: Texts) -> Content {
        Content(
            email: ForeignText(email).text, lead: apps.isEmpty ? texts.apps.none : texts.apps.lead,
            toStart: texts.console.toStart,
            apps: apps.map { app in
                let name = ForeignText(app.name, else: texts.layout.namelessApp)
                return Content.Item(
                    app: name.text, redirect: ForeignText(host: app.redirectHost).text,
                    tenant: app.tenant.map { ForeignText($0).text },
                    sentences: app.scopes.map {
                        texts.scopes.meaning(of: $0)?.sentence ?? ForeignText($0).text
                    }, isLimited: app.isLimited, since: texts.layout.day(of: app.since),
                    lastUsed: app.lastUsed.map { texts.layout.day(of: $0) }, withdrawal: app.withdrawal,
                    withdraws: texts.apps.withdrawFrom(name).plain)
            })
    }

    static let template = PageTemplate.make(
        """
        <p class="lead">\(PageTemplate.phrase("lead"))</p>
        <p>{{texts.apps.person}} <bdi>{{email}}</bdi></p>
        <ul class="apps">
        {{#apps}}
        <li><h2><bdi>{{app}}</bdi></h2>
        <dl>
        <div><dt>{{texts.apps.redirect}}</dt><dd><bdi>{{redirect}}</bdi></dd></div>
        {{#tenant}}<div><dt>{{texts.apps.tenant}}</dt><dd><bdi>{{tenant}}</bdi></dd></div>{{/tenant}}
        <div><dt>{{texts.apps.may}}</dt><dd><ul>
        {{#sentences}}
        <li>{{.}}</li>
        {{/sentences}}
        </ul>{{#isLimited}}<p class="hint">{{texts.apps.limited}}</p>{{/isLimited}}</dd></div>
        <div><dt>{{texts.apps.since}}</dt><dd>{{since}}</dd></div>
        <div><dt>{{texts.apps.lastUsed}}</dt>\
        <dd>{{#lastUsed}}{{lastUsed}}{{/lastUsed}}{{^lastUsed}}{{texts.apps.never}}{{/lastUsed}}</dd></div>
        </dl>
        {{#withdrawal}}
        <form method="post" action="{{action}}">
        \(PageTemplate.hidden)
        <button type="submit" class="second" aria-label="{{withdraws}}">{{texts.apps.withdraw}}</button></form>
        {{/withdrawal}}
        </li>
        {{/apps}}
        </ul>
        <p class="after"><a href="/">{{toStart}}</a></p>
        """)
}
