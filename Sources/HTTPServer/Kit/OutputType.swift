package import JSON

/// A wire type for answers: its fields are declared once, and the encoding, the JSON Schema and the documentation
/// come from that declaration.
package struct OutputType<Source: Sendable>: Sendable {
    package let name: String
    package let fields: [OutputField<Source>]

    package init(_ name: String, _ fields: [OutputField<Source>]) {
        self.name = name
        self.fields = fields
    }

    @inline(__always)
    func write(_ source: Source, to writer: inout JSONWriter) {
        writer.beginObject()
        for field in fields {
            writer.key(field.key)
            field.write(source, &writer)
        }
        writer.endObject()
    }

    package var schema: JSONValue {
        [
            "type": "object",
            "properties": .object(JSONObject(fields.map { ($0.name, $0.schema) })),
            "required": .array(fields.map { .string($0.name) }),
        ]
    }
}

package struct OutputField<Source: Sendable>: Sendable {
    package let name: String
    let key: JSONKey
    let schema: JSONValue
    let write: @Sendable (Source, inout JSONWriter) -> Void

    init(_ name: String, schema: JSONValue, write: @escaping @Sendable (Source, inout JSONWriter) -> Void) {
        self.name = name
        self.key = JSONKey(name)
        self.schema = schema
        self.write = write
    }
}
