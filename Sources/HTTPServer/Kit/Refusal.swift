package import Domain

/// Why a request gets no result: the business's problems, and those that only HTTP has.
package enum Refusal: Error, Sendable {
    case problem(Problem)
    /// The body is not what its media type says; a sentence that says where.
    case malformedBody(String)
    case unknownPath
    case methodNotAllowed(allow: [String])
    case unsupportedMediaType
    case bodyTooLarge(limit: Int)
    /// A media type was asked for that there is not.
    case notAcceptable(available: [String])
}
