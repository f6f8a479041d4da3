import Mustache

extension ConsentPage: WebPage {
    /// What the template sees: everything cleaned, and in words.
    struct Content: Sendable {
        struct Fact: Sendable {
            let label: String
            let value: String
        }

        struct Account: Sendable {
            let email: String
            let notYou: ButtonForm?
        }

        struct Option: Sendable {
            let id: String
            let value: String
            let label: String
            let isTicked: Bool
        }

        struct TenantChoice: Sendable {
            let options: [Option]
        }

        struct Group: Sendable {
            let legend: String
            var scopes: [Item]
        }

        struct Item: Sendable {
            let scope: String
            let sentence: String
            let isTicked: Bool
            let isNew: Bool
            let isWrite: Bool
        }

        struct List: Sendable {
            let legend: String
            let name: String
            let options: [Option]
        }

        struct Limits: Sendable {
            let isChosen: Bool
            let lists: [List]
        }

        let lead: Phrase
        let more: Phrase?
        let warning: Phrase?
        let facts: [Fact]
        let account: Account
        let alert: Phrase?
        let form: Form

        struct Form: Sendable {
            let action: String
            let hidden: [HiddenField]
            let tenants: TenantChoice?
            let question: Phrase
            let groups: [Group]
            let limits: Limits?
            let appsAddress: String?
        }
    }

    var isFault: Bool { fault != nil }

    func heading(in texts: Texts) -> Phrase { texts.consent.title(name(in: texts)) }

    private func name(in texts: Texts) -> ForeignText { ForeignText(app, else: texts.layout.namelessApp) }

    func content(in texts: Texts) -> Content {
        let words = texts.consent
        let only = tenants.count == 1 ? tenants.first : nil
        let redirect = ForeignText(host: redirectHost)
        var facts = [Content.Fact(label: words.redirect, value: redirect.text)]
        if let appHost { facts.insert(.init(label: words.host, value: ForeignText(host: appHost).text), at: 0) }
        if let only { facts.append(.init(label: words.tenant, value: ForeignText(only.name).text)) }
        return Content(
            lead: only.map { words.lead(ForeignText($0.name)) } ?? words.leadOfSeveral,
            more: scopes.contains { $0.isNew } ? words.leadOfMore : nil,
            warning: isVerified ? nil : words.unverifiedText(redirect), facts: facts,
            account: Content.Account(email: ForeignText(email).text, notYou: notYou),
            alert: fault.map { sentence(of: $0, in: words) },
            form: Content.Form(
                action: action, hidden: hidden + (only.map { [HiddenField(name: "tenant", value: $0.value)] } ?? []),
                tenants: only == nil ? tenantChoice : nil, question: words.scopes(name(in: texts)),
                groups: groups(in: texts.scopes), limits: limits(in: words), appsAddress: appsAddress))
    }

    private func sentence(of fault: Fault, in words: Texts.Consent) -> Phrase {
        switch fault {
        case .noScope: words.noScope
        case .nothingChosen: words.nothingChosen
        }
    }

    private var tenantChoice: Content.TenantChoice {
        Content.TenantChoice(
            options: tenants.map {
                Content.Option(id: "", value: $0.value, label: ForeignText($0.name).text, isTicked: $0.isChosen)
            })
    }

    /// Scopes of one resource together, in the order in which resources first come.
    private func groups(in texts: ScopeTexts) -> [Content.Group] {
        scopes.reduce(into: []) { groups, scope in
            let meaning = texts.meaning(of: scope.name)
            let item = Content.Item(
                scope: scope.name, sentence: meaning?.sentence ?? ForeignText(scope.name).text,
                isTicked: scope.isTicked, isNew: scope.isNew, isWrite: meaning?.isWrite ?? true)
            let legend = meaning?.title ?? texts.other
            if let place = groups.firstIndex(where: { $0.legend == legend }) {
                groups[place].scopes.append(item)
            } else {
                groups.append(Content.Group(legend: legend, scopes: [item]))
            }
        }
    }

