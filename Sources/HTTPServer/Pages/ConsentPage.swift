/// Where a person allows an app what it asks for, or less, or nothing.
struct ConsentPage: Sendable {
    struct Tenant: Sendable {
        /// Comes back as `tenant`.
        let value: String
        let name: String
        var isChosen = false
    }

    struct Scope: Sendable {
        /// Comes back as `scope`, once for each that is ticked.
        let name: String
        var isTicked = true
        /// Asked for beyond what was allowed before.
        var isNew = false
    }

    /// A customer or project that access can be limited to.
    struct Choice: Sendable {
        /// Comes back as `customer` or `project`, once for each that is ticked.
        let value: String
        let name: String
        var isTicked = false
    }

    /// To what access can be limited. It comes back as `reach`: `all` or `chosen`.
    struct Reach: Sendable {
        var isChosen = false
        var customers: [Choice] = []
        var projects: [Choice] = []
    }

    enum Fault: Sendable {
        case noScope, nothingChosen
    }

    let app: String
    /// The host of the app's own page or metadata document.
    var appHost: String?
    /// Where the app takes the person back to: a host, or the scheme of a native app.
    let redirectHost: String
    let isVerified: Bool
    /// Those of the person, one at least. Of several the person chooses.
    let tenants: [Tenant]
    /// Who is logged in.
    let email: String
    /// Lets somebody else log in.
    var notYou: ButtonForm?
    let scopes: [Scope]
    /// Empty: no limits are offered.
    var reach = Reach()
    /// Where what was allowed can be withdrawn.
    var appsAddress: String?
    var fault: Fault?
    let action: String
    var hidden: [HiddenField] = []
}
