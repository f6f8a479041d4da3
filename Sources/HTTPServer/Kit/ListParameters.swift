import AuthCore
import Domain
import JSON

/// One query parameter of a list: its documentation and what it does to the query.
struct ListParameter<Row: Entity>: Sendable {
    let name: String
    let text: String
    let schema: JSONValue
    let apply: @Sendable (String, inout ListQuery<Row>) -> Fault?

    static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ name: String, _: Choice.Type, _ text: String
    ) -> ListParameter {
        let cases = Choice.allCases.map(\.rawValue)
        return ListParameter(
            name: name, text: text, schema: ["type": "string", "enum": .array(cases.map(JSONValue.string))]
        ) {
            value, query in
            guard cases.contains(value) else {
                return Fault(
                    name, .choice, "This is not a valid choice. Choose one of: \(cases.joined(separator: ", ")).")
            }
            query.filters.append(.init(name, .equals, .text(value)))
            return nil
        }
    }

    /// - Parameter attribute: what the domain calls it, where that is something else.
    static func id(_ name: String, of attribute: String? = nil, _ text: String) -> ListParameter {
        ListParameter(name: name, text: text, schema: ["type": "integer", "format": "int64", "minimum": 1]) {
            value, query in
            guard let id = Int64(value), id > 0 else { return Fault(name, .type, "Expected a positive integer.") }
            query.filters.append(.init(attribute ?? name, .equals, .integer(id)))
            return nil
        }
    }

    /// Exactly this text.
    static func text(_ name: String, _ rule: TextRule, _ text: String) -> ListParameter {
        var schema = JSONObject([
            ("type", "string"), ("minLength", .int(Int64(rule.length.lowerBound))),
            ("maxLength", .int(Int64(rule.length.upperBound))),
        ])
        if let pattern = rule.pattern { schema["pattern"] = .string(pattern) }
        return ListParameter(name: name, text: text, schema: .object(schema)) { value, query in
            if let fault = rule.fault(in: value) { return Fault(name, fault.code, fault.message) }
            query.filters.append(.init(name, .equals, .text(value)))
            return nil
        }
    }

    static func flag(_ name: String, of attribute: String, _ text: String) -> ListParameter {
        ListParameter(name: name, text: text, schema: ["type": "boolean"]) { value, query in
            guard value == "true" || value == "false" else { return Fault(name, .choice, "Expected true or false.") }
            query.filters.append(.init(attribute, .equals, .boolean(value == "true")))
            return nil
        }
    }

    /// `date_after` and `date_before`, both inclusive.
    static func dates(_ attribute: String, _ text: String) -> [ListParameter] {
        [("after", ListQuery<Row>.Filter.Comparison.atLeast), ("before", .atMost)].map { suffix, comparison in
            let name = "\(attribute)_\(suffix)"
            let sentence = "\(text), on or \(suffix) this day (YYYY-MM-DD)."
            return ListParameter(name: name, text: sentence, schema: ["type": "string", "format": "date"]) {
                value, query in
                guard let date = LocalDate(value) else {
                    return Fault(name, .format, "Expected a date like 2026-01-31.")
                }
                query.filters.append(.init(attribute, comparison, .date(date)))
                return nil
            }
        }
    }

    /// `2026-10`: a calendar month of a date.
    static func month(_ name: String, of attribute: String, _ text: String) -> ListParameter {
        ListParameter(name: name, text: "\(text) (YYYY-MM).", schema: MonthText.schema) { value, query in
            guard let month = MonthText.days(of: value) else { return MonthText.fault(name) }
            query.filters.append(.init(attribute, .atLeast, .date(month.lowerBound)))
            query.filters.append(.init(attribute, .atMost, .date(month.upperBound)))
            return nil
        }
    }

    /// `amount_min` and `amount_max`, both inclusive, exact to the cent.
    static func amounts(_ attribute: String, _ text: String) -> [ListParameter] {
        [("min", "at least", ListQuery<Row>.Filter.Comparison.atLeast), ("max", "at most", .atMost)].map {
            suffix, words, comparison in
            let name = "\(attribute)_\(suffix)"
            return ListParameter(
                name: name, text: "\(text) \(words) this.",
                schema: ["type": "number", "minimum": 0, "maximum": .int(AmountInput.largest)]
            ) {
                value, query in
                guard let decimal = JSONNumber(value)?.decimal,
                    AmountInput(unscaled: decimal.unscaled, scale: decimal.scale).isWithinBounds,
                    let amount = Money(unscaled: decimal.unscaled, scale: decimal.scale, currency: query.currency)
                else {
                    return Fault(
                        name, .type,
                        "Expected an amount like 1500 or 99.95, with no more decimals than the currency has.")
                }
                query.filters.append(.init(attribute, comparison, .integer(amount.minorUnits)))
                return nil
            }
        }
    }

    static var search: ListParameter {
        ListParameter(
            name: "search", text: "Words that all have to occur, whatever their case and accents.",
            schema: ["type": "string", "maxLength": 200, "pattern": "^[^\\u0000]*$"]
        ) { value, query in
            guard value.unicodeScalars.count <= 200 else {
                return Fault("search", .length, "Use at most 200 characters.")
            }
            let trimmed = value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            query.search = trimmed.isEmpty ? nil : trimmed
            return nil
        }
    }

    static var ordering: ListParameter {
        let names = ["id"] + Row.orderings.map(\.attribute)
        let all = names.flatMap { [$0, "-\($0)"] }
        return ListParameter(
            name: "ordering", text: "What to order by; a leading minus reverses it. By id unless given.",
            schema: ["type": "string", "enum": .array(all.map(JSONValue.string))]
        ) { value, query in
            guard all.contains(value) else {
                return Fault(
                    "ordering", .choice,
                    "Choose one of: \(names.joined(separator: ", ")), with or without a leading minus.")
            }
            query.isDescending = value.hasPrefix("-")
            let attribute = query.isDescending ? String(value.dropFirst()) : value
            query.ordering = Row.orderings.first { $0.attribute == attribute }
            return nil
        }
    }

    static var limit: ListParameter {
        let largest = ListQuery<Row>.largestLimit
        return ListParameter(
            name: "limit", text: "Rows a page, \(ListQuery<Row>.defaultLimit) unless given.",
            schema: ["type": "integer", "minimum": 1, "maximum": .int(Int64(largest))]
        ) { value, query in
            guard let limit = Int(value), (1...largest).contains(limit) else {
                return Fault("limit", .range, "Expected an integer between 1 and \(largest).")
            }
            query.limit = limit
            return nil
        }
    }

    static var count: ListParameter {
        ListParameter(
            name: "count", text: "`exact` counts past 10,000 where the list is filtered.",
            schema: ["type": "string", "enum": ["exact"]]
        ) { value, query in
            guard value == "exact" else { return Fault("count", .choice, "The only choice is: exact.") }
            query.count = .exact
            return nil
        }
    }

    /// Must come last: a cursor belongs to an ordering.
    static var cursor: ListParameter {
        ListParameter(
            name: "cursor", text: "Where the page begins: from the `Link` header of the page before.",
            schema: ["type": "string", "pattern": "^[A-Za-z0-9_-]+$"]
        ) { value, query in
            guard let cursor = CursorText.decode(value, for: query) else {
                return Fault("cursor", .format, "This cursor does not belong to a list with this ordering.")
            }
            query.after = cursor
            return nil
        }
    }
}

