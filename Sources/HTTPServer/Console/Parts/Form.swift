/// What a person fills in. It works without script; what was typed comes back with what is wrong with it.
struct Form: Sendable {
    struct Option: Sendable {
        let value: String
        let label: String
        var hint: String?
        var badge: Badge?
        var isChosen = false
        /// For boxes: one of its own.
        private(set) var name = ""
        private(set) var type = ""
        /// Where a link to its field leads.
        fileprivate(set) var id: String?
        fileprivate(set) var isFirst = false
        /// In which column of a row it stands; empty: in all that are left.
        var place = ""

        init(_ value: String, _ label: String, hint: String? = nil, badge: Badge? = nil, isChosen: Bool = false) {
            self.value = value
            self.label = label
            self.hint = hint
            self.badge = badge
            self.isChosen = isChosen
        }

        fileprivate func named(_ name: String, _ type: String) -> Option {
            var option = self
            (option.name, option.type) = (name, type)
            return option
        }
    }

    struct Input: Sendable {
        var type = "text"
        var value = ""
        var autocomplete = "off"
        /// For numbers: `any`, or the smallest difference.
        var step: String?
        var low: String?
        var high: String?
        var longest: Int?
        /// Which keyboard a phone shows: `decimal`, `numeric`.
        var keyboard: String?
        /// What is typed is no word: no keyboard corrects it.
        var isCode = false
        /// Where the script has what is typed looked at.
        var check: String?
        /// What is typed finds what a list has to choose from.
        var pick: Pick?
        /// For files: the kinds that a browser offers.
        var accept: String?
        /// For files: several may be chosen.
        var isMultiple = false
    }

    /// What the script makes a field and a list into one by.
    struct Pick: Sendable {
        /// The list's name.
        let list: String
        /// Where what is typed is looked for; it is put behind this.
        let address: String
        /// What is said then; `{}` is their number.
        let none: String
        let some: String
        let more: String
    }

    struct TextArea: Sendable {
        var value = ""
        var rows = 4
        /// What is typed is no word: no keyboard corrects it.
        var isCode = false
        /// Where the script has each line looked at.
        var check: String?
    }

    struct Field: Sendable {
        let name: String
        let label: String
        let hint: String?
        /// What was wrong with it.
        let fault: String?
        let isRequired: Bool
        private(set) var input: Input?
        private(set) var area: TextArea?
        private(set) var select: OptionList?
        /// Boxes, or dots of which one is chosen.
        private(set) var choices: OptionList?
        /// One box, which says yes.
        private(set) var box: Option?
        /// Stands beside the control, and asks for something about it alone.
        private(set) var button: Button?
        /// No field: what stands above rows of boxes.
        private(set) var head: BoxHead?

        struct OptionList: Sendable {
            fileprivate(set) var options: [Option]
            /// Its boxes stand in a row with those of other fields above and below; see ``BoxHead/look``.
            var look: String?
        }

        /// What stands beside the control and is read with it.
        struct Help: Sendable {
            let name: String
            let hint: String?
            let fault: String?
        }

        let help: Help
        let helpers: String
        let hasHelp: Bool
        let isFaulty: Bool
        /// Of the faulty fields of its form the first: there the keyboard is.
        private(set) var isFirst = false
        /// True where one control has the label.
        private(set) var isLabelled = true

        private init(_ name: String, _ label: String, hint: String?, fault: String?, isRequired: Bool) {
            (self.name, self.label, self.hint, self.fault, self.isRequired) = (name, label, hint, fault, isRequired)
            help = Help(name: name, hint: hint, fault: fault)
            helpers = [hint.map { _ in "\(name)-hint" }, fault.map { _ in "\(name)-fault" }].compactMap(\.self)
                .joined(separator: " ")
            hasHelp = !helpers.isEmpty
            isFaulty = fault != nil
        }

        static func input(
            _ name: String, _ label: String, _ input: Input = Input(), hint: String? = nil, fault: String? = nil,
            isRequired: Bool = false
        ) -> Field {
            var field = Field(name, label, hint: hint, fault: fault, isRequired: isRequired)
            field.input = input
            return field
        }

        static func area(
            _ name: String, _ label: String, _ area: TextArea = TextArea(), hint: String? = nil, fault: String? = nil,
            isRequired: Bool = false
        ) -> Field {
            var field = Field(name, label, hint: hint, fault: fault, isRequired: isRequired)
            field.area = area
            return field
        }

        static func select(
            _ name: String, _ label: String, _ options: [Option], hint: String? = nil, fault: String? = nil,
            isRequired: Bool = false
        ) -> Field {
            var field = Field(name, label, hint: hint, fault: fault, isRequired: isRequired)
            field.select = OptionList(options: options)
            return field
        }

        /// The keyboard is there.
        func first() -> Field {
            var field = self
            field.isFirst = true
            return field
        }

        /// It can be gone to from what is said above the form.
        fileprivate func reached(isFirst: Bool) -> Field {
            var field = self
            field.isFirst = isFirst
            if field.choices?.options.isEmpty == false {
                field.choices?.options[0].id = name
                field.choices?.options[0].isFirst = isFirst
            }
            field.box?.id = name
            field.box?.isFirst = isFirst
            return field
        }

