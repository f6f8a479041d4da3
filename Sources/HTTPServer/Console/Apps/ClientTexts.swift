import AuthCore
import Domain

extension Texts {
    /// Connected apps and OAuth applications.
    struct Clients: TextSection {
        // Connected apps
        let connectedTitle: String
        let connectedLead: String
        let own: String
        let noneOwn: String
        let howToConnect: String
        let elsewhere: String
        let ofBusiness: String
        let noneOfBusiness: String
        let noneFound: String
        let app: String
        let person: String
        let may: String
        let limitedTo: String
        let everything: String
        let some: @Sendable (_ customers: Int, _ projects: Int) -> String
        let since: String
        let lastUsed: String
        let leadsTo: String
        let unverified: String
        let disabled: String
        let connectionTitle: @Sendable (_ app: ForeignText) -> Phrase
        let withdraw: String
        let withdrawTitle: @Sendable (_ app: ForeignText) -> Phrase
        let withdrawOwn: String
        let withdrawOf: @Sendable (_ person: ForeignText) -> Phrase

        // Applications
        let title: String
        let lead: String
        let add: String
        let adding: String
        let none: String
        let clientType: String
        let confidential: String
        let confidentialHint: String
        let publicType: String
        let publicHint: String
        let grantType: String
        let authorizationCode: String
        let authorizationCodeHint: String
        let clientCredentials: String
        let clientCredentialsHint: String
        let nameHint: String
        let redirectURIs: String
        let redirectHint: String
        let redirectCount: String
        let redirectGood: String
        let redirectNative: String
        let redirectFault: @Sendable (RedirectURIError) -> String
        let scopes: String
        let scopesHint: String
        let ordinaryScopes: String
        let beyondYou: String
        let needsApproval: String
        let needsApprovalHint: String
        let active: String
        let clientID: String
        let clientSecret: String
        let authorizationURL: String
        let tokenURL: String
        let pkce: String
        let secretTitle: String
        let secretOnce: String
        let noSecret: String
        let doneCopying: String
        let paste: String
        let editTitle: @Sendable (_ app: ForeignText) -> Phrase
        let rotate: String
        let rotateTitle: @Sendable (_ app: ForeignText) -> Phrase
        let rotateText: String
        let disable: String
        let disableTitle: @Sendable (_ app: ForeignText) -> Phrase
        let disableText: String
        let enable: String
        let enableTitle: @Sendable (_ app: ForeignText) -> Phrase
        let enableText: String
        let connections: String
    }
}
