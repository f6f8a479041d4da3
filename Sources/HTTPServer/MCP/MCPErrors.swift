import AuthCore
import Domain
import HTTPTypes
import JSON

/// What keeps a message from being read at all, as a JSON-RPC error. Where JSON-RPC has no code of its own for it, the
/// code is the status.
struct MCPErrors: Sendable {
    let challenge: MCPChallenge

    func render(_ refusal: Refusal) -> Answer {
        switch refusal {
        case .problem(let problem): render(problem)
        case .malformed(let sentence): error(.badRequest, sentence, code: MCPFault.Code.parse.rawValue)
        case .crossSite: error(.forbidden, "Pages of this origin may not call this server.")
        case .unknownPath: error(.notFound, "Not found. The endpoint is /mcp.")
        case .methodNotAllowed(let allow):
            error(
                .methodNotAllowed, "Send every message as a POST. There are no streams and no sessions.",
                [.allow: allow.joined(separator: ", ")])
        case .unsupportedMediaType(let expected):
            error(.unsupportedMediaType, "Send the message as Content-Type: \(expected).")
        case .bodyTooLarge(let limit): error(.contentTooLarge, "The message is larger than \(limit) bytes.")
        case .headersTooLarge: error(.requestHeaderFieldsTooLarge, "The headers are too large.")
        case .notAcceptable: error(.notAcceptable, "Answers are application/json: accept it.")
        }
    }

    private func render(_ problem: Problem) -> Answer {
        switch problem {
        case .invalid(let faults):
            error(
                .badRequest, faults.map { "\($0.field): \($0.message)" }.joined(separator: " "),
                code: MCPFault.Code.invalidRequest.rawValue)
        case .unauthenticated(let fault):
            error(.unauthorized, sentence(fault), [.wwwAuthenticate: challenge.unauthenticated(fault)])
        case .forbidden(let needed):
            error(
                .forbidden, "This needs the scope: \(KiikScopes.sentence(needed)).",
                [.wwwAuthenticate: challenge.insufficient(needed)])
        case .stepUpRequired(let maxAge):
            error(.forbidden, StepUpChallenge.sentence, StepUpChallenge.headers(maxAge: maxAge))
        case .loginRequired: error(.forbidden, "This is for people who logged in; a key cannot do it.")
        case .addressNotAllowed: error(.forbidden, "This credential may not be used from this address.")
        case .approvalRequired: error(.preconditionRequired, ApprovalChallenge.sentence)
        case .outsideLimit: error(.forbidden, LimitText.sentence)
        case .notFound: error(.notFound, "Not found.")
        case .conflict(let sentence): error(.conflict, sentence)
        case .idempotencyMismatch: error(.unprocessableContent, "The key was used before with another request.")
        case .idempotencyInProgress(let seconds):
            error(.conflict, "The same request is still being worked on.", [.retryAfter: String(seconds)])
        case .rateLimited(let seconds):
            error(
                .tooManyRequests, "Too many requests. Try again in \(seconds) s.", [.retryAfter: String(seconds)])
        case .unavailable(let seconds):
            error(.serviceUnavailable, "This cannot be taken now. Try again.", [.retryAfter: String(seconds)])
        case .internal:
            error(
                .internalServerError, "Something went wrong here. Report the X-Request-Id of this answer.",
                code: MCPFault.Code.internal.rawValue)
        }
    }

    private func sentence(_ fault: CredentialFault) -> String {
        switch fault {
        case .missing: "Authentication is needed: send Authorization: Bearer and a token or a key."
        case .malformed: "This is no token: check the Authorization header for a typo."
        case .unknown: "This token is not known."
        case .revoked: "This token has been revoked."
        case .expired: "This token has expired."
        case .audience: "This token is for something else here."
        }
    }

    private func error(
        _ status: HTTPResponse.Status, _ message: String, _ headers: AnswerHeaders = [:], code: Int64? = nil
    ) -> Answer {
        .json(status, MCPFault.body(code ?? Int64(status.code), message), headers)
    }
}

/// What `WWW-Authenticate` says (RFC 6750, 3; RFC 9728, 5.1), so that a client knows whom to ask for which scopes.
struct MCPChallenge: Sendable {
    let publicURL: String

    private var metadata: String { "\(publicURL)/.well-known/oauth-protected-resource/mcp" }

    /// What a client does well to ask for at first: to read the business.
    static let firstScopes: String = {
        let resources: [Resource] = MCPCatalog.business.filter { $0 != .documents }
        let read = PermissionSet(resources.map { Permission.of(.read, $0) })
        return Permission.catalog.names(of: read).joined(separator: " ")
    }()

    func unauthenticated(_ fault: CredentialFault) -> String {
        let error = fault == .missing ? "" : "error=\"invalid_token\", "
        return "Bearer \(error)resource_metadata=\"\(metadata)\", scope=\"\(Self.firstScopes)\""
    }

    func insufficient(_ needed: [String]) -> String {
        let scope = KiikScopes.names(needed)
        return "Bearer error=\"insufficient_scope\", scope=\"\(scope)\", resource_metadata=\"\(metadata)\", "
            + "error_description=\"This needs the scope \(scope)\""
    }
}
