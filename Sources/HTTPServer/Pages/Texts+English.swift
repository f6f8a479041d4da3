extension Texts {
    static let english = Texts(
        layout: Layout(
            fault: { "Error: \($0)" }, namelessApp: "An app without a name",
            month: [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ],
            day: { "\($0) \($1) \($2)" }),
        login: Login(
            title: "Log in", lead: { "to continue to \($0)" }, email: "Email", password: "Password", code: "Code",
            codeHint: "Six digits from your authenticator, or one of your recovery codes.", button: "Log in",
            wrong: "Email or password is wrong.",
            wrongCode: "The code is wrong, or was used before. Enter your password again, and a new code.",
            codeNeeded: "Your account is protected by a second factor. Enter your password again, and a code.",
            wait: { "Too many tries. Try again in \(own: duration($0))." }),
        consent: Consent(
            title: { "\($0) asks for access" }, lead: { "to the data of \($0)." },
            leadOfSeveral: "to the data of your business.",
            leadOfMore: "You allowed some of this before. What is marked “New” is asked for in addition.",
            unverified: "This app is not verified",
            unverifiedText: {
                "Anybody can give an app any name. Go on only if you began this yourself, and trust \($0)."
            },
            app: "App", host: "Website", redirect: "Takes you back to", tenant: "Business",
            person: "You are logged in as",
            notYou: "Not you?", scopes: { "What \($0) may do" },
            scopesHint: "Untick what you do not want to allow.", new: "New", writes: "Makes changes",
            reach: "How far it reaches", reachHint: "Limit it to some customers or projects, if you like.",
            everything: "Everything you can see yourself", chosen: "Only what I choose here", customers: "Customers",
            projects: "Projects", allow: "Authorize", deny: "Cancel",
            later: "We remember what you allow. You can withdraw it at any time.",
            noScope: "Leave at least one thing ticked, or cancel.",
            nothingChosen: "Choose at least one customer or project, or let it reach everything."),
        apps: Apps(
            title: "Apps with access", lead: "These apps may use your account. Withdraw what you no longer need.",
            none: "No app has access to your account.", person: "You are logged in as", redirect: "Takes you back to",
            tenant: "Business", since: "Allowed on", lastUsed: "Last used on", never: "Not used yet", may: "It may",
            limited: "Limited to chosen customers or projects", withdraw: "Withdraw access",
            withdrawFrom: { "Withdraw the access of \($0)" }),
        account: Account(
            choosePassword: "Choose a password", newPassword: "New password", passwordRule: "At least 8 characters.",
            setPassword: "Set the password",
            passwordIsSet: Notice(title: "The password is set", text: "Log in with it."),
            confirmEmail: "Confirm your address", confirmEmailText: "Confirm that this email address is yours.",
            confirm: "Confirm",
            emailIsConfirmed: Notice(title: "The address is confirmed", text: "There is nothing more to do."),
            lookBelow: "Look at what is marked below.",
            passwordLength: "Use at least 8 characters, no more than 1024, and not only spaces.",
            notThis: "This cannot be used. Choose another one."),
        notices: Notices(
            unknownApp: Notice(
                title: "We do not know this app",
                text: "The app that sent you here is not registered, or no longer. Connect it again from the app."),
            unknownRedirect: Notice(
                title: "This app may not send you there",
                text: "The address it wants you to be taken back to is not registered. Tell whoever makes the app."),
            badRequest: Notice(
                title: "The app asked in a wrong way",
                text: "What it sent is not understood here. Try again from the app, or tell whoever makes it."),
            deadLink: Notice(
                title: "This link does not work", text: "It does not work, or not any more. Ask for a new one."),
            notFound: Notice(title: "There is no such page", text: "Check the address."),
            malformed: Notice(title: "This does not work", text: "The form did not arrive as it was sent. Try again."),
            wrongMethod: Notice(title: "This does not work", text: "This address takes other requests."),
            failed: Notice(title: "Something went wrong", text: "Try again."),
            later: { Notice(title: "Not now", text: "Try again in \(own: duration($0)).") }),
        scopes: .english)

    private static func duration(_ seconds: Int) -> String {
        let minutes = seconds / 60 + (seconds % 60 > 0 ? 1 : 0)
        return seconds == 1 ? "a second" : seconds <= 90 ? "\(seconds) seconds" : "\(minutes) minutes"
    }
}

extension ScopeTexts {
    static let english = ScopeTexts(
        sentences: Sentences(
            read: { "See \($0.all)" }, create: { "Add \($0.some)" }, update: { "Change \($0.all)" },
            delete: { "Delete \($0.some)" }, write: { "Add and change \($0.some)" },
            everything: { "See, add, change and delete \($0.some)" }),
        anything: same("Everything", "everything you can"), customers: same("Customers", "customers"),
        projects: same("Projects", "projects"), invoices: same("Invoices", "invoices and credit notes"),
        estimates: same("Estimates", "estimates"), activityReports: same("Activity reports", "activity reports"),
        documents: same("Documents", "documents"),
        context: same("The business at a glance", "figures of the whole business, such as revenue"),
        workItems: same("Work items", "work items"), tasks: same("Tasks", "tasks"), devices: same("Devices", "devices"),
        tenants: same("Businesses", "businesses and their settings"),
        users: same("People", "the people who have access"), roles: same("Roles", "roles and what they allow"),
        keys: same("API keys", "API keys"), apps: same("Connected apps", "connected apps"),
        webhooks: same("Webhooks", "webhooks"), integrations: same("Integrations", "integrations with other services"),
        usage: same("Usage", "records of usage"), audit: same("Audit", "records of who did what"),
        importDocuments: "Make customers out of documents", other: "Anything else", identity: "Who you are",
        openID: "Know that it is you who logs in", profile: "See your name", email: "See your email address",
        offlineAccess: "Keep access when you are not there, until you withdraw it")

    private static func same(_ title: String, _ text: String) -> Words { Words(title: title, all: text, some: text) }
}
