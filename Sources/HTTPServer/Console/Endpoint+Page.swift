import AuthCore
import Domain
import HTTPTypes
import JSON

/// The two shapes that the console's endpoints have.
extension Endpoint {
    typealias Show = @Sendable (ConsoleVisit) async throws -> Answer
    typealias Act = @Sendable (ConsoleVisit, SubmittedForm) async throws -> Answer

    /// A page to look at.
    /// - Parameter needs: what somebody has to be allowed, all of it; others are told what they lack.
    static func page(_ path: String, _ summary: String, needs: Permission..., show: @escaping Show) -> Endpoint {
        waiting(.get, path, operation(of: path, summary), documentation()) { call in
            try await visiting(call, needs: needs) { visit in
                try await show(visit)
            }
        }.asPage(needing: needs)
    }

    /// A form that was sent: nothing is done unless a page of ours sent it, for this session.
    /// - Parameter takesFiles: it brings files, and may be as large as those.
    static func form(
        _ path: String, _ summary: String, needs: Permission..., takesFiles: Bool = false, act: @escaping Act
    ) -> Endpoint {
        let input = EndpointDocumentation.Named(
            name: "Form", schema: ["type": "object", "properties": ["token": ["type": "string"]]])
        let documentation = documentation(input, takesFiles ? .form : .urlEncoded)
        return waiting(.post, path, operation(of: path, summary), documentation) { call in
            try await visiting(call, needs: needs) { visit in
                try PageForm.requireOwn(call)
                let form =
                    takesFiles
                    ? try SubmittedForm(call.body, contentType: call.head.contentType ?? "")
                    : try SubmittedForm(call.body)
                guard let token = form["token"], call.services.logins.isCSRFToken(token, of: visit.session) else {
                    if let again = visit.shownAgain(form) { return again }
                    throw Refusal.crossSite
                }
                // What was meant for test data is not done with live data, nor the other way round.
                guard form[DataEnvironment.field] == visit.environment else { return try visit.switchedMeanwhile() }
                return try await act(visit, form)
            }
        }.asPage(needing: needs)
    }

    private static func operation(of path: String, _ summary: String) -> EndpointOperation {
        let words = path.split(separator: "/").filter { $0 != "{id}" }
        return .authenticated(
            name: (["console"] + words.map(String.init)).joined(separator: "."), summary: summary)
    }

    private static func documentation(
        _ input: EndpointDocumentation.Named? = nil, _ body: BodyKind = .urlEncoded
    ) -> EndpointDocumentation {
        EndpointDocumentation(
            tag: "console", input: input, body: body, output: .init(name: "Page", schema: ["type": "string"]),
            outputMediaTypes: ["text/html"])
    }

    private static func visiting(
        _ call: Call, needs: [Permission], _ handle: (ConsoleVisit) async throws -> Answer
    ) async throws -> Answer {
        guard let admitted = call.principal else { throw Problem.unauthenticated(.missing) }
        let principal = DataEnvironment.principal(admitted, for: call)
        let (user, session) = try call.person()
        func visit(_ authorization: Authorization?) -> ConsoleVisit {
            ConsoleVisit(
                call: call, principal: principal, session: session, user: user, authorization: authorization,
                language: call.language())
        }
        do {
            try principal.require(PermissionSet(needs), at: call.services.clock.now())
            let authorization = try needs.first.map { try principal.authorize($0, at: call.services.clock.now()) }
            return try await handle(visit(authorization))
        } catch let problem as Problem {
            guard let answer = try await visit(nil).answer(to: problem) else { throw problem }
            return answer
        }
    }
}

