import AuthCore
import Domain

/// The controls of a form, by its wire fields: with what was typed, and what is wrong with it.
struct DataForm: Sendable {
    let sheet: String
    let fields: [DataField]
    var values: FormValues
    /// What stands before decimals in it: that of the language it was first shown in.
    let decimal: Character
    var faults: [Fault] = []
    /// Of a choice, what can be chosen; nil: all.
    var choices: [String: [String]] = [:]
    /// Of a reference, what can be chosen; nil: any row.
    var rows: [String: [(value: String, label: String)]] = [:]
    var folded: [String] = []
    /// What to look for in a list that is too long, by field.
    var searches: [String: String] = [:]
    /// Where the keyboard goes.
    var first: String?
    /// It was to be taken, and the days in it were those of another month: it is shown again with those of the new one.
    var hasTurned = false

    /// What brings ``decimal`` back.
    var hiddenDecimal: HiddenField { HiddenField(name: "decimal", value: String(decimal)) }

    /// Nil where a form does not say.
    static func decimal(of sent: SubmittedForm) -> Character? {
        switch sent["decimal"] {
        case ",": ","
        case ".": "."
        default: nil
        }
    }

    /// What a form that was sent asks for, besides being taken.
    enum Wish: String { case rows, month, find, weekdays }

    /// What was looked for already: a name that was typed since is looked for before anything is made.
    var hiddenSearches: [HiddenField] {
        searches.sorted { $0.key < $1.key }.map { HiddenField(name: "found.\($0.key)", value: $0.value) }
    }

    /// Whether a name was typed to choose by, and nothing is chosen.
    func wantsToFind(_ sent: SubmittedForm) -> Bool { searches.contains { isNew($0.key, $0.value, sent) } }

    private func isNew(_ field: String, _ words: String, _ sent: SubmittedForm) -> Bool {
        values[field].isEmpty && words != sent["found.\(field)"] ?? ""
    }

    /// Goes on where names are looked for: in the list with what was found.
    mutating func lookThrough(_ sent: SubmittedForm) {
        let named = fields.map(\.name).filter { searches[$0]?.isEmpty == false }
        first = named.first { isNew($0, searches[$0] ?? "", sent) } ?? named.first
    }

    /// Chooses the rows whose whole name was typed.
    mutating func chooseNamed(_ visit: ConsoleVisit) async throws {
        for field in fields {
            guard case .reference(let kind) = field.control, values[field.name].isEmpty, rows[field.name] == nil,
                let words = searches[field.name], visit.sees(kind.permission),
                let found = try await DataNames.named(words, kind, visit)
            else { continue }
            values[field.name] = found
        }
    }

    /// The groups, and what can be asked of them.
    func controls(_ visit: ConsoleVisit) async throws -> (groups: [Form.Group], buttons: [Form.Button]) {
        var groups: [Form.Group] = []
        var plain: [Form.Field] = []
        var last: [Form.Field] = []
        var buttons: [Form.Button] = []
        let words = visit.texts.data
        for field in fields {
            switch field.control {
            case .items(let parts):
                groups.append(Form.Group(plain))
                plain = []
                groups += items(field, parts, visit)
                buttons.append(Form.Button(words.addLines, name: "act", value: Wish.rows.rawValue, .second))
            case .days:
                groups.append(Form.Group(plain))
                plain = []
                groups.append(days(visit))
                buttons.append(Form.Button(words.fillWeekdays, name: "act", value: Wish.weekdays.rawValue, .second))
            case .reference(let kind): plain += try await reference(field, kind, visit)
            default:
                let made = control(field, field.name, field.name, visit)
                if folded.contains(field.name) { last.append(made) } else { plain.append(made) }
            }
        }
        if !plain.isEmpty { groups.append(Form.Group(plain)) }
        if !last.isEmpty {
            let isSaid = folded.contains { !values[$0].isEmpty }
            groups.append(Form.Group(words.folded(sheet), isFolded: !isSaid, last))
        }
        return (groups, buttons)
    }

    /// Above the form: that something is wrong, and what of it belongs to no field.
    func alert(_ visit: ConsoleVisit) -> String? {
        if faults.isEmpty {
            return hasTurned ? visit.texts.data.monthTurned(Months.title(values["month"], visit.texts)) : nil
        }
        let shown = fields.map(\.name)
        let others = faults.filter { fault in
            !shown.contains { fault.field == $0 || fault.field.hasPrefix("\($0).") }
        }
        return
            ([visit.texts.console.lookBelow]
            + others.map(visit.texts.sentence(of:)))
            .joined(separator: " ")
    }

    // MARK: Kinds

