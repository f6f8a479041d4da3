package import JSON

/// A wire type for answers: its fields are declared once, and the encoding, the JSON Schema and the documentation
/// come from that declaration.
package struct OutputType<Source: Sendable>: Sendable {
    package let name: String
    package let fields: [OutputField<Source>]
    /// What an answer has beside them where it is asked for.
    let includes: [Include<Source>]
    /// What writing needs of the fields and nothing else: copying the rest would cost more than the writing.
    private let writers: [Part]

    typealias Writing = @Sendable (UnsafePointer<Source>, inout JSONWriter) -> Void

    /// A member of the object that is written.
    struct Part: Sendable {
        let key: JSONKey
        let write: Writing
    }

    package init(_ name: String, _ fields: [OutputField<Source>]) {
        self.init(name, fields, includes: [])
    }

    init(_ name: String, _ fields: [OutputField<Source>], includes: [Include<Source>]) {
        self.name = name
        self.fields = fields
        self.includes = includes
        writers = fields.map { Part(key: JSONKey($0.name), write: $0.write) }
    }

    /// Rows are read where they lie: copying one retains every text in it.
    /// - Parameter more: what was included, behind the fields.
    func write(_ source: UnsafePointer<Source>, with more: [Part] = [], to writer: inout JSONWriter) {
        writer.beginObject()
        writeFields(source, to: &writer)
        for part in more {
            writer.key(part.key)
            part.write(source, &writer)
        }
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

    func json(_ source: Source, with more: [Part] = []) -> [UInt8] {
        var writer = JSONWriter()
        withUnsafePointer(to: source) { write($0, with: more, to: &writer) }
        return writer.finish()
    }

    func json(_ sources: [Source], with more: [Part] = []) -> [UInt8] {
        var writer = JSONWriter(capacity: 256 + sources.count * 400)
        writer.beginArray()
        sources.withUnsafeBufferPointer { rows in
            guard let first = rows.baseAddress else { return }
            for index in 0..<rows.count { write(first + index, with: more, to: &writer) }
        }
        writer.endArray()
        return writer.finish()
    }

    package var schema: JSONValue {
        [
            "type": "object",
            "properties": .object(
                JSONObject(fields.map { ($0.name, $0.schema) } + includes.map { ($0.name, $0.schema) })),
            "required": .array(fields.map { .string($0.name) }),
        ]
    }

    /// By its name, where the document describes it: some endpoint has it for its answer.
    var reference: JSONValue { OpenAPIDocument.reference(name) }
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