/// A month on the wire: `2026-10`.
enum MonthText {
    private static let year = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
    static let schema: JSONValue = ["type": "string", "pattern": .string("^\(year)-(0[1-9]|1[0-2])$")]
    static let yearSchema: JSONValue = ["type": "string", "pattern": .string("^\(year)$")]

    static func schema(_ text: String) -> JSONValue {
        guard case .object(var members) = schema else { return schema }
        members["description"] = .string("\(text) YYYY-MM.")
        return .object(members)
    }

    static func fault(_ name: String) -> Fault { Fault(name, .format, "Expected a month like 2026-01.") }

    /// Its first and its last day.
    static func days(of text: String) -> ClosedRange<LocalDate>? {
        guard text.utf8.count == 7, let first = LocalDate("\(text)-01") else { return nil }
        let (year, month, _) = first.civil
        let next =
            month == 12 ? LocalDate(year: year + 1, month: 1, day: 1) : LocalDate(year: year, month: month + 1, day: 1)
        return first...(next?.adding(days: -1) ?? .latest)
    }
}

/// A cursor on the wire: base64url of a JSON array with the ordering's name, its value and the id.
enum CursorText {
    static func encode<Row: Entity>(_ cursor: Cursor, of query: ListQuery<Row>) -> String {
        var writer = JSONWriter(capacity: 128)
        writer.beginArray()
        writer.string(name(of: query))
        switch cursor.value {
        case .integer(let value): writer.int(value)
        case .text(let value): writer.string(value)
        case .timestamp(let value): writer.int(value.microseconds)
        case .date(let value): writer.int(Int64(value.days))
        default: writer.null()
        }
        writer.int(cursor.id)
        writer.endArray()
        return Base64URL.encode(writer.finish())
    }

    static func decode<Row: Entity>(_ text: String, for query: ListQuery<Row>) -> Cursor? {
        guard let bytes = Base64URL.decode(text), case .array(let parts)? = try? JSONValue.parse(bytes),
            parts.count == 3,
            parts[0].stringValue == name(of: query), let id = parts[2].int64Value
        else { return nil }
        guard let ordering = query.ordering else { return parts[1].isNull ? Cursor(value: nil, id: id) : nil }
        guard let value = value(parts[1], like: ordering) else { return nil }
        return Cursor(value: value, id: id)
    }

    /// Moments in the years 1…9999, in microseconds since 1970.
    static let years = -62_135_596_800_000_000...253_402_300_799_999_999 as ClosedRange<Int64>

    private static func name<Row: Entity>(of query: ListQuery<Row>) -> String {
        "\(query.isDescending ? "-" : "")\(query.ordering?.attribute ?? "id")"
    }

    private static func value<Row: Entity>(_ json: JSONValue, like ordering: Ordering<Row>) -> Value? {
        switch ordering.kind {
        case .integer: json.int64Value.map(Value.integer)
        case .text: json.stringValue.map(Value.text)
        case .timestamp:
            json.int64Value.flatMap { years.contains($0) ? .timestamp(Timestamp(microseconds: $0)) : nil }
        case .date: json.int64Value.flatMap(LocalDate.init(days:)).map(Value.date)
        }
    }
}
