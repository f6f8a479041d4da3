import AuthCore
import Domain

/// How scopes stand beside and above each other.
extension ScopeChoices {
    static let columns = ["read", "write", "delete"]

    /// What stands above them.
    static func head(
        _ visit: ConsoleVisit, above options: [Form.Option], _ page: String?
    ) -> Form.BoxHead {
        let words = visit.texts.keys
        let changes = Badge(visit.texts.consent.writes, .warning)
        var columns = [
            Form.BoxHead.Column(title: words.toSee, place: "read"),
            Form.BoxHead.Column(title: words.toWrite, place: "write", badge: changes),
        ]
        if options.contains(where: { $0.place == "delete" }) {
            columns.append(.init(title: words.toDelete, place: "delete", badge: changes))
        }
        return Form.BoxHead(
            columns,
            page.map { page in
                [
                    .init(label: words.readEverything, address: "\(page)?preset=read", ending: ":read"),
                    .init(label: words.tickNothing, address: "\(page)?preset=none", ending: ""),
                ]
            } ?? [])
    }

    /// What is ticked where the address asks for many at once; nil where it does not.
    static func preset(_ visit: ConsoleVisit, among all: [String] = all) -> [String]? {
        switch visit.query["preset"] {
        case "read": offered(to: visit, among: all).filter { $0.hasSuffix(":read") }
        case "none": []
        default: nil
        }
    }

    /// For a new key: what programs can do, and everything for those who may do everything.
    static let ofNewKeys = all + ["*:*"]

    /// For a key that is there: whatever of its scopes had a use, here or on people's pages, can be given back.
    static let ofKeys = people + ["*:*"]
}
