package import JSON

/// A wire type for answers: its fields are declared once, and the encoding, the JSON Schema and the documentation
/// come from that declaration.
package struct OutputType<Source: Sendable>: Sendable {
    package let name: String
    package let fields: [OutputField<Source>]
    /// What writing needs of the fields and nothing else: copying the rest would cost more than the writing.
    private let writers: [FieldWriter]

    private struct FieldWriter: Sendable {
        let key: JSONKey
        let write: @Sendable (UnsafePointer<Source>, inout JSONWriter) -> Void
    }

    package init(_ name: String, _ fields: [OutputField<Source>]) {
        self.name = name
        self.fields = fields
        writers = fields.map { FieldWriter(key: JSONKey($0.name), write: $0.write) }
    }

    /// Rows are read where they lie: copying one retains every text in it.
    func write(_ source: UnsafePointer<Source>, to writer: inout JSONWriter) {
        writer.beginObject()
        writeFields(source, to: &writer)
        writer.endObject()
    }

    func writeFields(_ source: UnsafePointer<Source>, to writer: inout JSONWriter) {
        writers.withUnsafeBufferPointer { writers in
            for place in writers.indices {
                writer.key(writers[place].key)
                writers[place].write(source, &writer)
            }
        }
    }

    func json(_ source: Source) -> [UInt8] {
        var writer = JSONWriter()
        withUnsafePointer(to: source) { write($0, to: &writer) }
        return writer.finish()
    }

    func json(_ sources: [Source]) -> [UInt8] {
        var writer = JSONWriter(capacity: 256 + sources.count * 400)
        writer.beginArray()
        sources.withUnsafeBufferPointer { rows in
            guard let first = rows.baseAddress else { return }
            for index in 0..<rows.count { write(first + index, to: &writer) }
        }
        writer.endArray()
        return writer.finish()
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
    let schema: JSONValue
    let write: @Sendable (UnsafePointer<Source>, inout JSONWriter) -> Void

    init(
        _ name: String, schema: JSONValue, write: @escaping @Sendable (UnsafePointer<Source>, inout JSONWriter) -> Void
    ) {
        self.name = name
        self.schema = schema
        self.write = write
    }
}
