/// What a browser without script makes of a page: its title, its first paragraph and its forms.
struct HTMLPage {
    struct Form {
        var action: String?
        var method = "get"
        var fields: [Field] = []
        var buttons: [Button] = []
    }

    struct Field {
        let name: String
        let kind: String
        var value: String
        /// Whether it goes with the form as it stands.
        var isSent: Bool
    }

    struct Button {
        let name: String?
        let value: String
        var label = ""
    }

    private(set) var title = ""
    private(set) var lead = ""
    private(set) var forms: [Form] = []

    init(_ text: String) {
        var reader = HTMLReader(text)
        var isInForm = false
        var select: (name: String, options: [(value: String, isSelected: Bool)])?
        while let token = reader.next() {
            switch token {
            case .open("title", _): title = reader.text(until: "title")
            case .open("h1", _) where title.isEmpty: title = reader.textAhead(until: "h1")
            case .open("p", _) where lead.isEmpty && !isInForm: lead = reader.textAhead(until: "p")
            case .open("form", let attributes):
                forms.append(Form(action: attributes["action"], method: (attributes["method"] ?? "get").lowercased()))
                isInForm = true
            case .close("form"): isInForm = false
            case .open(let name, let attributes) where isInForm && !forms.isEmpty && attributes["disabled"] == nil:
                let last = forms.count - 1
                switch name {
                case "input": forms[last].add(input: attributes)
                case "textarea":
                    forms[last].add(attributes["name"], "textarea", reader.text(until: "textarea"), isSent: true)
                case "button" where (attributes["type"] ?? "submit").lowercased() == "submit":
                    forms[last].buttons.append(
                        Button(
                            name: attributes["name"], value: attributes["value"] ?? "",
                            label: reader.text(until: "button")))
                case "select": select = (attributes["name"] ?? "", [])
                case "option":
                    let label = reader.text(until: "option")
                    select?.options.append((attributes["value"] ?? label, attributes["selected"] != nil))
                default: break
                }
            case .close("select"):
                if let select, let chosen = select.options.first(where: \.isSelected) ?? select.options.first,
                    !forms.isEmpty
                {
                    forms[forms.count - 1].add(select.name, "select", chosen.value, isSent: true)
                }
                select = nil
            default: break
            }
        }
    }
}

extension HTMLPage.Form {
    fileprivate mutating func add(input attributes: [String: String]) {
        let kind = (attributes["type"] ?? "text").lowercased()
        switch kind {
        case "submit", "image":
            buttons.append(
                HTMLPage.Button(
                    name: attributes["name"], value: attributes["value"] ?? "", label: attributes["value"] ?? ""))
        case "button", "reset", "file": break
        case "checkbox", "radio":
            add(attributes["name"], kind, attributes["value"] ?? "on", isSent: attributes["checked"] != nil)
        default: add(attributes["name"], kind, attributes["value"] ?? "", isSent: true)
        }
    }

    fileprivate mutating func add(_ name: String?, _ kind: String, _ value: String, isSent: Bool) {
        guard let name, !name.isEmpty else { return }
        fields.append(HTMLPage.Field(name: name, kind: kind, value: value, isSent: isSent))
    }

    func has(_ kind: String) -> Bool { fields.contains { $0.kind == kind } }

    /// What goes when the button is pressed.
    func entries(pressing button: HTMLPage.Button?) -> [(String, String)] {
        let pressed = button.flatMap { button in button.name.map { ($0, button.value) } }
        return fields.filter(\.isSent).map { ($0.name, $0.value) } + (pressed.map { [$0] } ?? [])
    }
}
