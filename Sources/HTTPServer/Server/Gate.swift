import AuthCore
import Domain
import HTTPTypes
import Logging

/// The way of every request: find its endpoint, make sure who asks and that they may, run it, and write down that it
/// was. Handlers get what was proven as types; they cannot skip a step.
///
/// What needs no waiting is answered by ``begin(_:)`` at once, on the event loop; ``proceed(with:)`` and
/// ``finish(_:body:)`` take the same steps for what has to ask the store or read a body.
struct Gate: Sendable {
    let routes: RouteTable
    let dialects: [Dialect]
    let authenticator: Authenticator
    let services: Services
    let usage: any UsageRecorder
    let logger: Logger

    enum Step: Sendable {
        case answered(Reply)
        /// To be handed to `proceed`.
        case waits(Exchange)
        /// The body is to be read, then `finish` called.
        case readsBody(Exchange)
    }

    /// A request that is under way, and what is known of it so far.
    struct Exchange: Sendable {
        let head: RequestHead
        let began: Int64
        var endpoint: Endpoint?
        var id: Int64 = 0
        var badID: String?
        /// Whose secret it was, where that is known: such calls are recorded.
        var known: Principal?
        var limit: RateLimitDecision?
        var isAuthenticated = false
        var authorization: Authorization?
        /// Nobody has said yet who asks.
        var needsVerdict = true
        /// Nobody is logged in, and a form of the console comes: it is read, so that what was typed is not lost.
        var isOfNobody = false

        /// The body is not for whoever sends it to send.
        var leavesBody = false

        var isUpload: Bool { endpoint?.isUpload == true }
        var readsBody: Bool { endpoint?.takesBody == true && !leavesBody }
    }

    /// An answer with what its headers say of the request.
    struct Reply: Sendable {
        let answer: Answer
        let requestID: String
        let limit: RateLimitDecision?
        let now: Timestamp
    }

    // MARK: The steps

    /// Goes as far as it can without waiting.
    func begin(_ head: RequestHead) -> Step {
        var exchange = Exchange(head: head, began: services.clock.monotonic())
        do {
            switch routes.match(head.method, head.path) {
            case .endpoint(let found, let id): (exchange.endpoint, exchange.id) = (found, id)
            case .noSuchID(let found, let text): (exchange.endpoint, exchange.badID) = (found, text)
            case .otherMethods(let allow):
                if head.method == .options {
                    return .answered(complete(exchange, Answer(.noContent, [.allow: allow.joined(separator: ", ")])))
                }
                throw Refusal.methodNotAllowed(allow: allow)
            case .none: throw Refusal.unknownPath
            }
            try exchange.endpoint?.precondition?(head)
            if case .open? = exchange.endpoint?.operation {
                exchange.needsVerdict = false
            } else {
                guard let verdict = try cachedVerdict(exchange) else { return .waits(exchange) }
                try admit(verdict, &exchange)
            }
            return try continued(exchange)
        } catch {
            return turnedAway(error, exchange)
        }
    }

    /// Asks who that is where nobody knew, and goes on.
    func proceed(with exchange: Exchange) async -> Step {
        var exchange = exchange
        do {
            if exchange.needsVerdict {
                try admit(await verdict(exchange), &exchange)
                if exchange.readsBody { return .readsBody(exchange) }
            }
            return .answered(complete(exchange, try await handled(exchange, body: [])))
        } catch {
            return turnedAway(error, exchange)
        }
    }

    private func turnedAway(_ error: any Error, _ exchange: Exchange) -> Step {
        if case Problem.unauthenticated? = error as? Problem, let endpoint = exchange.endpoint, endpoint.isPage,
            endpoint.takesBody, !exchange.isUpload,
            RequestingPage.isSurelyOwn(exchange.head, publicURL: services.logins.issuer)
        {
            var exchange = exchange
            (exchange.needsVerdict, exchange.isOfNobody) = (false, true)
            return .readsBody(exchange)
        }
        return .answered(complete(exchange, refused(error, exchange)))
    }

