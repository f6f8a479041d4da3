extension JSONValue {
    /// The value as a YAML document in block style that YAML 1.1 and 1.2 readers understand alike, a newline at the end.
    package func yaml() -> String {
        var emitter = YAMLEmitter()
        emitter.document(self)
        return emitter.text
    }
}

private struct YAMLEmitter {
    private(set) var text = ""

    mutating func document(_ value: JSONValue) {
        if let scalar = YAMLScalar.text(of: value) {
            text += scalar + "\n"
        } else {
            block(value, indent: "", startsOnLine: true)
        }
    }

    /// A collection that is not empty. `startsOnLine` where its first item follows text already on the line.
    private mutating func block(_ value: JSONValue, indent: String, startsOnLine: Bool) {
        var first = startsOnLine
        switch value {
        case .object(let object):
            for member in object {
                if !first { text += indent }
                first = false
                entry(member, indent: indent)
            }
        case .array(let values):
            for element in values {
                if !first { text += indent }
                first = false
                text += "-"
                item(element, indent: indent)
            }
        default: break
        }
    }

    private mutating func entry(_ member: JSONObject.Member, indent: String) {
        let name = YAMLScalar.string(member.name)
        // A name this long may stand only behind an explicit key mark.
        if name.unicodeScalars.count > 1000 {
            text += "? \(name)\n\(indent):"
        } else {
            text += "\(name):"
        }
        if let scalar = YAMLScalar.text(of: member.value) {
            text += " \(scalar)\n"
        } else {
            text += "\n\(indent)  "
            block(member.value, indent: indent + "  ", startsOnLine: true)
        }
    }

    private mutating func item(_ value: JSONValue, indent: String) {
        if let scalar = YAMLScalar.text(of: value) {
            text += " \(scalar)\n"
        } else {
            // A collection inside an array begins on the line of its dash.
            text += " "
            block(value, indent: indent + "  ", startsOnLine: true)
        }
    }
}
