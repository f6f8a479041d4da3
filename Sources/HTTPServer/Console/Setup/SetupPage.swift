import Domain
import Mustache

/// What the first run asks for. What was typed is kept, the password is not.
struct SetupPage: Sendable {
    let language: Language
    let token: String
    /// The business that has no people yet, if there is one.
    let existing: String?
    /// Whether they belong to that one.
    private(set) var isExisting: Bool
    private(set) var draft = TenantDraft(subdomain: "", name: "")
    private(set) var ownerName = ""
    private(set) var email = ""
    var faults: [Fault] = []
    /// True once somebody has filled it in.
    private(set) var wasSent = false
    /// True where the business without people has some meanwhile.
    var isTooLate = false

    init(_ language: Language, token: String, existing: String?) {
        self.language = language
        self.token = token
        self.existing = existing
        isExisting = existing != nil
    }

    mutating func take(_ form: PageForm) {
        wasSent = true
        isExisting = existing != nil && form["place"] == "all"
        draft = TenantDraft(
            subdomain: form["subdomain"] ?? "", name: form["name"] ?? "", currency: form["currency"] ?? "",
            timeZone: form["time_zone"] ?? "")
        (ownerName, email) = (form["owner_name"] ?? "", form["email"] ?? "")
    }
}

extension SetupPage: WebPage {
    struct Content: Sendable {
        let lead: Phrase?
        let alert: Phrase?
        let action: String
        let hidden: [HiddenField]
        let place: Place?
        let businessTitle: String
        let business: [FormContent.Field]
        let ownerTitle: String
        let owner: [FormContent.Field]
        let button: String

        struct Place: Sendable {
            let title: String
            let existing: Phrase
            let another: String
            let isExisting: Bool
        }
    }

    var isFault: Bool { !faults.isEmpty || isTooLate }

    func heading(in texts: Texts) -> Phrase { texts.setup.title }

    func content(in texts: Texts) -> Content {
        let words = texts.setup
        func field(
            _ name: String, _ label: String, _ value: String?, type: String = "text", autocomplete: String = "off",
            hint: String? = nil, isCode: Bool = false, options: [FormContent.Field.Option]? = nil,
            takesZone: Bool = false
        ) -> FormContent.Field {
            FormContent.Field(
                name: name, label: label, type: type, autocomplete: autocomplete, value: value, hint: hint,
                fault: faults.first { $0.field == name }.map { sentence(of: $0, in: texts) }, isCode: isCode,
                options: options.map { FormContent.Field.OptionList(entries: $0) }, takesZone: takesZone)
        }
        return Content(
            lead: isFault ? nil : words.lead,
            alert: isTooLate ? words.noneLeft : isFault ? texts.account.lookBelow : nil, action: SetupPages.address,
            hidden: [HiddenField(name: "token", value: token)],
            place: existing.map {
                Content.Place(
                    title: words.place, existing: words.existing(ForeignText($0)), another: words.another,
                    isExisting: isExisting)
            }, businessTitle: words.business,
            business: [
                field("name", words.name, draft.name, autocomplete: "organization"),
                field("subdomain", words.subdomain, draft.subdomain, hint: words.subdomainHint, isCode: true),
                field(
                    "currency", words.currency, draft.currency, hint: words.currencyHint, isCode: true,
                    options: Currency.codes.map {
                        .init(value: $0, label: Currency.name(of: $0, in: language.rawValue))
                    }),
                field(
                    "time_zone", words.timeZone, draft.timeZone, hint: words.timeZoneHint, isCode: true,
                    options: CalendarZone.identifiers.map { .init(value: $0, label: "") }, takesZone: !wasSent),
            ], ownerTitle: words.owner,
            owner: [
                field("owner_name", words.ownerName, ownerName, autocomplete: "name"),
                field("email", texts.login.email, email, type: "email", autocomplete: "username"),
                field(
                    "password", texts.login.password, nil, type: "password", autocomplete: "new-password",
                    hint: texts.account.passwordRule),
            ], button: words.begin)
    }

    private func sentence(of fault: Fault, in texts: Texts) -> String {
        if fault.field == "password", fault.code == .length { return texts.account.passwordLength }
        return texts.sentence(of: fault)
    }

    /// Browsers would not send what is hidden and required: the daemon says what is missing.
    private static func field(_ list: String) -> String {
        """
        {{#\(list)}}<div class="field"><label for="{{name}}">{{label}}</label>\
        <div id="{{name}}-help">{{#hint}}<p class="hint">{{hint}}</p>{{/hint}}{{#fault}}<p class="fault">{{fault}}</p>{{/fault}}</div>
        <input id="{{name}}" name="{{name}}" type="{{type}}" autocomplete="{{autocomplete}}"{{#value}} value="{{value}}"{{/value}}\
        {{#isCode}} autocapitalize="none" spellcheck="false"{{/isCode}}{{#fault}} aria-invalid="true"{{/fault}}{{#options}} list="{{name}}-list"{{/options}}{{#takesZone}} data-zone{{/takesZone}} aria-describedby="{{name}}-help">\
        {{#options}}<datalist id="{{name}}-list">{{#entries}}<option value="{{value}}">{{label}}</option>{{/entries}}</datalist>{{/options}}</div>
        {{/\(list)}}
        """
    }

    static let template = PageTemplate.make(
        """
        {{#lead}}<p class="lead">\(PageTemplate.phrase("lead"))</p>{{/lead}}
        \(PageTemplate.alert)
        <form method="post" action="{{action}}">
        \(PageTemplate.hidden)
        <div class="reach">
        {{#place}}<div role="radiogroup" aria-labelledby="place"><p id="place"><strong>{{title}}</strong></p>
        <label class="choice"><input type="radio" name="place" value="all"{{#isExisting}} checked{{/isExisting}}><span>\(PageTemplate.phrase("existing"))</span></label>
        <label class="choice"><input type="radio" name="place" value="new"{{^isExisting}} checked{{/isExisting}}><span>{{another}}</span></label></div>{{/place}}
        <div class="business"><h2 class="part">{{businessTitle}}</h2>
        \(field("business"))</div>
        </div>
        <h2 class="part">{{ownerTitle}}</h2>
        \(field("owner"))
        <div class="actions"><button type="submit">{{button}}</button></div>
        </form>
        <script>\(zoneScript)</script>
        """)

    static var script: String? { zoneScript }

    /// Where the person is, as far as the browser knows; without script they type it.
    private static let zoneScript = """

        'use strict'
        const field = document.querySelector('[data-zone]')
        const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
        if (field && zone) field.value = zone

        """
}