    /// Runs the endpoint with the body that was read, or refuses it.
    func finish(_ exchange: Exchange, body: Result<[UInt8], Refusal>) async -> Reply {
        if exchange.isOfNobody { return complete(exchange, login(for: exchange, body)) }
        do {
            let bytes = try body.get()
            try Self.require(exchange.endpoint?.documentation.body ?? .json, exchange.head, isEmpty: bytes.isEmpty)
            return complete(exchange, try await handled(exchange, body: bytes))
        } catch {
            return complete(exchange, refused(error, exchange))
        }
    }

    /// The answer to what is no request.
    func refuse(_ refusal: Refusal, requestID: String) -> Reply {
        let now = services.clock.now()
        let answer = dialect(of: "/").render(refusal, Dialect.Occasion(requestID: requestID, now: now))
        return Reply(answer: answer, requestID: requestID, limit: nil, now: now)
    }

    // MARK: Who asks

    /// What the session's cookie holds. Pages are for people: they know nobody by anything else, and by the cookie that
    /// pages set.
    private func sessionCookie(_ exchange: Exchange) throws -> Substring? {
        guard exchange.endpoint?.isPage == true else { return try exchange.head.sessionCookie() }
        guard let secret = PageCookies(issuer: services.logins.issuer).session(in: exchange.head) else {
            throw Problem.unauthenticated(.missing)
        }
        return secret[...]
    }

    private func cachedVerdict(_ exchange: Exchange) throws -> Authenticator.Verdict? {
        let head = exchange.head
        if var secret = try sessionCookie(exchange) {
            return secret.withUTF8 {
                authenticator.cachedVerdict(onCookie: UnsafeRawBufferPointer($0), from: head.address)
            }
        }
        var secret = try Self.bearer(head)
        return secret.withUTF8 {
            authenticator.cachedVerdict(on: UnsafeRawBufferPointer($0), from: head.address)
        }
    }

    private func verdict(_ exchange: Exchange) async throws -> Authenticator.Verdict {
        let head = exchange.head
        if let secret = try sessionCookie(exchange) {
            return try await authenticator.verdict(onCookie: Array(secret.utf8), from: head.address)
        }
        return try await authenticator.verdict(on: Array(try Self.bearer(head).utf8), from: head.address)
    }

    /// What a cookie may do, a page elsewhere could do in its name: a change needs proof that a page of ours asks.
    private func requireOwnPage(_ head: RequestHead, _ principal: Principal) throws(Refusal) {
        if [.get, .head, .options].contains(head.method) { return }
        let logins = services.logins
        switch RequestingPage(of: head, publicURL: logins.issuer) {
        case .own: return
        case .foreign: throw .crossSite
        case .unsaid:
            guard let session = principal.sessionID, let token = head.header("X-CSRF-Token"),
                logins.isCSRFToken(token, of: session)
            else { throw .crossSite }
        }
    }

    private func mayHandIn(to endpoint: Endpoint, _ head: RequestHead, _ principal: Principal) -> Bool {
        do {
            try PageForm.requireOwn(head, issuer: services.oauth.issuer)
            try principal.require(PermissionSet(endpoint.needs), at: services.clock.now())
            return true
        } catch {
            return false
        }
    }

    private func admit(_ verdict: Authenticator.Verdict, _ exchange: inout Exchange) throws {
        exchange.needsVerdict = false
        switch verdict {
        case .admitted(let principal, let limit):
            (exchange.known, exchange.limit, exchange.isAuthenticated) = (principal, limit, true)
            // A page's form brings its own proof, which is looked at where the form is read.
            if exchange.head.isByCookie, exchange.endpoint?.isPage != true {
                try requireOwnPage(exchange.head, principal)
            }
            // Nor are files read for a page that will take none: it says so without.
            if let endpoint = exchange.endpoint, endpoint.isPage, endpoint.isUpload {
                exchange.leavesBody = !mayHandIn(to: endpoint, exchange.head, principal)
            }
            // "tokens … MUST be rejected by any other resource server" (RFC 9700, 2.3)
            if let app = principal.app, exchange.endpoint?.audiences.contains(app.audience) != true {
                throw Problem.unauthenticated(.audience)
            }
            if let operation = exchange.endpoint?.operation.declared {
                exchange.authorization = try principal.authorize(operation.permission, at: services.clock.now())
            }
        case .refused(let problem, let principal, let limit):
            (exchange.known, exchange.limit) = (principal, limit)
            // The secret was right, though this call is refused: it counts as a use (not so revoked or expired).
            if case .unauthenticated = problem {} else { exchange.isAuthenticated = principal != nil }
            services.logins.refusals.note(
                problem, known: principal, ip: exchange.head.ip, requestID: exchange.head.requestID,
                at: services.clock.now())
            throw problem
        }
    }

