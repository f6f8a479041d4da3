/// Where a person logs in, on the way to an app or alone. What was typed is kept, the password is not.
struct LoginPage: FormPage {
    enum Fault: Sendable, Equatable {
        case wrongCredentials
        /// The password is right, and a code is needed with it.
        case codeNeeded
        case wrongCode
        case tooManyTries(seconds: Int)
    }

    /// Who sends the person here.
    var app: String?
    var email = ""
    /// Whether a code is asked for. A fault of the code asks for one too.
    var asksForCode = false
    var fault: Fault?
    let action: String
    var hidden: [HiddenField] = []

    var isFault: Bool { fault != nil && fault != .codeNeeded }

    func heading(in texts: Texts) -> Phrase { texts.login.title }

    func content(in texts: Texts) -> FormContent {
        let login = texts.login
        let said = fault.map { sentence(of: $0, in: login) }
        var fields = [
            FormContent.Field(
                name: "email", label: login.email, type: "email", autocomplete: "username",
                value: email.isEmpty ? nil : email, isFirst: email.isEmpty),
            FormContent.Field(
                name: "password", label: login.password, type: "password", autocomplete: "current-password",
                isFirst: !email.isEmpty),
        ]
        if asksForCode || fault == .codeNeeded || fault == .wrongCode {
            fields.append(
                FormContent.Field(
                    name: "code", label: login.code, type: "text", autocomplete: "one-time-code", hint: login.codeHint,
                    isCode: true))
        }
        return FormContent(
            lead: app.map { login.lead(ForeignText($0, else: texts.layout.namelessApp)) },
            note: isFault ? nil : said, alert: isFault ? said : nil,
            form: FormContent.Form(action: action, hidden: hidden, fields: fields, button: login.button))
    }

    private func sentence(of fault: Fault, in login: Texts.Login) -> Phrase {
        switch fault {
        case .wrongCredentials: login.wrong
        case .codeNeeded: login.codeNeeded
        case .wrongCode: login.wrongCode
        case .tooManyTries(let seconds): login.wait(seconds)
        }
    }
}
