import Domain
import JSON

/// What stands in a form, as text, by name: `name`, `lines.0.quantity`, `days.5`.
struct FormValues: Sendable, Equatable {
    private(set) var texts: [String: String] = [:]
    /// How many rows each list of parts shows.
    private(set) var rows: [String: Int] = [:]

    /// Days that were filled in for months that are not shown now, by month: `3=1 4=0.5`.
    private(set) var otherMonths: [String: String] = [:]

    /// No form keeps the days of more months than this.
    private static let mostMonths = 24

    /// No list has more rows than this, filled in or not.
    static let mostRows = 200

    subscript(name: String) -> String {
        get { texts[name] ?? "" }
        set { texts[name] = newValue.isEmpty ? nil : newValue }
    }

    init(_ texts: [String: String] = [:]) { self.texts = texts.filter { !$0.value.isEmpty } }

    /// What a row has, as its dialect writes it.
    init(_ row: JSONObject, _ fields: [DataField], decimal: String) {
        for field in fields {
            guard let value = row[field.name] else { continue }
            switch field.control {
            case .items(let parts):
                let items = value.arrayValue ?? []
                rows[field.name] = items.count
                for (place, item) in items.enumerated() {
                    for part in parts {
                        self["\(field.name).\(place).\(part.name)"] = Self.text(item[part.name], part, decimal)
                    }
                }
            case .days:
                for day in value.arrayValue ?? [] {
                    guard let date = day["date"]?.stringValue.flatMap({ LocalDate($0) }) else { continue }
                    self["days.\(date.day)"] = day["days"]?.numberValue?.decimal?.scale == 0 ? "1" : "0.5"
                }
            default: self[field.name] = Self.text(value, field, decimal)
            }
        }
    }

    /// What was typed. Names that no field has are not looked at.
    init(_ form: SubmittedForm, _ fields: [DataField]) {
        for field in fields {
            switch field.control {
            case .items(let parts):
                let count = form["rows.\(field.name)"].flatMap { Int($0) } ?? 0
                let shown = min(max(count, 0), Self.mostRows)
                rows[field.name] = shown
                for place in 0..<shown {
                    for part in parts {
                        let name = "\(field.name).\(place).\(part.name)"
                        self[name] = form[name] ?? ""
                    }
                }
            case .days:
                for day in 1...31 { self["days.\(day)"] = form["days.\(day)"] ?? "" }
                for name in form.names.filter({ $0.hasPrefix(Self.kept) }).prefix(Self.mostMonths) {
                    let month = String(name.dropFirst(Self.kept.count))
                    if MonthText.days(of: month) != nil { otherMonths[month] = form[name] }
                }
            default: self[field.name] = form[field.name] ?? ""
            }
        }
    }

    private static func text(_ value: JSONValue?, _ field: DataField, _ decimal: String) -> String {
        switch value {
        case .string(let text)?: text.replacing("\r\n", with: "\n").trimmingWhitespace
        case .bool(let isTrue)?: isTrue ? "true" : ""
        case .number(let number)?:
            if case .number = field.control { number.text.replacing(".", with: decimal) } else { number.text }
        default: ""
        }
    }

    // MARK: The days of a month

    private static let kept = "kept."

    /// What brings the days of other months back.
    var keptMonths: [HiddenField] {
        otherMonths.sorted { $0.key < $1.key }.map { HiddenField(name: Self.kept + $0.key, value: $0.value) }
    }

