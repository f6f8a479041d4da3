/// One piece of a console's page: exactly one of its members is there. A page is a list of these, so that what looks
/// alike is written once.
struct Block: Sendable {
    private(set) var heading: Heading?
    private(set) var text: Phrase?
    private(set) var notice: NoticeBox?
    private(set) var table: Table?
    private(set) var form: Form?
    private(set) var facts: Facts?
    private(set) var chart: Chart?
    private(set) var code: CodeBox?
    private(set) var links: LinkRow?
    private(set) var cards: CardGrid?
    private(set) var steps: StepList?
    private(set) var difference: Difference?
    private(set) var qrCode: QRFigure?
    private(set) var matrix: RoleMatrix?
    private(set) var letterhead: Letterhead?
    private(set) var fold: Fold?

    private init() {}

    static func heading(_ title: Phrase, id: String? = nil) -> Block {
        with { $0.heading = Heading(title: title, id: id) }
    }
    static func text(_ text: Phrase) -> Block { with { $0.text = text } }
    static func notice(_ notice: NoticeBox) -> Block { with { $0.notice = notice } }
    static func table(_ table: Table) -> Block { with { $0.table = table } }
    static func form(_ form: Form) -> Block { with { $0.form = form } }
    static func facts(_ facts: [Facts.Fact]) -> Block { with { $0.facts = Facts(facts: facts) } }
    /// Sums below a table, the last of them what it all comes to.
    static func totals(_ facts: [Facts.Fact]) -> Block {
        with { $0.facts = Facts(facts: facts, look: "totals") }
    }

    /// Numbers with what they count.
    static func figures(_ facts: [Facts.Fact]) -> Block {
        with { $0.facts = Facts(facts: facts, look: "figures") }
    }
    static func chart(_ chart: Chart) -> Block { with { $0.chart = chart } }
    static func code(_ code: CodeBox) -> Block { with { $0.code = code } }
    static func links(_ links: [PageLink]) -> Block { with { $0.links = LinkRow(links: links) } }
    static func cards(_ cards: [CardGrid.Card]) -> Block { with { $0.cards = CardGrid(cards: cards) } }
    static func steps(_ steps: StepList) -> Block { with { $0.steps = steps } }
    static func difference(_ difference: Difference) -> Block { with { $0.difference = difference } }
    static func qrCode(_ figure: QRFigure) -> Block { with { $0.qrCode = figure } }
    static func letterhead(_ sides: [Letterhead.Side]) -> Block {
        with { $0.letterhead = Letterhead(sides: sides) }
    }
    static func fold(_ fold: Fold) -> Block { with { $0.fold = fold } }
    static func matrix(_ matrix: RoleMatrix) -> Block { with { $0.matrix = matrix } }

    private static func with(_ set: (inout Block) -> Void) -> Block {
        var block = Block()
        set(&block)
        return block
    }

    /// With another form in the place of its own.
    func mapForm(_ change: (Form) -> Form) -> Block {
        var block = self
        block.form = form.map(change)
        return block
    }

    struct Heading: Sendable {
        let title: Phrase
        let id: String?
    }

    static let template = """
        {{#.blocks}}
        {{#.heading}}<h2{{#.id}} id="{{id}}"{{/.id}}>\(PageTemplate.phrase(".title"))</h2>{{/.heading}}
        {{#.text}}<p>\(PageTemplate.phrase(""))</p>{{/.text}}
        {{#.notice}}\(NoticeBox.template){{/.notice}}
        {{#.table}}\(Table.template){{/.table}}
        {{#.form}}\(Form.template){{/.form}}
        {{#.facts}}\(Facts.template){{/.facts}}
        {{#.chart}}\(Chart.template){{/.chart}}
        {{#.code}}\(CodeBox.template){{/.code}}
        {{#.links}}\(LinkRow.template){{/.links}}
        {{#.cards}}\(CardGrid.template){{/.cards}}
        {{#.steps}}\(StepList.template){{/.steps}}
        {{#.difference}}\(Difference.template){{/.difference}}
        {{#.qrCode}}\(QRFigure.template){{/.qrCode}}
        {{#.letterhead}}\(Letterhead.template){{/.letterhead}}
        {{#.matrix}}\(RoleMatrix.template){{/.matrix}}
        {{#.fold}}\(Fold.template){{/.fold}}
        {{/.blocks}}
        """
}