extension ConsoleVisit {
    /// What keeps a page from being shown, within the console; nil where that cannot be.
    fileprivate func answer(to problem: Problem) async throws -> Answer? {
        let words = texts.console
        func page(_ status: HTTPResponse.Status, _ title: String, _ blocks: [Block]) throws -> Answer {
            var page = ConsolePage(Phrase(title))
            (page.status, page.isFault, page.blocks) = (status, true, blocks)
            return try self.answer(page)
        }
        let back = Block.links([PageLink(words.toStart, "/", .second)])
        switch problem {
        case .forbidden(let needed):
            let lacking = needed.map { texts.scopes.meaning(of: $0)?.sentence ?? $0 }
            return try page(
                .forbidden, words.notAllowed,
                [.text(Phrase(words.notAllowedText)), .facts([.init(words.lacking, list: lacking)]), back])
        case .stepUpRequired: return try await StepUpPage.demanded(self)
        case .notFound: return try page(.notFound, words.notFound, [.text(Phrase(words.notFoundText)), back])
        case .outsideLimit, .addressNotAllowed, .loginRequired, .approvalRequired:
            return try page(.forbidden, words.notAllowed, [.text(Phrase(words.notAllowedText)), back])
        case .conflict(let sentence):
            return try page(
                .conflict, words.conflict,
                [
                    .notice(NoticeBox(.fault, Phrase(texts.conflict(sentence)))),
                    .links([PageLink(words.again, call.backAddress, .second)]),
                ])
        case .invalid(let faults):
            let isAsking = call.head.method == .get
            var sentences: [String] = []
            // Nobody types a place in a list or one of several words: a link has them, and their sentences list names.
            let typed = faults.filter { !isAsking || ($0.code != .choice && $0.field != "cursor") }
            for sentence in typed.map(texts.sentence(of:))
            where !sentences.contains(sentence) { sentences.append(sentence) }
            return try page(
                .unprocessableContent, words.invalid,
                // Its fields are the address's or a form's own names, which tell nobody anything.
                (isAsking ? [.text(Phrase(words.deadAddress))] : [])
                    + sentences.map { .text(Phrase(ForeignText(lines: $0).text)) } + [
                        isAsking ? back : .links([PageLink(words.again, call.backAddress, .second)])
                    ])
        case .unauthenticated, .idempotencyMismatch, .idempotencyInProgress, .rateLimited, .unavailable, .internal:
            return nil
        }
    }
}

extension ConsoleVisit {
    /// The answer to a form that this person was shown in a session that ended: its page, with what they typed, undone.
    fileprivate func shownAgain(_ form: SubmittedForm) -> Answer? {
        guard let kept = kept(form), kept.environment == environment else { return nil }
        var answer = Refusal.crossSite.page(in: language)
        answer.resumes = kept
        return answer
    }

    /// What was typed on the way here: it is on its way already, or is in this form.
    var kept: KeptForm? {
        if let kept = call.kept { return kept }
        return sent.flatMap(kept)
    }

    /// The form that was sent; nil for one with files, which no page can bring back.
    var sent: SubmittedForm? {
        guard call.head.method == .post, call.head.contentType?.hasPrefix("multipart/") != true else { return nil }
        return try? SubmittedForm(call.body)
    }

    /// Nil for what no page of ours has sent, which this person was shown.
    private func kept(_ form: SubmittedForm) -> KeptForm? {
        guard form["token"] != nil, RequestingPage.isSurelyOwn(call.head, publicURL: services.logins.issuer),
            call.backAddress == call.head.path, let kept = KeptForm(call.backAddress, form),
            kept.isOf(user, in: principal.account.id, services.logins)
        else { return nil }
        return kept
    }

    fileprivate func switchedMeanwhile() throws -> Answer {
        let words = texts.console
        var page = ConsolePage(Phrase(words.conflict))
        (page.status, page.isFault) = (.conflict, true)
        page.blocks = [
            .notice(NoticeBox(.fault, Phrase(words.switchedMeanwhile))),
            .links([PageLink(words.toStart, "/", .second)]),
        ]
        return try answer(page)
    }
}

extension Call {
    /// The page that a form was on, as far as its path says: its own, else that of the row or list it is about.
    var backAddress: String { head.method == .get ? "/" : page ?? String(head.path) }
}

extension RequestHead {
    /// The path and query that were asked for.
    var target: String { query.map { "\(path)?\($0)" } ?? String(path) }
}