    private func control(
        _ field: DataField, _ name: String, _ label: String, in part: String? = nil, _ visit: ConsoleVisit
    )
        -> Form.Field
    {
        let words = visit.texts.data
        let title = words.label(label, in: part ?? sheet)
        let hint = words.hint(label, in: part ?? sheet)
        let wrong = fault(name, field, visit)
        let value = values[name]
        func input(_ type: String = "text", _ longest: Int? = nil, keyboard: String? = nil) -> Form.Field {
            .input(
                name, title, Form.Input(type: type, value: value, longest: longest, keyboard: keyboard), hint: hint,
                fault: wrong, isRequired: field.isRequired && part == nil)
        }
        switch field.control {
        case .line(let longest): return input(field.name == "email" ? "email" : "text", longest)
        case .number: return input(keyboard: "decimal")
        case .reference: return input(keyboard: "numeric")
        case .day: return input("date")
        case .lines(let longest):
            return .area(
                name, title, Form.TextArea(value: value, rows: longest > 1000 ? 4 : 2), hint: hint, fault: wrong,
                isRequired: field.isRequired && part == nil)
        case .box: return .box(name, title, isTicked: value == "true", hint: hint, fault: wrong)
        case .month:
            let months = Months.around(visit, value).map {
                Form.Option($0.value, $0.label, isChosen: $0.value == value)
            }
            let select = Form.Field.select(name, title, months, hint: hint, fault: wrong)
            guard fields.contains(where: { if case .days = $0.control { true } else { false } }) else { return select }
            return select.with(Form.Button(words.showMonth, name: "act", value: Wish.month.rawValue, .second))
        case .choice(let all):
            let offered = choices[field.name] ?? all
            let known = offered.contains(value)
            return .select(
                name, title,
                (known ? [] : [Form.Option("", "–", isChosen: true)])
                    + offered.map {
                        Form.Option($0, words.choice(field.name, $0, in: sheet), isChosen: $0 == value)
                    }, hint: hint, fault: wrong)
        case .items, .days: return input()
        }
    }

    private func reference(_ field: DataField, _ kind: DataReference.Kind, _ visit: ConsoleVisit) async throws
        -> [Form.Field]
    {
        let words = visit.texts.data
        guard rows[field.name] != nil || visit.sees(kind.permission) else {
            // Whoever sees no names can still give a number.
            return [control(field, field.name, field.name, visit)]
        }
        let picker = RowPicker(
            name: field.name, label: words.label(field.name, in: sheet), kind: kind,
            none: words.none(of: field, in: sheet), chosen: values[field.name], search: searches[field.name],
            rows: rows[field.name], hint: words.hint(field.name, in: sheet), fault: fault(field.name, field, visit),
            isFirst: first == field.name)
        return try await picker.fields(
            visit, Form.Button(words.find, name: "act", value: Wish.find.rawValue, .second))
    }

    private func items(_ field: DataField, _ parts: [DataField], _ visit: ConsoleVisit) -> [Form.Group] {
        let words = visit.texts.data
        let wrong = faults.contains { $0.field == field.name } ? visit.sentence(of: ofList(field), at: field.name) : nil
        return (0..<(values.rows[field.name] ?? 0)).map { place in
            Form.Group(
                words.line(place + 1), hint: place == 0 ? wrong ?? words.hint(field.name, in: sheet) : nil,
                layout: "together",
                parts.map { control($0, "\(field.name).\(place).\($0.name)", $0.name, in: field.name, visit) })
        }
    }

    private func days(_ visit: ConsoleVisit) -> Form.Group {
        let words = visit.texts.data
        let days = MonthText.days(of: values["month"])
        let count = days.map { Int($0.upperBound.days - $0.lowerBound.days) + 1 } ?? 0
        let wrong = visit.sentence(of: faults, at: "days")
        let fields = (0..<count).map { place -> Form.Field in
            let date = days?.lowerBound.adding(days: place) ?? .earliest
            let name = "days.\(date.day)"
            let value = values[name]
            return .select(
                name, words.weekday(date.weekday, date.day),
                [
                    Form.Option("", "0", isChosen: value.isEmpty), Form.Option("0.5", "½", isChosen: value == "0.5"),
                    Form.Option("1", "1", isChosen: value == "1"),
                ])
        }
        // Weeks stand below each other, and begin with Monday.
        let column = days.map { $0.lowerBound.weekday + 1 } ?? 1
        return Form.Group(
            Months.title(values["month"], visit.texts), hint: wrong ?? kept(visit) ?? words.hint("days", in: sheet),
            layout: "days from-\(column)", fields)
    }
    /// That the days of other months are not lost.
    private func kept(_ visit: ConsoleVisit) -> String? {
        let months = values.otherMonths.keys.sorted().map { Months.title($0, visit.texts) }
        return months.isEmpty ? nil : visit.texts.data.monthsKept(months.joined(separator: ", "))
    }

    /// What is wrong with the list, and with none of its rows.
    private func ofList(_ field: DataField) -> [Fault] { faults.filter { $0.field == field.name } }

    private func fault(_ name: String, _ field: DataField, _ visit: ConsoleVisit) -> String? {
        let found = faults.filter { $0.field == name }
        if case .number = field.control, found.contains(where: { $0.code == .type }) {
            return visit.texts.data.notANumber
        }
        return visit.sentence(of: found, at: name)
    }
}

extension LocalDate {
    /// Counted from Monday.
    var weekday: Int {
        // 1970-01-01 was a Thursday.
        ((Int(days) + 3) % 7 + 7) % 7
    }
}
