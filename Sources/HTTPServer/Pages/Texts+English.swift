import AuthCore
import Domain

extension Texts.Layout {
    static let english = Texts.Layout(
        fault: { "Error: \($0)" }, namelessApp: "An app without a name",
        month: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        day: { "\($0) \($1) \($2)" })
}

extension Texts.Login {
    static let english = Texts.Login(
        title: "Log in", lead: { "to continue to \($0)" }, email: "Email", password: "Password", code: "Code",
        codeHint: "Six digits from your authenticator, or one of your recovery codes.", button: "Log in",
        wrong: "Email or password is wrong.",
        wrongCode: "The code is wrong, or was used before. Enter a new one.",
        codeNeeded: "The password is right. Your account is protected by a second factor too: enter a code.",
        codeTooLate: "That took too long. Log in again.",
        noMembership:
            "What you typed is right, but your account is no member of any business. Ask an administrator of yours to invite you.",
        wait: { "Too many tries. Try again in \(own: duration($0))." })
}

extension Texts.Consent {
    static let english = Texts.Consent(
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
        nothingChosen: "Choose at least one customer or project, or let it reach everything.")
}

extension Texts.Apps {
    static let english = Texts.Apps(
        title: "Apps with access", lead: "These apps may use your account. Withdraw what you no longer need.",
        none: "No app has access to your account.", person: "You are logged in as", redirect: "Takes you back to",
        tenant: "Business", since: "Allowed on", lastUsed: "Last used on", never: "Not used yet", may: "It may",
        limited: "Limited to chosen customers or projects", withdraw: "Withdraw access",
        withdrawFrom: { "Withdraw the access of \($0)" })
}

extension Texts.Account {
    static let english = Texts.Account(
        choosePassword: "Choose a password", newPassword: "New password", passwordRule: "At least 8 characters.",
        setPassword: "Set the password",
        passwordIsSet: Texts.Notice(title: "The password is set", text: "Log in with it."),
        confirmEmail: "Confirm your address", confirmEmailText: "Confirm that this email address is yours.",
        confirm: "Confirm",
        emailIsConfirmed: Texts.Notice(title: "The address is confirmed", text: "There is nothing more to do."),
        lookBelow: "Look at what is marked below.",
        passwordLength: "Use at least 8 characters, no more than 1024, and not only spaces.",
        notThis: "This cannot be used. Choose another one.",
        invited: { "\($0) invited you. Your role is \($1), and you log in as \($2)." })
}

extension Texts.Notices {
    static let english = Texts.Notices(
        unknownApp: Texts.Notice(
            title: "We do not know this app",
            text: "The app that sent you here is not registered, or no longer. Connect it again from the app."),
        unknownRedirect: Texts.Notice(
            title: "This app may not send you there",
            text: "The address it wants you to be taken back to is not registered. Tell whoever makes the app."),
        badRequest: Texts.Notice(
            title: "The app asked in a wrong way",
            text: "What it sent is not understood here. Try again from the app, or tell whoever makes it."),
        deadLink: Texts.Notice(
            title: "This link does not work", text: "It does not work, or not any more. Ask for a new one."),
        notFound: Texts.Notice(title: "There is no such page", text: "Check the address."),
        malformed: Texts.Notice(
            title: "This does not work", text: "The form did not arrive as it was sent. Try again."),
        tooLarge: {
            Texts.Notice(
                title: "This is too much at once",
                text:
                    "What you sent is larger than \(own: ByteCount.text($0, mega: "MB", kilo: "KB")). Nothing of it was kept: go back, and send fewer or smaller files."
            )
        },
        wrongMethod: Texts.Notice(title: "This does not work", text: "This address takes other requests."),
        failed: Texts.Notice(title: "Something went wrong", text: "Try again."),
        later: { Texts.Notice(title: "Not now", text: "Try again in \(own: duration($0)).") })
}

