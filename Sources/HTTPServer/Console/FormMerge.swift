import AuthCore
import Domain
import HTTPTypes

/// A form that somebody else was quicker than, part by part: what only the other has changed is taken over, what only
/// this person has changed stays as it was typed, and what both have changed is this person's to decide.
struct FormMerge: Sendable {
    /// What to show.
    let fields: SubmittedForm
    /// The form as it is shown for the row as it is.
    private let there: Form
    private(set) var taken: Set<String> = []
    private(set) var conflicts: Set<String> = []
    /// Who changed the row last, as far as the reader may know.
    fileprivate(set) var name: String?

    /// In a form that changes a row: a digest of each part as it was shown, which tells what was changed in it.
    static let shown = "shown"

    init(_ sent: SubmittedForm, into there: Form) {
        let (now, shown) = (there.untouched, Self.digests(sent.raw(Self.shown)))
        for part in there.parts {
            let (typed, present) = (sent.digest(of: part), now.digest(of: part))
            if typed == present || shown[part] == present { continue }
            if shown[part] == typed { taken.insert(part) } else { conflicts.insert(part) }
        }
        fields = sent.taking(now) { [taken] in taken.contains(FormPart(of: $0).name) }
        self.there = there
    }

    /// - Parameter form: made of ``fields``, for the row as it is.
    func shown(_ form: Form, _ visit: ConsoleVisit) -> Form {
        let words = visit.texts.console
        var form = form.marking(taken, words.takenOver(name), open: taken.union(conflicts))
        form.hidden.append(HiddenField(name: Self.shown, value: Self.digests(of: there)))
        form.alert = Form.Alert(
            text: conflicts.isEmpty ? words.changedElsewhere : words.changedMeanwhile, fields: form.alert?.fields)
        return form.compared(with: there, in: conflicts, visit)
    }

    static func digests(of form: Form) -> String {
        let fields = form.untouched
        return form.parts.map { "\($0):\(fields.digest(of: $0))" }.joined(separator: " ")
    }

    private static func digests(_ text: String) -> [String: String] {
        var digests: [String: String] = [:]
        for entry in text.split(separator: " ") {
            guard let colon = entry.lastIndex(of: ":") else { continue }
            digests[String(entry[..<colon])] = String(entry[colon...].dropFirst())
        }
        return digests
    }
}

extension ConsoleVisit {
    /// - Parameters:
    ///   - there: the form as it is shown for the row as it is.
    ///   - row: the row.
    func merge(_ sent: SubmittedForm, into there: Form, of row: some Entity) async throws -> FormMerge {
        var merge = FormMerge(sent, into: there)
        if !merge.taken.isEmpty { merge.name = try await lastToChange(row) }
        return merge
    }

    private func lastToChange<Row: Entity>(_ row: Row) async throws -> String? {
        // Who sees a part of the rows may not look into the audit.
        guard sees(.of(.read, .audit)), principal.tenant.limit == nil else { return nil }
        var filter = AuditFilter()
        (filter.resource, filter.resourceID) = (Row.resource.rawValue, row.id)
        let events = try await services.audit.list(filter, limit: 1, offset: 0, of: principal.tenant)
        let reader = try await AuditReader(self, events)
        return events.first.map { reader.name(reader.actor($0.actor)) }
    }

    /// The same page, whose forms bring back what tells what was changed in them.
    func remembering(_ page: ConsolePage) -> ConsolePage {
        var page = page
        page.blocks = page.blocks.map { block in
            block.mapForm { form in
                guard form.method == "post", !form.hidden.contains(where: { $0.name == FormMerge.shown }),
                    let version = form.hidden.first(where: { $0.name == "version" })?.value
                else { return form }
                let text: String
                if let sent = call.kept?.fields ?? sent {
                    // It is the same form again, with what was typed.
                    text = sent.raw("version") == version ? sent.raw(FormMerge.shown) : ""
                } else {
                    // A link can tick what the row has not.
                    text = call.head.query?.isEmpty == false ? "" : FormMerge.digests(of: form)
                }
                var form = form
                if !text.isEmpty { form.hidden.append(HiddenField(name: FormMerge.shown, value: text)) }
                return form
            }
        }
        return page
    }
}
