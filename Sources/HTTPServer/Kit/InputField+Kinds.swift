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

    /// A day that null takes back.
    static func optionalDate(
        _ name: String, _ text: String, _ set: @escaping @Sendable (inout Target, LocalDate?) -> Void
    ) -> InputField {
        let schema: JSONValue = ["type": "string", "format": "date", "description": .string(text)]
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
            guard case .string(let string) = value else {
                return faults.append(Fault(name, .type, "Expected a string, but got \(value.kind)."))
            }
            guard let date = LocalDate(string) else {
                return faults.append(Fault(name, .format, "Expected a date like 2026-01-31."))
            }
            set(&target, date)
        }.nullable { set(&$0, nil) }
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
        _ name: String, _: Choice.Type, _ text: String, _ set: @escaping @Sendable (inout Target, Choice) -> Void
    ) -> InputField {
        let cases = Choice.allCases.map(\.rawValue)
        let schema: JSONValue = [
            "type": "string", "enum": .array(cases.map(JSONValue.string)), "description": .string(text),
        ]
        return InputField(name: name, schema: schema, isRequired: false) { value, target, faults in
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
        let largest = Money.largestMinorUnits / 1000
        let schema: JSONValue = [
            "type": "number", "minimum": 0, "maximum": .int(largest), "description": .string(text),
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
                    Fault(name, .range, "Ensure this amount is exact to the cent and fits the largest amount."))
            }
            guard decimal.unscaled >= 0 else {
                return faults.append(Fault(name, .range, "Ensure this amount is not negative."))
            }
            set(&target, AmountInput(unscaled: decimal.unscaled, scale: decimal.scale))
        }
    }
}
