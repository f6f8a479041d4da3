import Domain
import JSON

extension InputField {
    static func text(
        _ name: String, _ rule: TextRule, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, String) -> Void
    ) -> InputField {
        var schema: JSONObject = JSONObject([("type", "string"), ("description", .string(text))])
        if rule.length.lowerBound > 0 { _ = schema.appendNew("minLength", .int(Int64(rule.length.lowerBound))) }
        _ = schema.appendNew("maxLength", .int(Int64(rule.length.upperBound)))
        if let pattern = rule.pattern { _ = schema.appendNew("pattern", .string(pattern)) }
        return InputField(name: name, schema: .object(schema), isRequired: required) { value, target, faults in
            guard case .string(let string) = value else {
                return faults.append(Fault(name, .type, "Expected a string, but got \(value.kind)."))
            }
            if let fault = rule.fault(in: string) {
                return faults.append(Fault(name, fault.code, fault.message))
            }
            set(&target, string)
        }
    }

    static func integer(
        _ name: String, _ range: ClosedRange<Int64>, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, Int64) -> Void
    ) -> InputField {
        let schema: JSONValue = [
            "type": "integer", "format": "int64", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound),
            "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: required) { value, target, faults in
            guard case .number(let number) = value else {
                return faults.append(Fault(name, .type, "Expected an integer, but got \(value.kind)."))
            }
            guard let integer = number.int64 else {
                return faults.append(Fault(name, .type, "Expected an integer that fits 64 bits."))
            }
            guard range.contains(integer) else {
                return faults.append(
                    Fault(name, .range, "Ensure this value is between \(range.lowerBound) and \(range.upperBound)."))
            }
            set(&target, integer)
        }
    }

    static func id(
        _ name: String, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, Int64) -> Void
    ) -> InputField {
        integer(name, 1...Int64.max, text, required: required, set)
    }

    /// A reference that null takes back.
    static func optionalID(
        _ name: String, _ text: String, _ set: @escaping @Sendable (inout Target, Int64?) -> Void
    ) -> InputField {
        id(name, text) { set(&$0, $1) }.nullable { set(&$0, nil) }
    }

    static func date(
        _ name: String, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, LocalDate) -> Void
    ) -> InputField {
        parsed(
            name, ["type": "string", "format": "date", "description": .string(text)], required,
            Fault(name, .format, "Expected a date like 2026-01-31."), LocalDate.init(_:), set)
    }

    /// A day that null takes back.
    static func optionalDate(
        _ name: String, _ text: String, _ set: @escaping @Sendable (inout Target, LocalDate?) -> Void
    ) -> InputField {
        date(name, text) { set(&$0, $1) }.nullable { set(&$0, nil) }
    }

    /// A month, by its first day.
    static func month(
        _ name: String, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, LocalDate) -> Void
    ) -> InputField {
        parsed(name, MonthText.schema(text), required, MonthText.fault(name), MonthText.days(of:)) {
            set(&$0, $1.lowerBound)
        }
    }

    /// A text that means something else, where it does.
    static func parsed<Value>(
        _ name: String, _ schema: JSONValue, _ required: Bool, _ fault: Fault,
        _ parse: @escaping @Sendable (String) -> Value?, _ set: @escaping @Sendable (inout Target, Value) -> Void
    ) -> InputField {
        InputField(name: name, schema: schema, isRequired: required) { value, target, faults in
            guard case .string(let string) = value else {
                return faults.append(Fault(name, .type, "Expected a string, but got \(value.kind)."))
            }
            guard let value = parse(string) else { return faults.append(fault) }
            set(&target, value)
        }
    }

    /// One day or half of one, in halves.
    static func halves(
        _ name: String, _ text: String, _ set: @escaping @Sendable (inout Target, Int64) -> Void
    ) -> InputField {
        let schema: JSONValue = [
            "type": "number", "minimum": 0.5, "maximum": 1, "multipleOf": 0.5, "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
            guard case .number(let number) = value else {
                return faults.append(Fault(name, .type, "Expected a number, but got \(value.kind)."))
            }
            switch number.decimal {
            case (1, 0)?: set(&target, 2)
            case (5, 1)?: set(&target, 1)
            default: faults.append(Fault(name, .range, "Expected 1 or 0.5."))
            }
        }
    }

    static func bool(
        _ name: String, _ text: String, _ set: @escaping @Sendable (inout Target, Bool) -> Void
    ) -> InputField {
        InputField(name: name, schema: ["type": "boolean", "description": .string(text)], isRequired: false) {
            value, target, faults in
            guard case .bool(let bool) = value else {
                return faults.append(Fault(name, .type, "Expected true or false, but got \(value.kind)."))
            }
            set(&target, bool)
        }
    }

    /// An object; its faults stand at `name.field`.
    static func object<Part: Sendable>(
        _ name: String, _ type: InputType<Part>, _ text: String,
        _ set: @escaping @Sendable (inout Target, Part) -> Void
    ) -> InputField {
        var schema = type.schema
        if case .object(var members) = schema {
            members["description"] = .string(text)
            schema = .object(members)
        }
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
            if let part = type.read(value, at: "\(name).", &faults) { set(&target, part) }
        }
    }

    /// Objects of one type, so many; each one's faults stand at `name.0.field`.
    static func list<Part: Sendable>(
        _ name: String, _ type: InputType<Part>, _ count: ClosedRange<Int>, _ text: String,
        _ set: @escaping @Sendable (inout Target, [Part]) -> Void
    ) -> InputField {
        let schema: JSONValue = [
            "type": "array", "items": type.schema, "minItems": .int(Int64(count.lowerBound)),
            "maxItems": .int(Int64(count.upperBound)), "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
            guard case .array(let values) = value else {
                return faults.append(Fault(name, .type, "Expected an array, but got \(value.kind)."))
            }
            guard count.contains(values.count) else {
                return faults.append(
                    Fault(name, .length, "Ensure there are \(count.lowerBound) to \(count.upperBound) of these."))
            }
            set(&target, values.enumerated().compactMap { type.read($1, at: "\(name).\($0).", &faults) })
        }
    }

    /// References, each by its id.
    static func ids(
        _ name: String, _ count: ClosedRange<Int>, _ text: String,
        _ set: @escaping @Sendable (inout Target, [Int64]) -> Void
    ) -> InputField {
        let schema: JSONValue = [
            "type": "array", "items": ["type": "integer", "minimum": 1, "maximum": .int(.max)],
            "minItems": .int(Int64(count.lowerBound)), "maxItems": .int(Int64(count.upperBound)),
            "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
            guard case .array(let values) = value else {
                return faults.append(Fault(name, .type, "Expected an array, but got \(value.kind)."))
            }
            guard count.contains(values.count) else {
                return faults.append(
                    Fault(name, .length, "Ensure there are \(count.lowerBound) to \(count.upperBound) of these."))
            }
            var ids: [Int64] = []
            for (place, value) in values.enumerated() {
                if let id = value.int64Value, id > 0 {
                    ids.append(id)
                } else {
                    faults.append(Fault("\(name).\(place)", .type, "Expected an id, a positive integer."))
                }
            }
            if ids.count == values.count { set(&target, ids) }
        }
    }

    /// Texts of one kind, so many; each one's faults stand at `name.0`.
    /// - Parameter known: the usual ones, for the schema; whether others are taken is the domain's business.
    static func texts(
        _ name: String, _ count: ClosedRange<Int>, _ rule: TextRule, _ text: String, known: [String] = [],
        _ set: @escaping @Sendable (inout Target, [String]) -> Void
    ) -> InputField {
        var item = JSONObject([
            ("type", "string"), ("minLength", .int(Int64(rule.length.lowerBound))),
            ("maxLength", .int(Int64(rule.length.upperBound))),
        ])
        if let pattern = rule.pattern { item["pattern"] = .string(pattern) }
        if !known.isEmpty { item["enum"] = .array(known.map(JSONValue.string)) }
        let schema: JSONValue = [
            "type": "array", "items": .object(item), "minItems": .int(Int64(count.lowerBound)),
            "maxItems": .int(Int64(count.upperBound)), "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
            guard case .array(let values) = value else {
                return faults.append(Fault(name, .type, "Expected an array, but got \(value.kind)."))
            }
            guard count.contains(values.count) else {
                return faults.append(
                    Fault(name, .length, "Ensure there are \(count.lowerBound) to \(count.upperBound) of these."))
            }
            var texts: [String] = []
            for (place, value) in values.enumerated() {
                guard case .string(let text) = value else {
                    faults.append(Fault("\(name).\(place)", .type, "Expected a string, but got \(value.kind)."))
                    continue
                }
                if let fault = rule.fault(in: text) {
                    faults.append(Fault("\(name).\(place)", fault.code, fault.message))
                }
                texts.append(text)
            }
            set(&target, texts)
        }
    }

    /// A date, a moment, or null for never.
    static func expiry(
        _ name: String, _ text: String, _ set: @escaping @Sendable (inout Target, KeyManagement.Expiry?) -> Void
    ) -> InputField {
        let schema: JSONValue = [
            "type": ["string", "null"], "description": .string(text),
            "anyOf": [["format": "date"], ["format": "date-time"]],
        ]
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
            switch value {
            case .null: set(&target, nil)
            case .string(let text):
                if let day = LocalDate(text) {
                    set(&target, .day(day))
                } else if let moment = Timestamp(iso8601: text) {
                    set(&target, .moment(moment))
                } else {
                    faults.append(
                        Fault(name, .format, "Expected a date like 2026-01-31, or a moment like 2026-01-31T10:00:00Z."))
                }
            default: faults.append(Fault(name, .type, "Expected a string or null, but got \(value.kind)."))
            }
        }
    }

    /// An exact decimal with so many places at most, counted in the last of them.
    static func decimal(
        _ name: String, places: Int, _ range: ClosedRange<Int64>, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, Int64) -> Void
    ) -> InputField {
        let unit = (0..<places).reduce(Int64(1)) { value, _ in value * 10 }
        func number(_ value: Int64) -> JSONValue {
            var writer = JSONWriter(capacity: 32)
            writer.decimal(unscaled: value, scale: places)
            return (try? JSONValue.parse(writer.finish())) ?? .null
        }
        let schema: JSONValue = [
            "type": "number", "minimum": number(range.lowerBound), "maximum": number(range.upperBound),
            "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: required) { value, target, faults in
            guard case .number(let number) = value else {
                return faults.append(Fault(name, .type, "Expected a number, but got \(value.kind)."))
            }
            guard let decimal = number.decimal, decimal.scale <= places,
                let scaled = scaled(decimal.unscaled, by: unit, over: decimal.scale), range.contains(scaled)
            else {
                return faults.append(
                    Fault(
                        name, .range,
                        "Ensure this number is between \(range.lowerBound / unit) and \(range.upperBound / unit), with at most \(places) decimals."
                    ))
            }
            set(&target, scaled)
        }
    }

    /// `unscaled × unit ÷ 10^scale`, where that is whole and fits.
    private static func scaled(_ unscaled: Int64, by unit: Int64, over scale: Int) -> Int64? {
        var unit = unit
        for _ in 0..<max(scale, 0) { unit /= 10 }
        let (product, overflow) = unscaled.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }

    /// The same field, where null means something too.
    func nullable(_ clear: @escaping @Sendable (inout Target) -> Void) -> InputField {
        var schema = schema
        if case .object(var members) = schema, let type = members["type"] {
            members["type"] = [type, "null"]
            schema = .object(members)
        }
        return InputField(name: name, schema: schema, isRequired: isRequired) { value, target, faults in
            if value.isNull { clear(&target) } else { read(value, &target, &faults) }
        }
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _: Choice.Type, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, Choice) -> Void
    ) -> InputField {
        let cases = Choice.allCases.map(\.rawValue)
        let schema: JSONValue = [
            "type": "string", "enum": .array(cases.map(JSONValue.string)), "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: required) { value, target, faults in
            guard case .string(let string) = value else {
                return faults.append(Fault(name, .type, "Expected a string, but got \(value.kind)."))
            }
            guard let choice = Choice(rawValue: string) else {
                return faults.append(
                    Fault(name, .choice, "This is not a valid choice. Choose one of: \(cases.joined(separator: ", ")).")
                )
            }
            set(&target, choice)
        }
    }

    /// An exact amount in the tenant's currency, as a JSON number (or the same number as a string).
    static func amount(
        _ name: String, _ text: String, required: Bool = false,
        _ set: @escaping @Sendable (inout Target, AmountInput) -> Void
    ) -> InputField {
        let schema: JSONValue = [
            "type": "number", "minimum": 0, "maximum": .int(AmountInput.largest), "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: required) { value, target, faults in
            let number: JSONNumber? =
                switch value {
                case .number(let number): number
                case .string(let string): JSONNumber(string)
                default: nil
                }
            guard let number else {
                return faults.append(Fault(name, .type, "Expected a number, but got \(value.kind)."))
            }
            guard let decimal = number.decimal, decimal.scale <= 3 else {
                return faults.append(
                    Fault(name, .range, "Ensure this amount has no more than three decimals."))
            }
            let amount = AmountInput(unscaled: decimal.unscaled, scale: decimal.scale)
            guard amount.isWithinBounds else {
                return faults.append(
                    Fault(name, .range, "Ensure this amount is between 0 and \(AmountInput.largest)."))
            }
            set(&target, amount)
        }
    }
}
