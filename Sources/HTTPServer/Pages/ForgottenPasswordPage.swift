/// Where somebody who has forgotten the password asks for a mail.
struct ForgottenPasswordPage: FormPage {
    enum Fault: Sendable, Equatable {
        case emailMissing
        case tooManyTries(seconds: Int)
    }

    static let address = "/password/forgot"

    var email = ""
    var fault: Fault?
    /// True where the form came without what ties it to this browser.
    var isBegunAnew = false
    /// False where the mail will reach nobody by itself.
    var hasMailServer = true
    let hidden: [HiddenField]

    var isFault: Bool { fault != nil }

    func heading(in texts: Texts) -> Phrase { texts.signIn.choosing }

    func content(in texts: Texts) -> FormContent {
        let words = texts.signIn
        var alert: Phrase?
        var faultOfField: String?
        switch fault {
        case .emailMissing: (alert, faultOfField) = (texts.account.lookBelow, words.emailMissing)
        case .tooManyTries(let seconds): alert = texts.login.wait(seconds)
        case nil: break
        }
        return FormContent(
            lead: isFault ? nil : words.choosingLead,
            note: isBegunAnew ? words.begunAnew : hasMailServer ? nil : words.mailIsKept, alert: alert,
            form: FormContent.Form(
                action: Self.address, hidden: hidden,
                fields: [
                    FormContent.Field(
                        name: "email", label: texts.login.email, type: "email", autocomplete: "username",
                        value: email.isEmpty ? nil : email, fault: faultOfField, isFirst: true)
                ], button: words.send),
            link: FormContent.Link(address: NextPage.home.login, label: words.backToLogin))
    }
}
