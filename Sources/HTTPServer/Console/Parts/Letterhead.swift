/// Who writes and to whom, side by side, as at the head of a letter.
struct Letterhead: Sendable {
    struct Side: Sendable {
        let title: String
        let name: String
        /// Lines below the name.
        let text: String?
        let facts: [Facts.Fact]

        /// - Parameters:
        ///   - name: somebody else's words, as is `text`.
        ///   - facts: those that say nothing are left out.
        init(_ title: String, name: String, text: String, _ facts: [(name: String, text: String)]) {
            self.title = title
            self.name = ForeignText(lines: name).text
            self.text = text.isEmpty ? nil : ForeignText(lines: text).text
            self.facts = facts.filter { !$0.text.isEmpty }.map { .init($0.name, $0.text, isForeign: true) }
        }
    }

    let sides: [Side]

    static let template = """
        <div class="letterhead">{{#.sides}}<section><h2>{{title}}</h2><p><bdi>{{name}}</bdi></p>\
        {{#.text}}<p class="lines"><bdi>{{text}}</bdi></p>{{/.text}}\
        {{#.facts}}<p><span class="soft">{{name}}</span> <bdi>{{text}}</bdi></p>{{/.facts}}</section>{{/.sides}}</div>
        """
}
