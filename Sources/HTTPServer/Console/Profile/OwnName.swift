import Domain

/// What colleagues read in the place of one's address.
enum OwnName {
    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        let user = try await visit.services.logins.profile(of: visit.user)
        return try page(visit, user.name, version: user.version, nil)
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let logins = visit.services.logins
        let user = try await logins.profile(of: visit.user)
        let typed = form["name"] ?? ""
        let done = try await visit.trying {
            guard user.version == form.version else { throw ChangedMeanwhile() }
            try await logins.rename(user, to: typed, from: visit.call.origin)
        }
        switch done {
        case .success: return visit.seeOther("/profile/", done: .saved)
        case .failure(let refusal):
            // It may have been this very form, sent twice.
            if refusal.isStale, user.name == typed { return visit.seeOther("/profile/", done: .saved) }
            return try page(visit, typed, version: refusal.isStale ? user.version : form.version, refusal)
        }
    }

    private static func page(
        _ visit: ConsoleVisit, _ name: String, version: Int64, _ refusal: FormRefusal?
    ) throws -> Answer {
        let (words, console) = (visit.texts.profile, visit.texts.console)
        return try ProfileForm(
            title: words.changeName, text: words.nameText, action: "/profile/name/",
            hidden: [HiddenField(name: "version", value: String(version))],
            fields: [
                .input(
                    "name", "\(console.name) (\(console.optional))",
                    Form.Input(value: name, autocomplete: "name", longest: 200),
                    fault: visit.sentence(of: refusal?.faults ?? [], at: "name"))
            ], button: Form.Button(console.save)
        ).answer(visit, refusal)
    }
}
