import Domain

extension Texts {
    /// The pages of keys, and the settings' tabs.
    struct Keys: TextSection {
        let settings: String
        let tab: String
        let connectTab: String
        let connectedAppsTab: String
        let applicationsTab: String
        let securityTab: String

        let lead: String
        let title: String
        let createNew: String
        /// As the service desk's guide calls it.
        let add: String
        let create: String
        let creating: String
        let none: String
        let noneFound: String
        let viewLogs: String
        let revoke: String
        let activate: String
        let rotate: String
        let choose: String
        let chooseAll: String
        let revokeSelected: String
        let activateSelected: String
        let apiReference: String

        let prefix: String
        let allowed: String
        let scopes: String
        let role: String
        let noRole: String
        let environment: String
        let live: String
        let test: String
        let integration: String
        let noIntegration: String
        let by: @Sendable (_ person: String) -> String
        let ownedByBusiness: String
        let lastUsed: String
        let from: @Sendable (_ address: String) -> String
        let calls: String
        let callsToday: String
        let expires: String
        /// Beside the day through which a key works.
        let endOfDay: String
        let never: String
        let scopeCount: @Sendable (_ count: Int) -> String
        let moreScopes: @Sendable (_ count: Int) -> String
        let status: @Sendable (APIKey.Status) -> String
        let unused: String
        let onlyUnused: String

        let nameHint: String
        let family: String
        let familyKiik: String
        let familyService: String
        let scopesHint: String
        let toSee: String
        let toWrite: String
        let toDelete: String
        let readEverything: String
        let tickNothing: String
        let roleHint: String
        let expiry: String
        let expiryHint: String
        let limits: String
        let rateLimit: String
        let rateLimitHint: String
        let allowlist: String
        let allowlistHint: String
        let reach: String
        let reachHint: String
        let customers: String
        let projects: String
        let notes: String

        let secretTitle: String
        let secretOnce: String
        let secret: String
        let curl: String
        let python: String
        let n8n: String
        let n8nText: String
        let doneCopying: String

        let editTitle: @Sendable (_ name: ForeignText) -> Phrase
        let rotateTitle: @Sendable (_ name: ForeignText) -> Phrase
        let rotateText: String
        let overlap: String
        let overlaps: [(seconds: Int64, label: String)]
        /// Why it is not asked what cannot be done.
        let stateIs: @Sendable (APIKey.Status) -> String
        let revokeTitle: @Sendable (_ name: ForeignText) -> Phrase
        let revokeText: String
        let activateTitle: @Sendable (_ name: ForeignText) -> Phrase
        let activateText: String
        let several: @Sendable (_ count: Int) -> String
        let revokeSeveral: @Sendable (_ count: Int) -> String
        let activateSeveral: @Sendable (_ count: Int) -> String
        let revokeSeveralText: @Sendable (_ count: Int) -> String
        let activateSeveralText: @Sendable (_ count: Int) -> String
        let revokedAlready: @Sendable (_ count: Int, _ all: Int) -> String
        let notRevoked: @Sendable (_ count: Int, _ all: Int) -> String
        let noneChosen: String
        let someFailed: @Sendable (_ names: String) -> String
        let revokedCount: @Sendable (_ count: Int) -> String
        let activatedCount: @Sendable (_ count: Int) -> String
        let revokedAt: String
        let rotatedFrom: String
        let replacedBy: String
        let isReplaced: String
        let replaces: @Sendable (_ prefix: String) -> String
        let isReplacedBy: @Sendable (_ successor: ForeignText, _ prefix: String) -> Phrase
        let replacesStill: @Sendable (_ predecessor: ForeignText, _ prefix: String) -> Phrase
        let endOld: String
        let limitedTo: String
        let everything: String
    }
}
