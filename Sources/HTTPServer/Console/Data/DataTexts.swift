import Domain

extension Texts {
    /// The pages of the business's data. What belongs to a field, a choice or an act is found by its wire name, with
    /// the sheet's before it where it is called otherwise there.
    struct Data: TextSection {
        struct Sheet: Sendable {
            /// To make one, and the title of the page for it.
            let create: String
            let save: String
            let none: String

            /// Of what is made by an act on another row there is no form.
            init(create: String = "", save: String = "", none: String) {
                (self.create, self.save, self.none) = (create, save, none)
            }
        }

        struct Act: Sendable {
            let label: String
            let title: @Sendable (_ row: ForeignText) -> Phrase
            /// What will happen.
            let text: String
        }

        let sheets: [String: Sheet]
        let labels: [String: String]
        let hints: [String: String]
        let choices: [String: String]
        let acts: [String: Act]
        /// Above fields that most people leave alone.
        let folds: [String: String]

        let edit: @Sendable (_ row: ForeignText) -> Phrase
        let saving: String
        let noneFound: String
        let showAll: String
        /// In a list to choose from, where nothing is chosen.
        let nothing: String
        let choose: String
        let newCustomer: String
        let addLines: String
        let showMonth: String
        let fillWeekdays: String
        let printNow: String
        let find: String
        let findIn: @Sendable (_ label: String) -> String
        let findHint: String
        /// Above a list of what was found, and of a part of it.
        let foundHint: String
        let foundMore: String
        /// Beside what a script found while somebody types; `{}` is how many.
        let foundCount: String
        let foundFirst: String
        let monthTurned: @Sendable (_ month: String) -> String
        let monthsKept: @Sendable (_ months: String) -> String
        let nothingRead: String
        let nothingReadTitle: String
        let seeFile: String
        let inFile: String
        let inFilePart: String
        let line: @Sendable (_ number: Int) -> String
        /// 0 is a Monday.
        let weekday: @Sendable (_ weekday: Int, _ day: Int) -> String
        let notANumber: String
        let sentAlready: String
        let changedLookAgain: String
        let thereNow: String
        let youTyped: String
        let madeBy: @Sendable (_ program: String) -> String
        let usualRate: String
        let taxAt: @Sendable (_ rate: String) -> String
        let noDays: String
        let bytes: @Sendable (_ number: String) -> String
        let print: String
        let download: String
        let invoiceTitle: @Sendable (_ number: ForeignText) -> Phrase
        let creditNoteTitle: @Sendable (_ number: ForeignText) -> Phrase
        let issuer: String
        let recipient: String
        let partiesOfToday: String

        func sheet(_ name: String) -> Sheet { sheets[name] ?? Sheet(create: name, save: name, none: name) }
        func label(_ name: String, in sheet: String) -> String { labels["\(sheet).\(name)"] ?? labels[name] ?? name }
        func hint(_ name: String, in sheet: String) -> String? { hints["\(sheet).\(name)"] ?? hints[name] }
        func choice(_ field: String, _ value: String, in sheet: String) -> String {
            choices["\(sheet).\(field).\(value)"] ?? choices["\(field).\(value)"] ?? value
        }
        func act(_ name: String, in sheet: String) -> Act {
            acts["\(sheet).\(name)"] ?? Act(label: name, title: { "\($0)" }, text: name)
        }
        func folded(_ sheet: String) -> String { folds[sheet] ?? sheet }
        func none(of field: DataField, in sheet: String) -> String {
            if sheet == "documents", field.name == "customer_id" { return newCustomer }
            return field.isRequired ? choose : nothing
        }
    }
}
