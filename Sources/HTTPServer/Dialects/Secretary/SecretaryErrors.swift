import Domain
import HTTPTypes
import JSON

/// Secretary's form of error: `{"error": {"code", "message", "details", "request_id"}}`.
enum SecretaryErrors {
    static func render(_ refusal: Refusal, _ occasion: Dialect.Occasion) -> Answer {
        let (status, code, message, headers, faults) = parts(refusal)
        return answer(status, code, message, requestID: occasion.requestID, headers, faults)
    }

    static func answer(
        _ status: HTTPResponse.Status, _ code: StaticString, _ message: String, requestID: String,
        _ headers: AnswerHeaders = [:], _ faults: [Fault] = []
    ) -> Answer {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.key("code")
        writer.string(static: code)
        writer.key("message")
        writer.string(message)
        writer.key("details")
        writer.beginObject()
        var fields: [String] = []
        for fault in faults where !fields.contains(fault.field) { fields.append(fault.field) }
        for field in fields {
            writer.key(escaping: field.isEmpty ? "request" : field)
            writer.beginArray()
            for fault in faults where fault.field == field { writer.string(fault.message) }
            writer.endArray()
        }
        writer.endObject()
        writer.key("request_id")
        writer.string(requestID)
        writer.endObject()
        writer.endObject()
        return .json(status, writer.finish(), headers)
    }

    private typealias Parts = (HTTPResponse.Status, StaticString, String, AnswerHeaders, [Fault])

    private static func parts(_ refusal: Refusal) -> Parts {
        switch refusal {
        case .problem(let problem): parts(problem)
        case .malformed(let sentence): (.badRequest, "BAD_REQUEST", sentence, [:], [])
        case .crossSite:
            (
                .forbidden, "CSRF_FAILED", "A change with a cookie needs X-CSRF-Token, or a page of this origin.",
                [:], []
            )
        case .unknownPath: (.notFound, "NOT_FOUND", "There is nothing at this path.", [:], [])
        case .methodNotAllowed(let allow):
            (
                .methodNotAllowed, "METHOD_NOT_ALLOWED", "Method not allowed.",
                [.allow: allow.joined(separator: ", ")], []
            )
        case .unsupportedMediaType(let expected):
            (.unsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "Send it as Content-Type: \(expected).", [:], [])
        case .bodyTooLarge(let limit):
            (.contentTooLarge, "BODY_TOO_LARGE", "The body is larger than \(limit) bytes.", [:], [])
        case .headersTooLarge:
            (.requestHeaderFieldsTooLarge, "HEADERS_TOO_LARGE", "The headers are too large.", [:], [])
        case .notAcceptable(let available):
            (.notAcceptable, "NOT_ACCEPTABLE", "There is: \(available.joined(separator: ", ")).", [:], [])
        }
    }

    private static func parts(_ problem: Problem) -> Parts {
        switch problem {
        case .invalid(let faults):
            (.badRequest, "VALIDATION_ERROR", "The request breaks rules; details has all of them.", [:], faults)
        case .unauthenticated(let fault):
            (
                .unauthorized, "UNAUTHORIZED", Self.sentence(fault),
                [
                    .wwwAuthenticate: fault == .missing
                        ? "Bearer realm=\"kiikd\"" : "Bearer realm=\"kiikd\", error=\"invalid_token\""
                ], []
            )
        case .forbidden(let needed):
            (
                .forbidden, "FORBIDDEN", "This needs the permission \(needed.joined(separator: " ")).",
                [
                    .wwwAuthenticate:
                        "Bearer realm=\"kiikd\", error=\"insufficient_scope\", scope=\"\(needed.joined(separator: " "))\""
                ], []
            )
        case .stepUpRequired(let maxAge):
            (
                .forbidden, "STEP_UP_REQUIRED", StepUpChallenge.sentence, StepUpChallenge.headers(maxAge: maxAge),
                []
            )
        case .loginRequired:
            (.forbidden, "LOGIN_REQUIRED", "This is for people who logged in; a key cannot do it.", [:], [])
        case .approvalRequired:
            (.preconditionRequired, "APPROVAL_REQUIRED", ApprovalChallenge.sentence, [:], [])
        case .outsideLimit: (.forbidden, "OUTSIDE_LIMIT", LimitText.sentence, [:], [])
        case .addressNotAllowed:
            (.forbidden, "ADDRESS_NOT_ALLOWED", "This credential may not be used from this address.", [:], [])
        case .notFound: (.notFound, "NOT_FOUND", "There is no such thing.", [:], [])
        case .conflict(let sentence): (.conflict, "CONFLICT", sentence, [:], [])
        case .idempotencyMismatch:
            (
                .unprocessableContent, "IDEMPOTENCY_MISMATCH",
                "This Idempotency-Key was used before with another request.", [:], []
            )
        case .idempotencyInProgress(let seconds):
            (
                .conflict, "IDEMPOTENCY_IN_PROGRESS", "A request with this Idempotency-Key is still being worked on.",
                [.retryAfter: String(seconds)], []
            )
        case .rateLimited(let seconds):
            (
                .tooManyRequests, "RATE_LIMITED", "Too many requests. Try again in \(seconds) s.",
                [.retryAfter: String(seconds)], []
            )
        case .unavailable(let seconds):
            (
                .serviceUnavailable, "UNAVAILABLE", "This cannot be taken now. Try again in \(seconds) s.",
                [.retryAfter: String(seconds)], []
            )
        case .internal:
            (.internalServerError, "INTERNAL_ERROR", "Something went wrong here. Report the request_id.", [:], [])
        }
    }

    private static func sentence(_ fault: CredentialFault) -> String {
        switch fault {
        case .missing: "Send Authorization: Bearer and an access token, or a session's cookie."
        case .malformed, .unknown: "This is no valid access token, key or session's cookie."
        case .revoked: "This session has ended, or this key was revoked."
        case .expired: "This access token or key has expired."
        case .audience: "This access token is for something else here."
        }
    }
}
