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
    private let start: @Sendable () -> Target

    init(
        _ name: String, example: JSONValue, readOnly: Set<String>, start: @escaping @Sendable () -> Target,
        _ fields: [InputField<Target>]
    ) {
        self.name = name
        self.fields = fields
        self.readOnly = readOnly.subtracting(fields.map(\.name))
        self.example = example
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
        guard case .object(let object) = value else {
            throw .problem(.invalid([Fault("", .type, "Expected an object, but got \(value.kind).")]))
        }
        var target = start()
        var faults: [Fault] = []
        for field in fields {
            if let value = object[field.name] {
                field.read(value, &target, &faults)
            } else if field.isRequired {
                faults.append(Fault(field.name, .required, "This field is required."))
            }
        }
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
        guard faults.isEmpty else { throw .problem(.invalid(faults)) }
        return target
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
        return object
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