        /// Boxes, each of which may be ticked; with `isOne` dots, of which one is.
        static func choices(
            _ name: String, _ label: String, _ options: [Option], isOne: Bool = false, hint: String? = nil,
            fault: String? = nil
        ) -> Field {
            var field = Field(name, label, hint: hint, fault: fault, isRequired: false)
            field.isLabelled = false
            field.choices = OptionList(options: options.map { $0.named(name, isOne ? "radio" : "checkbox") })
            return field
        }

        /// Boxes in one row under a head.
        static func row(_ name: String, _ label: String, _ options: [Option], under head: BoxHead) -> Field {
            var field = Field(name, label, hint: nil, fault: nil, isRequired: false)
            field.isLabelled = false
            field.choices = OptionList(options: options.map { $0.named(name, "checkbox") }, look: head.look)
            return field
        }

        static func head(_ head: BoxHead) -> Field {
            var field = Field("", "", hint: nil, fault: nil, isRequired: false)
            field.isLabelled = false
            field.head = head
            return field
        }

        /// Comes back as `true` where it is ticked.
        static func box(_ name: String, _ label: String, isTicked: Bool, hint: String? = nil, fault: String? = nil)
            -> Field
        {
            var field = Field(name, label, hint: nil, fault: fault, isRequired: false)
            field.isLabelled = false
            field.box = Option("true", label, hint: hint, isChosen: isTicked).named(name, "checkbox")
            return field
        }

        /// The same with a button beside an input or a list.
        func with(_ button: Button) -> Field {
            var field = self
            field.button = button
            return field
        }
    }

    /// What stands above rows of boxes: what their columns are, and how to tick many at once.
    struct BoxHead: Sendable {
        struct Column: Sendable {
            let title: String
            let place: String
            var badge: Badge?
        }

        struct Preset: Sendable {
            let label: String
            /// The page with these boxes ticked.
            let address: String
            /// What the script ticks instead, so that nothing typed is lost: the end of their values; empty: none.
            let ending: String
        }

        let look: String
        let columns: [Column]
        let presets: [Preset]
        let hasPresets: Bool

        init(_ columns: [Column], _ presets: [Preset] = []) {
            (self.columns, self.presets) = (columns, presets)
            look = columns.count < 3 ? "boxes two" : "boxes"
            hasPresets = !presets.isEmpty
        }
    }

    struct Group: Sendable {
        let legend: String?
        fileprivate(set) var hint: String?
        /// What was wrong with all of it.
        let fault: String?
        /// Where that stands, to be read with it.
        let faultID: String?
        fileprivate(set) var fields: [Field]
        /// Shut until somebody opens it.
        fileprivate(set) var isFolded: Bool
        /// Its fields stand side by side: `together`, or `days` for many small ones.
        let layout: String?
        /// A fold that something was said in.
        var isOpen = false

        init(_ fields: [Field]) { self.init(nil, fields) }

        init(
            _ legend: String?, hint: String? = nil, fault: String? = nil, isFolded: Bool = false, layout: String? = nil,
            _ fields: [Field]
        ) {
            self.legend = legend
            self.hint = hint
            self.fault = fault
            faultID = fault.map { _ in "\(fields.first { !$0.name.isEmpty }?.name ?? "group")-group-fault" }
            self.fields = fields
            self.layout = layout
            self.isFolded = isFolded && fault == nil && !fields.contains { $0.fault != nil }
        }
    }

    struct Button: Sendable {
        enum Look: Sendable { case main, second, danger }

        let label: String
        let name: String?
        let value: String
        let style: String
        /// What stands on it while the answer is on its way.
        let busy: String?

        init(_ label: String, name: String? = nil, value: String = "", _ look: Look = .main, busy: String? = nil) {
            self.label = label
            self.name = name
            self.value = value
            self.busy = busy
            style =
                switch look {
                case .main: "main"
                case .second: "second"
                case .danger: "danger"
                }
        }

        static let template = """
            <button type="submit" class="{{style}}"{{#.name}} name="{{name}}" value="{{value}}"{{/.name}}{{#.busy}} data-busy="{{busy}}"{{/.busy}}>{{label}}</button>
            """
    }

    /// The answer is a file, and the page stays as it is.
    var isDownload = false
    let method: String
    let action: String
    var hidden: [HiddenField]
    var groups: [Group]
    /// Of a search, what stands below its button.
    private(set) var below: Group?
    let buttons: [Button]
    let cancel: PageLink?
    /// What stands above a form where something is wrong.
    var alert: Alert?
    /// What somebody else has made of it meanwhile; see ``compared(with:in:_:)``.
    var difference: Difference?
    /// Enter presses a form's first button: that is to be the one that sends it, whatever stands beside a field.
    let hasOwnButtons: Bool
    /// A form of few fields, which stand side by side.
    let isLine: Bool
    let takesFiles: Bool
    /// Names it for those who hear the page.
    let label: String?

    /// What is wrong with the whole, and a way to every field that is.
    struct Alert: Sendable {
        let text: String
        let fields: Fields?

