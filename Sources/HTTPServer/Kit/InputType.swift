import Domain
package import JSON

/// A wire type for requests: its fields are declared once, and decoding with every fault at once, the JSON Schema and
/// the documentation come from that declaration.
package struct InputType<Target: Sendable>: Sendable {
    package let name: String
    package let fields: [InputField<Target>]
    /// Fields that the answer has and a request may not set.
    let readOnly: Set<String>
    /// The fields that the domain calls otherwise, by its names for them.
    let wireNames: [String: String]
    let example: JSONValue
    /// Fields of which exactly one has to be given, or at most one; nil: none exclude each other.
    let alternatives: Alternatives?
    private let start: @Sendable () -> Target

    /// Ways to say the same thing, each by its first field, which decides; the fields after it have to come with it.
    struct Alternatives: Sendable {
        let ways: [[String]]
        let isRequired: Bool
    }

    init(
        _ name: String, example: JSONValue, readOnly: Set<String> = [], alternatives: Alternatives? = nil,
        start: @escaping @Sendable () -> Target, _ fields: [InputField<Target>]
    ) {
        self.name = name
        self.fields = fields
        wireNames = Dictionary(
            fields.filter { $0.attribute != $0.name }.map { ($0.attribute, $0.name) }
        ) { first, _ in first }
        self.readOnly = readOnly.subtracting(fields.map(\.name))
        self.example = example
        self.alternatives = alternatives
        self.start = start
    }

    /// An answer names so many unknown fields, and counts the rest: a body of 1 MiB has room for 100,000.
    private static var namedStrangers: Int { 100 }

    /// False where a request without a body says enough.
    var isRequired: Bool { fields.contains { $0.isRequired } || alternatives?.isRequired == true }

    func decode(_ body: [UInt8]) throws(Refusal) -> Target {
        let value: JSONValue
        do {
            // Where nothing has to be said, saying nothing is enough.
            value = body.isEmpty && !isRequired ? [:] : try JSONValue.parse(body)
        } catch {
            throw .malformed("The body is not valid JSON: \(error.message).")
        }
        var faults: [Fault] = []
        let target = read(value, at: "", &faults)
        guard faults.isEmpty, let target else { throw .problem(.invalid(faults)) }
        return target
    }

    /// - Parameter path: what stands before a field's name in its faults, `lines.0.`; empty at the top.
    func read(_ value: JSONValue, at path: String, _ faults: inout [Fault]) -> Target? {
        guard case .object(let object) = value else {
            faults.append(Fault(String(path.dropLast()), .type, "Expected an object, but got \(value.kind)."))
            return nil
        }
        var target = start()
        var found: [Fault] = []
        for field in fields {
            if let value = object[field.name] {
                field.read(value, &target, &found)
            } else if field.isRequired {
                found.append(Fault(field.name, .required, "This field is required."))
            }
        }
        found += alternatives?.faults { object[$0] != nil } ?? []
        found += strangers(in: object)
        faults += path.isEmpty ? found : found.map { Fault(path + $0.field, $0.code, $0.message) }
        return target
    }

    private func strangers(in object: JSONObject) -> [Fault] {
        var faults: [Fault] = []
        var strangers = 0
        for member in object where !fields.contains(where: { $0.name == member.name }) {
            strangers += 1
            if strangers > Self.namedStrangers { continue }
            faults.append(
                readOnly.contains(member.name)
                    ? Fault(member.name, .readOnly, "This field is read-only.")
                    : Fault(member.name, .unknownField, "Unknown field."))
        }
        if strangers > Self.namedStrangers {
            faults.append(
                Fault("", .unknownField, "There are \(strangers - Self.namedStrangers) more unknown fields."))
        }
        return faults
    }

    /// A fault that the domain or the database has found, at the field as the caller knows it.
    func inWireNames(_ fault: Fault) -> Fault {
        wireNames[fault.field].map { Fault($0, fault.code, fault.message) } ?? fault
    }

    package var schema: JSONValue {
        var object: JSONValue = [
            "type": "object",
            "properties": .object(JSONObject(fields.map { ($0.name, $0.schema) })),
            "additionalProperties": false,
        ]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if case .object(var members) = object, !required.isEmpty {
            _ = members.appendNew("required", .array(required))
            object = .object(members)
        }
        if case .object(var members) = object, let alternatives {
            alternatives.describe(in: &members)
            object = .object(members)
        }
        return object
    }
}

extension InputType.Alternatives {
    private var deciding: [String] { ways.compactMap(\.first) }

    /// What is missing, or said twice.
    func faults(isGiven: (String) -> Bool) -> [Fault] {
        let given = deciding.filter(isGiven)
        if let first = given.first, given.count > 1 {
            return given.dropFirst().map { Fault($0, .rule, "Give this or \(first), not both.") }
        }
        guard isRequired, let way = ways.first(where: { $0.first == given.first }) ?? ways.first else { return [] }
        let others = deciding.dropFirst().joined(separator: " or ")
        return way.filter { !isGiven($0) }.map { name in
            let hint = given.isEmpty && name == way.first ? " Or give: \(others)." : ""
            return Fault(name, .required, "This field is required.\(hint)")
        }
    }

    /// The same in JSON Schema, by keywords that no generator of clients takes for a choice of types.
    func describe(in members: inout JSONObject) {
        func required(_ names: [String]) -> JSONValue { ["required": .array(names.map(JSONValue.string))] }
        guard isRequired, let first = ways.first else {
            let pairs = deciding.indices.flatMap { index in
                deciding[..<index].map { required([$0, deciding[index]]) }
            }
            members["not"] = ["anyOf": .array(pairs)]
            return
        }
        let chain = ways.dropFirst().reduce(required(first)) { otherwise, way in
            let others = deciding.filter { $0 != way.first }.map { required([$0]) }
            return [
                "if": required(Array(way.prefix(1))),
                "then": ["required": .array(way.map(JSONValue.string)), "not": ["anyOf": .array(others)]],
                "else": otherwise,
            ]
        }
        if case .object(let chain) = chain { for member in chain { members[member.name] = member.value } }
    }
}

package struct InputField<Target: Sendable>: Sendable {
    package let name: String
    /// What the domain calls it, where that is something else.
    private(set) var attribute: String
    let schema: JSONValue
    private(set) var isRequired: Bool
    let read: @Sendable (JSONValue, inout Target, inout [Fault]) -> Void

    init(
        name: String, schema: JSONValue, isRequired: Bool,
        read: @escaping @Sendable (JSONValue, inout Target, inout [Fault]) -> Void
    ) {
        self.name = name
        attribute = name
        self.schema = schema
        self.isRequired = isRequired
        self.read = read
    }

    /// The same field, which says an attribute of another name.
    func of(_ attribute: String) -> InputField {
        var field = self
        field.attribute = attribute
        return field
    }

    /// The same field of a part of something else.
    func at<Whole: Sendable>(_ part: any WritableKeyPath<Whole, Target> & Sendable) -> InputField<Whole> {
        InputField<Whole>(name: name, schema: schema, isRequired: isRequired) { value, target, faults in
            read(value, &target[keyPath: part], &faults)
        }
    }

    /// The same field in a request that changes a row: what is not given stays as it is.
    var optional: InputField {
        var field = self
        field.isRequired = false
        return field
    }
}
