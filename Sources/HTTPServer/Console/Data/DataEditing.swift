import AuthCore
import Domain
import HTTPTypes
import JSON

extension DataSheet {
    // MARK: A new row

    func new(_ visit: ConsoleVisit, _ making: Making) async throws -> Answer {
        if let kept = visit.call.kept?.fields {
            let values = FormValues(kept, making.fields)
            return try await newPage(visit, form(making.fields, values, visit.decimal(of: kept), kept))
        }
        var texts = defaults(visit)
        // A link can say for which customer.
        for field in making.fields {
            if let said = visit.query[field.name], case .reference = field.control { texts[field.name] = said }
        }
        var form = form(making.fields, FormValues(texts), visit.decimal)
        form.values.addRows(to: making.fields)
        return try await newPage(visit, form)
    }

    func create(_ visit: ConsoleVisit, _ making: Making, _ sent: SubmittedForm) async throws -> Answer {
        var form = form(making.fields, FormValues(sent, making.fields), visit.decimal(of: sent), sent)
        if try await fulfil(visit, sent, &form) { return try await newPage(visit, form, formID: sent["form_id"]) }
        let body = form.values.body(making.fields, decimal: form.decimal)
        do {
            if !body.faults.isEmpty { throw Problem.invalid(body.faults) }
            let id = try await making.run(visit, .object(body.object), visit.claim(sent))
            return visit.seeOther("\(path)\(id)/", done: .created)
        } catch Problem.invalid(let faults) {
            form.faults = faults.map(body.inForm)
            return try await newPage(visit, form, formID: sent["form_id"])
        } catch Problem.idempotencyMismatch {
            // It was sent before with something else in it, and made that: this one is another.
            return try await newPage(visit, form, alert: visit.texts.data.sentAlready)
        } catch Problem.conflict(let sentence) {
            return try await newPage(visit, form, alert: visit.texts.conflict(sentence), formID: sent["form_id"])
        }
    }

    private func newPage(
        _ visit: ConsoleVisit, _ form: DataForm, alert: String? = nil, formID: String? = nil
    ) async throws -> Answer {
        let words = visit.texts.data
        var page = ConsolePage(Phrase(words.sheet(name).create))
        page.trail = trail(visit)
        let hidden = try visit.hidden(("form_id", formID ?? ConsoleVisit.formID()))
        return try await answer(
            visit, page, form, to: "\(path)new/", hidden,
            Form.Button(words.sheet(name).save, busy: words.saving), back: path, alert: alert)
    }

    // MARK: A row that is there

    func edit(_ visit: ConsoleVisit, _ changing: Changing) async throws -> Answer {
        let row = try await find(visit)
        guard changing.isOffered(row) else { return visit.seeOther("\(path)\(row.id)/") }
        var form = form(changing.fields, try current(row, changing, visit.decimal), visit.decimal)
        form.values.addRows(to: changing.fields)
        if let kept = visit.call.kept?.fields {
            form = self.form(changing.fields, FormValues(kept, changing.fields), visit.decimal(of: kept), kept)
        }
        form.choices = changing.choices(row)
        return try await editPage(visit, row, form)
    }

    func update(_ visit: ConsoleVisit, _ changing: Changing, _ sent: SubmittedForm) async throws -> Answer {
        let row = try await find(visit)
        let decimal = visit.decimal(of: sent)
        let before = try current(row, changing, decimal)
        var form = form(changing.fields, FormValues(sent, changing.fields), decimal, sent)
        form.choices = changing.choices(row)
        let version = sent["version"].flatMap { Int64($0) } ?? 0
        if try await fulfil(visit, sent, &form) { return try await editPage(visit, row, form, version: version) }
        let body = form.values.body(changing.fields, from: before, decimal: decimal)
        do {
            guard version == row.version else { throw ChangedMeanwhile() }
            if !body.faults.isEmpty { throw Problem.invalid(body.faults) }
            try await changing.run(visit, row, version, .object(body.object))
            return visit.seeOther("\(path)\(row.id)/", done: .saved)
        } catch Problem.invalid(let faults) {
            form.faults = faults.map(body.inForm)
            return try await editPage(visit, row, form)
        } catch Problem.conflict(let sentence) {
            return try await editPage(visit, row, form, alert: visit.texts.conflict(sentence), status: .conflict)
        } catch is ChangedMeanwhile {
            let now = try await find(visit)
            guard changing.isOffered(now) else {
                throw Problem.conflict("It was changed meanwhile, and cannot be changed any more.")
            }
            let present = try current(now, changing, decimal)
            let left = form.values.body(changing.fields, from: present, decimal: decimal)
            // What was typed is what is there: it was sent twice, or both wrote the same.
            if left.faults.isEmpty, left.object == JSONObject() {
                return visit.seeOther("\(path)\(row.id)/", done: .saved)
            }
            var there = self.form(changing.fields, present, decimal)
            there.values.addRows(to: changing.fields)
            there.choices = changing.choices(now)
            let merge = try await visit.merge(sent, into: try await made(visit, there, to: "", []), of: now)
            form = self.form(changing.fields, FormValues(merge.fields, changing.fields), decimal, merge.fields)
            form.choices = there.choices
            return try await editPage(visit, now, form, merge: merge, status: .conflict)
        }
    }

