import AuthCore

/// A part of a form: a field, or fields that mean something together alone, as the rows of a list do, or a month and its
/// days.
struct FormPart: Hashable, Sendable {
    let name: String
    /// It is no value of its own: it says how many rows there are, or what was looked for.
    let isAside: Bool

    /// - Parameter field: a field's name.
    init(of field: String) {
        let words = field.split(separator: ".", maxSplits: 2).map(String.init)
        let first = words.first ?? ""
        isAside = ["rows", "find", "found", "grid"].contains(first)
        name =
            switch first {
            case "rows", "find", "found": words.count > 1 ? words[1] : first
            case "month", "grid", "kept": "days"
            default: first
            }
    }
}

extension Form {
    /// What a browser sends of it as it is shown.
    var untouched: SubmittedForm {
        SubmittedForm(hidden.map { ($0.name, $0.value) } + groups.flatMap(\.fields).flatMap(\.untouched))
    }

    /// The names of its parts, in their order.
    var parts: [String] {
        var names: [String] = []
        for field in groups.flatMap(\.fields) where !field.name.isEmpty {
            let part = FormPart(of: field.name)
            if !part.isAside, !names.contains(part.name) { names.append(part.name) }
        }
        return names
    }
}

extension Form.Field {
    fileprivate var untouched: [(name: String, value: String)] {
        if let input { return ["file", "password"].contains(input.type) ? [] : [(name, input.value)] }
        if let area { return [(name, area.value)] }
        if let select {
            let chosen = select.options.last { $0.isChosen } ?? select.options.first
            return chosen.map { [(name, $0.value)] } ?? []
        }
        return ((choices?.options ?? []) + [box].compactMap(\.self)).filter(\.isChosen).map { (name, $0.value) }
    }
}

extension SubmittedForm {
    /// By what two people's values of a part are found to be the same: without what is empty, in any order.
    func digest(of part: String) -> String {
        let said = names.filter { name in
            let of = FormPart(of: name)
            return of.name == part && !of.isAside
        }.flatMap { name in
            all(name).map(\.trimmingWhitespace).filter { !$0.isEmpty }.sorted().map { "\(name)\u{1}\($0)" }
        }
        return Base64URL.encode(
            Array(SecretDigest(hashing: Array(said.joined(separator: "\u{2}").utf8)).bytes.prefix(12)))
    }
}
