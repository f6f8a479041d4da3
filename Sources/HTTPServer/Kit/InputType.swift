import Domain
package import JSON

/// A wire type for requests: its fields are declared once, and decoding with every fault at once, the JSON Schema and
/// the documentation come from that declaration.
package struct InputType<Target: Sendable>: Sendable {
    package let name: String
    package let fields: [InputField<Target>]
    /// Fields that the answer has and a request may not set.
    let readOnly: Set<String>
    let example: JSONValue
    /// Groups of fields of which exactly one has to be given whole, or at most one; nil: no such groups.
    private let alternatives: Alternatives?
    private let start: @Sendable () -> Target

    /// Ways to say the same thing: each is some fields that belong together.
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
        self.readOnly = readOnly.subtracting(fields.map(\.name))
        self.example = example
        self.alternatives = alternatives
        self.start = start
    }

    /// An answer names so many unknown fields, and counts the rest: a body of 1 MiB has room for 100,000.
    private static var namedStrangers: Int { 100 }

    func decode(_ body: [UInt8]) throws(Refusal) -> Target {
        let value: JSONValue
        do {
            value = try JSONValue.parse(body)
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
        if case .object(var members) = object, let alternatives, alternatives.isRequired {
            let ways = alternatives.ways.map {
                JSONValue.object(JSONObject([("required", .array($0.map(JSONValue.string)))]))
            }
            _ = members.appendNew("oneOf", .array(ways))
            object = .object(members)
        }
        return object
    }
}

extension InputType.Alternatives {
    /// What is missing, or said twice. A field may belong to several ways; it decides between none then.
    func faults(isGiven: (String) -> Bool) -> [Fault] {
        let own = ways.map { way in way.filter { name in ways.count { $0.contains(name) } == 1 } }
        let begun = ways.indices.filter { own[$0].contains(where: isGiven) }
        if begun.count > 1 {
            let names = begun.flatMap { own[$0].filter(isGiven) }
            return names.dropFirst().map {
                Fault($0, .rule, "Give this or \(names[0]), not both.")
            }
        }
        guard isRequired else { return [] }
        guard let way = begun.first ?? ways.indices.first else { return [] }
        return ways[way].filter { !isGiven($0) }.map { name in
            let others = own.indices.filter { $0 != way }.flatMap { own[$0] }
            let hint = begun.isEmpty && own[way].contains(name) ? " Or give: \(others.joined(separator: " or "))." : ""
            return Fault(name, .required, "This field is required.\(hint)")
        }
    }
}

package struct InputField<Target: Sendable>: Sendable {
    package let name: String
    let schema: JSONValue
    private(set) var isRequired: Bool
    let read: @Sendable (JSONValue, inout Target, inout [Fault]) -> Void

    init(
        name: String, schema: JSONValue, isRequired: Bool,
        read: @escaping @Sendable (JSONValue, inout Target, inout [Fault]) -> Void
    ) {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
        self.read = read
    }

    /// The same field in a request that changes a row: what is not given stays as it is.
    var optional: InputField {
        var field = self
        field.isRequired = false
        return field
    }
}