    /// What follows `Bearer` (RFC 6750, 2.1; the scheme's case does not matter) up to the end of the line.
    static func bearer(_ head: RequestHead) throws(Problem) -> Substring {
        guard let header = head.authorization else { throw .unauthenticated(.missing) }
        let scheme = header.utf8.prefix(7)
        guard scheme.elementsEqual("bearer ".utf8, by: { $0 | 0x20 == $1 }) else {
            throw .unauthenticated(.malformed)
        }
        let secret = header[header.utf8.index(header.startIndex, offsetBy: 7)...].drop { $0 == " " }
        guard !secret.isEmpty, !secret.utf8.contains(UInt8(ascii: " ")) else { throw .unauthenticated(.malformed) }
        return secret
    }

    // MARK: What they get

    private func continued(_ exchange: Exchange) throws -> Step {
        guard let endpoint = exchange.endpoint else { throw Refusal.unknownPath }
        if exchange.readsBody { return .readsBody(exchange) }
        guard case .atOnce(let handle) = endpoint.handler else { return .waits(exchange) }
        return .answered(complete(exchange, try handle(try call(exchange, body: []))))
    }

    private func handled(_ exchange: Exchange, body: [UInt8], kept: KeptForm? = nil) async throws -> Answer {
        var call = try call(exchange, body: body)
        call.kept = kept
        let answer: Answer
        switch exchange.endpoint?.handler {
        case .atOnce(let handle)?: answer = try handle(call)
        case .waiting(let handle)?: answer = try await handle(call)
        case nil: throw Refusal.unknownPath
        }
        if let kept = answer.resumes { return await resumed(kept, answer, exchange) }
        return answer
    }

    // MARK: What was typed is not lost

    /// The page that a form is on, else the nearest one above it.
    private func page(of path: Substring) -> String {
        var path = path
        while path.utf8.count > 1 {
            if case .endpoint(let found, _) = routes.match(.get, path), found.isPage { return String(path) }
            path = path.dropLast()
            while !path.isEmpty, path.last != "/" { path = path.dropLast() }
        }
        return "/"
    }

    /// The login page, which carries along what was typed into a form that came without a session.
    private func login(for exchange: Exchange, _ body: Result<[UInt8], Refusal>) -> Answer {
        let head = exchange.head
        let call = Call(
            services: services, head: head, query: QueryParameters(nil), id: exchange.id, principal: nil,
            authorization: nil, body: [])
        let page = page(of: head.path)
        do {
            return try SignInPages.sessionEnded(call, page: page, isOfForm: page == head.path, body)
        } catch {
            return refused(error, exchange)
        }
    }

    /// A form's page with what was typed, for whom the answer lets in. Where it cannot be shown, the answer leads on.
    private func resumed(_ kept: KeptForm, _ answer: Answer, _ exchange: Exchange) async -> Answer {
        guard case .endpoint(let endpoint, let id) = routes.match(.get, kept.path[...]), endpoint.isPage else {
            return answer
        }
        let head = exchange.head.asking(for: kept.path, keeping: answer.headers.cookies)
        var shown = Exchange(head: head, began: exchange.began, endpoint: endpoint, id: id)
        do {
            try admit(try await verdict(shown), &shown)
            var page = try await handled(shown, body: [], kept: kept)
            for cookie in answer.headers.cookies { page.headers.add(cookie: cookie) }
            return page
        } catch {
            return answer
        }
    }

