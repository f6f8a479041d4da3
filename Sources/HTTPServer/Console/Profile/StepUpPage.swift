import Domain

/// Showing the second factor again, on the way to what needs it fresh.
enum StepUpPage {
    static func field(_ words: Texts.Profile) -> Form.Field {
        .input(
            "code", words.code, Form.Input(autocomplete: "one-time-code", longest: 40, isCode: true),
            hint: words.codeOrRecovery, isRequired: true)
    }

    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        let words = visit.texts.profile
        guard try await ProfilePages.me(visit)?.hasSecondFactor == true else {
            var page = ConsolePage(Phrase(words.stepUpTitle))
            page.trail = [PageLink(words.title, "/profile/")]
            page.blocks = [
                .notice(NoticeBox(.warning, Phrase(words.stepUpNeedsFactor))),
                .links([PageLink(words.setUp, "/profile/second-factor/", .button)]),
            ]
            return try visit.answer(page)
        }
        return try ask(visit, NextPage(visit.query["next"]), nil)
    }

    private static func ask(_ visit: ConsoleVisit, _ next: NextPage, _ refusal: FormRefusal?) throws -> Answer {
        let words = visit.texts.profile
        return try ProfileForm(
            title: words.stepUpTitle, text: words.stepUpText, action: "/profile/step-up/",
            hidden: [HiddenField(name: "next", value: next.address)], fields: [field(words)],
            button: Form.Button(words.confirm)
        ).answer(visit, refusal)
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let next = NextPage(form["next"])
        let done = try await visit.trying(
            wrong: visit.texts.profile.wrongCode, conflict: visit.texts.profile.stepUpNeedsFactor
        ) {
            guard let code = Logins.Code(typed: form.raw("code")) else { throw LoginFailure.credentials }
            try await visit.services.logins.stepUp(
                session: visit.session, of: visit.user, code: code, from: visit.call.origin)
        }
        switch done {
        case .success: return visit.seeOther(next.address)
        case .failure(let refusal): return try ask(visit, next, refusal)
        }
    }
}
