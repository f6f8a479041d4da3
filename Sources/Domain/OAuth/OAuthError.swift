/// Why an OAuth request is refused, in the words of RFC 6749, 4.1.2.1 and 5.2, and of the RFCs that extend them.
public struct OAuthError: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
        case invalidScope = "invalid_scope"
        case accessDenied = "access_denied"
        /// RFC 8707, 2.
        case invalidTarget = "invalid_target"
        /// RFC 7591, 3.2.2.
        case invalidRedirectURI = "invalid_redirect_uri"
        case invalidClientMetadata = "invalid_client_metadata"
        /// OpenID Connect Core, 3.1.2.6.
        case loginRequired = "login_required"
        case consentRequired = "consent_required"
    }

    public let code: Code
    /// A sentence for the client's developer, in ASCII without quotes (RFC 6749, 5.2).
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        // "Values for the "error_description" parameter MUST NOT include characters outside the set %x20-21 / %x23-5B /
        // %x5D-7E" (RFC 6749, 4.1.2.1)
        self.description = String(
            description.unicodeScalars.map { scalar in
                (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "\\" ? Character(scalar) : "?"
            })
    }
}
