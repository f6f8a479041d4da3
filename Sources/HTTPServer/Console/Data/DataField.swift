import Domain
import JSON

/// A wire field as a person fills it in: its schema says how.
struct DataField: Sendable {
    enum Control: Sendable {
        case line(longest: Int?)
        case lines(longest: Int)
        case number
        case day
        case month
        case box
        case choice([String])
        case reference(DataReference.Kind)
        /// Rows of the same fields.
        case items([DataField])
        /// The days of a month, each whole, half or not at all.
        case days
    }

    let name: String
    let control: Control
    var isRequired: Bool
    /// True where nothing can be said for it.
    let isNullable: Bool
    /// The fields that may be given in its place.
    var instead: [String] = []

    /// The fields of a request, in their order; what is not for forms is left out.
    static func all<Target>(of input: InputType<Target>, without left: Set<String> = []) -> [DataField] {
        let deciding = input.alternatives?.ways.compactMap(\.first) ?? []
        return input.fields.filter { !left.contains($0.name) }.compactMap { field in
            var made = DataField(field.name, field.schema, isRequired: field.isRequired)
            if deciding.contains(field.name) { made?.instead = deciding.filter { $0 != field.name } }
            return made
        }
    }

    /// Nil for what no form asks for.
    init?(_ name: String, _ schema: JSONValue, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
        let types = schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? [schema["type"]?.stringValue ?? ""]
        isNullable = types.contains("null")
        switch types.first {
        case "boolean": control = .box
        case "integer": control = DataReference.Kind(field: name).map(Control.reference) ?? .number
        case "number": control = .number
        case "string": control = Self.text(schema)
        case "array":
            guard let items = schema["items"], case .object(let properties)? = items["properties"] else { return nil }
            let required = items["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
            let fields = properties.compactMap { member in
                DataField(member.name, member.value, isRequired: required.contains(member.name))
            }
            if case .day? = fields.first?.control { control = .days } else { control = .items(fields) }
        default: return nil
        }
    }

    private static func text(_ schema: JSONValue) -> Control {
        if let choices = schema["enum"]?.arrayValue { return .choice(choices.compactMap(\.stringValue)) }
        if schema["format"]?.stringValue == "date" { return .day }
        if let pattern = schema["pattern"], pattern == MonthText.schema["pattern"] { return .month }
        guard let longest = schema["maxLength"]?.int64Value.map(Int.init(clamping:)) else { return .line(longest: nil) }
        return longest >= 1000 ? .lines(longest: longest) : .line(longest: longest)
    }
}

extension InputType {
    /// What a form says, once it is JSON; throws all that is wrong with it at once.
    func checked(_ value: JSONValue) throws(Problem) -> Target {
        var faults: [Fault] = []
        let target = read(value, at: "", &faults)
        guard faults.isEmpty, let target else { throw .invalid(faults) }
        return target
    }

    /// What the domain finds wrong, at the fields as the form calls them.
    func naming<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch Problem.invalid(let faults) {
            throw Problem.invalid(faults.map(inWireNames))
        }
    }
}
