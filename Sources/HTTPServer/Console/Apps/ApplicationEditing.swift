import AuthCore
import Domain
import HTTPTypes

/// Registering an application and changing one.
enum ApplicationEditing {
    static func new(_ visit: ConsoleVisit) async throws -> Answer {
        var typed = Typed()
        typed.scopes = ScopeChoices.preset(visit) ?? []
        return try visit.answer(try page(visit, typed))
    }

    static func create(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let typed = Typed(form)
        let secret = typed.isConfidential ? Secret.generate(.oauthClient) : nil
        do {
            let made = try await visit.once(
                OAuthClientActions.create(hasTenant: true, secret: secret), typed.draft, form, id: { $0.id })
            return try ApplicationDetail.once(made, secret, visit)
        } catch Problem.idempotencyMismatch {
            // It was sent before with something else in it, and made that: this one is another.
            var page = try page(visit, typed, alert: visit.texts.data.sentAlready)
            page.status = .conflict
            return try visit.answer(page)
        } catch let problem as Problem {
            return try visit.answer(try page(visit, typed, try faults(problem, visit), formID: form["form_id"]))
        }
    }

    static func edit(_ visit: ConsoleVisit) async throws -> Answer {
        let client = try await ApplicationDetail.find(visit)
        var typed = Typed(client)
        typed.scopes = ScopeChoices.preset(visit) ?? typed.scopes
        return try visit.answer(try page(visit, typed, of: client, version: client.version))
    }

    static func update(_ visit: ConsoleVisit, _ form: SubmittedForm) async throws -> Answer {
        let client = try await ApplicationDetail.find(visit)
        var typed = Typed(form)
        (typed.isConfidential, typed.isForItself) = (
            client.isConfidential, client.grantTypes.contains(.clientCredentials)
        )
        do {
            try await visit.run(
                OAuthClientActions.update.unlessChanged(since: form.version),
                Update(
                    id: visit.id,
                    fields: .init(
                        needsApproval: typed.needsApproval, name: typed.name, redirectURIs: typed.redirectURIs,
                        scopes: typed.scopes)))
            return visit.seeOther("/settings/applications/\(visit.id)/", done: .saved)
        } catch is ChangedMeanwhile {
            let now = try await ApplicationDetail.find(visit)
            let merge = try await visit.merge(form, into: try Self.form(visit, Typed(now), of: now), of: now)
            var page = try page(visit, Typed(merge.fields), of: now, merge, version: now.version)
            page.status = .conflict
            return try visit.answer(page)
        } catch let problem as Problem {
            return try visit.answer(
                try page(visit, typed, try faults(problem, visit), of: client, version: form.version))
        }
    }

    /// One sentence about one address, while it is typed.
    static func check(_ visit: ConsoleVisit) -> Answer {
        let sentence = sentence(of: visit.query["uri"]?.trimmingWhitespace ?? "", visit.texts.clients)
        return Answer(
            .ok,
            [
                .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store",
                .contentLanguage: visit.language.rawValue, .vary: "Accept-Language",
            ], body: Array(sentence.utf8))
    }

    static func sentence(of text: String, _ words: Texts.Clients) -> String {
        do {
            return try RedirectURI(text).isNative ? words.redirectNative : words.redirectGood
        } catch {
            return words.redirectFault(error)
        }
    }

    /// What stands in the form.
    private struct Typed {
        var name = ""
        var isConfidential = true
        /// The program acts for itself, and nobody logs in.
        var isForItself = false
        var redirects = ""
        var scopes: [String] = []
        var needsApproval = false

        init() {}

        init(_ client: OAuthClient) {
            name = client.name
            redirects = client.redirectURIs.joined(separator: "\n")
            isConfidential = client.isConfidential
            isForItself = client.grantTypes.contains(.clientCredentials)
            scopes = client.scopes
            needsApproval = client.needsApproval
        }

        init(_ form: SubmittedForm) {
            name = form["name"] ?? ""
            isConfidential = form["client_type"] != "public"
            isForItself = form["grant_type"] == OAuthClient.GrantType.clientCredentials.rawValue
            redirects = form.raw("redirect_uris")
            scopes = form.all("scopes")
            needsApproval = form.isTicked("needs_approval")
        }

        /// One a line.
        var redirectURIs: [String] {
            redirects.split(separator: "\n").map { String($0).trimmingWhitespace }.filter { !$0.isEmpty }
        }

        var draft: OAuthClientActions.Draft {
            var draft = OAuthClientActions.Draft(name: name)
            draft.isConfidential = isConfidential
            draft.redirectURIs = redirectURIs
            draft.grantTypes = isForItself ? [.clientCredentials] : [.authorizationCode, .refreshToken]
            draft.scopes = scopes
            draft.needsApproval = needsApproval
            return draft
        }
    }

