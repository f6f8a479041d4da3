import Domain

/// The second factor: set up with an app, confirmed by its first code, taken away.
enum SecondFactorPages {
    static func ask(_ visit: ConsoleVisit) async throws -> Answer {
        if try await ProfilePages.me(visit)?.hasSecondFactor == true { return visit.seeOther("/profile/") }
        return try ask(visit, nil)
    }

    private static func ask(_ visit: ConsoleVisit, _ refusal: FormRefusal?) throws -> Answer {
        let words = visit.texts.profile
        return try ProfileForm(
            title: words.setUpTitle, text: words.setUpText, action: "/profile/second-factor/",
            fields: [password(words)], button: Form.Button(words.next)
        ).answer(visit, refusal)
    }

    private static func password(_ words: Texts.Profile) -> Form.Field {
        .input(
            "password", words.password, Form.Input(type: "password", autocomplete: "current-password"),
            isRequired: true)
    }

    static func enroll(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let done = try await visit.trying(wrong: visit.texts.profile.wrongPassword) {
            try await visit.services.logins.enroll(
                user: visit.user, password: form.raw("password"), from: visit.call.origin)
        }
        switch done {
        case .success(let made): return try scan(visit, made.secret, made.uri, nil)
        case .failure(let refusal): return try ask(visit, refusal)
        }
    }

    /// The secret is on the page anyhow; the form brings it back, so that a mistyped code does not need another one.
    private static func scan(_ visit: ConsoleVisit, _ secret: String, _ uri: String, _ refusal: FormRefusal?) throws
        -> Answer
    {
        let (words, console) = (visit.texts.profile, visit.texts.console)
        let box = CodeBox(label: words.secret, code: secret, copy: console.copy, copied: console.copied)
        return try ProfileForm(
            title: words.scanTitle, text: words.scanText, action: "/profile/second-factor/confirm/",
            hidden: [HiddenField(name: "secret", value: secret), HiddenField(name: "uri", value: uri)],
            before: [QRFigure(words.qrCode, of: uri).map { .qrCode($0) }, .code(box)].compactMap(\.self),
            fields: [
                .input(
                    "code", words.code, Form.Input(autocomplete: "one-time-code", longest: 10, isCode: true),
                    hint: words.codeHint,
                    fault: refusal?.faults.contains { $0.field == "totp" } == true ? words.wrongCode : nil,
                    isRequired: true)
            ], button: Form.Button(words.confirm)
        ).answer(visit, refusal)
    }

    static func confirm(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let (words, console) = (visit.texts.profile, visit.texts.console)
        let code = form.raw("code").filter { !$0.isWhitespace }
        let done = try await visit.trying {
            try await visit.services.logins.confirm(user: visit.user, code: code, from: visit.call.origin)
        }
        switch done {
        case .success(let codes):
            var page = ConsolePage(Phrase(words.codesTitle))
            page.trail = [PageLink(words.title, "/profile/")]
            page.notice = NoticeBox(.warning, Phrase(words.codesText))
            page.blocks = [
                .code(
                    CodeBox(
                        label: words.codes, code: codes.joined(separator: "\n"), copy: console.copy,
                        copied: console.copied)),
                .links([PageLink(words.doneCopying, "/profile/", .button)]),
            ]
            return try visit.answer(page)
        case .failure(let refusal):
            let (secret, uri) = (form["secret"] ?? "", form["uri"] ?? "")
            guard uri.hasPrefix("otpauth://"), !secret.isEmpty else { return try ask(visit, refusal) }
            return try scan(visit, secret, uri, refusal)
        }
    }

    static func askToRemove(_ visit: ConsoleVisit) async throws -> Answer {
        guard try await ProfilePages.me(visit)?.hasSecondFactor == true else { return visit.seeOther("/profile/") }
        return try askToRemove(visit, nil)
    }

    private static func askToRemove(_ visit: ConsoleVisit, _ refusal: FormRefusal?) throws -> Answer {
        let words = visit.texts.profile
        return try ProfileForm(
            title: words.removeTitle, text: words.removeText, action: "/profile/second-factor/remove/",
            fields: [password(words), StepUpPage.field(words)], button: Form.Button(words.remove, .danger)
        ).answer(visit, refusal)
    }

    static func remove(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let done = try await visit.trying(wrong: visit.texts.profile.wrongEither) {
            try await visit.services.logins.removeFactor(
                user: visit.user, password: form.raw("password"), code: Logins.Code(typed: form.raw("code")),
                from: visit.call.origin)
        }
        switch done {
        case .success: return visit.seeOther("/profile/", done: .removed)
        case .failure(let refusal): return try askToRemove(visit, refusal)
        }
    }
}

extension Logins.Code {
    /// Six digits are an app's; anything else is taken for a recovery code. Nil where nothing was typed.
    init?(typed text: String) {
        let code = text.filter { !$0.isWhitespace }
        if code.isEmpty { return nil }
        let isDigits = code.utf8.count == 6 && code.utf8.allSatisfy { (48...57).contains($0) }
        self = isDigits ? .totp(code) : .recovery(code)
    }
}
