import AuthCore
import Domain
import HTTPTypes

/// Showing the second factor again, on the way to what needs it fresh.
enum StepUpPage {
    static func field(_ words: Texts.Profile) -> Form.Field {
        .input(
            "code", words.code, Form.Input(autocomplete: "one-time-code", longest: 40, isCode: true),
            hint: words.codeOrRecovery, isRequired: true)
    }

    /// What is said to whoever has to show it first. What was typed meanwhile is carried along.
    static func demanded(_ visit: ConsoleVisit) async throws -> Answer {
        guard let kept = visit.kept else {
            let call = visit.call
            let next = call.head.method == .get ? call.head.target : call.backAddress
            return visit.seeOther("/profile/step-up/?\(PercentEncoding.encode([("next", next)]))")
        }
        var visit = visit
        // The page that asks is the profile's: on live data, and with no form for what was typed.
        (visit.call.kept, visit.principal) = (nil, visit.call.principal ?? visit.principal)
        var answer = try await ask(visit, NextPage(kept.path), kept)
        answer.status = .forbidden
        return answer
    }

    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        try await ask(visit, NextPage(visit.query["next"]), nil)
    }

    private static func ask(
        _ visit: ConsoleVisit, _ next: NextPage, _ kept: KeptForm?, _ refusal: FormRefusal? = nil
    ) async throws -> Answer {
        let words = visit.texts.profile
        var before: [Block] = []
        let hasFactor = try await ProfilePages.me(visit)?.hasSecondFactor == true
        if !hasFactor {
            before = [
                .notice(NoticeBox(.warning, Phrase(words.stepUpNeedsFactor))),
                .links([PageLink(words.setUp, "/profile/second-factor/", .button)]),
            ]
        }
        var hidden = [HiddenField(name: "next", value: next.address)]
        if let kept {
            let isTooLong = kept.isTooLong
            before.append(
                .notice(
                    NoticeBox(
                        isTooLong ? .warning : .info, Phrase(isTooLong ? words.stepUpTooMuch : words.stepUpKept))))
            if !isTooLong {
                let sealed = try kept.sealed(for: .session(visit.session), visit.services.logins)
                hidden.append(HiddenField(name: "kept", value: sealed))
            }
        } else if !hasFactor {
            var page = ConsolePage(Phrase(words.stepUpTitle))
            page.trail = [PageLink(words.title, "/profile/")]
            page.take(refusal)
            page.blocks = before
            return try visit.answer(page)
        }
        return try ProfileForm(
            title: words.stepUpTitle, text: words.stepUpText, action: "/profile/step-up/", hidden: hidden,
            before: before, fields: [field(words)], button: Form.Button(words.confirm)
        ).answer(visit, refusal)
    }

    static func act(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let next = NextPage(form["next"])
        let logins = visit.services.logins
        let brought = form["kept"].flatMap {
            KeptForm(next.address, sealed: $0, for: .session(visit.session), logins)
        }
        let kept = brought.flatMap { $0.isOf(visit.user, in: visit.principal.account.id, logins) ? $0 : nil }
        let done = try await visit.trying(
            wrong: visit.texts.profile.wrongCode, conflict: visit.texts.profile.stepUpNeedsFactor
        ) {
            guard let code = Logins.Code(typed: form.raw("code")) else { throw LoginFailure.credentials }
            try await logins.stepUp(session: visit.session, of: visit.user, code: code, from: visit.call.origin)
        }
        switch done {
        case .success:
            var answer = visit.seeOther(next.address)
            answer.resumes = kept
            return answer
        case .failure(let refusal): return try await ask(visit, next, kept, refusal)
        }
    }
}
