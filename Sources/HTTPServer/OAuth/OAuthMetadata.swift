import Domain
import HTTPTypes
import JSON

/// What clients read before they know anything: RFC 8414, OpenID Connect Discovery and RFC 9728.
enum OAuthMetadata {
    static let endpoints: [Endpoint] = [
        endpoint("oauth-authorization-server", "Describes the authorization server (RFC 8414).", server),
        endpoint("openid-configuration", "Describes the OpenID provider.", server),
        // For clients that take the MCP endpoint's address for the issuer's.
        endpoint("oauth-authorization-server/mcp", "Describes the authorization server (RFC 8414).", server),
        endpoint("openid-configuration/mcp", "Describes the OpenID provider.", server),
        endpoint("oauth-protected-resource", "Describes this server as a resource (RFC 9728).") {
            resource(.api, $0)
        },
        endpoint("oauth-protected-resource/mcp", "Describes the MCP endpoint as a resource (RFC 9728).") {
            resource(.mcp, $0)
        },
    ]

    private static func endpoint(
        _ name: String, _ summary: String, _ document: @escaping @Sendable (String) -> JSONValue
    )
        -> Endpoint
    {
        Endpoint.atOnce(
            .get, "/.well-known/\(name)", .open(name: "oauth.metadata", summary: summary),
            EndpointDocumentation(tag: "oauth", output: .init(name: "Metadata", schema: ["type": "object"]))
        ) { call in
            .json(
                .ok, document(call.services.oauth.issuer).serialized(),
                [.cacheControl: "public, max-age=300", .accessControlAllowOrigin: "*"])
        }
    }

    @Sendable private static func server(_ issuer: String) -> JSONValue {
        let methods = texts(OAuthClient.AuthMethod.allCases.map(\.rawValue))
        // Only those who authenticate may ask about tokens.
        let proofs = texts(OAuthClient.AuthMethod.allCases.filter { $0 != .none }.map(\.rawValue))
        let algorithms = texts(["ES256", "EdDSA", "RS256"])
        return [
            "issuer": .string(issuer),
            "authorization_endpoint": .string("\(issuer)/oauth/authorize/"),
            "token_endpoint": .string("\(issuer)/oauth/token/"),
            "registration_endpoint": .string("\(issuer)/oauth/register/"),
            "revocation_endpoint": .string("\(issuer)/oauth/revoke/"),
            "introspection_endpoint": .string("\(issuer)/oauth/introspect/"),
            "userinfo_endpoint": .string("\(issuer)/oauth/userinfo"),
            "jwks_uri": .string("\(issuer)/.well-known/jwks.json"),
            "service_documentation": .string("\(issuer)/api/docs/"),
            "ui_locales_supported": texts(["en", "fr"]),
            "scopes_supported": texts(OAuthScopes.supported + OAuthScopes.identity),
            "response_types_supported": texts(["code"]), "response_modes_supported": texts(["query"]),
            "grant_types_supported": texts(OAuthClient.GrantType.allCases.map(\.rawValue)),
            "code_challenge_methods_supported": texts(["S256"]),
            "token_endpoint_auth_methods_supported": methods,
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
            "introspection_endpoint_auth_methods_supported": proofs,
            "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
            "client_id_metadata_document_supported": true,
            "authorization_response_iss_parameter_supported": true,
            "resource_indicators_supported": true,
            "prompt_values_supported": texts(["none", "login", "consent", "select_account"]),
            "subject_types_supported": texts(["public"]), "id_token_signing_alg_values_supported": texts(["ES256"]),
            "claims_supported": texts([
                "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "email", "email_verified", "name",
            ]),
            "claims_parameter_supported": false, "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
        ]
    }

    private static func resource(_ audience: TokenAudience, _ issuer: String) -> JSONValue {
        [
            "resource": .string(audience.uri(issuer: issuer)), "authorization_servers": texts([issuer]),
            "scopes_supported": texts(OAuthScopes.supported), "bearer_methods_supported": texts(["header"]),
            "resource_name": "kiik", "resource_documentation": .string("\(issuer)/api/docs/"),
        ]
    }

    private static func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
}
