import AuthCore
import Domain
import HTTPTypes
import Logging

/// The way of every request: find its endpoint, make sure who asks and that they may, run it, and write down that it
/// was. Handlers get what was proven as types; they cannot skip a step.
struct Gate: Sendable {
    let routes: RouteTable
    let dialects: [Dialect]
    let authenticator: Authenticator
    let services: Services
    let usage: any UsageRecorder
    let logger: Logger

    /// A request's head as the gate needs it.
    struct Head: Sendable {
        let method: HTTPRequest.Method
        let target: String
        let headers: HTTPFields
        let address: IPAddress?
        let requestID: String
    }

    func answer(
        _ head: Head, readBody: () async throws(Refusal) -> [UInt8]
    ) async -> Answer {
        let began = services.clock.monotonic()
        let mark = head.target.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = head.target[..<(mark ?? head.target.endIndex)]
        let query = mark.map { head.target[head.target.index(after: $0)...] }
        let ip = head.address?.description ?? ""
        var known: Principal?
        var limit: RateLimitDecision?
        var isAuthenticated = false
        var name = "unknown"
        var answer: Answer
        do {
            let endpoint: Endpoint
            let id: Int64
            var badID: String?
            switch routes.match(head.method, path) {
            case .endpoint(let found, let foundID): (endpoint, id) = (found, foundID)
            case .noSuchID(let found, let text): (endpoint, id, badID) = (found, 0, text)
            case .otherMethods(let allow):
                if head.method == .options {
                    return finish(Answer(.noContent, [.allow: allow.joined(separator: ", ")]), head, nil)
                }
                throw Refusal.methodNotAllowed(allow: allow)
            case .none: throw Refusal.unknownPath
            }
            name = endpoint.operation.name
            var authorization: Authorization?
            if case .open = endpoint.operation {
            } else {
                let verdict = try await verdict(head)
                switch verdict {
                case .admitted(let principal, let decision):
                    (known, limit, isAuthenticated) = (principal, decision, true)
                    if let operation = endpoint.operation.declared {
                        authorization = try principal.authorize(operation.permission)
                    }
                case .refused(let problem, let principal, let decision):
                    (known, limit) = (principal, decision)
                    // The secret was right, though this call is refused: it counts as a use (not so revoked or expired).
                    if case .unauthenticated = problem {} else { isAuthenticated = principal != nil }
                    throw problem
                }
            }
            if let badID { throw Problem.notFound(.context, id: badID) }
            let body = endpoint.takesBody ? try await readJSON(head, readBody) : []
            let call = Call(
                services: services, requestID: head.requestID, ip: ip,
                method: head.method, path: String(path), query: QueryParameters(query),
                headers: head.headers, id: id, principal: known, authorization: authorization, body: body)
            answer = try await endpoint.handle(call)
        } catch {
            answer = dialect(of: path).render(refusal(error, head))
        }
        if let known {
            do {
                try usage.record(
                    UsageRecord(
                        tenantID: known.tenant.id, keyID: known.keyID, occurredAt: services.clock.now(), action: name,
                        method: head.method.rawValue, path: String(path), status: answer.status.code,
                        durationMicroseconds: (services.clock.monotonic() &- began) / 1000,
                        ip: ip, requestID: head.requestID,
                        isAuthenticated: isAuthenticated))
            } catch {
                // A change that was committed stays; its answer must not be lost with the record.
                logger.error(
                    "a usage record could not be kept: \(error)", metadata: ["request_id": "\(head.requestID)"])
            }
        }
        logger.info(
            "\(head.method.rawValue) \(path) \(answer.status.code)",
            metadata: [
                "request_id": "\(head.requestID)", "action": "\(name)",
                "key": "\(known.map { String($0.keyID) } ?? "-")",
                "us": "\((services.clock.monotonic() &- began) / 1000)",
            ])
        return finish(answer, head, limit)
    }

    private func verdict(_ head: Head) async throws -> Authenticator.Verdict {
        guard let header = head.headers[.authorization] else {
            return .refused(.unauthenticated(.missing), known: nil, nil)
        }
        guard var secret = Self.bearer(header) else {
            return .refused(.unauthenticated(.malformed), known: nil, nil)
        }
        let cached = secret.withUTF8 {
            authenticator.cachedVerdict(on: UnsafeRawBufferPointer($0), from: head.address)
        }
        if let cached { return cached }
        return try await authenticator.verdict(on: Array(secret.utf8), from: head.address)
    }

    /// What follows `Bearer` (RFC 6750, 2.1; the scheme's case does not matter) up to the end of the line.
    private static func bearer(_ header: String) -> Substring? {
        let scheme = header.utf8.prefix(7)
        guard scheme.elementsEqual("bearer ".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        let secret = header[header.utf8.index(header.startIndex, offsetBy: 7)...].drop { $0 == " " }
        return secret.isEmpty || secret.utf8.contains(UInt8(ascii: " ")) ? nil : secret
    }

    private func readJSON(_ head: Head, _ readBody: () async throws(Refusal) -> [UInt8]) async throws(Refusal)
        -> [UInt8]
    {
        let body = try await readBody()
        let type = (head.headers[.contentType] ?? "").split(separator: ";").first.map { $0.lowercased() } ?? ""
        let isJSON = type.trimmingASCIISpaces == "application/json"
        guard isJSON || (body.isEmpty && type.isEmpty) else { throw .unsupportedMediaType }
        return body
    }

    private func refusal(_ error: any Error, _ head: Head) -> Refusal {
        switch error {
        case let refusal as Refusal: return refusal
        case let problem as Problem: return .problem(problem)
        case is CancellationError: return .problem(.unavailable(retryAfter: 1))
        default:
            logger.error("a request failed: \(error)", metadata: ["request_id": "\(head.requestID)"])
            return .problem(.internal)
        }
    }

    private func finish(_ answer: Answer, _ head: Head, _ limit: RateLimitDecision?) -> Answer {
        var answer = answer
        func add(_ name: HTTPField.Name, _ value: String) { answer.headers.append(HTTPField(name: name, value: value)) }
        add(.requestID, head.requestID)
        add(.xContentTypeOptions, "nosniff")
        if answer.headers[.cacheControl] == nil { add(.cacheControl, "no-store") }
        if let limit {
            add(.rateLimitLimit, String(limit.limit))
            add(.rateLimitRemaining, String(limit.remaining))
            let seconds = services.clock.now().microseconds / 1_000_000
            add(.rateLimitReset, String(seconds.addingReportingOverflow(Int64(limit.resetAfter)).partialValue))
        }
        if head.method == .head { answer.headers[.contentLength] = String(answer.body.count) }
        return answer
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
