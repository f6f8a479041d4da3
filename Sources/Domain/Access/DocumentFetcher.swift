/// Fetches a document whose address somebody outside has named. Such an address is hostile until shown otherwise: what
/// fetches reaches public networks only.
public protocol DocumentFetcher: Sendable {
    /// - Parameters:
    ///   - mediaTypes: What the document may be, such as `application/json`, without parameters.
    ///   - limit: Bytes it may have.
    func fetch(_ url: String, accepting mediaTypes: [String], limit: Int) async throws(FetchFailure) -> FetchedDocument
}

public struct FetchedDocument: Sendable, Hashable {
    public let body: [UInt8]
    /// Lowercase, without parameters.
    public let mediaType: String
    /// Seconds for which it may be kept, 0 for not at all; nil where its server says nothing about it.
    public let freshFor: Int64?

    public init(body: [UInt8], mediaType: String, freshFor: Int64?) {
        self.body = body
        self.mediaType = mediaType
        self.freshFor = freshFor
    }
}

public enum FetchFailure: Error, Sendable, Hashable {
    case malformed, notHTTPS, userInfo, fragment
    case notResolved, addressNotAllowed, unreachable, untrusted
    case redirect, status(Int), mediaType, encoded, tooLarge
    case tooSlow, busy, brokenOff
}

extension FetchFailure: CustomStringConvertible {
    /// A sentence for whoever named the address; says nothing of this network.
    public var description: String {
        switch self {
        case .malformed: "The document's address is not a URL in its plain form."
        case .notHTTPS: "The document's address does not begin with https://."
        case .userInfo: "The document's address carries a user name or an @."
        case .fragment: "The document's address has a fragment."
        case .notResolved: "The name in the document's address cannot be resolved."
        case .addressNotAllowed: "The document's address does not lead to the public internet."
        case .unreachable: "The document's server takes no connection."
        case .untrusted: "The document's server has no certificate that is trusted for its name."
        case .redirect: "The document's server answered with a redirect, which is not followed."
        case .status(let status): "The document's server answered \(status) instead of 200."
        case .mediaType: "The document is not of a media type that is taken."
        case .encoded: "The document was sent compressed, which was not asked for."
        case .tooLarge: "The document is too large."
        case .tooSlow: "The document did not arrive in time."
        case .busy: "Too many documents are being fetched; try again in a moment."
        case .brokenOff: "The document's server broke off its answer."
        }
    }
}
