import Domain
import HTTPTypes
import JSON

/// OAuth's form of error: `{"error": …, "error_description": …}` (RFC 6749, 5.2).
enum OAuthErrors {
    /// "Cache-Control: no-store" on whatever may hold a token (RFC 6749, 5.1); no address is told to anybody.
    static let headers: AnswerHeaders = [.cacheControl: "no-store", .referrerPolicy: "no-referrer"]

    static func answer(_ error: OAuthError, _ head: RequestHead) -> Answer {
        // "If the client attempted to authenticate via the "Authorization" request header field, the authorization server
        // MUST respond with an HTTP 401" (RFC 6749, 5.2); without one it may, and does.
        guard error.code == .invalidClient else { return answer(.badRequest, error.code.rawValue, error.description) }
        var answer = answer(.unauthorized, error.code.rawValue, error.description)
        answer.headers[.wwwAuthenticate] = "Basic realm=\"kiikd\""
        return answer
    }

    static func answer(_ status: HTTPResponse.Status, _ code: String, _ description: String) -> Answer {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("error")
        writer.string(code)
        writer.key("error_description")
        writer.string(description)
        writer.endObject()
        return .json(status, writer.finish(), headers)
    }

    /// Runs an OAuth endpoint's work; its own errors are told in their own words.
    static func answering(_ call: Call, _ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let error as OAuthError {
            return answer(error, call.head)
        }
    }

    static func render(_ refusal: Refusal) -> Answer {
        switch refusal {
        case .problem(let problem): render(problem)
        case .malformed(let sentence): answer(.badRequest, "invalid_request", sentence)
        case .crossSite: answer(.forbidden, "invalid_request", "This request comes from another site.")
        case .unknownPath: answer(.notFound, "invalid_request", "There is no such endpoint.")
        case .methodNotAllowed(let allow):
            with(
                [.allow: allow.joined(separator: ", ")],
                answer(.methodNotAllowed, "invalid_request", "This endpoint takes \(allow.joined(separator: ", "))."))
        case .unsupportedMediaType(let expected):
            answer(.unsupportedMediaType, "invalid_request", "Send it as Content-Type: \(expected).")
        case .bodyTooLarge(let limit):
            answer(.contentTooLarge, "invalid_request", "The body is larger than \(limit) bytes.")
        case .headersTooLarge: answer(.requestHeaderFieldsTooLarge, "invalid_request", "The headers are too large.")
        case .notAcceptable(let available):
            answer(.notAcceptable, "invalid_request", "There is: \(available.joined(separator: ", ")).")
        }
    }

    private static func render(_ problem: Problem) -> Answer {
        switch problem {
        case .invalid(let faults):
            answer(
                .badRequest, "invalid_request",
                faults.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }.joined(separator: " "))
        case .unauthenticated(let fault):
            with(
                [
                    .wwwAuthenticate: fault == .missing
                        ? "Bearer realm=\"kiikd\"" : "Bearer realm=\"kiikd\", error=\"invalid_token\""
                ], answer(.unauthorized, "invalid_token", "The access token is missing, or does not hold."))
        case .forbidden(let needed):
            with(
                [
                    .wwwAuthenticate:
                        "Bearer realm=\"kiikd\", error=\"insufficient_scope\", scope=\"\(needed.joined(separator: " "))\""
                ],
                answer(.forbidden, "insufficient_scope", "The token lacks the scope: \(needed.joined(separator: " ")).")
            )
        case .stepUpRequired, .loginRequired, .addressNotAllowed, .approvalRequired, .outsideLimit:
            answer(.forbidden, "access_denied", "This credential may not do that here.")
        case .notFound: answer(.notFound, "invalid_request", "There is no such row.")
        case .conflict(let sentence): answer(.conflict, "invalid_request", sentence)
        case .idempotencyMismatch, .idempotencyInProgress:
            answer(.conflict, "invalid_request", "There is no Idempotency-Key here.")
        case .rateLimited(let seconds):
            with(
                [.retryAfter: String(seconds)],
                answer(.tooManyRequests, "temporarily_unavailable", "Too many requests. Try again in \(seconds) s."))
        case .unavailable(let seconds):
            with(
                [.retryAfter: String(seconds)],
                answer(.serviceUnavailable, "temporarily_unavailable", "This cannot be taken now. Try again."))
        case .internal:
            answer(
                .internalServerError, "server_error",
                "Something went wrong here. Report the X-Request-Id of this answer.")
        }
    }

    private static func with(_ headers: AnswerHeaders, _ answer: Answer) -> Answer {
        var answer = answer
        for (name, value) in headers.fields { answer.headers[name] = value }
        return answer
    }
}
