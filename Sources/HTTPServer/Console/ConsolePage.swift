import HTTPTypes
import Mustache

/// A page of the console: what stands above it is the same on all, what it shows is a list of parts.
struct ConsolePage: Sendable {
    /// One of a place's several pages.
    struct Tab: Sendable {
        let label: String
        let address: String
        var isHere = false
    }

    let title: Phrase
    var lead: Phrase?
    /// Where this is: from the outermost page inwards, without this one.
    var trail: [PageLink] = []
    var tabs: [Tab] = []
    /// What can be done here, beside the title.
    var actions: [PageLink] = []
    /// What was just done.
    var notice: NoticeBox?
    var blocks: [Block] = []
    var status: HTTPResponse.Status = .ok
    /// True where it says that something went wrong: the window's title begins with that.
    var isFault = false

    init(_ title: Phrase) { self.title = title }

    /// What the template sees.
    struct Document: Sendable {
        let language: String
        let windowTitle: String
        let shell: Shell
        let page: Content
    }

    struct Content: Sendable {
        let title: Phrase
        let lead: Phrase?
        let trail: [PageLink]
        let tabs: TabRow?
        let actions: LinkRow?
        let ended: NoticeBox?
        let notice: NoticeBox?
        let blocks: [Block]

        struct TabRow: Sendable {
            let label: String
            let tabs: [Tab]
        }
    }

    func render(in shell: Shell, _ language: Language) -> [UInt8] {
        // Templates are constants, and parse in a test.
        Array((Self.template?.render(document(in: shell, language)) ?? "").utf8)
    }

    func document(in shell: Shell, _ language: Language) -> Document {
        let texts = language.texts
        // Pages under one title are told apart by the tab they are on.
        let tab = tabs.first(where: \.isHere)?.label
        var name = tab.flatMap { title.plain.contains($0) ? nil : "\($0) · \(title.plain)" } ?? title.plain
        // A tab that names its page says itself of what place it is.
        let place = tab.flatMap { _ in shell.groups.lazy.flatMap(\.entries).first(where: \.isHere)?.label }
        if let place, !name.contains(place) { name += " · \(place)" }
        let words = isFault ? texts.layout.fault(name) : name
        return Document(
            language: language.rawValue, windowTitle: "\(words) · kiik", shell: shell,
            page: Content(
                title: title, lead: lead, trail: trail,
                tabs: tabs.isEmpty ? nil : Content.TabRow(label: place ?? title.plain, tabs: tabs),
                actions: actions.isEmpty ? nil : LinkRow(links: actions), ended: shell.ended,
                notice: notice, blocks: blocks))
    }

    func answer(in shell: Shell, _ language: Language) -> Answer {
        Answer(status, Self.headers(in: language), body: render(in: shell, language))
    }

    static func headers(in language: Language) -> AnswerHeaders {
        PageHeaders.make(in: language, style: ConsoleStyle.digest, script: ConsoleScript.digest, formsLead: .here)
    }

    private static let tab = """
        <a href="{{address}}"{{#.isHere}} aria-current="page"{{/.isHere}}>{{label}}</a>
        """

    /// All that stands before what may still come: the page's head, its shell and its own parts.
    static let beginning = """
        <!doctype html>
        <html lang="{{language}}"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>{{windowTitle}}</title>
        <style>\(ConsoleStyle.source)</style></head><body>
        {{#shell}}\(Shell.template){{/shell}}
        {{#page}}
        <main id="content" tabindex="-1">
        {{#.ended}}<div id="ended" hidden>\(NoticeBox.template)</div>{{/.ended}}
        {{#.trail}}<p class="trail">\(PageLink.template) <span aria-hidden="true">›</span></p>{{/.trail}}
        <div class="head"><h1>\(PageTemplate.phrase(".title"))</h1>{{#.actions}}\(LinkRow.template){{/.actions}}</div>
        {{#.lead}}<p class="lead">{{#.parts}}{{#.isForeign}}<bdi>{{text}}</bdi>{{/.isForeign}}{{^.isForeign}}{{text}}{{/.isForeign}}{{/.parts}}</p>{{/.lead}}
        {{#.tabs}}<nav class="tabs" aria-label="{{label}}">{{#.tabs}}\(tab) {{/.tabs}}</nav>{{/.tabs}}
        {{#.notice}}\(NoticeBox.template){{/.notice}}
        \(Block.template)
        {{/page}}

        """

    static let end = """
        </main>
        <script>\(ConsoleScript.source)</script></body></html>

        """

    static let template = PageTemplate.whole(beginning + end)
}
