import Domain
import HTTPTypes
import JSON

/// Why a tool did not do what it was asked: for the model, that can do something about it.
struct MCPToolFailure {
    let code: String
    let sentence: String
    var faults: [Fault] = []
    /// What more the caller has to show: the answer is a 403 then, and says it in `WWW-Authenticate` too.
    var challenge: String?

    /// Nil for what is no business of a model's: kiikd's own faults, and callers who are nobody.
    /// - Parameter own: what the tool needs in any case, beside what was found to be lacking.
    init?(_ error: any Error, own: [String], _ challenge: MCPChallenge) {
        switch error {
        case Refusal.problem(let problem): self.init(problem, own, challenge)
        case Refusal.malformed(let sentence): self.init(code: "malformed", sentence: sentence)
        case let problem as Problem: self.init(problem, own, challenge)
        default: return nil
        }
    }

    init(code: String, sentence: String) {
        (self.code, self.sentence) = (code, sentence)
    }

    private init?(_ problem: Problem, _ own: [String], _ challenge: MCPChallenge) {
        switch problem {
        case .invalid(let faults):
            let faults = faults.map {
                $0.field == "Idempotency-Key" ? Fault("idempotency_key", $0.code, $0.message) : $0
            }
            let texts = faults.map { "\($0.field.isEmpty ? "The arguments" : "`\($0.field)`"): \($0.message)" }
            (code, sentence) = ("invalid", "Nothing was done. \(texts.joined(separator: " "))")
            self.faults = faults
        case .forbidden(let needed):
            (code, sentence) = ("forbidden", "Nothing was done. This needs the scope: \(KiikScopes.names(needed)).")
            self.challenge = challenge.insufficient(own.filter { !needed.contains($0) } + needed)
        case .stepUpRequired(let maxAge):
            (code, sentence) = ("step_up_required", "Nothing was done. \(StepUpChallenge.sentence)")
            self.challenge = StepUpChallenge.headers(maxAge: maxAge)[.wwwAuthenticate]
        case .loginRequired:
            (code, sentence) = ("login_required", "This is for people who logged in; a key cannot do it.")
        case .addressNotAllowed:
            (code, sentence) = ("address_not_allowed", "This credential may not be used from this address.")
        case .approvalRequired:
            (code, sentence) = ("approval_required", "Nothing was done. \(ApprovalChallenge.sentence)")
        case .outsideLimit: (code, sentence) = ("outside_limit", "Nothing was done. \(LimitText.sentence)")
        case .notFound(let resource, let id):
            let name = resource.rawValue.replacing("_", with: " ")
            (code, sentence) = ("not_found", "There is no row with the id \(id) among the \(name). Look it up by name.")
        case .conflict(let text): (code, sentence) = ("conflict", "Nothing was done. \(text)")
        case .idempotencyMismatch:
            code = "idempotency_mismatch"
            sentence = "This `idempotency_key` was used before with other arguments. Use another one."
        case .idempotencyInProgress(let seconds):
            code = "idempotency_in_progress"
            sentence = "A call with this `idempotency_key` is still being worked on. Ask again in \(seconds) s."
        case .rateLimited(let seconds):
            (code, sentence) = ("rate_limited", "Too many requests. Try again in \(seconds) s.")
        case .unavailable(let seconds):
            code = "unavailable"
            sentence =
                "This cannot be taken now. Try again in \(seconds) s; a call that makes something, with the same `idempotency_key`."
        case .unauthenticated, .internal: return nil
        }
    }

    var status: HTTPResponse.Status { challenge == nil ? .ok : .forbidden }
    var headers: AnswerHeaders { challenge.map { [.wwwAuthenticate: $0] } ?? [:] }

    /// For programs, what the sentence says.
    var details: JSONValue {
        [
            "code": .string(code), "message": .string(sentence),
            "faults": .array(
                faults.map {
                    [
                        "field": .string($0.field), "code": .string($0.code.rawValue),
                        "message": .string($0.message),
                    ]
                }),
        ]
    }

    /// What stands in `_meta`; a client opens its linking screen by the first of them.
    var meta: [(String, JSONValue)] {
        (challenge.map { [("mcp/www_authenticate", [.string($0)])] } ?? []) + [("kiikd/error", details)]
    }
}
