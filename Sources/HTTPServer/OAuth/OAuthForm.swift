import AuthCore
import Domain

/// The parameters of a request to an OAuth endpoint, each at most once (RFC 6749, 3.2).
struct OAuthForm: Sendable {
    private let parameters: QueryParameters

    init(_ body: [UInt8]) throws(OAuthError) {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw OAuthError(.invalidRequest, "The form is not UTF-8.")
        }
        parameters = QueryParameters(text[...])
        guard parameters.faults.isEmpty else {
            let sentences = parameters.faults.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
            throw OAuthError(.invalidRequest, sentences.joined(separator: " "))
        }
    }

    /// "Parameters sent without a value MUST be treated as if they were omitted" (RFC 6749, 3.1)
    subscript(name: String) -> String? {
        parameters[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func required(_ name: String) throws(OAuthError) -> String {
        guard let value = self[name] else { throw OAuthError(.invalidRequest, "\(name) is missing.") }
        return value
    }

    /// What the request shows of its client, by one of the ways there are.
    func credentials(_ head: RequestHead) throws(OAuthError) -> OAuthServer.Credentials {
        var credentials = OAuthServer.Credentials()
        credentials.clientID = self["client_id"]
        credentials.secret = self["client_secret"]
        credentials.assertionType = self["client_assertion_type"]
        credentials.assertion = self["client_assertion"]
        let isBasic = try readBasic(head.authorization, into: &credentials)
        // "The client MUST NOT use more than one authentication method in each request" (RFC 6749, 2.3)
        let ways = [isBasic, self["client_secret"] != nil, credentials.assertionType != nil].count { $0 }
        guard ways <= 1 else { throw OAuthError(.invalidRequest, "The client authenticates in more than one way.") }
        if credentials.clientID == nil, credentials.assertion == nil {
            throw OAuthError(.invalidClient, "client_id is missing.")
        }
        return credentials
    }

    /// `Basic`, both halves written as in a form (RFC 6749, 2.3.1).
    private func readBasic(_ header: String?, into credentials: inout OAuthServer.Credentials) throws(OAuthError)
        -> Bool
    {
        guard let header, BasicCredentials.isScheme(of: header) else { return false }
        guard let pair = BasicCredentials.decode(header), let id = QueryParameters.decoded(pair.name.utf8),
            let secret = QueryParameters.decoded(pair.secret.utf8), !id.isEmpty
        else {
            throw OAuthError(.invalidClient, "The Authorization header is not Basic with client_id and client_secret.")
        }
        if let named = credentials.clientID, !named.utf8.elementsEqual(id.utf8) {
            throw OAuthError(.invalidRequest, "client_id is another one than the Authorization header's.")
        }
        credentials.clientID = id
        credentials.secret = secret
        return true
    }
}
