import Domain

/// Another password, by whoever knows the one they have.
enum PasswordChange {
    static func ask(_ visit: ConsoleVisit, _ refusal: FormRefusal?) throws -> Answer {
        let words = visit.texts.profile
        func fault(_ name: String) -> String? {
            let faults = refusal?.faults ?? []
            guard let found = faults.first(where: { $0.field == name }) else { return nil }
            if name == "old_password" { return words.wrongPassword }
            return found.code == .length
                ? visit.texts.account.passwordLength : visit.sentence(of: faults, at: name)
        }
        return try ProfileForm(
            title: words.changePassword, text: words.passwordText, action: "/profile/password/",
            fields: [
                .input(
                    "old_password", words.oldPassword,
                    Form.Input(type: "password", autocomplete: "current-password"), fault: fault("old_password"),
                    isRequired: true),
                .input(
                    "new_password", words.newPassword, Form.Input(type: "password", autocomplete: "new-password"),
                    hint: words.passwordRule, fault: fault("new_password"), isRequired: true),
            ], button: Form.Button(words.changePassword)
        ).answer(visit, refusal)
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let done = try await visit.trying(wrong: visit.texts.profile.wrongPassword) {
            try await visit.services.logins.changePassword(
                session: visit.session, of: visit.user, old: form.raw("old_password"), new: form.raw("new_password"),
                from: visit.call.origin)
        }
        switch done {
        case .success(let grant): return try visit.seeOther("/profile/", done: .saved, as: grant)
        case .failure(let refusal): return try ask(visit, refusal)
        }
    }
}

extension ConsoleVisit {
    /// Leads on with the cookie of the session that takes this one's place.
    func seeOther(_ path: String, done: Done, as grant: Logins.Grant) throws -> Answer {
        guard case .cookie(let secret, _) = grant.credential else { throw Problem.internal }
        var answer = seeOther(path, done: done)
        answer.headers.add(cookie: PageCookies(issuer: services.oauth.issuer).setting(session: secret))
        return answer
    }
}
