/// Where a person logs in, on the way to an app or alone. What was typed is kept, the password is not.
struct LoginPage: FormPage {
    enum Fault: Sendable, Equatable {
        case wrongCredentials
        /// The password is right, and a code is needed with it.
        case codeNeeded
        case wrongCode
        /// The password was right too long ago.
        case codeTooLate
        /// All was right, and they are no member of a business.
        case noMembership
        case tooManyTries(seconds: Int)
        /// The form came without what ties it to this browser.
        case begunAnew
    }

    /// What brings the person here, and is nobody's mistake.
    enum Reason: Sendable, Equatable {
        case loggedOut
        case sessionEnded
        /// The same, in the middle of a form, which is carried along.
        case formKept
        /// Of a form that is too long for that.
        case tooMuchTyped
        case passwordIsSet
    }

    /// Who sends the person here.
    var app: String?
    var email = ""
    /// Whether a code is asked for, and nothing else: the password was right.
    var asksForCode = false
    var fault: Fault?
    var reason: Reason?
    let action: String
    var hidden: [HiddenField] = []
    /// Where it begins anew.
    var again = "/login"

    var isFault: Bool {
        switch fault {
        case nil, .codeNeeded, .codeTooLate, .begunAnew: false
        case .wrongCredentials, .wrongCode, .noMembership, .tooManyTries: true
        }
    }

    func heading(in texts: Texts) -> Phrase {
        fault == nil && reason == .passwordIsSet ? texts.account.passwordIsSet.title : texts.login.title
    }

    func content(in texts: Texts) -> FormContent {
        let login = texts.login
        let said = fault.map { sentence(of: $0, in: texts) } ?? reason.map { sentence(of: $0, in: texts) }
        let fields =
            asksForCode
            ? [
                FormContent.Field(
                    name: "code", label: login.code, type: "text", autocomplete: "one-time-code", hint: login.codeHint,
                    isCode: true, isFirst: true)
            ]
            : [
                FormContent.Field(
                    name: "email", label: login.email, type: "email", autocomplete: "username",
                    value: email.isEmpty ? nil : email, isFirst: email.isEmpty),
                FormContent.Field(
                    name: "password", label: login.password, type: "password", autocomplete: "current-password",
                    isFirst: !email.isEmpty),
            ]
        return FormContent(
            lead: app.map { login.lead(ForeignText($0, else: texts.layout.namelessApp)) },
            note: isFault ? nil : said, alert: isFault ? said : nil,
            form: FormContent.Form(action: action, hidden: hidden, fields: fields, button: login.button),
            link: asksForCode
                ? FormContent.Link(address: again, label: texts.signIn.asSomebodyElse)
                : FormContent.Link(address: ForgottenPasswordPage.address, label: texts.signIn.forgotten))
    }

    private func sentence(of fault: Fault, in texts: Texts) -> Phrase {
        let login = texts.login
        return switch fault {
        case .wrongCredentials: login.wrong
        case .codeNeeded: login.codeNeeded
        case .wrongCode: login.wrongCode
        case .codeTooLate: login.codeTooLate
        case .noMembership: login.noMembership
        case .tooManyTries(let seconds): login.wait(seconds)
        case .begunAnew: texts.signIn.begunAnew
        }
    }

    private func sentence(of reason: Reason, in texts: Texts) -> Phrase {
        switch reason {
        case .loggedOut: texts.signIn.loggedOut
        case .sessionEnded: texts.signIn.sessionEnded
        case .formKept: texts.signIn.formKept
        case .tooMuchTyped: texts.signIn.tooMuchTyped
        case .passwordIsSet: texts.account.passwordIsSet.text
        }
    }
}