    private func editPage(
        _ visit: ConsoleVisit, _ row: Row, _ form: DataForm, alert: String? = nil, merge: FormMerge? = nil,
        version: Int64? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Answer {
        let title = try await fullTitle(of: row, visit)
        var page = ConsolePage(visit.texts.data.edit(title))
        page.trail = trail(visit, to: row, called: title)
        page.status = status
        let hidden = try visit.hidden(("version", String(version ?? row.version)))
        return try await answer(
            visit, page, form, to: "\(path)\(row.id)/edit/", hidden,
            Form.Button(visit.texts.console.save, busy: visit.texts.data.saving), back: "\(path)\(row.id)/",
            alert: alert, merge: merge)
    }

    // MARK: Both

    private func form(
        _ fields: [DataField], _ values: FormValues, _ decimal: Character, _ sent: SubmittedForm? = nil
    ) -> DataForm {
        var form = DataForm(sheet: name, fields: fields, values: values, decimal: decimal, folded: folded)
        for field in fields {
            if case .reference = field.control { form.searches[field.name] = sent?["find.\(field.name)"] }
        }
        return form
    }

    private func current(_ row: Row, _ changing: Changing, _ decimal: Character) throws -> FormValues {
        FormValues(try changing.current(row), changing.fields, decimal: String(decimal))
    }

    /// True where the form wants to be shown again, with what was asked for.
    private func fulfil(_ visit: ConsoleVisit, _ sent: SubmittedForm, _ form: inout DataForm) async throws -> Bool {
        try await form.chooseNamed(visit)
        // The days that were filled in were those of another month.
        let isTurning = sent["grid"].map { $0 != form.values["month"] } ?? false
        if isTurning, let grid = sent["grid"] { form.values.turn(from: grid) }
        if let wish = sent["act"].flatMap(DataForm.Wish.init) {
            switch wish {
            case .rows: form.values.addRows(to: form.fields)
            case .find: form.lookThrough(sent)
            case .weekdays: form.values.fillWeekdays()
            case .month: break
            }
            return true
        }
        form.hasTurned = isTurning
        guard form.wantsToFind(sent) else { return isTurning }
        form.lookThrough(sent)
        return true
    }

    private func answer(
        _ visit: ConsoleVisit, _ page: ConsolePage, _ form: DataForm, to action: String, _ hidden: [HiddenField],
        _ button: Form.Button, back: String, alert: String?, merge: FormMerge? = nil
    ) async throws -> Answer {
        var page = page
        if !form.faults.isEmpty { page.status = .unprocessableContent }
        page.isFault = !form.faults.isEmpty || alert != nil || merge != nil || form.hasTurned
        let cancel = PageLink(visit.texts.console.cancel, back)
        let shown = try await made(
            visit, form, to: action, hidden, button, cancel: cancel, alert: alert ?? form.alert(visit))
        page.blocks.append(.form(merge?.shown(shown, visit) ?? shown))
        return try visit.answer(page)
    }

    private func made(
        _ visit: ConsoleVisit, _ form: DataForm, to action: String, _ hidden: [HiddenField],
        _ button: Form.Button? = nil, cancel: PageLink? = nil, alert: String? = nil
    ) async throws -> Form {
        let (groups, buttons) = try await form.controls(visit)
        let rows = form.values.rows.sorted { $0.key < $1.key }.map {
            HiddenField(name: "rows.\($0.key)", value: String($0.value))
        }
        let grid =
            form.fields.contains { if case .days = $0.control { true } else { false } }
            ? [HiddenField(name: "grid", value: form.values["month"])] : []
        let kept = form.values.keptMonths + form.hiddenSearches
        return Form(
            to: action, hidden: hidden + [form.hiddenDecimal] + rows + grid + kept, groups,
            [button].compactMap(\.self) + buttons, cancel: cancel, alert: alert)
    }
}

extension ConsoleVisit {
    /// What the reader's language writes before decimals.
    var decimal: Character { texts.formats.decimal.first ?? "." }

    /// What it stood for in a form that was sent: it may have been shown in another language.
    func decimal(of sent: SubmittedForm) -> Character { DataForm.decimal(of: sent) ?? decimal }
}