    private func limits(in words: Texts.Consent) -> Content.Limits? {
        func list(_ legend: String, _ name: String, _ choices: [Choice]) -> Content.List? {
            guard !choices.isEmpty else { return nil }
            return Content.List(
                legend: legend, name: name,
                options: choices.enumerated().map { place, choice in
                    Content.Option(
                        id: "\(name)-\(place)", value: choice.value, label: ForeignText(choice.name).text,
                        isTicked: choice.isTicked)
                })
        }
        let lists = [
            list(words.customers, "customer", reach.customers), list(words.projects, "project", reach.projects),
        ].compactMap(\.self)
        return lists.isEmpty ? nil : Content.Limits(isChosen: reach.isChosen, lists: lists)
    }

    static let template = PageTemplate.make(
        """
        <p class="lead">\(PageTemplate.phrase("lead"))</p>
        \(PageTemplate.alert)
        {{#warning}}
        <div class="notice warning" role="note"><p><strong>{{texts.consent.unverified}}</strong></p>
        <p>\(PageTemplate.phrase("warning"))</p></div>
        {{/warning}}
        <dl>
        {{#facts}}
        <div><dt>{{label}}</dt><dd><bdi>{{value}}</bdi></dd></div>
        {{/facts}}
        {{#account}}
        <div><dt>{{texts.consent.person}}</dt><dd><bdi>{{email}}</bdi>
        {{#notYou}}
        <form method="post" action="{{action}}">
        \(PageTemplate.hidden)
        <button type="submit" class="quiet">{{texts.consent.notYou}}</button></form>
        {{/notYou}}
        </dd></div>
        {{/account}}
        </dl>
        {{#more}}<p>\(PageTemplate.phrase("more"))</p>{{/more}}
        {{#form}}
        <form method="post" action="{{action}}">
        \(PageTemplate.hidden)
        {{#tenants}}
        <div class="field"><label for="tenant">{{texts.consent.tenant}}</label>
        <select id="tenant" name="tenant">
        {{#options}}
        <option value="{{value}}"{{#isTicked}} selected{{/isTicked}}>{{label}}</option>
        {{/options}}
        </select></div>
        {{/tenants}}
        <h2>\(PageTemplate.phrase("question"))</h2>
        <p class="hint">{{texts.consent.scopesHint}}</p>
        {{#groups}}
        <fieldset><legend>{{legend}}</legend>
        {{#scopes}}
        <label class="choice"><input type="checkbox" name="scope" value="{{scope}}"{{#isTicked}} checked{{/isTicked}}>\
        <span>{{sentence}}{{#isWrite}} <span class="badge writes">{{texts.consent.writes}}</span>{{/isWrite}}\
        {{#isNew}} <span class="badge new">{{texts.consent.new}}</span>{{/isNew}}</span></label>
        {{/scopes}}
        </fieldset>
        {{/groups}}
        {{#limits}}
        <fieldset class="reach"><legend>{{texts.consent.reach}}</legend>
        <p class="hint">{{texts.consent.reachHint}}</p>
        <label class="choice"><input type="radio" name="reach" value="all"{{^isChosen}} checked{{/isChosen}}>\
        <span>{{texts.consent.everything}}</span></label>
        <label class="choice"><input type="radio" name="reach" value="chosen"{{#isChosen}} checked{{/isChosen}}>\
        <span>{{texts.consent.chosen}}</span></label>
        {{#lists}}
        <fieldset><legend>{{legend}}</legend><div class="list">
        {{#options}}
        <label class="choice"><input type="checkbox" name="{{name}}" value="{{value}}"{{#isTicked}} checked{{/isTicked}}>\
        <span><bdi>{{label}}</bdi></span></label>
        {{/options}}
        </div></fieldset>
        {{/lists}}
        </fieldset>
        {{/limits}}
        <div class="actions"><button type="submit" name="decision" value="allow">{{texts.consent.allow}}</button>
        <button type="submit" name="decision" value="deny" class="second">{{texts.consent.deny}}</button></div>
        <p class="after">{{texts.consent.later}}\
        {{#appsAddress}} <a href="{{appsAddress}}">\(PageTemplate.phrase("texts.apps.title"))</a>{{/appsAddress}}</p>
        </form>
        {{/form}}
        """)
}