private func duration(_ seconds: Int) -> String {
    let minutes = seconds / 60 + (seconds % 60 > 0 ? 1 : 0)
    return seconds == 1 ? "a second" : seconds <= 90 ? "\(seconds) seconds" : "\(minutes) minutes"
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

extension Texts.SignIn {
    static let english = Texts.SignIn(
        loggedOut: "You are logged out.", sessionEnded: "Your session ended. Log in again.",
        formKept: "Your session ended. Log in, and what you typed is still here.",
        tooMuchTyped:
            "Your session ended. What you typed is too long to be kept here: go back in your browser and copy it before you log in.",
        begunAnew: "This page was open for too long, or your browser keeps no cookies. Please try again.",
        forgotten: "Forgot your password?", asSomebodyElse: "Log in as somebody else",
        choosing: "Choose a new password",
        choosingLead: "We send you a mail with a link that lets you choose one.", send: "Send the mail",
        emailMissing: "Enter your email address.",
        linkIsSent: Texts.Notice(
            title: "Look into your mailbox",
            text:
                "If there is an account with this address, a mail with a link is on its way. The link works for an hour."
        ), backToLogin: "Back to the login",
        mailKept:
            "No mail server is set: the mail lies as a file on the server, in its mail folder. Whoever runs the server can pass its link on, or set KIIK_SMTP_URL.",
        mailIsKept:
            "No mail server is set: mails reach nobody. They lie as files on the server, in its mail folder, until whoever runs it sets KIIK_SMTP_URL."
    )
}

extension FormatTexts {
    static let english = FormatTexts(
        decimal: ".", group: ",",
        money: { amount, currency in
            let isSign = currency.utf8.count != 3 || currency.contains { !$0.isASCII }
            let sign = isSign ? currency : "\(currency)\u{A0}"
            return amount.hasPrefix("−") ? "−\(sign)\(amount.dropFirst())" : "\(sign)\(amount)"
        },
        percent: { "\($0)%" }, moment: { "\($0), \($1)" }, day: { "\($0) \($1) \($2)" },
        months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        pair: { "\($0): \($1)" }, never: "Never",
        yes: "Yes", no: "No")
}

extension FaultTexts {
    static let english = FaultTexts(
        required: "This is needed.", format: "This is not written as expected.", range: "This is out of bounds.",
        order: "The end is before the beginning.",
        length: "This is too short or too long.", choice: "This cannot be chosen.",
        reference: "There is no such row.", duplicate: "There is one like this already.",
        rule: "This cannot be used here.")
}

extension Texts.Console {
    static let english = Texts.Console(
        skip: "Skip to the content", menu: "Menu", navigation: "Pages", profile: "Your profile", logout: "Log out",
        test: "Test data", home: "Home", business: "Business", customers: "Customers", projects: "Projects",
        invoices: "Invoices", creditNotes: "Credit notes", estimates: "Estimates", activityReports: "Activity reports",
        workItems: "Work items",
        documents: "Documents", access: "Access", settings: "Settings", usage: "Usage", audit: "Audit", admin: "Admin",
        search: "Search", filter: "Show", save: "Save", cancel: "Cancel", edit: "Edit", back: "Back", next: "Next page",
        first: "First page", copy: "Copy", copied: "Copied", all: "All", none: "None", optional: "optional",
        name: "Name", status: "Status", created: "Created", actions: "Actions", figures: "Show as a table",
        total: { number, isCapped in isCapped ? "More than \(number)" : "\(number) in all" },
        lookBelow: "Look at what is marked below. Nothing was changed.",
        done: { done in
            switch done {
            case .saved: "Your changes are saved."
            case .created: "It was created."
            case .removed: "It was removed."
            case .revoked: "Revoked: it is refused from now on."
            case .activated: "It works again."
            case .sent: "The mail is on its way."
            case .withdrawn: "The access was withdrawn."
            case .ended: "It was ended."
            case .approved: "It was approved."
            case .rejected: "It was rejected."
            case .undone: "It was taken back."
            case .switched: "You have switched."
            case .uploaded: "It is here now, and waits for somebody's decision."
            }
        },
        toStart: "To the start page", notAllowed: "You may not see this",
        notAllowedText: "Your role does not allow it. Ask an owner of the business to give you more.",
        lacking: "What is needed", notFound: "There is no such page",
        notFoundText: "It does not exist, or it is not yours to see.", conflict: "That is not possible now",
        conflictText: "It does not fit with how things are now.", invalid: "Something is wrong with this",
        again: "Back to the page", deadAddress: "This address is no longer valid.",
        switchedMeanwhile: "You switched between live and test data meanwhile; nothing was done.",
        changedMeanwhile:
            "Somebody changed this while you were writing. Nothing is saved yet: compare below, then save again if yours should count.",
        changedElsewhere:
            "Somebody changed this while you were writing, but not what you changed. What they changed is marked below. Nothing is saved yet: save again if it is right.",
        takenOver: { $0.map { "Changed meanwhile, last by \($0)." } ?? "Changed meanwhile." },
        madeAlready: "It was made already", madeAlreadyText: "It was made already. Its secret is not shown again.",
        showIt: "Show it", choose: "Choose…",
        keptAgain: "What you typed is here again, and nothing of it is saved or done yet.",
        keptNowhere: "What you typed was not saved, and there is no form for it here any more.",
        sessionEnded: "You were logged out. This page is not up to date any more.")
}

// MARK: Home

extension Texts.Home {
    static let english = Texts.Home(
        title: { "\($0)" }, lead: "What to do first, and how things are going.",
        leadLater: "How things are going, and what waits for you.", isDone: "Done", isOpen: "To do",
        first: "What to do first", makeKey: "Create a key",
        makeKeyText: "A key lets a program in: a script, n8n, Zapier, or an assistant that takes keys.",
        connect: "Connect ChatGPT",
        connectText: "ChatGPT, Claude and other assistants log in as you, and do what you allow them.",
        invite: "Invite a colleague", inviteText: "Each person has a login and a role of their own.",
        limits: "Set limits", limitsText: "Give a key an expiry date, allowed addresses or a rate limit.",
        details: "Say who you are on invoices",
        detailsText: "Address, registration, tax number and bank details of your business.", now: "Today",
        calls: "Calls", callsText: { "\($0) since midnight" }, errors: "Errors",
        errorsText: { $0 == 1 ? "1 call was refused or failed" : "\($1) calls were refused or failed" },
        unusual: "Unusual activity",
        unusualText: { count in
            switch count {
            case 0: "Nothing unusual in the last day"
            case 1: "Something to look at in the last day"
            default: "\(count) things to look at in the last day"
            }
        }, pending: "Waiting for approval",
        pendingText: { count, number in
            count == 0
                ? "No document waits" : count == 1 ? "1 document to decide on" : "\(number) documents to decide on"
        },
        openInvoices: "Open invoices",
        openInvoicesText: { count, number, sum in
            if count == 0 { return "Nobody owes you anything" }
            let text = count == 1 ? "1 invoice is not paid" : "\(number) invoices are not paid"
            return sum.map { "\(text): \($0)" } ?? text
        }, late: { "\($0) late" }, ownWork: "Your work items",
        ownWorkText: { count, number in
            count == 0 ? "Nothing is assigned to you" : count == 1 ? "1 is yours to do" : "\(number) are yours to do"
        }, openEstimates: "Open estimates",
        openEstimatesText: { count, number in
            count == 0 ? "No estimate waits for an answer" : "\(number) sent and not answered"
        }, activeProjects: "Projects",
        activeProjectsText: { count, number in count == 0 ? "No project is active" : "\(number) active" },
        look: "Look", lately: "Lately", when: "When", who: "Who", what: "What", nothingYet: "Nothing was done yet.",
        wholeAudit: "The whole audit")
}

// MARK: Keys

extension Texts.Keys {
    static let english = Texts.Keys(
        settings: "Settings", tab: "API & ChatGPT", connectTab: "Connect", connectedAppsTab: "Connected apps",
        applicationsTab: "OAuth applications", securityTab: "Security",
        lead: "Keys let programs work with your data. Each can do only what you allow it, and can be cut off at once.",
        title: "API keys", createNew: "Create New Key", add: "Add API Key", create: "Create Key", creating: "Creating…",
        none: "There are no keys yet.", noneFound: "No key matches.", viewLogs: "View Logs", revoke: "Revoke",
        activate: "Activate", rotate: "Rotate", choose: "Choose", chooseAll: "Choose all",
        revokeSelected: "Revoke selected API keys", activateSelected: "Activate selected API keys",
        apiReference: "API reference", prefix: "Begins with", allowed: "Allowed",
        scopes: "Scopes", role: "Role", noRole: "No role", environment: "Environment", live: "Live", test: "Test",
        integration: "Integration", noIntegration: "No integration", by: { "by \($0)" },
        ownedByBusiness: "the business’s own", lastUsed: "Last used", from: { "from \($0)" }, calls: "Calls",
        callsToday: "Calls today",
        expires: "Expires", endOfDay: "at the end of the day", never: "Never",
        scopeCount: { $0 == 1 ? "1 scope" : "\($0) scopes" }, moreScopes: { "+\($0) more" },
        status: { status in
            switch status {
            case .active: "Active"
            case .expired: "Expired"
            case .revoked: "Revoked"
            }
        },
        unused: "Not used for 90 days", onlyUnused: "Unused for 90 days",
        nameHint: "What it is for, such as “ChatGPT Production”.", family: "Kind",
        familyKiik: "Personal (fta_): it can never do more than you",
        familyService: "Service (sk_): for a server of yours",
        scopesHint: "Tick what the key may do. Give it no more than it needs: you can add more later.",
        toSee: "See", toWrite: "Add and change", toDelete: "Delete", readEverything: "Read everything",
        tickNothing: "Nothing",
        roleHint: "A role caps the scopes. A key with a role and no scopes may do what the role may.",
        expiry: "Expiration date", expiryHint: "It works through that day.", limits: "Limits and notes",
        rateLimit: "Rate limit", rateLimitHint: "Such as 600/min, 10/s or 1000/h. Empty: the server’s limit.",
        allowlist: "Allowed addresses",
        allowlistHint: "IP addresses or blocks such as 203.0.113.0/24, one a line. Empty: from anywhere.",
        reach: "Limit it to customers or projects",
        reachHint: "A limited key sees what hangs on the chosen ones, and nothing else. This cannot be changed later.",
        customers: "Customers", projects: "Projects", notes: "Notes", secretTitle: "Your new key",
        secretOnce: "Copy it now and keep it in a safe place. It is shown only this once.", secret: "The key",
        curl: "Try it in a terminal", python: "Use it in Python", n8n: "Use it in n8n",
        n8nText: "Paste this into an n8n workflow: it becomes a node that asks with your key.",
        doneCopying: "I have copied it", editTitle: { "Edit \($0)" }, rotateTitle: { "Rotate \($0)" },
        rotateText:
            "You get a new key that may do the same. The old one works for a while longer, so that nothing stands still while you replace it.",
        overlap: "The old key works for",
        overlaps: [(0, "Not at all: it ends now"), (3600, "An hour"), (86_400, "A day"), (604_800, "A week")],
        stateIs: { status in
            switch status {
            case .active: "This key is active already."
            case .expired: "This key has expired. It can only be edited, to give it a later end, or revoked."
            case .revoked: "This key is revoked already. It does nothing until it is activated."
            }
        },
        revokeTitle: { "Revoke \($0)?" },
        revokeText:
            "Whatever uses it is refused from the next request on. You can activate it again later; what it did stays in the audit.",
        activateTitle: { "Activate \($0)?" }, activateText: "Whoever has the key can use it again, from now on.",
        several: { $0 == 1 ? "1 key" : "\($0) keys" },
        revokeSeveral: { $0 == 1 ? "Revoke 1 key?" : "Revoke \($0) keys?" },
        activateSeveral: { $0 == 1 ? "Activate 1 key?" : "Activate \($0) keys?" },
        revokeSeveralText: {
            $0 == 1
                ? "Whatever uses it is refused from the next request on. You can activate it again later; what it did stays in the audit."
                : "Whatever uses them is refused from the next request on. You can activate them again later; what they did stays in the audit."
        },
        activateSeveralText: {
            $0 == 1
                ? "Whoever has the key can use it again, from now on."
                : "Whoever has these keys can use them again, from now on."
        },
        revokedAlready: { count, all in
            all == 1
                ? "This key is revoked already."
                : "\(count) of \(all) \(count == 1 ? "is" : "are") revoked already."
        },
        notRevoked: { count, all in
            all == 1 ? "This key is not revoked." : "\(count) of \(all) \(count == 1 ? "is" : "are") not revoked."
        },
        noneChosen: "Choose at least one key.", someFailed: { "This could not be done with: \($0)." },
        revokedCount: { "\($0) keys are revoked: they are refused from now on." },
        activatedCount: { "\($0) keys work again." }, revokedAt: "Revoked on", rotatedFrom: "Successor of",
        replacedBy: "Replaced by", isReplaced: "Being replaced", replaces: { "replaces \($0)" },
        isReplacedBy: { "This key is being replaced by \($0) (\(own: $1))." },
        replacesStill: { "This key replaces \($0) (\(own: $1)), which still works." }, endOld: "End the old one now",
        limitedTo: "Limited to", everything: "No limit: it sees all that its scopes allow")
}

// MARK: Data

extension Texts.Data {
    static let english = Texts.Data(
        sheets: [
            "customers": .init(create: "New customer", save: "Create customer", none: "There are no customers yet."),
            "projects": .init(create: "New project", save: "Create project", none: "There are no projects yet."),
            "invoices": .init(create: "New invoice", save: "Create invoice", none: "There are no invoices yet."),
            "credit-notes": .init(
                none: "There are no credit notes yet. Taking back an invoice that was sent makes one."),
            "estimates": .init(create: "New estimate", save: "Create estimate", none: "There are no estimates yet."),
            "activity-reports": .init(
                create: "New activity report", save: "Create report", none: "There are no activity reports yet."),
            "work-items": .init(
                create: "New work item", save: "Create work item", none: "There are no work items yet."),
            "documents": .init(
                create: "Upload documents", save: "Upload",
                none: "No document waits here. Upload one; assistants and programs hand them in through the API."),
        ],
        labels: [
            "name": "Name", "company": "Company", "email": "Email", "phone": "Phone", "address": "Address",
            "tax_number": "Tax number", "notes": "Notes", "status": "Status", "created_at": "Created",
            "updated_at": "Last changed", "customer_id": "Customer", "customer": "Customer", "project_id": "Project",
            "description": "Description", "start_date": "First day", "end_date": "Last day",
            "daily_rate": "Daily rate", "number": "Number", "issue_date": "Issued", "due_date": "Due",
            "valid_until": "Valid until", "amount": "Net total", "tax": "Tax", "total": "Total", "lines": "Lines",
            "due_days": "Days to pay", "valid_days": "Days it is valid", "estimates.days": "Days at the daily rate",
            "activity-reports.days": "Days", "month": "Month", "worker": "Who worked", "date": "Day",
            "total_days": "Days", "invoice_id": "Invoice", "invoice_date": "Invoice issued",
            "credit_note": "Credit note", "device": "Device", "type": "Kind of work",
            "intake_method": "Came in by", "priority": "Priority", "assigned_to": "Assigned to",
            "filename": "File", "extracted": "Name found", "media_type": "Kind of file", "size": "Size",
            "reason": "Reason", "create_project": "Make its project", "project_name": "Name of the project",
            "create_invoice": "Make a draft invoice with its lines", "tax_rate": "Tax in %",
            "lines.description": "What it is", "lines.quantity": "Quantity", "lines.unit": "Unit",
            "lines.unit_price": "Unit price", "lines.tax_rate": "Tax in %", "lines.amount": "Net amount",
            "documents.customer_id": "Customer",
        ],
        hints: [
            "daily_rate": "Empty: the rate of your business.",
            "due_days": "Counted from the day the invoice is dated.",
            "invoices.amount": "Only where there are no lines.",
            "estimates.amount": "Only where there are no lines.",
            "estimates.days": "In place of lines or a total: days at the rate of the project, or of your business.",
            "create_project": "For the same customer.",
            "project_name": "Empty: the first line of the estimate.",
            "invoices.lines": "Leave rows empty that you do not need.",
            "estimates.lines": "Leave rows empty that you do not need.",
            "work-items.type": "Such as repair.", "activity-reports.worker": "May stay empty.",
            "documents.customer_id": "Choose somebody who is there already, and nothing below is used.",
        ],
        choices: [
            "status.active": "Active", "status.inactive": "Inactive", "status.prospect": "Prospect",
            "status.planned": "Planned", "status.completed": "Completed", "status.cancelled": "Cancelled",
            "status.draft": "Draft", "status.sent": "Sent", "status.paid": "Paid", "status.overdue": "Overdue",
            "status.accepted": "Accepted", "status.refused": "Refused", "status.expired": "Expired",
            "status.submitted": "Submitted", "status.intake": "Taken in", "status.in_progress": "In progress",
            "status.waiting": "Waiting", "status.ready": "Ready", "status.done": "Done", "status.pending": "Pending",
            "status.approved": "Approved", "status.rejected": "Rejected", "priority.low": "Low",
            "priority.medium": "Medium", "priority.high": "High", "priority.urgent": "Urgent",
            "intake_method.walkin": "Walk-in", "intake_method.phone": "Phone", "intake_method.email": "Email",
            "intake_method.web": "Web", "intake_method.mail_in": "Mail-in", "intake_method.pickup": "Pickup",
            "intake_method.other": "Other",
        ],
        acts: [
            "invoices.send": .init(
                label: "Mark as sent", title: { "Mark \($0) as sent?" },
                text:
                    "From then on its content is fixed: it can be paid, or taken back by a credit note. kiik sends nothing to the customer."
            ),
            "invoices.pay": .init(
                label: "Mark as paid", title: { "Mark \($0) as paid?" },
                text: "It counts as revenue, and can no longer be changed."),
            "invoices.overdue": .init(
                label: "Mark as overdue", title: { "Mark \($0) as overdue?" },
                text: "It stays open: it can still be paid, or taken back by a credit note."),
            "invoices.cancel": .init(
                label: "Cancel draft", title: { "Cancel \($0)?" },
                text: "The draft keeps its number, so that none is missing, and can no longer be changed."),
            "invoices.credit": .init(
                label: "Issue credit note", title: { "Issue a credit note for \($0)?" },
                text: "A credit note over the whole invoice is made, and the invoice is cancelled. This is final."),
            "estimates.send": .init(
                label: "Mark as sent", title: { "Mark \($0) as sent?" },
                text: "From then on its content is fixed. kiik sends nothing to the customer."),
            "estimates.accept": .init(
                label: "Accept", title: { "Was \($0) accepted?" },
                text: "This is final. The project and a draft invoice can be made at the same time."),
            "estimates.refuse": .init(
                label: "Mark as refused", title: { "Was \($0) refused?" },
                text: "This is final: for another offer, make a new estimate."),
            "estimates.expire": .init(
                label: "Mark as expired", title: { "Has \($0) expired?" },
                text: "This is final: for another offer, make a new estimate."),
            "activity-reports.submit": .init(
                label: "Submit", title: { "Submit \($0)?" },
                text: "It is locked then: nothing of it can be changed any more, and it can be invoiced."),
            "activity-reports.invoice": .init(
                label: "Make an invoice", title: { "Make an invoice for \($0)?" },
                text:
                    "A draft invoice for its days is made, at the daily rate of the project or of your business. You can change it before it is sent."
            ),
            "documents.approve": .init(
                label: "Approve", title: { "Approve \($0)?" },
                text: "What was read out of the document makes a new customer. Look at it, and put right what is wrong."
            ),
            "documents.reject": .init(
                label: "Reject", title: { "Reject \($0)?" },
                text: "No customer is made of it. The document stays here as rejected; it cannot be approved later."),
        ],
        folds: ["invoices": "A total without lines", "estimates": "A total or days without lines"],
        edit: { "Edit \($0)" }, saving: "Saving…", noneFound: "Nothing matches.", showAll: "Show all",
        nothing: "None", choose: "Choose…", newCustomer: "A new customer", addLines: "Add lines",
        showMonth: "Show this month’s days", fillWeekdays: "Fill Monday to Friday", printNow: "Print", find: "Find",
        findIn: { "\($0): find by name" },
        findHint: "The list below shows only the newest. For others type a part of the name, then press Find.",
        foundHint: "What was found is in the list below.",
        foundMore: "The list below shows the first that were found. Type more of the name to see others.",
        foundCount: "Found: {}.",
        foundFirst: "The first {} are shown. Type more of the name to see others.",
        monthTurned: {
            "Nothing is saved yet. The days below are now those of \($0): check them, then send the form again."
        },
        monthsKept: { "Not shown, and not part of this report: the days that you entered for \($0)." },
        nothingRead:
            "Open the file and fill in what it says, or choose the customer that it is about. Or reject the document.",
        nothingReadTitle: "Nothing could be read out of this file", seeFile: "Look at the file first",
        inFile: "What stands in the file", inFilePart: "How the file begins",
        line: { "Line \($0)" },
        weekday: { "\(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][$0 % 7]) \($1)" },
        notANumber: "Write a number, such as 1500 or 99.95.",
        sentAlready: "This form was sent already, and was done. Send it again if you want it once more.",
        changedLookAgain: "Somebody changed this meanwhile. Look at it again before you go on.",
        thereNow: "What is there now", youTyped: "What you typed", madeBy: { "Made by \($0)" },
        usualRate: "The rate of your business", taxAt: { "Tax at \($0)" }, noDays: "No day is entered yet.",
        bytes: { "\($0) bytes" }, print: "Printable page", download: "Download the file",
        invoiceTitle: { "Invoice \($0)" }, creditNoteTitle: { "Credit note \($0)" }, issuer: "From", recipient: "To",
        partiesOfToday: "Names and addresses are those of today: none were kept with the invoice.")
}

// MARK: Documents handed in

extension Texts.Upload {
    static let english = Texts.Upload(
        title: "Upload documents",
        lead:
            "A PDF, a picture, a business card or a text. What it says of a customer is read, and waits until somebody approves it.",
        files: "Files",
        hint: { bytes, most in
            "PDF, PNG, JPEG, vCard or plain text; up to \(most) at once, together no more than \(ByteCount.text(bytes, mega: "MB", kilo: "KB"))."
        }, send: "Upload", sending: "Uploading…", none: "Choose at least one file.",
        tooMany: { "You chose \($0) files; \($1) go at once." }, empty: { "\($0.text) is empty." },
        kind: { "\($0.text) is none of the kinds that are taken. What is in a file decides, not its name." },
        name: { "The name of \($0.text) cannot be kept: give the file another one." },
        nothingKept: "Nothing was uploaded. Look at what is marked below, and choose the files again.")
}

// MARK: Usage

extension Texts.Usage {
    static let english = Texts.Usage(
        lead: "What your keys and apps call, with what result, and how long it takes.",
        tab: { tab in
            switch tab {
            case .overview: "Overview"
            case .log: "Log"
            case .unusual: "Unusual activity"
            case .privileges: "Least privilege"
            }
        },
        period: "Time",
        periodName: { period in
            switch period {
            case .day: "24 hours"
            case .week: "7 days"
            case .month: "30 days"
            case .quarter: "90 days"
            }
        },
        chart: { period in
            switch period {
            case .day: "Calls of the last 24 hours"
            case .week: "Calls of the last 7 days"
            case .month: "Calls of the last 30 days"
            case .quarter: "Calls of the last 90 days"
            }
        },
        hour: "Hour", day: "Day",
        statusClass: { first in
            switch first {
            case 2: "2xx: done"
            case 3: "3xx: led on"
            case 4: "4xx: refused"
            default: "5xx: failed here"
            }
        },
        calls: "Calls", errors: "Errors", limited: "Limits hit", median: "Half took at most",
        p95: "95% took at most", p99: "99% took at most", endpoints: "Endpoints", endpoint: "Endpoint",
        keys: "Keys and apps", key: "Key or app", kind: "Kind",
        kindName: { kind in
            switch kind {
            case .key: "Key"
            case .app: "App"
            case .session: "Person"
            }
        },
        gone: { "No longer there (#\($0))" }, refusals: "Refusals", statuses: "Answers", answer: "Answer",
        share: "Share", noCalls: "There are no such calls.",
        noCallsText: "Nothing was called in this time. Once a key or an app is used, its calls are counted here.",
        noKeys: "No key and no app called in this time.", log: "Calls", logOf: { "Calls with \($0)" },
        latestFirst: "The latest calls come first.",
        live: "While you look at this page, new ones appear by themselves.",
        refresh: "Refresh",
        stopped: "New calls no longer appear by themselves: nothing was touched here for five minutes.",
        goOn: "Show new calls again",
        download: "Download CSV", older: "Older calls", newest: "Newest calls", furtherBack: "Look further back",
        noneSoFar: "None of the 10,000 calls looked at is one of these. There are older ones.", time: "When",
        request: "Request", address: "Address", requestID: "Request id",
        unauthenticated: "Revoked or expired", pathBegins: "Path begins with", from: "From", until: "Until",
        unusualLead: "What keys and apps did in the last 24 hours that does not fit what they did before.",
        nothingUnusual:
            "Nothing was unusual in the last 24 hours. Watched for: addresses and countries that a key was never used from, things it never did, hours with five times the calls of its busiest hour in two weeks, and many refusals.",
        noCountries:
            "The countries of addresses are not known here. Whoever runs this server can install a free database of them: its handbook says how (KIIK_COUNTRIES).",
        happened: "What happened", withdraw: "Withdraw access", newAddress: "New address", newCountry: "New country",
        newAction: "New endpoint",
        burst: "Burst", manyRefusals: "Many refusals",
        newAddressText: { ip, at, known, calls in
            "Used from \(ip) for the first time: \(at). Addresses known before: \(known). Calls from there: \(calls)."
        },
        newCountryText: { country, ip, at, known, calls in
            "Used from a country for the first time: \(country), from \(ip), \(at). Addresses known before: \(known), none of them there. Calls from this address: \(calls)."
        },
        newActionText: { action, at, known, calls in
            "Called \(action) for the first time: \(at). Endpoints it used before: \(known). Calls: \(calls)."
        },
        burstText: { calls, at, usual in
            "\(calls) calls in one hour, from \(at). In the two weeks before, its busiest hour had \(usual)."
        },
        refusalsText: { refused, calls, at in
            "\(refused) of its \(calls) calls were answered with 401 or 403, the last in the hour from \(at)."
        },
        privilegesLead:
            "What each active key may do, and what of it was used in the last 30 days. A key that can do no more than it needs does less harm in wrong hands.",
        privilegesOf: { "What \($0) needs" },
        privilegesText: { made in
            "\(made.map { "Since it was made on \($0)," } ?? "In the last 30 days") this key did not use all that it may do. You can take away the rest: such calls are refused from the next request on. Give it back at any time by editing the key."
        }, sinceMade: { "since it was made on \($0)" },
        leastPrivilege: "What it needs", has: "May", used: "Used in 30 days", proposal: "Proposal",
        scopesUsed: "Used", scopesUnused: "Not used", keeps: "Used, and kept", loses: "Not used, and taken away",
        takeAway: { $0 == 1 ? "Take away 1 unused scope" : "Take away \($0) unused scopes" },
        unusedScopes: { $0 == 1 ? "1 unused scope" : "\($0) unused scopes" },
        revokeUnused: "Not used in 30 days: revoke it", noActiveKeys: "There is no active key.",
        checkedElsewhere:
            "Some server also asks kiik whether this key has certain scopes. Make sure that it asks for none of those below that are taken away.",
        changedMeanwhile:
            "The key was changed or used for something else in the meantime. Nothing was taken away. Look again.",
        fitting: "It used all that it may do.", open: "It was used, but for nothing that needs a scope.",
        unused: "It was not used in the last 30 days. If nobody needs it, revoke it.",
        new: "It is new and was not used yet.", allUnusual: "All unusual activity", addresses: "Where it was used from",
        firstSeen: "First", lastSeen: "Last")
}

// MARK: Audit

extension Texts.Audit {
    static let english = Texts.Audit(
        words: .english,
        lead: "Everything that was done here, by whom and from where, newest first. Entries are never changed.",
        export: "Export…", undo: "Undo…", who: "Who", whoHint: "An email address, or a number such as key:12.",
        what: "What", row: "About", rowNumber: "Number", when: "When", origin: "From where",
        resource: "Kind", action: "What was done", moreFilters: "More filters", from: "From", until: "Until",
        none: "Nothing was done yet.", noneFound: "Nothing matches.", showAll: "Show everything",
        kind: { kind in
            switch kind {
            case .key: "Key"
            case .app: "App"
            case .person: "Person"
            case .command: "Command"
            }
        },
        command: { $0 == "cli" ? "An operator’s command" : "kiikd" },
        onBehalfOf: { "\($0), with the rights of \($1)" }, only: { "Only what \($0) did." },
        everybody: "Show everybody", takeBack: "Take back what it did…",
        chain: "Can it be trusted?",
        chainText:
            "Every entry is sealed together with the one before, about a second after it was written. Whoever changes, removes or slips in an entry breaks the seals, and checkpoints are signed with a key that the database does not have.",
        waiting: "Not sealed yet", allSealed: "Nothing: all is sealed", unsealed: { "\($0), since \($1)" },
        lastSealed: "Last seal", checkpoint: "Last signed checkpoint", noCheckpoint: "None yet",
        link: { "No. \($0), \($1)" }, verify: "How an operator verifies it",
        rightsOf: "With the rights of", unknownOrigin: "Not known", requestID: "Request id",
        sameRow: "Other changes of this row", sameActor: "Other things they did", sameAction: "The same elsewhere",
        wasMade: "What was written", changed: "What changed",
        erased: "What stood here was erased for good. That it was done, by whom and when, stays.",
        nothingChanged: "No field changed.", fieldTitle: "Field", before: "Before", after: "After",
        exportTitle: "Export the audit",
        exportLead: "One file with everything that matches, of any size. The audit notes who took it.",
        format: "Format", csvHint: "For spreadsheets.", jsonHint: "One object a line, for programs.",
        whichEvents: "Which entries", whichEventsHint: "All of them unless you say otherwise.", download: "Download",
        undoTitle: "Take back what somebody did",
        undoLead:
            "Values go back to what they were, unless somebody changed them since. Nothing is deleted: a new customer becomes inactive, a new draft is cancelled, an invoice that was sent gets a credit note. You see first what would happen.",
        whose: "Done by", choose: "Choose…", somebodyElse: "Somebody else",
        zone: { "On the clock of \($0)." }, untilHint: "Until now unless you say otherwise.",
        preview: "Show what would happen", previewing: "Looking…",
        previewTitle: { "Take back what \($0) did?" }, previewLead: "Nothing was changed yet.",
        wouldBe: "What would happen", became: "What happened", why: "Why", acts: "Acts",
        otherPeriod: "Choose another period",
        revokeFirst: "Revoke the key first, or it can go on while you take back what it did.", toKey: "To the key",
        undoNow: { changes in
            switch changes {
            case 0: "Take back what can be"
            case 1: "Take back 1 change"
            default: "Take back \(changes) changes"
            }
        }, showMore: { "Show \($0) more" }, undoing: "Taking it back…", doneTitle: { "Taking back what \($0) did" },
        allUndone: "All of it was taken back.",
        someUndone: "What could be taken back was. The table says what was not, and why.",
        showUndone: "See it in the audit", nothingToUndo: "There is nothing of theirs in this period.",
        outcome: { kind in
            switch kind {
            case .restored: "Restored"
            case .retired: "Put away"
            case .credited: "Credited"
            case .conflict: "In conflict"
            case .left: "Left alone"
            case .forbidden: "Not allowed"
            }
        },
        meaning: { kind in
            switch kind {
            case .restored: "It is again what it was."
            case .retired: "It was made in this period: it becomes inactive or is cancelled."
            case .credited: "It was sent: it is taken back by a credit note."
            case .conflict: "It was changed since, and stays."
            case .left: "It stays as it is."
            case .forbidden: "You may not change such rows."
            }
        },
        putBack: { "As before: \($0)." }, changedSince: { "Somebody changed it since: \($0)." },
        erasedSince: "What it was before was erased.")
}

// MARK: People

extension Texts.People {
    static let english = Texts.People(
        lead: "Who and what has access, and what each may do.",
        nothing: "Your role does not let you manage anything here. Ask an owner if you need to.", keys: "API Keys",
        keysText: "Every key of the business, to look through and to revoke several at once.", users: "Users",
        usersText: "Who has access, and in which role. Invite people, and take access away.", roles: "Roles",
        rolesText: "The most that a person or a key may do. Make roles of your own.", matrix: "Role Permissions",
        matrixText: "What each role may do, side by side.", open: "Open", email: "Email", person: "Person",
        role: "Role", lastLogin: "Last login", since: "Member since", secondFactor: "Second factor",
        status: { status in
            switch status {
            case .active: "Active"
            case .invited: "Invited"
            case .locked: "Locked"
            case .ended: "Ended"
            }
        }, noneFound: "Nobody matches.", elsewhere: "Account",
        elsewhereText: "Another business keeps this person’s account: only that one can lock it.", invite: "Invite",
        inviteLead: "They get a mail with a link, choose a password, and are in.",
        nameHint: "As colleagues call them.", roleHint: "A role that may do more than you is not offered.",
        isMember: "This person is a member already. Look among the users, ended ones too.", changeRole: "Change role",
        changeRoleTitle: { "Another role for \($0)?" },
        changeRoleText: "It holds from their next click on. Their keys never do more than the new role.",
        letBack: "Let back in", lock: "Lock", lockTitle: { "Lock \($0)?" },
        lockText:
            "All their sessions end and their keys are refused, in every business they belong to. You can unlock them again.",
        unlock: "Unlock", unlockTitle: { "Unlock \($0)?" },
        unlockText: "They can log in again. Their keys work again; sessions that ended stay so.",
        end: "End membership", endTitle: { "End the membership of \($0)?" },
        endText:
            "They lose access to this business at once, and their keys here are refused. What they did stays in the audit. You can let them back in.",
        inviteAgain: "Invite again", inviteAgainTitle: { "Invite \($0) again?" },
        inviteAgainText: "They get another mail with a fresh link, which works for seven days.",
        addRole: "Add Role",
        rolesLead: "A role is the most that a person or a key may do.", builtin: "Built in", own: "Your own",
        kind: "Kind", description: "Description", descriptionHint: "What this role is for.",
        permissions: "Permissions", permissionsHint: "Tick what whoever has this role may do.", members: "Members",
        showMembers: "Show members", editRole: { "Edit \($0)" },
        builtinText: "This role is built in and stays as it is. Add a role of your own to choose differently.",
        deleteRole: "Delete role", deleteRoleTitle: { "Delete \($0)?" },
        deleteRoleText:
            "Nobody has this role. It goes from every list, and its name is free again; the audit keeps what was done with it.",
        roleInUse: "A role that somebody has is not deleted. Give them another one first.", invited: "Invitations",
        keysWithRole: "Keys",
        resource: "What", everything: "Everything", nothingAllowed: "–",
        verb: { verb in
            switch verb {
            case "create": "add"
            case "read": "see"
            case "update": "change"
            case "delete": "delete"
            case "import": "hand in"
            default: verb
            }
        }, moreRoles: "More roles")
}

// MARK: Security

extension Texts.Business {
    static let english = Texts.Business(
        tab: "Business", lead: "What your business is called, and what stands on its invoices.", ownUse: "The business",
        name: "Name of the business", dailyRate: { "Price of a day of work (\($0))" },
        dailyRateHint: "Used unless a project says otherwise. Empty: none.", currency: "Currency",
        timeZone: "Time zone",
        forGood: "These two were chosen when the business was set up, and cannot be changed.",
        onInvoices: "On invoices",
        onInvoicesHint: "An invoice keeps what stands here on the day when it is sent. What is empty is left out.",
        label: { part in
            switch part {
            case .legalName: "Legal name"
            case .address: "Address"
            case .registrationNumber: "Registration number"
            case .taxNumber: "Tax number"
            case .email: "Email"
            case .phone: "Phone"
            case .website: "Website"
            case .paymentDetails: "Payment"
            }
        },
        hint: { part in
            switch part {
            case .legalName: "As it is registered, with its legal form. Empty: the name above."
            case .address: "Without the name."
            case .registrationNumber: "In France the SIREN or SIRET, the register’s town and the capital."
            case .taxNumber: "For VAT, such as FR40303265045."
            case .paymentDetails: "At the foot of the invoice: bank, IBAN, BIC, terms, what late payment costs."
            case .email, .phone, .website: nil
            }
        })
}

extension Texts.Security {
    static let english = Texts.Security(
        lead: "How people get in, how long they stay, and what is asked of them.",
        approval: "Changes made by assistants",
        approvalNobody: "Are done at once", approvalAssistants: "Have to be approved as they were shown",
        approvalHint: "Whether ChatGPT and other assistants may change something before somebody has looked at it.",
        sessions: "Sessions", sessionsHint: "How long somebody stays logged in to these pages.",
        idle: "Ends after so long without use", life: "Ends in any case after",
        stepUp: "Ask for the second factor again",
        stepUpHint:
            "For what is ticked, people have to show a code of their authenticator app again. Whoever has none has to set one up first.",
        stepUpAge: "A code is good for", allowlist: "Where people may come from",
        allowlistHint: {
            "IP addresses or blocks such as 203.0.113.0/24, one a line. Empty: from anywhere. Your own address is \($0)."
        }, shutOut: { "You would shut yourself out: add \($0), or a block that contains it." },
        anywhere: "Anywhere",
        duration: { seconds in
            func count(_ number: Int64, _ one: String) -> String { number == 1 ? "1 \(one)" : "\(number) \(one)s" }
            return seconds % 86_400 == 0
                ? count(seconds / 86_400, "day")
                : seconds % 3600 == 0
                    ? count(seconds / 3600, "hour")
                    : seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second")
        })
}

// MARK: Profile

extension Texts.Profile {
    static let english = Texts.Profile(
        switching: "(switch business or data)", title: "Your profile", email: "Email", business: "Business",
        role: "Your role here", noRole: "None", secondFactor: "Second factor", factorOn: "On", factorOff: "Off",
        setUp: "Set up", remove: "Remove", changePassword: "Change password", switchBusiness: "Switch business or data",
        changeName: "Change name", nameText: "Your colleagues see it in all businesses where you work.",
        changeEmail: "Change email",
        emailText:
            "You log in with it. A link is sent to the new address; the change holds once you have used it, and the address that you have is told.",
        newEmail: "New email", sendLink: "Send the link", sameEmail: "This is the address that you have.",
        noEmail: "This is not an email address.",
        linkIsSent: { "A link is on its way to \($0), if nobody else has that address." },
        linkIsSentText: "Use it within a day. Until then you log in as before.",
        thisSession: "This session", otherSessions: "Your other sessions",
        noOtherSessions: "You are logged in nowhere else.", deviceTitle: "Device",
        device: { browser, system in
            switch (browser, system) {
            case (let browser?, let system?): "\(browser) on \(system)"
            case (let known?, nil), (nil, let known?): known
            case (nil, nil): "An unknown device"
            }
        }, address: "Address", since: "Since", lastUsed: "Last used", choose: "Choose", endChosen: "End the chosen",
        endOthers: "End all others", noneChosen: "Choose at least one session.", oldPassword: "Your password now",
        newPassword: "New password", passwordRule: "At least 8 characters. Three or four words are good.",
        passwordText: "All your other sessions end. You stay logged in here.",
        wrongPassword: "This is not your password.", password: "Your password",
        setUpTitle: "Set up a second factor",
        setUpText:
            "From then on a login needs a code of an authenticator app besides the password. First show that it is you.",
        next: "Continue", scanTitle: "Scan this code",
        scanText:
            "Scan it with your authenticator app, or type the secret into the app. Then type the code that the app shows.",
        qrCode: "QR code for the authenticator app", secret: "The secret", code: "Code",
        codeHint: "Six digits. They change every 30 seconds.", confirm: "Confirm",
        wrongCode: "This code is wrong, or was used before. Wait for the next one.",
        codesTitle: "The second factor is on",
        codesText:
            "Keep these recovery codes in a safe place. Each lets you in once if you lose your phone. They are shown only this once.",
        codes: "Recovery codes", doneCopying: "I have kept them", removeTitle: "Remove the second factor?",
        removeText:
            "The password alone will be enough again. To be sure that it is you, type the password and a code.",
        wrongEither: "The password or the code is wrong.", stepUpTitle: "Show that it is you",
        stepUpText: "What you want to do needs a fresh code of your authenticator app.",
        codeOrRecovery: "The six digits that the app shows, or a recovery code.",
        stepUpNeedsFactor: "What you want to do needs a second factor, and you have none yet. Set one up first.",
        stepUpKept:
            "What you typed is kept as long as this page is open. It is shown again after the code, and nothing of it is saved or done before you send it again.",
        stepUpTooMuch:
            "What you typed is too long to be kept here: go back in your browser and copy it before you go on.",
        businessesTitle: "Business and data", businessesText: "You belong to this business alone.", here: "Here",
        go: "Go there", addressNotAllowed: "That business does not let people in from your address.",
        data: "Which data you work with",
        dataText:
            "Test data is for trying things out: nothing there is real, and keys made there begin with sk_test_. Users, roles and settings are always the real ones.",
        live: "Live data", test: "Test data", use: "Use this data")
}

// MARK: Connect

extension Texts.Connect {
    static let english = Texts.Connect(
        title: "Connect", lead: "How to let an assistant or another program work with your data.",
        choose: "What do you want to connect?", stepByStep: "Step by step",
        name: { guide in
            switch guide {
            case .chatgpt: "ChatGPT"
            case .claude: "Claude"
            case .n8n: "n8n"
            case .zapier: "Zapier"
            case .other: "Another program"
            }
        },
        about: { guide in
            switch guide {
            case .chatgpt: "Ask for invoices and customers in plain words. You log in here, and need no key."
            case .claude: "On the web, on the desktop and in Claude Code. You log in here, and need no key."
            case .n8n: "Workflows that read and write here, with a key."
            case .zapier: "Zaps that read and write here, with a key."
            case .other: "Whatever speaks the Model Context Protocol, OAuth 2.1 or plain HTTP."
            }
        },
        open: { guide, name in "How to connect \(guide == .other ? "another program" : name)" },
        guideTitle: { guide, name in "Connect \(guide == .other ? "another program" : name)" },
        unreachableTitle: "Services on the internet cannot reach this server",
        unreachable: {
            "Its public address is \(own: $0). ChatGPT, Claude and Zapier need an https:// address that leads here from everywhere. Whoever runs the server sets it as KIIK_PUBLIC_URL."
        },
        code: { code in
            switch code {
            case .mcp: "Address"
            case .schema: "Address of the schema"
            case .key: "Header"
            case .customers: "Address to begin with"
            case .oauth: "Endpoints"
            case .discovery: "Where they are all named"
            case .claudeLogin: "With a login"
            case .claudeKey: "With a key"
            case .prompt: "To begin with"
            }
        },
        prompt: "Show me all invoices from last month.", makeKey: "Create a key with these scopes",
        makeApplication: "Add an application",
        steps: { guide in
            switch guide {
            case .chatgpt:
                [
                    .init(
                        "Turn on developer mode",
                        "In ChatGPT open Settings, then Apps & Connectors, then Advanced settings, and turn on Developer mode."
                    ),
                    .init(
                        "Create the connector",
                        "Back in Apps & Connectors choose Create. Name it kiik, paste the address as the MCP server URL, choose OAuth as authentication, and leave client id and secret empty: ChatGPT says by itself who it is.",
                        code: .mcp),
                    .init(
                        "Log in and choose",
                        "ChatGPT leads you here. Log in, untick what it should not do, limit it to customers or projects if you like, and allow the access."
                    ),
                    .init("Ask something", "Choose kiik in a new conversation, and ask.", code: .prompt),
                    .init(
                        "Only for a GPT with Actions",
                        "OpenAI is retiring these. Where you still have one, import the schema, and let it log in by OAuth with an application that you add here.",
                        code: .schema, link: .application),
                ]
            case .claude:
                [
                    .init(
                        "Add the connector",
                        "In Claude open Settings, then Connectors, and choose Add custom connector. Name it kiik and paste the address. Leave the advanced settings empty: Claude says by itself who it is.",
                        code: .mcp),
                    .init(
                        "Log in and choose",
                        "Choose Connect. Claude leads you here. Log in, untick what it should not do, limit it to customers or projects if you like, and allow the access."
                    ),
                    .init("Ask something", "Turn kiik on in a new conversation, and ask.", code: .prompt),
                    .init(
                        "In Claude Code", "Run this in a terminal, then type /mcp in Claude Code to log in.",
                        code: .claudeLogin),
                    .init(
                        "In Claude Code on a machine without a browser",
                        "Create a key, and put it in the place of fta_….", code: .claudeKey,
                        link: .key(ConnectGuide.assistantScopes)),
                ]
            case .n8n:
                [
                    .init(
                        "Create a key", "With no more scopes than the workflow needs. Copy it: it is shown once.",
                        link: .key(ConnectGuide.assistantScopes)),
                    .init(
                        "Keep it as a credential",
                        "In n8n create a credential of the type Header Auth: the name is Authorization, the value is Bearer, a space, and the key.",
                        code: .key),
                    .init(
                        "Call the API",
                        "Add a node HTTP Request, choose Generic Credential Type, Header Auth and your credential, and paste the address. The page of a new key has a node to paste, ready made.",
                        code: .customers),
                    .init(
                        "Give an agent the tools",
                        "Add a node MCP Client Tool to the AI Agent: paste the address as the endpoint, choose HTTP Streamable, Bearer Auth and the key.",
                        code: .mcp),
                ]
            case .zapier:
                [
                    .init(
                        "Create a key", "With no more scopes than the Zap needs. Copy it: it is shown once.",
                        link: .key(ConnectGuide.assistantScopes)),
                    .init(
                        "Add the step", "In the Zap add the action Webhooks by Zapier, with the event Custom Request."),
                    .init(
                        "Say where to",
                        "Choose the method GET to read, or POST to add something, and paste the address.",
                        code: .customers),
                    .init(
                        "Show the key",
                        "Under Headers the name is Authorization; the value is Bearer, a space, and the key.",
                        code: .key
                    ),
                ]
            case .other:
                [
                    .init(
                        "An assistant that speaks MCP",
                        "Paste the address, with HTTP (Streamable HTTP) as transport. Choose OAuth where the program knows it: it finds out the rest by itself. Otherwise show a key.",
                        code: .mcp),
                    .init(
                        "A program with OAuth 2.1",
                        "Add an application, and paste its client id, its secret and these endpoints. PKCE with S256 is required.",
                        code: .oauth, link: .application),
                    .init(
                        "OAuth that finds out by itself", "This document names all endpoints and scopes.",
                        code: .discovery),
                    .init(
                        "A program with a key", "Create a key, and send it with every call.", code: .key,
                        link: .key(ConnectGuide.assistantScopes)),
                    .init("The API’s description", "OpenAPI, for clients that are made from it.", code: .schema),
                ]
            }
        },
        testHeading: "Test the connection",
        testText:
            "This server plays the client’s part at its own public address, in your name: it logs in, asks for something and cleans up behind itself. It takes half a minute at most.",
        test: { "Test connection: \($0)" },
        testAs: { client in
            switch client {
            case .chatgpt: "ChatGPT"
            case .claude: "Claude"
            case .generic: "an assistant"
            case .key: "a program with a key"
            }
        },
        testing: "Testing…", testTitle: { "Test of the connection as \($0)" },
        testLead: "Each step appears as it ends.", testNote: "The test has to be started with a button.",
        step: { $0.title },
        outcome: { outcome in
            switch outcome {
            case .passed: "Passed"
            case .failed: "Failed"
            case .skipped: "Not needed"
            case .notReached: "Not reached"
            }
        }, doubtful: "Passed, but…", expected: "Expected:", found: "Found:", notSo: "It is not so.",
        forOperators: "For whoever runs the server",
        notReached: { "Not reached, because an earlier step failed: \($0)." }, toStep: "What was found there",
        advice: { $0.advice }, good: { "Nothing stops \($0)." },
        goodHere: {
            "Nothing in these steps stops \($0). But it cannot connect yet: services on the internet do not reach this server’s address."
        }, bad: { "It would fail at this step: \($0)." },
        again: "Test again", back: "Back to the steps", conflict: "A test of yours is still running. Wait for its end.",
        tooMany: "You have made many tests in a short time. Wait a few minutes.",
        broken: "The test could not be ended. Try again; the server’s log says what happened.")
}

// MARK: Clients

extension Texts.Clients {
    static let english = Texts.Clients(
        connectedTitle: "Connected apps",
        connectedLead: "What apps may do in your name. Take back what is not needed any more: it ends at once.",
        own: "Your own apps", noneOwn: "You have not connected any app in this business.",
        howToConnect: "Connect an app", elsewhere: "What you let apps do in other businesses",
        ofBusiness: "All apps of the business", noneOfBusiness: "Nobody of the business has connected an app.",
        noneFound: "Nothing matches.", app: "App", person: "Person", may: "May do", limitedTo: "Limited to",
        everything: "No limit: it sees what the person sees",
        some: { customers, projects in
            [
                customers == 0 ? nil : customers == 1 ? "1 customer" : "\(customers) customers",
                projects == 0 ? nil : projects == 1 ? "1 project" : "\(projects) projects",
            ].compactMap(\.self).joined(separator: ", ")
        },
        since: "Since", lastUsed: "Last used", leadsTo: "Leads to", unverified: "Not verified",
        disabled: "Disabled", connectionTitle: { "\($0)" }, withdraw: "Withdraw access",
        withdrawTitle: { "Withdraw the access of \($0)?" },
        withdrawOwn:
            "From the next request on it can do nothing in your name. What it did stays. You can connect it again whenever you like.",
        withdrawOf: {
            "From the next request on it can do nothing in the name of \($0). What it did stays. The person can connect it again, unless the app is disabled."
        },
        title: "OAuth applications",
        lead:
            "Programs that you registered yourself: people log in here and let them work in their name. ChatGPT and Claude need none.",
        add: "Add Application", adding: "Adding…", none: "You have not registered any application.",
        clientType: "Client type", confidential: "Confidential",
        confidentialHint: "It runs on a server and can keep a secret.", publicType: "Public",
        publicHint: "It runs on people’s own machines or in their browser: it gets no secret.",
        grantType: "Authorization grant type", authorizationCode: "Authorization code",
        authorizationCodeHint: "A person logs in here and says what the program may do.",
        clientCredentials: "Client credentials",
        clientCredentialsHint: "The program acts for itself, and nobody logs in. It has to be confidential.",
        nameHint: "As people see it when they are asked, such as “ChatGPT Integration”.",
        redirectURIs: "Redirect URIs",
        redirectHint: "Where people are sent back to, one a line: https://app.example/callback",
        redirectCount: "Name 1 to 20 redirect URIs.", redirectGood: "This address can be used.",
        redirectNative: "This address can be used. It leads to a program on the person’s own machine.",
        redirectFault: { fault in
            switch fault {
            case .length: "It has to have 1 to 2000 characters."
            case .form: "It has to be a whole address such as https://app.example/callback, in plain ASCII."
            case .fragment: "It may have no fragment (#)."
            case .scheme: "It has to begin with https://, or with the app’s own scheme."
            case .userInfo: "It may have no user and no password in it."
            case .insecure: "It has to begin with https://. http:// is for 127.0.0.1, [::1] and localhost alone."
            }
        },
        scopes: "Scopes",
        scopesHint: "The most it may ask for. Tick nothing, and it may ask for whatever apps may.",
        ordinaryScopes: "Whatever apps may", beyondYou: "You cannot let it do by itself what you may not do yourself.",
        needsApproval: "Needs approval",
        needsApprovalHint: "What it writes has to be shown first and approved as it was shown.", active: "Active",
        clientID: "Client ID", clientSecret: "Client Secret", authorizationURL: "Authorization URL",
        tokenURL: "Token URL", pkce: "PKCE is required, with the method S256.",
        secretTitle: "Your application",
        secretOnce: "Copy the secret now and keep it in a safe place. It is shown only this once.",
        noSecret: "It is public: it has no secret.", doneCopying: "I have copied it",
        paste: "What to paste into the program", editTitle: { "Edit \($0)" }, rotate: "Make a new secret",
        rotateTitle: { "Make a new secret for \($0)?" },
        rotateText:
            "The secret before stops working at once: until the program has the new one it gets no new tokens. Tokens that it holds work on.",
        disable: "Disable", disableTitle: { "Disable \($0)?" },
        disableText:
            "From the next request on none of its tokens does anything, whoever connected it, and nobody can connect it. You can enable it again.",
        enable: "Enable", enableTitle: { "Enable \($0)?" },
        enableText: "People can connect it again, and what they let it do before holds again.",
        connections: "Who connected it")
}

// MARK: Setup

extension Texts.Setup {
    static let english = Texts.Setup(
        title: "Set up kiik", lead: "Make the first account. It takes a minute, and this link works once.",
        place: "Which business?", existing: { "\($0), which is here and has no people yet" },
        another: "A new one", business: "The business", name: "Name of the business", subdomain: "Short name",
        subdomainHint: "Lower-case letters, digits and hyphens, such as acme.", currency: "Currency",
        currencyHint: "Three letters, such as EUR or USD. It stays for good.", timeZone: "Time zone",
        timeZoneHint: "Such as Europe/Paris. It stays for good.", owner: "You", ownerName: "Your name", begin: "Begin",
        deadLink: Texts.Notice(
            title: "This link does not work",
            text:
                "It does not work, or not any more. While nobody has an account, every start of kiikd prints a new one."
        ), noneLeft: "That business has people by now. Make a new one.")
}