        struct Fields: Sendable {
            let faults: [Wrong]
        }

        struct Wrong: Sendable {
            let name: String
            let label: String
            let fault: String
        }
    }

    /// A form that changes something.
    init(
        to action: String, hidden: [HiddenField], _ groups: [Group], _ buttons: [Button], cancel: PageLink? = nil,
        alert: String? = nil
    ) {
        method = "post"
        (self.action, self.hidden, self.buttons, self.cancel) = (action, hidden, buttons, cancel)
        let wrong: [Alert.Wrong]
        (self.groups, wrong) = Self.reached(groups)
        self.alert = alert.map { Alert(text: $0, fields: wrong.isEmpty ? nil : Alert.Fields(faults: wrong)) }
        hasOwnButtons = groups.contains { $0.fields.contains { $0.button != nil } }
        isLine = false
        takesFiles = groups.contains { group in group.fields.contains { $0.input?.type == "file" } }
        label = nil
    }

    /// A form that asks for a page: a search, filters.
    /// - Parameter more: what most people leave alone, folded below.
    init(
        searching action: String, hidden: [HiddenField] = [], label: String, _ fields: [Field], more: Group? = nil,
        _ button: Button
    ) {
        method = "get"
        (self.action, self.hidden) = (action, hidden)
        groups = Self.reached([Group(fields)]).groups
        below = more
        buttons = [button]
        cancel = nil
        alert = nil
        hasOwnButtons = false
        isLine = true
        takesFiles = false
        self.label = label
    }

    /// Makes faulty fields such as can be gone to. Of several under one name that is the first.
    private static func reached(_ groups: [Group]) -> (groups: [Group], wrong: [Alert.Wrong]) {
        var wrong: [Alert.Wrong] = []
        var groups = groups
        for group in groups.indices {
            if let fault = groups[group].fault, let id = groups[group].faultID {
                wrong.append(Alert.Wrong(name: id, label: groups[group].legend ?? "", fault: fault))
            }
            for place in groups[group].fields.indices {
                let field = groups[group].fields[place]
                guard let fault = field.fault, !wrong.contains(where: { $0.name == field.name }) else { continue }
                groups[group].fields[place] = field.reached(isFirst: wrong.isEmpty)
                // Fields that stand together are called alike in every row.
                let row = groups[group].layout == "together" ? groups[group].legend : nil
                let label = [row, field.label].compactMap(\.self).joined(separator: ", ")
                wrong.append(Alert.Wrong(name: field.name, label: label, fault: fault))
            }
        }
        return (groups, wrong)
    }
}

extension Form {
    /// With a note at the first field of each of those parts, or at its group where the fields are many.
    /// - Parameter open: the parts that are not folded away.
    func marking(_ parts: Set<String>, _ note: String, open: Set<String>) -> Form {
        var (form, left) = (self, parts)
        for group in groups.indices {
            for (place, field) in groups[group].fields.enumerated() where !field.name.isEmpty {
                let part = FormPart(of: field.name)
                if open.contains(part.name) { form.groups[group].isFolded = false }
                guard !part.isAside, left.remove(part.name) != nil else { continue }
                if groups[group].layout != nil || field.choices?.look != nil {
                    form.groups[group].hint = note + (groups[group].hint.map { " \($0)" } ?? "")
                } else {
                    form.groups[group].fields[place] = field.noted(note)
                }
            }
        }
        return form
    }
}

extension Form.Field {
    /// With that before its hint.
    fileprivate func noted(_ note: String) -> Form.Field {
        if let box {
            var field = self
            field.box?.hint = note + (box.hint.map { " \($0)" } ?? "")
            return field
        }
        let hint = note + (hint.map { " \($0)" } ?? "")
        var field = Form.Field(name, label, hint: hint, fault: fault, isRequired: isRequired)
        (field.input, field.area, field.select, field.choices) = (input, area, select, choices)
        (field.button, field.isFirst, field.isLabelled) = (button, isFirst, isLabelled)
        return field
    }
}

extension Form.Group {
    /// With what was typed: a browser sends no box that is not ticked.
    func showing(_ sent: SubmittedForm) -> Form.Group {
        Form.Group(legend, hint: hint, isFolded: isFolded, layout: layout, fields.map { $0.showing(sent) })
    }
}

extension Form.Field {
    fileprivate func showing(_ sent: SubmittedForm) -> Form.Field {
        var field = self
        if let input, input.type != "password", input.autocomplete != "one-time-code", sent.has(name) {
            field.input?.value = sent.raw(name)
        }
        if area != nil, sent.has(name) { field.area?.value = sent.raw(name) }
        if let select, sent.has(name) {
            field.select?.options = select.options.map { $0.chosen($0.value == sent.raw(name)) }
        }
        if let choices {
            field.choices?.options = choices.options.map { $0.chosen(sent.all(name).contains($0.value)) }
        }
        field.box = box?.chosen(sent.isTicked(name))
        return field
    }
}

extension Form.Option {
    fileprivate func chosen(_ isChosen: Bool) -> Form.Option {
        var option = self
        option.isChosen = isChosen
        return option
    }
}
