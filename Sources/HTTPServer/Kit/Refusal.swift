package import Domain

/// Why a request gets no result: the business's problems, and those that only HTTP has.
package enum Refusal: Error, Sendable {
    case problem(Problem)
    /// The request, or its body, is not what it says it is; a sentence that says where.
    case malformed(String)
    /// A cookie came with it, and no proof that a page of ours made it.
    case crossSite
    case unknownPath
    case methodNotAllowed(allow: [String])
    case unsupportedMediaType(expected: String)
    case bodyTooLarge(limit: Int)
    case headersTooLarge
    /// A media type was asked for that there is not.
    case notAcceptable(available: [String])
}
