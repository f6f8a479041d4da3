import Domain
import HTTPTypes
import JSON

/// CredKit's form of error: `{"detail", "error_code", "timestamp"}`; 422 for what breaks the schema.
enum CredKitErrors {
    static func render(_ refusal: Refusal, _ occasion: Dialect.Occasion) -> Answer {
        switch refusal {
        case .problem(let problem): render(problem, occasion.now)
        case .malformed(let sentence): answer(.badRequest, "BAD_REQUEST", sentence, occasion.now)
        case .crossSite:
            answer(
                .forbidden, "CSRF_FAILED", "A change with a cookie needs X-CSRF-Token, or a page of this origin",
                occasion.now)
        case .unknownPath: answer(.notFound, "NOT_FOUND", "Not found", occasion.now)
        case .methodNotAllowed(let allow):
            answer(
                .methodNotAllowed, "METHOD_NOT_ALLOWED", "Method not allowed", occasion.now,
                [.allow: allow.joined(separator: ", ")])
        case .unsupportedMediaType(let expected):
            answer(
                .unsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "Send it as Content-Type: \(expected)", occasion.now)
        case .bodyTooLarge(let limit):
            answer(.contentTooLarge, "BODY_TOO_LARGE", "The body is larger than \(limit) bytes", occasion.now)
        case .headersTooLarge:
            answer(.requestHeaderFieldsTooLarge, "HEADERS_TOO_LARGE", "The headers are too large", occasion.now)
        case .notAcceptable(let available):
            answer(.notAcceptable, "NOT_ACCEPTABLE", "There is: \(available.joined(separator: ", "))", occasion.now)
        }
    }

    private static func render(_ problem: Problem, _ now: Timestamp) -> Answer {
        switch problem {
        case .invalid(let faults):
            let detail = faults.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
            let isRule = faults.allSatisfy { [.rule, .reference, .duplicate].contains($0.code) }
            return answer(
                isRule ? .badRequest : .unprocessableContent, "VALIDATION_ERROR", detail.joined(separator: " "), now)
        case .unauthenticated(let fault):
            return unauthorized(
                fault == .missing ? "Not authenticated" : "Could not validate credentials", "UNAUTHORIZED",
                isMissing: fault == .missing, now)
        case .forbidden(let needed):
            let names = needed.joined(separator: " ")
            return answer(
                .forbidden, "FORBIDDEN", "Insufficient permissions: this needs \(names)", now,
                [.wwwAuthenticate: "Bearer realm=\"kiikd\", error=\"insufficient_scope\", scope=\"\(names)\""])
        case .stepUpRequired(let maxAge):
            return answer(
                .forbidden, "STEP_UP_REQUIRED", StepUpChallenge.sentence, now, StepUpChallenge.headers(maxAge: maxAge))
        case .loginRequired:
            return answer(.forbidden, "LOGIN_REQUIRED", "This is for people who logged in; a key cannot do it", now)
        case .approvalRequired:
            return answer(.preconditionRequired, "APPROVAL_REQUIRED", ApprovalChallenge.sentence, now)
        case .outsideLimit: return answer(.forbidden, "OUTSIDE_LIMIT", LimitText.sentence, now)
        case .addressNotAllowed:
            return answer(.forbidden, "ADDRESS_NOT_ALLOWED", "This may not be used from this address", now)
        case .notFound: return answer(.notFound, "NOT_FOUND", "Not found", now)
        case .conflict(let sentence): return answer(.conflict, "CONFLICT", sentence, now)
        case .idempotencyMismatch:
            return answer(
                .unprocessableContent, "IDEMPOTENCY_MISMATCH",
                "This Idempotency-Key was used before with another request", now)
        case .idempotencyInProgress(let seconds):
            return answer(
                .conflict, "IDEMPOTENCY_IN_PROGRESS", "A request with this Idempotency-Key is still being worked on",
                now, [.retryAfter: String(seconds)])
        case .rateLimited(let seconds):
            return answer(
                .tooManyRequests, "RATE_LIMITED", "Too many requests. Try again in \(seconds) s", now,
                [.retryAfter: String(seconds)])
        case .unavailable(let seconds):
            return answer(
                .serviceUnavailable, "UNAVAILABLE", "This cannot be taken now. Try again in \(seconds) s", now,
                [.retryAfter: String(seconds)])
        case .internal:
            return answer(
                .internalServerError, "INTERNAL_ERROR",
                "Something went wrong here. Report the X-Request-Id of this answer", now)
        }
    }

    static func unauthorized(_ detail: String, _ code: StaticString, isMissing: Bool, _ now: Timestamp) -> Answer {
        answer(
            .unauthorized, code, detail, now,
            [
                .wwwAuthenticate: isMissing
                    ? "Bearer realm=\"kiikd\"" : "Bearer realm=\"kiikd\", error=\"invalid_token\""
            ])
    }

    private static func answer(
        _ status: HTTPResponse.Status, _ code: StaticString, _ detail: String, _ now: Timestamp,
        _ headers: AnswerHeaders = [:]
    ) -> Answer {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("detail")
        writer.string(detail)
        writer.key("error_code")
        writer.string(static: code)
        writer.key("timestamp")
        // In whole seconds, as everywhere in this dialect.
        writer.timestamp(microsecondsSince1970: now.microseconds - now.microseconds % 1_000_000)
        writer.endObject()
        return .json(status, writer.finish(), headers)
    }
}
