import Domain
import Mustache

/// What is written in every language: one that leaves something out does not compile.
protocol TextSection: Sendable {
    static var english: Self { get }
    static var french: Self { get }
}

/// Every text of the pages in one language, section by section. It is no more than the language's name: all of it in one
/// value would be copied wherever a word is looked up.
struct Texts: Sendable, MustacheParent {
    let language: Language

    var layout: Layout { section() }
    var login: Login { section() }
    var consent: Consent { section() }
    var apps: Apps { section() }
    var account: Account { section() }
    var notices: Notices { section() }
    var scopes: ScopeTexts { section() }
    var signIn: SignIn { section() }
    var formats: FormatTexts { section() }
    var faults: FaultTexts { section() }
    var sentences: Sentences { section() }
    var console: Console { section() }
    var home: Home { section() }
    var keys: Keys { section() }
    var data: Data { section() }
    var upload: Upload { section() }
    var usage: Usage { section() }
    var audit: Audit { section() }
    var people: People { section() }
    var business: Business { section() }
    var security: Security { section() }
    var profile: Profile { section() }
    var connect: Connect { section() }
    var clients: Clients { section() }
    var setup: Setup { section() }

    private func section<Section: TextSection>() -> Section {
        switch language {
        case .english: Section.english
        case .french: Section.french
        }
    }

    /// What templates look up by themselves.
    func child(named name: String) -> Any? {
        switch name {
        case "apps": apps
        case "consent": consent
        default: nil
        }
    }

    struct Layout: TextSection {
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

    struct Login: TextSection {
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
        let codeTooLate: Phrase
        let noMembership: Phrase
        let wait: @Sendable (_ seconds: Int) -> Phrase
    }

    struct Consent: TextSection {
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

    struct Apps: TextSection {
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

    struct Account: TextSection {
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
        let invited: @Sendable (_ business: ForeignText, _ role: ForeignText, _ email: ForeignText) -> Phrase
    }

    /// A page that says one thing.
    struct Notice: Sendable {
        let title: Phrase
        let text: Phrase
    }

    struct Notices: TextSection {
        let unknownApp: Notice
        let unknownRedirect: Notice
        let badRequest: Notice
        let deadLink: Notice
        let notFound: Notice
        let malformed: Notice
        let tooLarge: @Sendable (_ bytes: Int) -> Notice
        let wrongMethod: Notice
        let failed: Notice
        let later: @Sendable (_ seconds: Int) -> Notice
    }

    struct SignIn: TextSection {
        let loggedOut: Phrase
        let sessionEnded: Phrase
        let formKept: Phrase
        let tooMuchTyped: Phrase
        /// A form came without what ties it to the browser.
        let begunAnew: Phrase
        let forgotten: String
        let asSomebodyElse: String
        let choosing: Phrase
        let choosingLead: Phrase
        let send: String
        let emailMissing: String
        let linkIsSent: Notice
        let backToLogin: String
        /// After a mail was written, and no server takes it.
        let mailKept: Phrase
        /// Before one is.
        let mailIsKept: Phrase
    }
}
