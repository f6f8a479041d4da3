/// A link among the parts of a page.
struct PageLink: Sendable {
    enum Look: Sendable {
        case plain, button, second, danger
        /// Prints the page: it is seen where a script can.
        case print
    }

    let address: String
    let label: String
    private let look: Look
    /// What tells it from others of the same label, for those who hear the page.
    let about: String?

    init(_ label: String, _ address: String, _ look: Look = .plain, about: String? = nil) {
        self.address = address
        self.label = label
        self.look = look
        self.about = about
        style =
            switch look {
            case .plain: "link"
            case .button: "button"
            case .second: "button second"
            case .danger: "button danger"
            case .print: "button second print"
            }
    }

    let style: String

    static let template = """
        <a class="{{style}}" href="{{address}}">{{label}}{{#.about}}<span class="unseen"> {{about}}</span>{{/.about}}</a>
        """
}

/// Links side by side: what can be done here.
struct LinkRow: Sendable {
    let links: [PageLink]

    static let template = "<p class=\"row\">{{#.links}}\(PageLink.template) {{/.links}}</p>"
}

/// Something that is said apart from the rest.
struct NoticeBox: Sendable {
    enum Kind: String, Sendable { case info, good, warning, fault }

    let style: String
    /// `alert` is read out at once.
    let role: String
    let title: String?
    let text: Phrase
    var link: PageLink?

    init(_ kind: Kind, _ text: Phrase, title: String? = nil, link: PageLink? = nil) {
        style = kind.rawValue
        role = kind == .fault ? "alert" : "status"
        self.title = title
        self.text = text
        self.link = link
    }

    static let template = """
        <div class="notice {{style}}" role="{{role}}">{{#.title}}<p><strong>{{title}}</strong></p>{{/.title}}\
        <p>\(PageTemplate.phrase(".text"))</p>{{#.link}}<p>\(PageLink.template)</p>{{/.link}}</div>
        """
}

/// Names with what they stand for.
struct Facts: Sendable {
    struct Fact: Sendable {
        let name: String
        var text: String
        /// Somebody else wrote it.
        var isForeign = false
        var badge: Badge?
        var link: PageLink?
        var list: [String] = []

        init(
            _ name: String, _ text: String = "", isForeign: Bool = false, badge: Badge? = nil, link: PageLink? = nil,
            list: [String] = []
        ) {
            self.name = name
            self.text = isForeign ? ForeignText(lines: text).text : text
            self.isForeign = isForeign
            self.badge = badge
            self.link = link
            self.list = list
        }
    }

    let facts: [Fact]
    /// `figures`: numbers, side by side.
    var look: String?

    static let template = """
        <dl class="facts{{#.look}} {{look}}{{/.look}}">{{#.facts}}<div><dt>{{name}}</dt><dd>\
        {{#.isForeign}}<bdi class="typed">{{text}}</bdi>{{/.isForeign}}{{^.isForeign}}{{text}}{{/.isForeign}}\
        {{#.badge}} \(Badge.template){{/.badge}}{{#.link}} \(PageLink.template){{/.link}}\
        {{#.list}}<span class="item">{{.}}</span>{{/.list}}</dd></div>{{/.facts}}</dl>
        """
}

/// A word that says how something stands.
struct Badge: Sendable, Hashable {
    enum Kind: String, Sendable { case plain, good, warning, bad }

    let word: String
    let style: String

    init(_ word: String, _ kind: Kind = .plain) {
        self.word = word
        // A name may be in it.
        style = word.count > 24 ? "\(kind.rawValue) long" : kind.rawValue
    }

    static let template = "<span class=\"badge {{style}}\">{{word}}</span>"
}

/// Text to be taken away: a command, a secret, an address.
struct CodeBox: Sendable {
    let label: String
    let code: String
    /// Says so where the script offers to copy it.
    let copy: String
    let copied: String

    static let template = """
        <figure class="code"><figcaption>{{label}}</figcaption><pre tabindex="0" role="region" aria-label="{{label}}">\
        <code>{{code}}</code></pre><button type="button" class="second copy" data-copied="{{copied}}" hidden>{{copy}}</button></figure>
        """
}

/// Ways to go on, each with a sentence.
struct CardGrid: Sendable {
    struct Card: Sendable {
        let title: String
        let text: String
        var badge: Badge?
        var link: PageLink?
    }

    let cards: [Card]

    static let template = """
        <ul class="cards">{{#.cards}}<li><h3>{{title}}{{#.badge}} \(Badge.template){{/.badge}}</h3><p>{{text}}</p>\
        {{#.link}}<p>\(PageLink.template)</p>{{/.link}}</li>{{/.cards}}</ul>
        """
}

/// What stands in one line until somebody opens it.
struct Fold: Sendable {
    let title: String
    var badge: Badge?
    var cards: CardGrid?
    var table: Table?

    static let template = """
        <details class="group fold"><summary>{{title}}{{#.badge}} \(Badge.template){{/.badge}}</summary>\
        {{#.cards}}\(CardGrid.template){{/.cards}}{{#.table}}\(Table.template){{/.table}}</details>
        """
}

/// What something was and what it became.
struct Difference: Sendable {
    struct Line: Sendable {
        let name: String
        var before: String?
        var after: String?
    }

    let beforeTitle: String
    let afterTitle: String
    let nameTitle: String
    let lines: [Line]

    static let template = """
        <table class="difference" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{{nameTitle}}</th>\
        <th scope="col" role="columnheader">{{beforeTitle}}</th><th scope="col" role="columnheader">{{afterTitle}}</th></tr></thead><tbody role="rowgroup">\
        {{#.lines}}<tr role="row"><th scope="row" role="rowheader">{{name}}</th>\
        <td role="cell" data-label="{{beforeTitle}}">{{#.before}}<del>{{before}}</del>{{/.before}}</td>\
        <td role="cell" data-label="{{afterTitle}}">{{#.after}}<ins>{{after}}</ins>{{/.after}}</td></tr>{{/.lines}}</tbody></table>
        """
}
