extension JSONValue {
    /// One member or element a line, two spaces a level, a newline at the end.
    package func pretty() -> String {
        var out = ""
        appendPretty(to: &out, indent: "\n")
        return out + "\n"
    }

    private func appendPretty(to out: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .array(let values) where !values.isEmpty:
            out += "["
            for (place, value) in values.enumerated() {
                out += place == 0 ? inner : "," + inner
                value.appendPretty(to: &out, indent: inner)
            }
            out += indent + "]"
        case .object(let object) where !object.isEmpty:
            out += "{"
            for (place, member) in object.enumerated() {
                out += place == 0 ? inner : "," + inner
                out += JSONValue.string(member.name).text + ": "
                member.value.appendPretty(to: &out, indent: inner)
            }
            out += indent + "}"
        default: out += text
        }
    }
}
