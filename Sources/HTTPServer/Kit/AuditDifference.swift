package import Domain
package import JSON

/// One field of a row that an event changed. A value is nil where there was none.
package struct AuditDifference: Sendable, Hashable {
    package let field: String
    package let before: JSONValue?
    package let after: JSONValue?

    package init(field: String, before: JSONValue?, after: JSONValue?) {
        self.field = field
        self.before = before
        self.after = after
    }

    /// What an event's before and after differ in, in the order in which they were written down. Whatever is empty in a
    /// new row is left out. None where the content was erased, or is no object.
    package static func differences(of event: AuditEvent) -> [AuditDifference] {
        differences(before: event.before, after: event.after)
    }

    package static func differences(before: [UInt8]?, after: [UInt8]?) -> [AuditDifference] {
        let (old, new) = (object(before), object(after))
        let names = new.map(\.name) + old.map(\.name).filter { new[$0] == nil }
        return names.compactMap { name in
            let (was, becomes) = (present(old[name]), present(new[name]))
            if was == becomes { return nil }
            if before == nil, let becomes, isEmpty(becomes) { return nil }
            return AuditDifference(field: name, before: was, after: becomes)
        }
    }

    private static func object(_ bytes: [UInt8]?) -> JSONObject {
        guard let bytes, case .object(let members)? = try? JSONValue.parse(bytes) else { return JSONObject() }
        return members
    }

    private static func present(_ value: JSONValue?) -> JSONValue? { value?.isNull == true ? nil : value }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    /// A value as people read it: texts as they are, lists by commas, the rest as it was written down.
    package static func text(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        switch value {
        case .string(let text): return text
        case .array(let values) where values.allSatisfy({ $0.stringValue != nil || $0.int64Value != nil }):
            return values.map { text($0) }.joined(separator: ", ")
        case .object(let members): return members.map { "\($0.name): \(text($0.value))" }.joined(separator: ", ")
        default: return value.text
        }
    }
}
