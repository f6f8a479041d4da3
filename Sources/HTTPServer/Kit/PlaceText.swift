import AuthCore
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

/// A place in a log of calls.
extension UsageQuery.Place {
    var text: String {
        PlaceText.encode(at, Int64(bitPattern: node.high), Int64(bitPattern: node.low), sequence)
    }

    init?(text: String) {
        guard let (at, rest) = PlaceText.decode(text, count: 3) else { return nil }
        let node = UUIDv7(high: UInt64(bitPattern: rest[0]), low: UInt64(bitPattern: rest[1]))
        self.init(at: at, node: node, sequence: rest[2])
    }
}
