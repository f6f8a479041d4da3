import AuthCore
import Domain
import HTTPTypes
import JSON

/// The endpoints that clients call: tokens, and what is asked and said about them.
package enum OAuthDialect {
    package static func make() -> Dialect {
        Dialect(
            name: "oauth", prefixes: ["/oauth", "/token"],
            endpoints: [token, tokenAtRoot, revoke, introspect, register] + userinfo,
            render: { refusal, _ in OAuthErrors.render(refusal) })
    }

    /// A form whose parameters have these names.
    private static func form(_ name: String, _ parameters: [String], required: [String], output: JSONValue)
        -> EndpointDocumentation
    {
        EndpointDocumentation(
            tag: "oauth",
            input: .init(
                name: "\(name)Form",
                schema: [
                    "type": "object",
                    "properties": .object(JSONObject(parameters.map { ($0, ["type": "string"]) })),
                    "required": .array(required.map(JSONValue.string)),
                ]), body: .urlEncoded, output: .init(name: name, schema: output))
    }

    private static let clientParameters = ["client_id", "client_secret", "client_assertion_type", "client_assertion"]

    private static let token = Endpoint.waiting(
        .post, "/oauth/token/",
        .open(
            name: "oauth.token", summary: "Gives tokens for a code, a refresh token or a client's own word (RFC 6749)."),
        form(
            "TokenResponse",
            ["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "resource"]
                + clientParameters, required: ["grant_type"],
            output: [
                "type": "object",
                "properties": [
                    "access_token": ["type": "string"], "token_type": ["type": "string"],
                    "expires_in": ["type": "integer"], "refresh_token": ["type": "string"],
                    "scope": ["type": "string"], "id_token": ["type": "string"],
                ],
                "required": ["access_token", "token_type", "expires_in", "scope"],
            ])
    ) { call in
        let receivedAt = call.services.clock.now()
        return try await OAuthErrors.answering(call) {
            let form = try OAuthForm(call.body)
            var request = OAuthServer.TokenRequest()
            request.receivedAt = receivedAt
            request.grantType = form["grant_type"]
            request.code = form["code"]
            request.redirectURI = form["redirect_uri"]
            request.verifier = form["code_verifier"]
            request.refreshToken = form["refresh_token"]
            request.scope = form["scope"]
            request.resource = form["resource"]
            request.credentials = try form.credentials(call.head)
            let tokens = try await call.services.oauth.issue(request, from: call.origin)
            var writer = JSONWriter(capacity: 1024)
            writer.beginObject()
            writer.key("access_token")
            writer.string(tokens.access.exposed)
            writer.key("token_type")
            writer.string(static: "Bearer")
            writer.key("expires_in")
            writer.int(tokens.expiresIn)
            if let refresh = tokens.refresh {
                writer.key("refresh_token")
                writer.string(refresh.exposed)
            }
            writer.key("scope")
            writer.string(tokens.scopes.joined(separator: " "))
            if let idToken = tokens.idToken {
                writer.key("id_token")
                writer.string(idToken)
            }
            writer.endObject()
            return .json(.ok, writer.finish(), OAuthErrors.headers)
        }
    }

    /// Where MCP's first clients had it, and its Python SDK looks for it when it starts with a token that is over.
    private static let tokenAtRoot = token.at("/token/")

    private static let revoke = Endpoint.waiting(
        .post, "/oauth/revoke/", .open(name: "oauth.revoke", summary: "Ends a token of the client's (RFC 7009)."),
        form(
            "Revocation", ["token", "token_type_hint"] + clientParameters, required: ["token"],
            output: ["type": "object"])
    ) { call in
        try await OAuthErrors.answering(call) {
            let form = try OAuthForm(call.body)
            let credentials = try form.credentials(call.head)
            try await call.services.oauth.revoke(try form.required("token"), by: credentials)
            return .json(.ok, Array("{}".utf8), OAuthErrors.headers)
        }
    }

    private static let introspect = Endpoint.waiting(
        .post, "/oauth/introspect/",
        .open(name: "oauth.introspect", summary: "Says whether a token holds, and for what (RFC 7662)."),
        form(
            "Introspection", ["token", "token_type_hint"] + clientParameters, required: ["token"],
            output: ["type": "object", "properties": ["active": ["type": "boolean"]], "required": ["active"]])
    ) { call in
        try await OAuthErrors.answering(call) {
            let form = try OAuthForm(call.body)
            let oauth = call.services.oauth
            let credentials = try form.credentials(call.head)
            let found = try await oauth.inspect(try form.required("token"), by: credentials)
            var writer = JSONWriter(capacity: 512)
            writer.beginObject()
            writer.key("active")
            writer.bool(found != nil)
            if let found {
                writer.key("scope")
                writer.string(found.scopes.joined(separator: " "))
                writer.key("client_id")
                writer.string(found.authorization.clientID)
                if let type = found.tokenType {
                    writer.key("token_type")
                    writer.string(type)
                }
                writer.key("exp")
                writer.int(found.expiresAt.microseconds / 1_000_000)
                writer.key("iat")
                writer.int(found.issuedAt.microseconds / 1_000_000)
                writer.key("nbf")
                writer.int(found.issuedAt.microseconds / 1_000_000)
                writer.key("sub")
                // A client that acts for itself is its own subject, and no person has such a name.
                writer.string(found.authorization.person.map { String($0.id) } ?? found.authorization.clientID)
                if found.namesPerson, let person = found.authorization.person {
                    writer.key("username")
                    writer.string(person.email)
                }
                writer.key("aud")
                writer.string(found.audience.uri(issuer: oauth.issuer))
                writer.key("iss")
                writer.string(oauth.issuer)
                writer.key("tenant")
                writer.string(found.authorization.subdomain)
            }
            writer.endObject()
            return .json(.ok, writer.finish(), OAuthErrors.headers)
        }
    }

    private static let register = Endpoint.waiting(
        .post, "/oauth/register/",
        .open(name: "oauth.register", summary: "Registers a client by what it says of itself (RFC 7591)."),
        EndpointDocumentation(
            tag: "oauth", input: .init(name: "ClientMetadata", schema: ["type": "object"]),
            output: .init(name: "RegisteredClient", schema: ["type": "object"]), successStatus: 201)
    ) { call in
        try await OAuthErrors.answering(call) {
            let metadata = try ClientMetadata(json: call.body)
            let registered = try await call.services.oauth.register(metadata, from: call.origin)
            return .json(.created, registered.json(metadata), OAuthErrors.headers)
        }
    }

    /// OpenID Connect Core, 5.3: both methods.
    private static let userinfo = [HTTPRequest.Method.get, .post].map { method in
        Endpoint.waiting(
            method, "/oauth/userinfo/",
            .authenticated(name: "oauth.userinfo", summary: "Says who connected the app, as far as its scopes tell."),
            EndpointDocumentation(
                tag: "oauth",
                output: .init(
                    name: "UserInfo",
                    schema: ["type": "object", "properties": ["sub": ["type": "string"]], "required": ["sub"]]))
        ) { call in
            guard let app = call.principal?.app else { throw Problem.forbidden(needed: [OAuthScopes.openID]) }
            let person = try await call.services.oauth.person(of: app)
            var writer = JSONWriter(capacity: 256)
            writer.beginObject()
            writer.key("sub")
            writer.string(String(person.id))
            if app.scopes.contains(OAuthScopes.email) {
                writer.key("email")
                writer.string(person.email)
                writer.key("email_verified")
                writer.bool(person.isEmailVerified)
            }
            if app.scopes.contains(OAuthScopes.profile) {
                writer.key("name")
                writer.string(person.name)
            }
            writer.endObject()
            return .json(.ok, writer.finish(), OAuthErrors.headers)
        }.taking(Set(TokenAudience.allCases))
    }
}
