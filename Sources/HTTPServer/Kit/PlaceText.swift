import Domain
import JSON

/// A place in a list by time, on the wire: base64url of a JSON array, the moment first, then what tells apart what
/// happened at the same moment.
enum PlaceText {
    static func encode(_ at: Timestamp, _ rest: Int64...) -> String {
        var writer = JSONWriter(capacity: 96)
        writer.beginArray()
        for number in [at.microseconds] + rest { writer.int(number) }
        writer.endArray()
        return Base64URL.encode(writer.finish())
    }

    /// Nil for what is no place with so many numbers after the moment.
    static func decode(_ text: String, count: Int) -> (at: Timestamp, rest: [Int64])? {
        guard let bytes = Base64URL.decode(text), case .array(let parts)? = try? JSONValue.parse(bytes),
            parts.count == count + 1, let at = parts.first?.int64Value, CursorText.years.contains(at)
        else { return nil }
        let rest = parts.dropFirst().compactMap(\.int64Value)
        return rest.count == count ? (Timestamp(microseconds: at), rest) : nil
    }
}