    /// What was wrong with what was typed; all else is another page's business.
    private static func faults(_ problem: Problem, _ visit: ConsoleVisit) throws(Problem) -> [Fault] {
        switch problem {
        case .invalid(let faults): return faults
        case .forbidden(let needed) where needed.allSatisfy({ !$0.hasPrefix("apps:") }):
            // The program could do by itself what the person may not.
            return [Fault("scopes", .rule, visit.texts.clients.beyondYou)]
        default: throw problem
        }
    }

    private static func redirectFault(_ faults: [Fault], _ typed: Typed, _ texts: Texts) -> String? {
        let words = texts.clients
        let found = faults.filter { $0.field == "redirect_uris" }
        guard !found.isEmpty else { return nil }
        var bad: [String] = []
        for text in typed.redirectURIs {
            do { _ = try RedirectURI(text) } catch {
                bad.append(
                    texts.formats.pair(ForeignText(text).text, words.redirectFault(error)))
            }
        }
        return (bad + (found.contains { $0.code == .length } ? [words.redirectCount] : [])).joined(separator: " ")
    }

    /// - Parameter client: the one that is changed; nil: a new one is made.
    private static func page(
        _ visit: ConsoleVisit, _ typed: Typed, _ faults: [Fault] = [], of client: OAuthClient? = nil,
        _ merge: FormMerge? = nil, alert: String? = nil, version: Int64 = 0, formID: String? = nil
    ) throws -> ConsolePage {
        let words = visit.texts.clients
        var page = ConsolePage(client.map { words.editTitle(ForeignText($0.name)) } ?? Phrase(words.add))
        page.trail = ApplicationDetail.trail(visit, to: client)
        page.isFault = !faults.isEmpty || alert != nil || merge != nil
        if !faults.isEmpty { page.status = .unprocessableContent }
        let form = try form(visit, typed, faults, of: client, alert: alert, version: version, formID: formID)
        page.blocks = [.form(merge?.shown(form, visit) ?? form)]
        return page
    }

    private static func form(
        _ visit: ConsoleVisit, _ typed: Typed, _ faults: [Fault] = [], of client: OAuthClient?, alert: String? = nil,
        version: Int64 = 0, formID: String? = nil
    ) throws -> Form {
        let (words, console) = (visit.texts.clients, visit.texts.console)
        func fault(_ name: String) -> String? { visit.sentence(of: faults, at: name) }
        // That one is said in the reader's language already.
        let scopeFault = faults.first { $0.field == "scopes" && $0.code == .rule }?.message ?? fault("scopes")
        let name = Form.Field.input(
            "name", console.name, Form.Input(value: typed.name, longest: 100), hint: words.nameHint,
            fault: fault("name"), isRequired: true)
        let redirects = Form.Field.area(
            "redirect_uris", words.redirectURIs,
            Form.TextArea(
                value: typed.redirects, rows: 3, isCode: true, check: "/settings/applications/check/?uri="),
            hint: words.redirectHint, fault: redirectFault(faults, typed, visit.texts))
        var first = [name]
        if client == nil { first += kinds(typed, words, fault) }
        return Form(
            to: client.map { "/settings/applications/\($0.id)/edit/" } ?? "/settings/applications/new/",
            hidden: try client == nil
                ? visit.hidden(("form_id", formID ?? ConsoleVisit.formID()))
                : visit.hidden(("version", String(version))),
            [
                Form.Group(first + [redirects]),
                Form.Group(
                    words.scopes, hint: words.scopesHint, fault: scopeFault,
                    ScopeChoices.fields(
                        visit, ticked: typed.scopes,
                        presets: client.map { "/settings/applications/\($0.id)/edit/" }
                            ?? "/settings/applications/new/")),
                Form.Group([
                    .box(
                        "needs_approval", words.needsApproval, isTicked: typed.needsApproval,
                        hint: words.needsApprovalHint)
                ]),
            ],
            [Form.Button(client == nil ? words.add : console.save, busy: client == nil ? words.adding : nil)],
            cancel: PageLink(
                console.cancel,
                client.map { "/settings/applications/\($0.id)/" } ?? SettingsTab.applications.address),
            alert: alert ?? (faults.isEmpty ? nil : console.lookBelow))
    }

    private static func kinds(_ typed: Typed, _ words: Texts.Clients, _ fault: (String) -> String?) -> [Form.Field] {
        [
            .choices(
                "client_type", words.clientType,
                [
                    Form.Option(
                        "confidential", words.confidential, hint: words.confidentialHint,
                        isChosen: typed.isConfidential),
                    Form.Option(
                        "public", words.publicType, hint: words.publicHint, isChosen: !typed.isConfidential),
                ], isOne: true),
            .choices(
                "grant_type", words.grantType,
                [
                    Form.Option(
                        OAuthClient.GrantType.authorizationCode.rawValue, words.authorizationCode,
                        hint: words.authorizationCodeHint, isChosen: !typed.isForItself),
                    Form.Option(
                        OAuthClient.GrantType.clientCredentials.rawValue, words.clientCredentials,
                        hint: words.clientCredentialsHint, isChosen: typed.isForItself),
                ], isOne: true, fault: fault("grant_types")),
        ]
    }
}
