import Domain
import HTTPTypes
import JSON

/// Kiik's form of error: `{"detail": …}`, or `{"field": ["…"]}` for invalid input.
enum KiikErrors {
    static func render(_ refusal: Refusal) -> Answer {
        switch refusal {
        case .problem(let problem): render(problem)
        case .malformed(let sentence): detail(.badRequest, sentence)
        case .crossSite:
            detail(
                .forbidden, "A change with a cookie needs X-CSRF-Token, or a page of this origin.", code: "csrf_failed")
        case .unknownPath: detail(.notFound, "Not found.")
        case .methodNotAllowed(let allow):
            detail(.methodNotAllowed, "Method not allowed.", [.allow: allow.joined(separator: ", ")])
        case .unsupportedMediaType(let expected):
            detail(.unsupportedMediaType, "Unsupported media type. Send it as Content-Type: \(expected).")
        case .bodyTooLarge(let limit): detail(.contentTooLarge, "The body is larger than \(limit) bytes.")
        case .headersTooLarge: detail(.requestHeaderFieldsTooLarge, "The headers are too large.")
        case .notAcceptable(let available):
            detail(.notAcceptable, "Not acceptable. There is: \(available.joined(separator: ", ")).")
        }
    }

    private static func render(_ problem: Problem) -> Answer {
        switch problem {
        case .invalid(let faults): invalid(faults)
        case .unauthenticated(let fault):
            detail(
                .unauthorized, sentence(fault),
                [
                    .wwwAuthenticate: fault == .missing
                        ? "Bearer realm=\"kiikd\"" : "Bearer realm=\"kiikd\", error=\"invalid_token\""
                ])
        case .forbidden(let needed):
            detail(
                .forbidden, "This key lacks the scope: \(KiikScopes.sentence(needed)).",
                [
                    .wwwAuthenticate:
                        "Bearer realm=\"kiikd\", error=\"insufficient_scope\", scope=\"\(KiikScopes.names(needed))\""
                ])
        case .stepUpRequired(let maxAge):
            detail(
                .forbidden, StepUpChallenge.sentence, StepUpChallenge.headers(maxAge: maxAge),
                code: "step_up_required")
        case .loginRequired: detail(.forbidden, "This is for people who logged in; a key cannot do it.")
        case .approvalRequired:
            detail(.preconditionRequired, ApprovalChallenge.sentence, code: "approval_required")
        case .outsideLimit: detail(.forbidden, LimitText.sentence, code: LimitText.code)
        case .addressNotAllowed: detail(.forbidden, "This key may not be used from this address.")
        case .notFound: detail(.notFound, "Not found.")
        case .conflict(let sentence): detail(.conflict, sentence)
        case .idempotencyMismatch:
            detail(.unprocessableContent, "This Idempotency-Key was used before with another request.")
        case .idempotencyInProgress(let seconds):
            detail(
                .conflict, "A request with this Idempotency-Key is still being worked on.",
                [.retryAfter: String(seconds)])
        case .rateLimited(let seconds):
            detail(.tooManyRequests, "Too many requests. Try again in \(seconds) s.", [.retryAfter: String(seconds)])
        case .unavailable(let seconds):
            detail(
                .serviceUnavailable, "This cannot be taken now. Try again; use an Idempotency-Key for writes.",
                [.retryAfter: String(seconds)])
        case .internal:
            detail(.internalServerError, "Something went wrong here. Report the X-Request-Id of this answer.")
        }
    }

    private static func sentence(_ fault: CredentialFault) -> String {
        switch fault {
        case .missing: "Authentication credentials were not provided. Send Authorization: Bearer and your key."
        case .malformed: "This is not a key: check the Authorization: Bearer header for a typo."
        case .unknown: "Invalid key."
        case .revoked: "This key has been revoked."
        case .expired: "This key has expired."
        case .audience: "This access token is for something else here."
        }
    }

    /// - Parameter code: where a client does more than show the sentence.
    private static func detail(
        _ status: HTTPResponse.Status, _ sentence: String, _ headers: AnswerHeaders = [:], code: StaticString? = nil
    ) -> Answer {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("detail")
        writer.string(sentence)
        if let code {
            writer.key("code")
            writer.string(static: code)
        }
        writer.endObject()
        return .json(status, writer.finish(), headers)
    }

    private static func invalid(_ faults: [Fault]) -> Answer {
        var messages: [(field: String, texts: [String])] = []
        var places: [String: Int] = [:]
        for fault in faults {
            if let place = places[fault.field] {
                messages[place].texts.append(fault.message)
            } else {
                places[fault.field] = messages.count
                messages.append((fault.field, [fault.message]))
            }
        }
        var writer = JSONWriter()
        writer.beginObject()
        for (field, texts) in messages {
            writer.key(escaping: field.isEmpty ? "non_field_errors" : field)
            writer.beginArray()
            for text in texts { writer.string(text) }
            writer.endArray()
        }
        writer.endObject()
        return .json(.badRequest, writer.finish())
    }
}
