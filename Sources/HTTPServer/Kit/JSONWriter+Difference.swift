import Domain
import JSON

extension JSONWriter {
    /// What differs, by field: `{"status": {"before": "draft", "after": "sent"}}`.
    /// - Parameter names: what a dialect calls attributes that it calls otherwise than the domain.
    mutating func differences(
        _ differences: some Sequence<(attribute: String, before: Value, after: Value)>, _ names: [String: String]
    ) {
        beginObject()
        for difference in differences {
            key(escaping: names[difference.attribute] ?? difference.attribute)
            beginObject()
            key("before")
            value(JSONValue(difference.before))
            key("after")
            value(JSONValue(difference.after))
            endObject()
        }
        endObject()
    }
}

extension JSONValue {
    fileprivate init(_ value: Domain.Value) {
        switch value {
        case .null, .bytes: self = .null
        case .boolean(let value): self = .bool(value)
        case .integer(let value): self = .int(value)
        case .text(let value): self = .string(value)
        case .texts(let values): self = .array(values.map(JSONValue.string))
        case .integers(let values): self = .array(values.map(JSONValue.int))
        case .date(let value): self = .string(value.description)
        case .records(let records):
            self = .array(records.map { .object(JSONObject($0.map { ($0.name, JSONValue($0.value)) })) })
        case .uuid(let value): self = .string(value.description)
        case .timestamp(let value):
            var writer = JSONWriter(capacity: 64)
            writer.timestamp(microsecondsSince1970: value.microseconds)
            self = (try? JSONValue.parse(writer.finish())) ?? .null
        }
    }
}
