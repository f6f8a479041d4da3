import Domain

/// What the link of a mail leads to: a form that brings the link's token back.
struct LinkPage: FormPage {
    typealias Words<Text> = @Sendable (Texts.Account) -> Text

    struct Field: Sendable {
        let name: String
        let type: String
        let autocomplete: String
        let label: Words<String>
        let hint: Words<String>
        let faultOfLength: Words<String>
    }

    let title: Words<Phrase>
    let text: Words<Phrase>?
    let button: Words<String>
    let action: String
    let token: String
    let fields: [Field]
    let faults: [Fault]
    /// To what it invites.
    var invitation: Logins.Invitation?

    var isFault: Bool { !faults.isEmpty }

    func heading(in texts: Texts) -> Phrase { title(texts.account) }

    func content(in texts: Texts) -> FormContent {
        let account = texts.account
        return FormContent(
            lead: isFault
                ? nil
                : invitation.map {
                    account.invited(ForeignText($0.business), ForeignText($0.role), ForeignText($0.email))
                } ?? text?(account), alert: isFault ? account.lookBelow : nil,
            form: FormContent.Form(
                action: action, hidden: [HiddenField(name: "token", value: token)],
                fields: fields.map { field in
                    let fault = faults.first { $0.field == field.name }
                    return FormContent.Field(
                        name: field.name, label: field.label(account), type: field.type,
                        autocomplete: field.autocomplete, hint: field.hint(account),
                        fault: fault.map { $0.code == .length ? field.faultOfLength(account) : account.notThis })
                }, button: button(account)))
    }
}
