import AuthCore
import Domain
import HTTPTypes
import JSON

extension DataSheet {
    func ask(_ visit: ConsoleVisit, _ act: Act) async throws -> Answer {
        let row = try await find(visit)
        guard act.isOffered(for: row, to: visit) else { return visit.seeOther("\(path)\(row.id)/") }
        return try await page(visit, act, row, FormValues(act.start(row)), visit.decimal)
    }

    func perform(_ visit: ConsoleVisit, _ act: Act, _ sent: SubmittedForm) async throws -> Answer {
        let row = try await find(visit)
        let fields = shown(act, row, visit)
        let values = FormValues(sent, fields)
        let decimal = visit.decimal(of: sent)
        let start = act.start(row)
        // What the form began with and was taken out is said to be empty.
        let body = values.body(fields, from: start.isEmpty ? nil : FormValues(start), decimal: decimal)
        do {
            if !body.faults.isEmpty { throw Problem.invalid(body.faults) }
            let version = sent["version"].flatMap { Int64($0) } ?? 0
            let place = try await act.run(visit, row, version, .object(body.object), visit.claim(sent))
            return visit.seeOther(place, done: act.done)
        } catch Problem.invalid(let faults) {
            return try await page(visit, act, row, values, decimal, faults.map(body.inForm), formID: sent["form_id"])
        } catch Problem.idempotencyMismatch {
            return try await page(visit, act, row, values, decimal, alert: visit.texts.data.sentAlready)
        } catch is ChangedMeanwhile {
            let now = try await find(visit)
            guard act.isOffered(for: now, to: visit) else {
                throw Problem.conflict("It was changed meanwhile: this cannot be done with it any more.")
            }
            return try await page(visit, act, now, values, decimal, alert: visit.texts.data.changedLookAgain)
        }
    }

    private func shown(_ act: Act, _ row: Row, _ visit: ConsoleVisit) -> [DataField] {
        let hidden = act.hides(row, visit)
        return act.fields.filter { !hidden.contains($0.name) }
    }

    private func page(
        _ visit: ConsoleVisit, _ act: Act, _ row: Row, _ values: FormValues, _ decimal: Character,
        _ faults: [Fault] = [],
        alert: String? = nil, formID: String? = nil
    ) async throws -> Answer {
        let words = visit.texts.data.act(act.name, in: name)
        var form = DataForm(
            sheet: name, fields: shown(act, row, visit), values: values, decimal: decimal, faults: faults)
        form.rows = try await act.choices(row, visit)
        let (groups, _) = try await form.controls(visit)
        let title = try await fullTitle(of: row, visit)
        var page = ConsolePage(words.title(title))
        page.trail = trail(visit, to: row, called: title)
        if !faults.isEmpty { page.status = .unprocessableContent }
        if alert != nil { page.status = .conflict }
        page.isFault = !faults.isEmpty || alert != nil
        let look: Form.Button.Look = act.look == .danger ? .danger : .main
        var evidence = try await act.evidence(row, visit)
        // Whoever decides sees what about.
        if evidence.isEmpty {
            evidence = [.facts(facts(row, try await reading([row], visit)).compactMap(\.self))]
        }
        // Beside a button that cancels the row, one that is called so too would be taken for it.
        let leave = act.name == "cancel" ? visit.texts.console.back : visit.texts.console.cancel
        page.blocks =
            [
                .text(Phrase(words.text))
            ] + evidence + [
                .form(
                    Form(
                        to: "\(path)\(row.id)/\(act.name)/",
                        hidden: try visit.hidden(
                            ("form_id", formID ?? ConsoleVisit.formID()), ("version", String(row.version)))
                            + [form.hiddenDecimal], groups,
                        [Form.Button(words.label, look, busy: visit.texts.data.saving)],
                        cancel: PageLink(leave, "\(path)\(row.id)/"),
                        alert: alert ?? form.alert(visit)))
            ]
        return try visit.answer(page)
    }
}
