import Domain

/// Every text of the pages. A language is one value of this, in a file of its own; what it leaves out does not compile.
struct Texts: Sendable {
    let layout: Layout
    let login: Login
    let consent: Consent
    let apps: Apps
    let account: Account
    let notices: Notices
    let scopes: ScopeTexts

    struct Layout: Sendable {
        /// The title of a page that says what went wrong.
        let fault: @Sendable (_ title: String) -> String
        let namelessApp: String
        let month: [String]
        let day: @Sendable (_ day: Int, _ month: String, _ year: Int) -> String

        func day(of moment: Timestamp) -> String {
            let date = CalendarZone.utc.day(at: moment)
            guard month.indices.contains(date.month - 1) else { return date.description }
            return day(date.day, month[date.month - 1], date.year)
        }
    }

    struct Login: Sendable {
        let title: Phrase
        let lead: @Sendable (_ app: ForeignText) -> Phrase
        let email: String
        let password: String
        let code: String
        let codeHint: String
        let button: String
        let wrong: Phrase
        let wrongCode: Phrase
        let codeNeeded: Phrase
        let wait: @Sendable (_ seconds: Int) -> Phrase
    }

    struct Consent: Sendable {
        let title: @Sendable (_ app: ForeignText) -> Phrase
        let lead: @Sendable (_ tenant: ForeignText) -> Phrase
        let leadOfSeveral: Phrase
        let leadOfMore: Phrase
        let unverified: String
        let unverifiedText: @Sendable (_ host: ForeignText) -> Phrase
        let app: String
        let host: String
        let redirect: String
        let tenant: String
        let person: String
        let notYou: String
        let scopes: @Sendable (_ app: ForeignText) -> Phrase
        let scopesHint: String
        let new: String
        let writes: String
        let reach: String
        let reachHint: String
        let everything: String
        let chosen: String
        let customers: String
        let projects: String
        let allow: String
        let deny: String
        let later: String
        let noScope: Phrase
        let nothingChosen: Phrase
    }

    struct Apps: Sendable {
        let title: Phrase
        let lead: Phrase
        let none: Phrase
        let person: String
        let redirect: String
        let tenant: String
        let since: String
        let lastUsed: String
        let never: String
        let may: String
        let limited: String
        let withdraw: String
        let withdrawFrom: @Sendable (_ app: ForeignText) -> Phrase
    }

    struct Account: Sendable {
        let choosePassword: Phrase
        let newPassword: String
        let passwordRule: String
        let setPassword: String
        let passwordIsSet: Notice
        let confirmEmail: Phrase
        let confirmEmailText: Phrase
        let confirm: String
        let emailIsConfirmed: Notice
        let lookBelow: Phrase
        let passwordLength: String
        let notThis: String
    }

    /// A page that says one thing.
    struct Notice: Sendable {
        let title: Phrase
        let text: Phrase
    }

    struct Notices: Sendable {
        let unknownApp: Notice
        let unknownRedirect: Notice
        let badRequest: Notice
        let deadLink: Notice
        let notFound: Notice
        let malformed: Notice
        let wrongMethod: Notice
        let failed: Notice
        let later: @Sendable (_ seconds: Int) -> Notice
    }
}