    private func call(_ exchange: Exchange, body: [UInt8]) throws(Problem) -> Call {
        if let badID = exchange.badID { throw .notFound(.context, id: badID) }
        var call = Call(
            services: services, head: exchange.head, query: QueryParameters(exchange.head.query), id: exchange.id,
            principal: exchange.known, authorization: exchange.authorization, body: body)
        if exchange.endpoint?.isPage == true, exchange.head.method == .post { call.page = page(of: exchange.head.path) }
        return call
    }

    private static func require(_ kind: BodyKind, _ head: RequestHead, isEmpty: Bool) throws(Refusal) {
        guard let type = head.contentType else {
            if isEmpty, kind == .json { return }
            throw .unsupportedMediaType(expected: kind.rawValue)
        }
        if type == kind.rawValue { return }
        let name = type.prefix { $0 != ";" }.lowercased()
        guard name.trimmingASCIISpaces == kind.rawValue || (isEmpty && name.isEmpty && kind == .json) else {
            throw .unsupportedMediaType(expected: kind.rawValue)
        }
    }

    private func refused(_ error: any Error, _ exchange: Exchange) -> Answer {
        let head = exchange.head
        let refusal: Refusal
        switch error {
        case let known as Refusal: refusal = known
        case let problem as Problem: refusal = .problem(problem)
        case is CancellationError: refusal = .problem(.unavailable(retryAfter: 1))
        default:
            logger.error("a request failed: \(error)", metadata: ["request_id": "\(head.requestID)"])
            refusal = .problem(.internal)
        }
        let occasion = Dialect.Occasion(
            requestID: head.requestID, now: services.clock.now(), acceptLanguage: head.header("Accept-Language"),
            address: head.method == .get ? head.target : "")
        return dialect(of: exchange).render(refusal, occasion)
    }

    private func complete(_ exchange: Exchange, _ answer: Answer) -> Reply {
        let head = exchange.head
        var answer = answer
        if exchange.known != nil, head.isByCookie {
            answer.headers[.vary] = [answer.headers[.vary], "Cookie"].compactMap(\.self).joined(separator: ", ")
        }
        let now = services.clock.now()
        let microseconds = (services.clock.monotonic() &- exchange.began) / 1000
        let name = answer.operation ?? exchange.endpoint?.operation.name ?? "unknown"
        // Looking at pages is no use of the API.
        if let known = exchange.known, exchange.endpoint?.isPage != true {
            do {
                try usage.record(
                    UsageRecord(
                        tenantID: known.tenant.id, keyID: known.keyID, occurredAt: now, action: name,
                        method: head.method.rawValue, path: String(head.path), status: answer.status.code,
                        durationMicroseconds: microseconds, ip: head.ip, requestID: head.requestID,
                        isAuthenticated: exchange.isAuthenticated))
            } catch {
                // A change that was committed stays; its answer must not be lost with the record.
                logger.error(
                    "a usage record could not be kept: \(error)", metadata: ["request_id": "\(head.requestID)"])
            }
        }
        logger.info(
            "\(head.method.rawValue) \(head.path) \(answer.status.code)",
            metadata: [
                "request_id": "\(head.requestID)", "action": "\(name)",
                "key": "\(exchange.known.map { String($0.keyID) } ?? "-")", "us": "\(microseconds)",
            ])
        return Reply(answer: answer, requestID: head.requestID, limit: exchange.limit, now: now)
    }

    private func dialect(of exchange: Exchange) -> Dialect {
        let head = exchange.head
        let found = dialect(of: head.path)
        let isForPeople =
            exchange.endpoint?.isPage
            ?? (found.prefixes.contains("/") && head.header("Accept")?.contains("text/html") == true
                && !head.path.hasPrefix("/api"))
        return isForPeople ? dialects.first { $0.isForPeople } ?? found : found
    }

    private func dialect(of path: Substring) -> Dialect {
        var best: (dialect: Dialect, length: Int)?
        for dialect in dialects {
            for prefix in dialect.prefixes where path.hasPrefix(prefix) && prefix.utf8.count > (best?.length ?? -1) {
                best = (dialect, prefix.utf8.count)
            }
        }
        return best?.dialect ?? dialects[0]
    }
}

extension String {
    var trimmingASCIISpaces: String { trimming { $0 == " " || $0 == "\t" } }
}
