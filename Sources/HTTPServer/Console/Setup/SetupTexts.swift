extension Texts {
    /// The first run.
    struct Setup: TextSection {
        let title: Phrase
        let lead: Phrase
        let place: String
        let existing: @Sendable (_ business: ForeignText) -> Phrase
        let another: String
        let business: String
        let name: String
        let subdomain: String
        let subdomainHint: String
        let currency: String
        let currencyHint: String
        let timeZone: String
        let timeZoneHint: String
        let owner: String
        let ownerName: String
        let begin: String
        let deadLink: Notice
        let noneLeft: Phrase
    }
}
