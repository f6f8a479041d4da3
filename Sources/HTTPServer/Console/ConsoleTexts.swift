import Domain

extension Texts {
    /// What stands around the console's pages, and the words that many of them have.
    struct Console: TextSection {
        let skip: String
        let menu: String
        let navigation: String
        let profile: String
        let logout: String
        let test: String

        let home: String
        let business: String
        let customers: String
        let projects: String
        let invoices: String
        let creditNotes: String
        let estimates: String
        let activityReports: String
        let workItems: String
        let documents: String
        let access: String
        let settings: String
        let usage: String
        let audit: String
        let admin: String

        let search: String
        let filter: String
        let save: String
        let cancel: String
        let edit: String
        let back: String
        let next: String
        let first: String
        let copy: String
        let copied: String
        let all: String
        let none: String
        let optional: String
        let name: String
        let status: String
        let created: String
        let actions: String
        let figures: String
        let total: @Sendable (_ number: String, _ isCapped: Bool) -> String
        /// Above a form where something is wrong.
        let lookBelow: String

        let done: @Sendable (Done) -> String
        let toStart: String
        let notAllowed: String
        let notAllowedText: String
        let lacking: String
        let notFound: String
        let notFoundText: String
        let conflict: String
        let conflictText: String
        let invalid: String
        let again: String
        /// Where an address asks for what no page of ours asks for.
        let deadAddress: String
        let switchedMeanwhile: String
        /// Both changed the same field.
        let changedMeanwhile: String
        /// Each changed other fields.
        let changedElsewhere: String
        /// At a field that only the other changed; by whom, where that is known.
        let takenOver: @Sendable (String?) -> String
        let madeAlready: String
        let madeAlreadyText: String
        let showIt: String
        let choose: String
        /// Above a form that is shown again after a login or a code.
        let keptAgain: String
        let keptNowhere: String
        /// On a page whose session ended while it was open.
        let sessionEnded: String
    }
}

/// What is wrong with something that was typed, where nobody has said it more exactly in ``Sentences``.
struct FaultTexts: TextSection {
    let required: String
    let format: String
    let range: String
    /// Of a last day that lies before the first.
    let order: String
    let length: String
    let choice: String
    let reference: String
    let duplicate: String
    let rule: String

    /// The domain's own sentences are English.
    func sentence(of fault: Fault, in language: Language) -> String {
        if language == .english { return fault.message }
        return switch fault.code {
        case .required: required
        case .type, .format: format
        case .range where fault.field == "end_date": order
        case .range: range
        case .length: length
        case .choice: choice
        case .reference: reference
        case .duplicate: duplicate
        case .rule, .unknownField, .readOnly: rule
        }
    }
}
