import Domain

extension Texts {
    /// The pages of the audit, and of undoing.
    struct Audit: TextSection {
        let words: AuditWords

        let lead: String
        let export: String
        let undo: String
        let who: String
        let whoHint: String
        let what: String
        let row: String
        let rowNumber: String
        let when: String
        let origin: String
        let resource: String
        let action: String
        /// What is folded of the filters.
        let moreFilters: String
        let from: String
        let until: String
        let none: String
        let noneFound: String
        let showAll: String
        let kind: @Sendable (AuditActor.Kind) -> String
        let command: @Sendable (_ actor: String) -> String
        let onBehalfOf: @Sendable (_ kind: String, _ person: String) -> String
        let only: @Sendable (_ name: ForeignText) -> Phrase
        let everybody: String
        let takeBack: String

        let chain: String
        let chainText: String
        let waiting: String
        let allSealed: String
        let unsealed: @Sendable (_ count: String, _ since: String) -> String
        let lastSealed: String
        let checkpoint: String
        let noCheckpoint: String
        let link: @Sendable (_ number: String, _ moment: String) -> String
        let verify: String

        let rightsOf: String
        let unknownOrigin: String
        let requestID: String
        let sameRow: String
        let sameActor: String
        let sameAction: String
        let wasMade: String
        let changed: String
        let erased: String
        let nothingChanged: String
        let fieldTitle: String
        let before: String
        let after: String

        let exportTitle: String
        let exportLead: String
        let format: String
        let csvHint: String
        let jsonHint: String
        let whichEvents: String
        let whichEventsHint: String
        let download: String

        let undoTitle: String
        let undoLead: String
        let whose: String
        let choose: String
        let somebodyElse: String
        let zone: @Sendable (_ name: String) -> String
        let untilHint: String
        let preview: String
        let previewing: String
        let previewTitle: @Sendable (_ name: ForeignText) -> Phrase
        let previewLead: String
        let wouldBe: String
        let became: String
        let why: String
        let acts: String
        let otherPeriod: String
        let revokeFirst: String
        let toKey: String
        /// With how many acts; none where nothing goes for sure.
        let undoNow: @Sendable (_ changes: Int) -> String
        let showMore: @Sendable (_ rows: Int) -> String
        let undoing: String
        let doneTitle: @Sendable (_ name: ForeignText) -> Phrase
        let allUndone: String
        let someUndone: String
        let showUndone: String
        let nothingToUndo: String
        let outcome: @Sendable (UndoOutcome.Kind) -> String
        let meaning: @Sendable (UndoOutcome.Kind) -> String
        let putBack: @Sendable (_ fields: String) -> String
        let changedSince: @Sendable (_ fields: String) -> String
        let erasedSince: String

        func sentence(of action: String, on resource: String) -> String { words.sentence(of: action, on: resource) }
        func field(_ attribute: String) -> String { words.field(attribute) }
        func name(of resource: String) -> String { words.name(of: resource) }
    }
}
