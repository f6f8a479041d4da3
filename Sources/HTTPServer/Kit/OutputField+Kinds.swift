import Domain
import JSON

extension OutputField {
    /// A row's id; null in the answer to a dry run, which takes none.
    static func id(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Int64)
        -> OutputField
    {
        OutputField(name, schema: ["type": ["integer", "null"], "format": "int64", "description": .string(text)]) {
            source, writer in
            let id = value(source)
            if id == 0 { writer.null() } else { writer.int(id) }
        }
    }

    static func optionalID(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Int64?
    ) -> OutputField {
        OutputField(name, schema: ["type": ["integer", "null"], "format": "int64", "description": .string(text)]) {
            source, writer in
            if let id = value(source) { writer.int(id) } else { writer.null() }
        }
    }

    /// A month, by its first day: `2026-10`.
    static func month(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> LocalDate
    ) -> OutputField {
        OutputField(name, schema: MonthText.schema(text)) { $1.string(String(value($0).description.prefix(7))) }
    }

    static func optionalDate(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> LocalDate?
    ) -> OutputField {
        OutputField(name, schema: ["type": ["string", "null"], "format": "date", "description": .string(text)]) {
            source, writer in
            if let date = value(source) { writer.date(daysSince1970: date.days) } else { writer.null() }
        }
    }

    static func optionalMoney(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Money?
    ) -> OutputField {
        OutputField(name, schema: ["type": ["number", "null"], "description": .string(text)]) { source, writer in
            guard let money = value(source) else { return writer.null() }
            writer.decimal(unscaled: money.minorUnits, scale: money.currency.decimals)
        }
    }

    static func object<Part: Sendable>(
        _ name: String, _ type: OutputType<Part>, _ text: String,
        _ value: @escaping @Sendable (UnsafePointer<Source>) -> Part
    ) -> OutputField {
        var schema = type.schema
        if case .object(var members) = schema {
            members["description"] = .string(text)
            schema = .object(members)
        }
        return OutputField(name, schema: schema) { source, writer in
            withUnsafePointer(to: value(source)) { type.write($0, to: &writer) }
        }
    }

    static func optionalObject<Part: Sendable>(
        _ name: String, _ type: OutputType<Part>, _ text: String,
        _ value: @escaping @Sendable (UnsafePointer<Source>) -> Part?
    ) -> OutputField {
        OutputField(name, schema: ["oneOf": [type.schema, ["type": "null"]], "description": .string(text)]) {
            source, writer in
            guard let part = value(source) else { return writer.null() }
            withUnsafePointer(to: part) { type.write($0, to: &writer) }
        }
    }

    static func list<Part: Sendable>(
        _ name: String, _ type: OutputType<Part>, _ text: String,
        _ value: @escaping @Sendable (UnsafePointer<Source>) -> [Part]
    ) -> OutputField {
        OutputField(name, schema: ["type": "array", "items": type.schema, "description": .string(text)]) {
            source, writer in
            writer.beginArray()
            for part in value(source) { withUnsafePointer(to: part) { type.write($0, to: &writer) } }
            writer.endArray()
        }
    }

    /// An exact decimal, counted in its last place; written without zeros at its end.
    static func decimal(
        _ name: String, places: Int, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Int64
    ) -> OutputField {
        OutputField(name, schema: ["type": "number", "description": .string(text)]) { source, writer in
            var (unscaled, scale) = (value(source), places)
            while scale > 0, unscaled % 10 == 0 { (unscaled, scale) = (unscaled / 10, scale - 1) }
            writer.decimal(unscaled: unscaled, scale: scale)
        }
    }

    static func integer(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Int64)
        -> OutputField
    {
        OutputField(name, schema: ["type": "integer", "format": "int64", "description": .string(text)]) {
            $1.int(value($0))
        }
    }

    static func bool(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Bool)
        -> OutputField
    {
        OutputField(name, schema: ["type": "boolean", "description": .string(text)]) { $1.bool(value($0)) }
    }

    static func texts(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> [String])
        -> OutputField
    {
        let schema: JSONValue = ["type": "array", "items": ["type": "string"], "description": .string(text)]
        return OutputField(name, schema: schema) { source, writer in
            writer.beginArray()
            for text in value(source) { writer.string(text) }
            writer.endArray()
        }
    }

    static func optionalText(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> String?
    ) -> OutputField {
        OutputField(name, schema: ["type": ["string", "null"], "description": .string(text)]) { source, writer in
            if let text = value(source) { writer.string(text) } else { writer.null() }
        }
    }

    static func optionalTimestamp(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Timestamp?
    ) -> OutputField {
        let schema: JSONValue = ["type": ["string", "null"], "format": "date-time", "description": .string(text)]
        return OutputField(name, schema: schema) { source, writer in
            guard let moment = value(source) else { return writer.null() }
            writer.timestamp(microsecondsSince1970: moment.microseconds)
        }
    }

    static func integers(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> [Int64]
    ) -> OutputField {
        let schema: JSONValue = [
            "type": "array", "items": ["type": "integer", "format": "int64"], "description": .string(text),
        ]
        return OutputField(name, schema: schema) { source, writer in
            writer.beginArray()
            for integer in value(source) { writer.int(integer) }
            writer.endArray()
        }
    }

    static func text(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> String)
        -> OutputField
    {
        OutputField(name, schema: ["type": "string", "description": .string(text)]) { $1.string(value($0)) }
    }

    /// A text that may be missing: null in the answer to a dry run.
    static func allotted(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> String)
        -> OutputField
    {
        OutputField(name, schema: ["type": ["string", "null"], "description": .string(text)]) { $1.string(value($0)) }
            .matching("^[A-Z]+-[0-9]{4}-[0-9]+$")
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Choice
    ) -> OutputField {
        let cases = JSONValue.array(Choice.allCases.map { .string($0.rawValue) })
        return OutputField(name, schema: ["type": "string", "enum": cases, "description": .string(text)]) {
            $1.string(value($0).rawValue)
        }
    }

    static func timestamp(
        _ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Timestamp
    )
        -> OutputField
    {
        OutputField(name, schema: ["type": "string", "format": "date-time", "description": .string(text)]) {
            $1.timestamp(microsecondsSince1970: value($0).microseconds)
        }
    }

    static func date(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> LocalDate)
        -> OutputField
    {
        OutputField(name, schema: ["type": "string", "format": "date", "description": .string(text)]) {
            $1.date(daysSince1970: value($0).days)
        }
    }

    /// An exact amount, as a JSON number with the currency's decimals.
    static func money(_ name: String, _ text: String, _ value: @escaping @Sendable (UnsafePointer<Source>) -> Money)
        -> OutputField
    {
        OutputField(name, schema: ["type": "number", "description": .string(text)]) { source, writer in
            let money = value(source)
            writer.decimal(unscaled: money.minorUnits, scale: money.currency.decimals)
        }
    }
}
