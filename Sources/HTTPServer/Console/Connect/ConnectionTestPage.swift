import Domain
import Synchronization

/// The test of a connection: every step is shown as it ends.
enum ConnectionTestPage {
    static func address(_ client: TestedClient) -> String { "\(SettingsTab.connect.address)\(client.rawValue)/test/" }

    /// The button that starts it; where a guide has several tests, it says which one.
    static func form(_ client: TestedClient, _ visit: ConsoleVisit, _ label: String? = nil) throws -> Block {
        let words = visit.texts.connect
        return .form(
            Form(
                to: address(client), hidden: try visit.hidden(), [],
                [Form.Button(label ?? words.test(words.testAs(client)), busy: words.testing)]))
    }

    /// For who comes to the address of the test by another way than its button.
    static func ask(_ client: TestedClient, _ visit: ConsoleVisit) throws -> Answer {
        var page = page(client, visit)
        page.lead = Phrase(visit.texts.connect.testNote)
        page.blocks = [try form(client, visit)]
        return try visit.answer(page)
    }

    static func run(_ client: TestedClient, _ visit: ConsoleVisit) throws -> Answer {
        let words = visit.texts.connect
        var page = page(client, visit)
        page.blocks = ConnectPages.hints(visit)
        let end: [Block] = [
            try form(client, visit, words.again),
            .links([PageLink(words.back, guide(of: client).address, .second)]),
        ]
        let (services, principal, origin) = (visit.services, visit.principal, visit.call.origin)
        let isReachable = ConnectGuide.isReachable(services.oauth.issuer)
        return StreamedPage(page: page, shell: try visit.shell(), language: visit.language).answer { stream in
            let waiting = NoticeBox(.info, Phrase(words.testLead), title: words.testing)
            try await stream.beginSteps(waiting: [.notice(waiting)], Phrase(words.stepByStep))
            var failure: (any Error)?
            var verdict: NoticeBox
            let behind = Behind()
            do {
                let found = try await services.connections.test(as: client, by: principal, from: origin) { step in
                    if step.outcome == .notReached { return behind.add(words.step(step.name)) }
                    try await stream.step(shown(step, visit.texts))
                }
                verdict = notice(found, client, isReachable: isReachable, words)
            } catch Problem.conflict {
                verdict = NoticeBox(.fault, Phrase(words.conflict))
            } catch Problem.rateLimited {
                verdict = NoticeBox(.fault, Phrase(words.tooMany))
            } catch {
                // Whoever reads is told, and so is the log.
                failure = error
                verdict = NoticeBox(.fault, Phrase(words.broken))
            }
            try await stream.endSteps([.notice(verdict)])
            let missed = behind.steps
            let rest: [Block] =
                missed.isEmpty ? [] : [.text(Phrase(words.notReached(missed.joined(separator: ", "))))]
            try await stream.blocks(rest + end)
            if let failure { try await stream.fail(failure) }
        }
    }

    /// The steps that were not reached.
    private final class Behind: Sendable {
        private let names = Mutex<[String]>([])
        var steps: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private static func page(_ client: TestedClient, _ visit: ConsoleVisit) -> ConsolePage {
        let words = visit.texts.connect
        var page = ConsolePage(Phrase(words.testTitle(words.testAs(client))))
        page.trail = ConnectPages.trail(visit)
        return page
    }

    private static func guide(of client: TestedClient) -> ConnectGuide {
        ConnectGuide.allCases.last { $0.tests.contains(client) } ?? .other
    }

    static func notice(
        _ verdict: ConnectionTestVerdict, _ client: TestedClient, isReachable: Bool, _ words: Texts.Connect
    ) -> NoticeBox {
        let name = words.testAs(client)
        guard let step = verdict.failedAt else {
            // The others may run beside the server.
            let isFarAway = client == .chatgpt || client == .claude
            return isFarAway && !isReachable
                ? NoticeBox(.warning, Phrase(words.goodHere(name))) : NoticeBox(.good, Phrase(words.good(name)))
        }
        return NoticeBox(
            .fault, Phrase(words.bad(words.step(step))), link: PageLink(words.toStep, "#\(anchor(step))"))
    }

    private static func anchor(_ name: ConnectionTestStep.Name) -> String {
        "step-\(name.rawValue.replacing(" ", with: "-"))"
    }

    /// What the person can do something about; all else is for whoever runs the server.
    private static let personal: Set = ["login", "consent", "code"]

    static func shown(_ step: ConnectionTestStep, _ texts: Texts) -> StepList.Step {
        let words = texts.connect
        let badge =
            switch step.outcome {
            case .passed where step.isDoubtful: Badge(words.doubtful, .warning)
            case .passed: Badge(words.outcome(step.outcome), .good)
            case .failed: Badge(words.outcome(step.outcome), .bad)
            case .skipped, .notReached: Badge(words.outcome(step.outcome))
            }
        func said(_ sentence: String) -> [StepList.Finding] {
            sentence.isEmpty ? [] : [StepList.Finding(sentence, texts)]
        }
        let advice = words.advice(step)
        let isPersonal = step.faults.contains { $0.isStopping && personal.contains($0.id) }
        let sources = step.faults.map(\.source).filter { !$0.isEmpty }
        // What failed says in its fault what was found.
        let detail = step.outcome == .failed ? [] : [StepList.Findings(sentences: said(step.detail))]
        let faults = step.faults.flatMap { fault in
            [
                StepList.Findings(name: words.expected, sentences: said(fault.rule)),
                StepList.Findings(
                    name: words.found, sentences: fault.detail.isEmpty ? [.init(own: words.notSo)] : said(fault.detail)),
            ]
        }
        var shown = StepList.Step(
            title: words.step(step.name), id: anchor(step.name), text: Phrase(isPersonal ? advice : ""), badge: badge,
            found: (detail + faults).filter { !$0.sentences.isEmpty })
        let hidden = isPersonal ? "" : advice
        if !sources.isEmpty || !hidden.isEmpty {
            shown.fold = .init(title: words.forOperators, text: hidden.isEmpty ? nil : hidden, sources: sources)
        }
        return shown
    }
}
