import Domain

extension Form {
    /// With what was typed beside what somebody else has made of the row meanwhile, where that is something else.
    /// - Parameters:
    ///   - now: the same form as it would be shown for the row as it is.
    ///   - parts: those that are compared.
    func compared(with now: Form, in parts: Set<String>, _ visit: ConsoleVisit) -> Form {
        let words = visit.texts.data
        let (typed, there) = (shown(visit.formats), now.shown(visit.formats))
        let names = typed.map(\.name) + there.map(\.name).filter { name in !typed.contains { $0.name == name } }
        func text(_ name: [String], _ values: [Shown]) -> String? { values.first { $0.name == name }?.text }
        let lines = names.filter { name in
            parts.contains(FormPart(of: name.first ?? "").name) && text(name, typed) != text(name, there)
        }.map { name in
            Difference.Line(
                name: name.dropFirst().joined(separator: ", "), before: text(name, there), after: text(name, typed))
        }
        guard !lines.isEmpty else { return self }
        var form = self
        form.difference = Difference(
            beforeTitle: words.thereNow, afterTitle: words.youTyped, nameTitle: visit.texts.console.name, lines: lines)
        return form
    }

    /// A field, and what stands in it for people; nil where nothing does.
    private struct Shown {
        /// The field's own name, the group's title where there are several alike, and its label.
        let name: [String]
        let text: String?
    }

    private func shown(_ formats: Formats) -> [Shown] {
        groups.flatMap { group in
            group.fields.map { field in
                let title = group.layout == nil ? nil : group.legend
                return Shown(
                    name: [field.name] + [title, field.label].compactMap(\.self), text: field.shown(formats))
            }
        }
    }
}

extension Form.Field {
    /// What stands in it; nil where nothing does.
    fileprivate func shown(_ formats: Formats) -> String? {
        if let box { return box.isChosen ? formats.texts.yes : formats.texts.no }
        let text: String
        if let input {
            let day = input.type == "date" ? LocalDate(input.value) : nil
            text = day.map(formats.day) ?? input.value
        } else if let area {
            text = area.value
        } else {
            // The first of a list may stand for nothing.
            let chosen = (select ?? choices)?.options.filter { $0.isChosen && !$0.value.isEmpty } ?? []
            text = chosen.map(\.label).joined(separator: ", ")
        }
        let cleaned = ForeignText(lines: text.trimmingWhitespace).text
        return cleaned.isEmpty ? nil : cleaned
    }
}
