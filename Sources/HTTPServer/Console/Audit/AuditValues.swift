import Domain
import JSON

/// What the audit wrote down of a row, as people read it.
struct AuditValues: Sendable {
    let words: AuditWords
    let formats: Formats
    let currency: Currency
    /// What a field's row is called, where it is about one that the reader may know.
    var name: @Sendable (_ field: String, _ id: Int64) -> String? = { _, _ in nil }

    func lines(_ differences: [AuditDifference]) -> [Difference.Line] {
        differences.map { difference in
            Difference.Line(
                name: words.field(difference.field), before: text(difference.field, difference.before),
                after: text(difference.field, difference.after))
        }
    }

    /// Nil where there is nothing to read.
    func text(_ field: String, _ value: JSONValue?) -> String? {
        guard let value else { return nil }
        let text =
            switch value {
            case .null: ""
            case .bool(let isSo): isSo ? formats.texts.yes : formats.texts.no
            case .number: number(field, value)
            case .string(let text): word(field, text)
            case .array(let values): values.compactMap { self.text(field, $0) }.joined(separator: separator(values))
            case .object(let members): record(field, members)
            }
        return text.isEmpty ? nil : text
    }

    private func separator(_ values: [JSONValue]) -> String {
        values.contains { $0.objectValue != nil } ? "; " : ", "
    }

    private func number(_ field: String, _ value: JSONValue) -> String {
        guard let number = value.int64Value else { return value.text }
        if let name = name(field, number) { return name }
        switch field {
        case "amount", "tax", "daily_rate", "unit_price":
            return formats.money(Money(minorUnits: number, currency: currency))
        case "quantity": return formats.decimal(number, places: 3)
        case "tax_rate": return formats.texts.percent(formats.decimal(number, places: 2))
        case "halves": return formats.decimal(number.multipliedReportingOverflow(by: 5).partialValue, places: 1)
        default: return String(number)
        }
    }

    private func word(_ field: String, _ text: String) -> String {
        if field == "month", let day = LocalDate(text), formats.texts.months.indices.contains(day.civil.month - 1) {
            return "\(formats.texts.months[day.civil.month - 1]) \(day.civil.year)"
        }
        if field.hasSuffix("date") || field == "valid_until", let day = LocalDate(text) { return formats.day(day) }
        if field.hasSuffix("_at"), let moment = Timestamp(iso8601: text) { return formats.exactMoment(moment) }
        if Self.choices.contains(field) { return words.values[text] ?? text.replacing("_", with: " ") }
        return ForeignText(lines: text).text
    }

    /// Fields whose values are words of ours.
    private static let choices: Set = [
        "status", "priority", "end_reason", "intake_method", "purpose", "step_up", "approval", "kind", "fault",
        "family",
    ]

    private func record(_ field: String, _ members: JSONObject) -> String {
        func part(_ name: String) -> String { text(name, members[name]) ?? "" }
        switch field {
        case "lines" where members.contains("unit_price"):
            let counted = [part("quantity"), part("unit")].filter { !$0.isEmpty }.joined(separator: " ")
            return "\(part("description")) (\(counted) × \(part("unit_price")), \(part("tax_rate")))"
        case "days" where members.contains("halves"): return formats.texts.pair(part("date"), part("halves"))
        default:
            return members.compactMap { member in
                text(member.name, member.value).map { formats.texts.pair(words.field(member.name), $0) }
            }.joined(separator: ", ")
        }
    }
}
