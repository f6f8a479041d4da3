import AuthCore
import Domain
import HTTPTypes
import Synchronization

/// One request of somebody who is logged in to the console, and who was found to be allowed it.
struct ConsoleVisit: Sendable {
    var call: Call
    var principal: Principal
    let session: Int64
    let user: Int64
    /// Proof of what the page needs; nil where it needs nothing but a login.
    let authorization: Authorization?
    let language: Language

    var texts: Texts { language.texts }
    var services: Services { call.services }
    var formats: Formats { Formats(texts: texts.formats, zone: principal.zone) }
    var query: QueryParameters { call.query }
    var id: Int64 { call.id }
    var now: Timestamp { call.services.clock.now() }

    /// For pages that declare what they need the endpoint has made sure of it.
    func authorized() throws(Problem) -> Authorization {
        guard let authorization else { throw .unauthenticated(.missing) }
        return authorization
    }

    /// What is offered: links and buttons. A second factor may be asked for on the way.
    func may(_ permission: Permission) -> Bool { principal.permissions.contains(permission) }

    /// What is shown beside a page's own: not what this session has to show a second factor for first.
    func sees(_ permission: Permission) -> Bool { (try? principal.authorize(permission, at: now)) != nil }

    /// On which data this page is, as its forms bring it back.
    var environment: String { principal.isTest ? "test" : "live" }

    /// What every form of this person's brings back.
    func hidden(_ more: (String, String)...) throws -> [HiddenField] {
        [
            HiddenField(name: "token", value: try services.logins.csrfToken(of: session)),
            HiddenField(name: DataEnvironment.field, value: environment),
            HiddenField(
                name: KeptForm.owner, value: KeptForm.proof(of: user, in: principal.account.id, services.logins)),
        ]
            + more.map { HiddenField(name: $0.0, value: $0.1) }
    }

    // MARK: Doing

    /// Runs an action for the person, who is asked for its permission whatever the page's was.
    @discardableResult
    func run<Input: Sendable, Output: Sendable>(_ action: Action<Input, Output>, _ input: Input) async throws -> Output
    {
        let output = Handed<Output>()
        let caller = try principal.authorize(action.operation.permission, at: now)
        _ = try await services.runner.run(
            action, input, .init(caller: caller, ip: call.head.ip, requestID: call.head.requestID)
        ) { decision in
            output.take(decision.output)
            return []
        }
        guard let value = output.value else { throw Problem.internal }
        return value
    }

    // MARK: Answering

    func shell() throws -> Shell {
        let words = texts.console
        return Shell(
            skip: words.skip, menu: words.menu, navigation: words.navigation,
            business: ForeignText(principal.business, else: principal.subdomain).text,
            switching: texts.profile.switching,
            environment: principal.isTest ? Badge(words.test, .warning) : nil, person: ForeignText(principal.name).text,
            profile: words.profile,
            groups: Navigation.visible(to: principal, at: String(call.head.path), words),
            logout: Shell.Logout(label: words.logout, action: "/logout/", hidden: try hidden()),
            ended: NoticeBox(
                .fault, Phrase(words.sessionEnded),
                link: PageLink(
                    texts.login.title.plain,
                    NextPage(call.head.method == .get ? call.head.target : call.backAddress).login)))
    }

    func answer(_ page: ConsolePage) throws -> Answer {
        var page = page
        if let kept = call.kept { page.show(kept, environment, texts) }
        page = remembering(page)
        let done = doneBefore
        if let done, page.notice == nil { page.notice = notice(of: done.what, count: done.count) }
        var answer = page.answer(in: try shell(), language)
        if done != nil { answer.headers.add(cookie: cookies.clearingDone) }
        return answer
    }

    /// Leads on after something was done. `done` names what: the page that is led to says it once, to this person. A
    /// cookie has it, with a proof, and no address: nobody's link can make a page say it.
    /// - Parameter count: with how many it was done.
    func seeOther(_ path: String, done: Done? = nil, count: Int = 1) -> Answer {
        var answer = OAuthVisit.seeOther(path)
        let page = path.prefix { !"?#".contains($0) }
        if let done, let proof = services.logins.proof(of: done.claim(page, count), to: user) {
            answer.headers.add(cookie: cookies.setting(done: "\(done.rawValue).\(count).\(proof)"))
        }
        return answer
    }

    private func notice(of done: Done, count: Int) -> NoticeBox {
        switch done {
        case .sent where !services.hasMailServer: NoticeBox(.warning, texts.signIn.mailKept)
        case .revoked where count > 1: NoticeBox(.good, Phrase(texts.keys.revokedCount(count)))
        case .activated where count > 1: NoticeBox(.good, Phrase(texts.keys.activatedCount(count)))
        default: NoticeBox(.good, Phrase(texts.console.done(done)))
        }
    }

    /// What was done before this page was come to.
    private var doneBefore: (what: Done, count: Int)? {
        guard let parts = cookies.done(in: call.head)?.split(separator: ".", maxSplits: 2), parts.count == 3,
            let done = Done(rawValue: String(parts[0])), let count = Int(parts[1]),
            services.logins.isProof(String(parts[2]), of: done.claim(call.head.path, count), to: user)
        else { return nil }
        return (done, count)
    }

    private var cookies: PageCookies { PageCookies(issuer: services.oauth.issuer) }
}

/// What can have been done before a page is come to.
enum Done: String, Sendable, CaseIterable {
    case saved, created, removed, revoked, activated, sent, withdrawn, ended, approved, rejected, undone, switched,
        uploaded

    fileprivate func claim(_ page: Substring, _ count: Int) -> String { "done \(rawValue) \(count) \(page)" }
}

/// What an action decided, on its way out of the runner.
final class Handed<Value: Sendable>: Sendable {
    private let held = Mutex<Value?>(nil)

    var value: Value? { held.withLock { $0 } }
    func take(_ value: Value) { held.withLock { $0 = value } }
}

extension Phrase {
    /// A sentence of ours.
    init(_ sentence: String) { self.init(stringLiteral: sentence) }
}
