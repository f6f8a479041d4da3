import Domain

extension Texts {
    /// The pages of usage, logs and unusual activity.
    struct Usage: TextSection {
        let lead: String
        let tab: @Sendable (UsagePages.Tab) -> String
        let period: String
        let periodName: @Sendable (UsagePeriod) -> String
        let chart: @Sendable (UsagePeriod) -> String
        let hour: String
        let day: String
        /// 2 for answers from 200 to 299, and so on.
        let statusClass: @Sendable (_ first: Int) -> String

        let calls: String
        let errors: String
        let limited: String
        let median: String
        let p95: String
        let p99: String
        let endpoints: String
        let endpoint: String
        let keys: String
        let key: String
        let kind: String
        let kindName: @Sendable (UsedKey.Kind) -> String
        let gone: @Sendable (_ id: Int64) -> String
        let refusals: String
        let statuses: String
        let answer: String
        let share: String
        let noCalls: String
        let noCallsText: String
        let noKeys: String

        let log: String
        let logOf: @Sendable (_ name: ForeignText) -> Phrase
        let latestFirst: String
        let live: String
        let refresh: String
        /// Nobody seems to be there any more.
        let stopped: String
        let goOn: String
        let download: String
        let older: String
        let newest: String
        let furtherBack: String
        let noneSoFar: String
        let time: String
        let request: String
        let address: String
        let requestID: String
        let unauthenticated: String
        let pathBegins: String
        let from: String
        let until: String

        let unusualLead: String
        let nothingUnusual: String
        let noCountries: String
        let happened: String
        let withdraw: String
        let newAddress: String
        let newCountry: String
        let newAction: String
        let burst: String
        let manyRefusals: String
        let newAddressText: @Sendable (_ ip: String, _ at: String, _ known: String, _ calls: String) -> String
        let newCountryText:
            @Sendable (_ country: String, _ ip: String, _ at: String, _ known: String, _ calls: String) -> String
        let newActionText: @Sendable (_ action: String, _ at: String, _ known: String, _ calls: String) -> String
        let burstText: @Sendable (_ calls: String, _ at: String, _ usual: String) -> String
        let refusalsText: @Sendable (_ refused: String, _ calls: String, _ at: String) -> String

        let privilegesLead: String
        let privilegesOf: @Sendable (_ name: ForeignText) -> Phrase
        /// - Parameter made: the day it was made, where that is less than 30 days ago.
        let privilegesText: @Sendable (_ made: String?) -> String
        let sinceMade: @Sendable (_ day: String) -> String
        let leastPrivilege: String
        let has: String
        let used: String
        let proposal: String
        let scopesUsed: String
        let scopesUnused: String
        let keeps: String
        let loses: String
        let takeAway: @Sendable (_ count: Int) -> String
        let unusedScopes: @Sendable (_ count: Int) -> String
        let revokeUnused: String
        let noActiveKeys: String
        let checkedElsewhere: String
        let changedMeanwhile: String
        let fitting: String
        let open: String
        let unused: String
        let new: String

        let allUnusual: String
        let addresses: String
        let firstSeen: String
        let lastSeen: String

        func sentence(of state: KeyPrivileges.Finding.State) -> String {
            switch state {
            case .wide: leastPrivilege
            case .fitting: fitting
            case .open: open
            case .unused: unused
            case .new: new
            }
        }
    }
}
