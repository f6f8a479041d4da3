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

        var isUpload: Bool { endpoint?.isUpload == true }
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
                guard let verdict = try cachedVerdict(head) else { return .waits(exchange) }
                try admit(verdict, &exchange)
            }
            return try continued(exchange)
        } catch {
            return .answered(complete(exchange, refused(error, head)))
        }
    }

    /// Asks who that is where nobody knew, and goes on.
    func proceed(with exchange: Exchange) async -> Step {
        var exchange = exchange
        do {
            if exchange.needsVerdict {
                try admit(await verdict(exchange.head), &exchange)
                if exchange.endpoint?.takesBody == true { return .readsBody(exchange) }
            }
            return .answered(complete(exchange, try await handled(exchange, body: [])))
        } catch {
            return .answered(complete(exchange, refused(error, exchange.head)))
        }
    }

    /// Runs the endpoint with the body that was read, or refuses it.
    func finish(_ exchange: Exchange, body: Result<[UInt8], Refusal>) async -> Reply {
        do {
            let bytes = try body.get()
            try Self.require(exchange.endpoint?.documentation.body ?? .json, exchange.head, isEmpty: bytes.isEmpty)
            return complete(exchange, try await handled(exchange, body: bytes))
        } catch {
            return complete(exchange, refused(error, exchange.head))
        }
    }

    /// The answer to what is no request.
    func refuse(_ refusal: Refusal, requestID: String) -> Reply {
        let now = services.clock.now()
        let answer = dialect(of: "/").render(refusal, Dialect.Occasion(requestID: requestID, now: now))
        return Reply(answer: answer, requestID: requestID, limit: nil, now: now)
    }

    // MARK: Who asks

    private func cachedVerdict(_ head: RequestHead) throws -> Authenticator.Verdict? {
        if var secret = try head.sessionCookie() {
            return secret.withUTF8 {
                authenticator.cachedVerdict(onCookie: UnsafeRawBufferPointer($0), from: head.address)
            }
        }
        var secret = try Self.bearer(head)
        return secret.withUTF8 {
            authenticator.cachedVerdict(on: UnsafeRawBufferPointer($0), from: head.address)
        }
    }

    private func verdict(_ head: RequestHead) async throws -> Authenticator.Verdict {
        if let secret = try head.sessionCookie() {
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

    private func admit(_ verdict: Authenticator.Verdict, _ exchange: inout Exchange) throws {
        exchange.needsVerdict = false
        switch verdict {
        case .admitted(let principal, let limit):
            (exchange.known, exchange.limit, exchange.isAuthenticated) = (principal, limit, true)
            if exchange.head.isByCookie { try requireOwnPage(exchange.head, principal) }
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
        if endpoint.takesBody { return .readsBody(exchange) }
        guard case .atOnce(let handle) = endpoint.handler else { return .waits(exchange) }
        return .answered(complete(exchange, try handle(try call(exchange, body: []))))
    }

    private func handled(_ exchange: Exchange, body: [UInt8]) async throws -> Answer {
        switch exchange.endpoint?.handler {
        case .atOnce(let handle)?: try handle(try call(exchange, body: body))
        case .waiting(let handle)?: try await handle(try call(exchange, body: body))
        case nil: throw Refusal.unknownPath
        }
    }

    private func call(_ exchange: Exchange, body: [UInt8]) throws(Problem) -> Call {
        if let badID = exchange.badID { throw .notFound(.context, id: badID) }
        return Call(
            services: services, head: exchange.head, query: QueryParameters(exchange.head.query), id: exchange.id,
            principal: exchange.known, authorization: exchange.authorization, body: body)
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

    private func refused(_ error: any Error, _ head: RequestHead) -> Answer {
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
            requestID: head.requestID, now: services.clock.now(), acceptLanguage: head.header("Accept-Language"))
        return dialect(of: head.path).render(refusal, occasion)
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
        if let known = exchange.known {
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
    var trimmingASCIISpaces: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