    /// The days that were filled in were those of another month: they are kept until it is chosen again, and none of
    /// them is one of the month that is chosen now.
    mutating func turn(from month: String) {
        let days = (1...31).filter { !self["days.\($0)"].isEmpty }
        if !days.isEmpty, MonthText.days(of: month) != nil {
            otherMonths[month] = days.map { "\($0)=\(self["days.\($0)"])" }.joined(separator: " ")
        }
        for day in days { self["days.\(day)"] = "" }
        for part in (otherMonths.removeValue(forKey: self["month"]) ?? "").split(separator: " ") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let day = Int(pair[0]), (1...31).contains(day) else { continue }
            self["days.\(day)"] = String(pair[1])
        }
    }

    /// Whole days from Monday to Friday, wherever nothing was said yet. Nobody knows the holidays of every place.
    mutating func fillWeekdays() {
        guard let days = MonthText.days(of: self["month"]) else { return }
        for place in 0...Int(days.upperBound.days - days.lowerBound.days) {
            let date = days.lowerBound.adding(days: place)
            if date.weekday < 5, self["days.\(date.day)"].isEmpty { self["days.\(date.day)"] = "1" }
        }
    }

    /// More empty rows below what is there.
    mutating func addRows(to fields: [DataField], _ more: Int = 3) {
        for field in fields {
            if case .items = field.control {
                rows[field.name] = min((rows[field.name] ?? 0) + more, Self.mostRows)
            }
        }
    }

    // MARK: As JSON

    /// A request's body, and which of a form's rows each of its parts comes from.
    struct Body {
        var object = JSONObject()
        var places: [String: [Int]] = [:]
        var faults: [Fault] = []

        /// The fault at the name that the form has for its field.
        func inForm(_ fault: Fault) -> Fault {
            let parts = fault.field.split(separator: ".", maxSplits: 2).map(String.init)
            guard parts.count > 1, let index = Int(parts[1]), let places = places[parts[0]] else { return fault }
            guard parts.count == 3, places.indices.contains(index) else {
                return Fault(parts[0], fault.code, fault.message)
            }
            return Fault("\(parts[0]).\(places[index]).\(parts[2])", fault.code, fault.message)
        }
    }

    /// - Parameter before: what the row had: the rest is what changes. Nil for something new.
    func body(_ fields: [DataField], from before: FormValues? = nil, decimal: Character) -> Body {
        var body = Body()
        for field in fields {
            switch field.control {
            case .items(let parts): add(field, parts, before, decimal, to: &body)
            case .days: addDays(field, before, to: &body)
            default: add(field, before, decimal, to: &body)
            }
        }
        return body
    }

    private func add(_ field: DataField, _ before: FormValues?, _ decimal: Character, to body: inout Body) {
        let text = self[field.name]
        if let before, before[field.name] == text { return }
        if case .box = field.control {
            if before != nil || !text.isEmpty { body.object[field.name] = .bool(text == "true") }
        } else if !text.isEmpty {
            body.object[field.name] = Self.value(text, field, decimal)
        } else if before != nil {
            if field.isNullable {
                body.object[field.name] = .null
            } else if field.isRequired {
                body.faults.append(Fault(field.name, .required, "This field is required."))
            } else if field.isText {
                body.object[field.name] = .string("")
            }
        }
    }

    private func add(
        _ field: DataField, _ parts: [DataField], _ before: FormValues?, _ decimal: Character, to body: inout Body
    ) {
        let said = filled(field.name, parts)
        let had = before?.filled(field.name, parts) ?? []
        if before != nil, said.map(\.texts) == had.map(\.texts) { return }
        // Emptied, it is said only where nothing takes its place.
        if said.isEmpty, had.isEmpty || field.instead.contains(where: { !self[$0].isEmpty }) { return }
        body.places[field.name] = said.map(\.place)
        body.object[field.name] = .array(
            said.map { row in
                .object(
                    JSONObject(
                        zip(parts, row.texts).compactMap { part, text in
                            text.isEmpty ? nil : (part.name, Self.value(text, part, decimal))
                        }))
            })
    }

    /// The rows in which something stands.
    private func filled(_ name: String, _ parts: [DataField]) -> [(place: Int, texts: [String])] {
        (0..<(rows[name] ?? 0)).compactMap { place in
            let texts = parts.map { self["\(name).\(place).\($0.name)"] }
            return texts.allSatisfy(\.isEmpty) ? nil : (place, texts)
        }
    }

    private func addDays(_ field: DataField, _ before: FormValues?, to body: inout Body) {
        let names = (1...31).map { "days.\($0)" }
        if let before, before["month"] == self["month"], names.allSatisfy({ before[$0] == self[$0] }) { return }
        body.places[field.name] = []
        body.object[field.name] = .array(
            (1...31).compactMap { day in
                guard let date = LocalDate("\(self["month"])-\(day < 10 ? "0" : "")\(day)") else { return nil }
                let text = self["days.\(day)"]
                guard !text.isEmpty else { return nil }
                return [
                    "date": .string(date.description),
                    "days": JSONNumber(text).map(JSONValue.number) ?? .string(text),
                ]
            })
    }

    private static func value(_ text: String, _ field: DataField, _ decimal: Character) -> JSONValue {
        switch field.control {
        case .number: FormNumber.read(text, decimal: decimal).map(JSONValue.number) ?? .string(text)
        case .reference: Int64(text).map(JSONValue.int) ?? .string(text)
        case .box: .bool(text == "true")
        default: .string(text)
        }
    }
}

extension DataField {
    fileprivate var isText: Bool {
        switch control {
        case .line, .lines: true
        default: false
        }
    }
}
