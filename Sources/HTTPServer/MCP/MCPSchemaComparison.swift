import JSON

/// Two schemas of one thing, before and after: whether what fitted still fits.
///
/// What goes in may be taken more widely than before, never more narrowly; what comes out the other way round.
struct MCPSchemaComparison {
    enum Direction {
        case input, output
    }

    let direction: Direction
    private(set) var breaks: [String] = []

    init(direction: Direction) { self.direction = direction }

    /// Bounds that narrow as they grow, and those that widen.
    private static let lower = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"]
    private static let upper = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"]
    /// What cannot be ordered: the same, or there on the wider side only.
    private static let exact = [
        "pattern", "format", "multipleOf", "const", "anyOf", "allOf", "oneOf", "not", "uniqueItems",
    ]

    mutating func compare(_ old: JSONValue, _ new: JSONValue, at place: String) {
        // What has to contain the other.
        let (wide, narrow) = direction == .input ? (new, old) : (old, new)
        set("type", wide, narrow, place) { $0.stringValue.map { [.string($0)] } ?? $0.arrayValue }
        set("enum", wide, narrow, place, \.arrayValue)
        for bound in Self.lower + Self.upper {
            guard let outer = wide[bound]?.numberValue?.double else { continue }
            let inner = narrow[bound]?.numberValue?.double
            let fits = inner.map { Self.lower.contains(bound) ? $0 >= outer : $0 <= outer } ?? false
            if !fits { breaks.append("\(place): \(bound) changed.") }
        }
        for keyword in Self.exact where wide[keyword] != nil && !MCPSnapshot.isSame(wide[keyword], narrow[keyword]) {
            breaks.append("\(place): \(keyword) changed.")
        }
        properties(old, new, place)
        if let before = old["items"] { compare(before, new["items"] ?? [:], at: "\(place)[]") }
    }

    /// - Parameter members: the values that are allowed; without any, all are.
    private mutating func set(
        _ keyword: String, _ wide: JSONValue, _ narrow: JSONValue, _ place: String,
        _ members: (JSONValue) -> [JSONValue]?
    ) {
        guard let outer = wide[keyword].flatMap(members) else { return }
        guard let inner = narrow[keyword].flatMap(members) else {
            breaks.append("\(place): \(keyword) changed.")
            return
        }
        // Every integer is a number.
        let missing = inner.filter { !outer.contains($0) && !($0 == "integer" && outer.contains("number")) }
        if !missing.isEmpty {
            breaks.append("\(place): \(keyword) changed: \(missing.map(\.text).joined(separator: ", ")).")
        }
    }

    private mutating func properties(_ old: JSONValue, _ new: JSONValue, _ place: String) {
        let (before, after) = (old["properties"]?.objectValue ?? [:], new["properties"]?.objectValue ?? [:])
        for member in before {
            guard let now = after[member.name] else {
                breaks.append("\(place): \(member.name) is gone.")
                continue
            }
            compare(member.value, now, at: "\(place).\(member.name)")
        }
        let (required, stays) = (names(old), names(new))
        switch direction {
        case .input:
            for name in stays where !required.contains(name) { breaks.append("\(place): \(name) is required now.") }
            if old["additionalProperties"] != false, new["additionalProperties"] == false {
                breaks.append("\(place): further members are refused now.")
            }
        case .output:
            for name in required where !stays.contains(name) {
                breaks.append("\(place): \(name) is not always there any more.")
            }
        }
    }

    private func names(_ schema: JSONValue) -> [String] {
        schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}
