/// Everything that can keep an operation from happening, in the business's own terms.
///
/// Each dialect's error renderer is an exhaustive `switch` over this; nothing here knows of statuses or formats.
public enum Problem: Error, Sendable, Hashable {
    /// The input breaks rules: all faults at once.
    case invalid([Fault])
    /// No credential, or one that does not hold.
    case unauthenticated(CredentialFault)
    /// The credential holds but lacks these permissions: all that are needed, by name.
    case forbidden(needed: [String])
    /// Whoever logged in has the permission, but has to show the second factor again: it may be this many seconds old.
    case stepUpRequired(maxAge: Int64)
    /// A key asks for what is only for people who logged in.
    case loginRequired
    /// What an assistant writes here has to be approved as a dry run showed it.
    case approvalRequired
    /// The credential may not be used from this address.
    case addressNotAllowed
    case notFound(Resource, id: String)
    /// The credential is limited to chosen customers or projects, and this would be outside of them.
    case outsideLimit
    /// The input is sound but does not fit what is there now.
    case conflict(String)
    /// The idempotency key was used before with another request.
    case idempotencyMismatch
    /// A request with the same idempotency key is still being worked on; seconds until another try makes sense.
    case idempotencyInProgress(retryAfter: Int)
    /// Seconds until the next request will be let through.
    case rateLimited(retryAfter: Int)
    /// The database cannot take it now; seconds until another try makes sense.
    case unavailable(retryAfter: Int)
    /// A fault of kiikd's own; the log has the detail under the request id.
    case `internal`
}

/// Why a credential does not hold.
public enum CredentialFault: String, Sendable, Hashable {
    case missing, malformed, unknown, revoked, expired
    /// A token for something else here.
    case audience
}

/// One fault of an input, at a field.
public struct Fault: Sendable, Hashable {
    /// The field's path in the input: `email`, `lines.0.quantity`; empty for the input as a whole.
    public let field: String
    public let code: Code
    /// A sentence for people.
    public let message: String

    public enum Code: String, Sendable, Hashable {
        case required, type, format, range, length, choice, unknownField, readOnly, reference, duplicate, rule
    }

    public init(_ field: String, _ code: Code, _ message: String) {
        self.field = field
        self.code = code
        self.message = message
    }
}
