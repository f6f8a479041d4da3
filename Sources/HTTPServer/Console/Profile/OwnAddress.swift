import Domain

/// Another address to log in with: it holds once the link that is sent there was used.
enum OwnAddress {
    static func ask(_ visit: ConsoleVisit, _ typed: String, _ refusal: FormRefusal?) throws -> Answer {
        let words = visit.texts.profile
        func fault(_ name: String) -> String? {
            guard let found = refusal?.faults.first(where: { $0.field == name }) else { return nil }
            switch (name, found.code) {
            case ("password", _): return words.wrongPassword
            case (_, .rule): return words.sameEmail
            default: return words.noEmail
            }
        }
        return try ProfileForm(
            title: words.changeEmail, text: words.emailText, action: "/profile/email/",
            before: [.facts([.init(words.email, visit.principal.name, isForeign: true)])],
            fields: [
                .input(
                    "email", words.newEmail,
                    Form.Input(type: "email", value: typed, autocomplete: "email", longest: 254, isCode: true),
                    fault: fault("email"), isRequired: true),
                .input(
                    "password", words.password, Form.Input(type: "password", autocomplete: "current-password"),
                    fault: fault("password"), isRequired: true),
            ], button: Form.Button(words.sendLink)
        ).answer(visit, refusal)
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let words = visit.texts.profile
        let typed = form["email"] ?? ""
        let done = try await visit.trying(wrong: words.wrongPassword) {
            try await visit.services.logins.changeEmail(
                of: visit.user, to: typed, password: form.raw("password"), from: visit.call.origin)
        }
        switch done {
        case .success:
            var page = ConsolePage(Phrase(words.changeEmail))
            page.trail = [PageLink(words.title, "/profile/")]
            page.notice = NoticeBox(.good, words.linkIsSent(ForeignText(typed)))
            page.blocks = [
                .text(Phrase(words.linkIsSentText)), .links([PageLink(words.title, "/profile/", .second)]),
            ]
            return try visit.answer(page)
        case .failure(let refusal): return try ask(visit, typed, refusal)
        }
    }
}
