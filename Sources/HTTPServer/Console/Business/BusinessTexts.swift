import Domain

extension Texts {
    /// The page about the business itself.
    struct Business: TextSection {
        let tab: String
        let lead: String
        let ownUse: String
        let name: String
        let dailyRate: @Sendable (_ currency: String) -> String
        let dailyRateHint: String
        let currency: String
        let timeZone: String
        let forGood: String
        let onInvoices: String
        let onInvoicesHint: String
        let label: @Sendable (BusinessDetails.Part) -> String
        let hint: @Sendable (BusinessDetails.Part) -> String?
    }
}
