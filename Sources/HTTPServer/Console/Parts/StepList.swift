/// What is done one after another, and how far it has come.
struct StepList: Sendable {
    struct Step: Sendable {
        let title: String
        /// What an address of the page leads to it by.
        var id: String?
        var text: Phrase = ""
        var badge: Badge?
        var code: CodeBox?
        var link: PageLink?
        var found: [Findings] = []
        /// What is of use to few, shut until somebody opens it.
        var fold: Details?
    }

    /// Sentences that belong together, and what they are of.
    struct Findings: Sendable {
        var name: String?
        let sentences: [Finding]
    }

    /// A sentence about what was found; parts of it may be somebody else's.
    struct Finding: Sendable {
        let parts: [Phrase.Part]
        /// It is there in English alone.
        let english: String?

        init(_ sentence: String, _ texts: Texts) {
            let said = texts.found(sentence)
            parts =
                said?.parts.map { $0.isForeign ? .init(text: ForeignText(lines: $0.text).text, isForeign: true) : $0 }
                ?? []
            english = said == nil ? ForeignText(lines: sentence).text : nil
        }

        init(own sentence: String) { (parts, english) = ([.init(text: sentence, isForeign: false)], nil) }
    }

    struct Details: Sendable {
        let title: String
        let text: String?
        /// Where rules stand: their documents are English.
        let sources: [String]
    }

    let steps: [Step]

    static let step = """
        <li{{#.id}} id="{{id}}"{{/.id}}><h3>{{title}}{{#.badge}} \(Badge.template){{/.badge}}</h3><p>\(PageTemplate.phrase(".text"))</p>\
        {{#.code}}\(CodeBox.template){{/.code}}{{#.link}}<p>\(PageLink.template)</p>{{/.link}}\
        {{#.found}}<p class="typed">{{#.name}}<strong>{{name}}</strong> {{/.name}}{{#.sentences}}{{#.english}}<span lang="en"><bdi>{{english}}</bdi></span>{{/.english}}\
        {{#.parts}}{{#.isForeign}}<bdi>{{text}}</bdi>{{/.isForeign}}{{^.isForeign}}{{text}}{{/.isForeign}}{{/.parts}} {{/.sentences}}</p>{{/.found}}\
        {{#.fold}}<details><summary>{{title}}</summary>{{#.text}}<p>{{.}}</p>{{/.text}}\
        {{#.sources}}<p lang="en">{{.}}</p>{{/.sources}}</details>{{/.fold}}</li>
        """

    static let opening = "<ol class=\"steps\">"
    static let closing = "</ol>"
    static let template = "\(opening){{#.steps}}\(step){{/.steps}}\(closing)"
}
