extension Texts {
    /// The start page.
    struct Home: TextSection {
        let title: @Sendable (_ business: ForeignText) -> Phrase
        let lead: String
        /// Once there is nothing to do first.
        let leadLater: String
        let isDone: String
        let isOpen: String
        let first: String
        let makeKey: String
        let makeKeyText: String
        let connect: String
        let connectText: String
        let invite: String
        let inviteText: String
        let limits: String
        let limitsText: String
        let details: String
        let detailsText: String
        let now: String
        let calls: String
        let callsText: @Sendable (_ count: String) -> String
        let errors: String
        let errorsText: @Sendable (_ count: Int64, _ number: String) -> String
        let unusual: String
        let unusualText: @Sendable (_ count: Int) -> String
        let pending: String
        let pendingText: @Sendable (_ count: Int64, _ number: String) -> String
        let openInvoices: String
        let openInvoicesText: @Sendable (_ count: Int64, _ number: String, _ sum: String?) -> String
        let late: @Sendable (_ number: String) -> String
        let ownWork: String
        let ownWorkText: @Sendable (_ count: Int, _ number: String) -> String
        let openEstimates: String
        let openEstimatesText: @Sendable (_ count: Int64, _ number: String) -> String
        let activeProjects: String
        let activeProjectsText: @Sendable (_ count: Int64, _ number: String) -> String
        let look: String
        let lately: String
        let when: String
        let who: String
        let what: String
        let nothingYet: String
        let wholeAudit: String
    }
}
