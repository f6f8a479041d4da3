import Mustache

/// What most pages are: something said, at most one form, and at most one way on.
struct FormContent: Sendable {
    struct Field: Sendable {
        let name: String
        let label: String
        let type: String
        /// For password managers.
        let autocomplete: String
        var value: String?
        var hint: String?
        /// What was wrong with it.
        var fault: String?
        /// What is typed is no word: no keyboard corrects it.
        var isCode = false
        /// Where typing begins.
        var isFirst = false
        /// What can be typed, to choose from.
        var options: OptionList?
        /// Where the script fills in the browser's own time zone.
        var takesZone = false

        struct OptionList: Sendable {
            let entries: [Option]
        }

        struct Option: Sendable {
            let value: String
            let label: String
        }
    }

    struct Form: Sendable {
        let action: String
        var hidden: [HiddenField] = []
        var fields: [Field] = []
        let button: String
    }

    struct Link: Sendable {
        let address: String
        let label: String
    }

    var lead: Phrase?
    /// What is to be done next, and is nobody's mistake.
    var note: Phrase?
    /// What went wrong.
    var alert: Phrase?
    var form: Form?
    var link: Link?

    static let template = PageTemplate.make(
        """
        {{#lead}}<p class="lead">\(PageTemplate.phrase("lead"))</p>{{/lead}}
        {{#note}}<p class="notice" role="status">\(PageTemplate.phrase("note"))</p>{{/note}}
        \(PageTemplate.alert)
        {{#form}}
        <form method="post" action="{{action}}">
        \(PageTemplate.hidden)
        {{#fields}}
        <div class="field"><label for="{{name}}">{{label}}</label>
        <div id="{{name}}-help">{{#hint}}<p class="hint">{{hint}}</p>{{/hint}}\
        {{#fault}}<p class="fault">{{fault}}</p>{{/fault}}</div>
        <input id="{{name}}" name="{{name}}" type="{{type}}" autocomplete="{{autocomplete}}" required\
        {{#value}} value="{{value}}"{{/value}}{{#isCode}} autocapitalize="characters" spellcheck="false"{{/isCode}}\
        {{#isFirst}} autofocus{{/isFirst}}{{#fault}} aria-invalid="true"{{/fault}}\
         aria-describedby="{{name}}-help"></div>
        {{/fields}}
        <div class="actions"><button type="submit">{{button}}</button></div>
        </form>
        {{/form}}
        {{#link}}<p class="after"><a href="{{address}}">{{label}}</a></p>{{/link}}
        """)
}

/// A page whose content is a ``FormContent``.
protocol FormPage: WebPage where Content == FormContent {}

extension FormPage {
    static var template: MustacheTemplate? { FormContent.template }
}
