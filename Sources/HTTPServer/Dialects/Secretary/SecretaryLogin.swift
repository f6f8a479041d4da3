import Domain
import HTTPTypes
import JSON

/// `login`, `refresh`, `logout`, and what a page needs that is logged in by a cookie.
enum SecretaryLogin {
    static let endpoints = [login, refresh, logout, csrf]

    static let input = InputType<LoginInput>(
        "Login", example: ["email": "ada@acme.example", "password": "correct horse battery staple"],
        start: { LoginInput() },
        [
            .text("email", LoginInput.email, "The user's address.", required: true) { $0.attempt.email = $1 },
            .text("password", LoginInput.password, "The user's password.", required: true) { $0.attempt.password = $1 },
            .text("tenant", LoginInput.tenant, "A tenant's subdomain. Without it: the one of the latest login.") {
                $0.attempt.tenant = $1
            },
            .totp, .recoveryCode,
            .choice(
                "session", LoginInput.Session.self,
                "tokens (the default), or cookie: no token is shown, and a browser sends the cookie by itself."
            ) { $0.session = $1 },
        ])

    private static let grant: JSONValue = [
        "type": "object",
        "properties": [
            "access_token": ["type": "string"], "refresh_token": ["type": "string"],
            "token_type": ["type": "string", "const": "bearer"], "expires_in": ["type": "integer"],
            "csrf_token": ["type": "string", "description": "In the place of tokens, where a cookie was asked for."],
            "user": ["type": "object"], "tenant": ["type": "object"],
        ],
        "required": ["user", "tenant"],
    ]

    private static let login = Endpoint.waiting(
        .post, "/api/v1/auth/login/",
        .open(name: "sessions.login", summary: "Begins a session with a password, and a code where there is one."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: input.name, schema: input.schema), example: input.example,
            output: .init(name: "Grant", schema: SecretaryAnswer.schema(grant)))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let input = try input.decode(call.body)
        let attempt = try input.complete()
        let logins = call.services.logins
        // Nobody is logged in by a page elsewhere, as somebody else.
        if input.session == .cookie, case .foreign = RequestingPage(of: call.head, publicURL: logins.issuer) {
            throw Refusal.crossSite
        }
        return try await answering(call) {
            let carrier: Logins.Carrier = input.session == .cookie ? .cookie : .tokens
            return write(try await logins.login(attempt, carrier: carrier, from: call.origin), "Logged in.")
        }
    }

    private static let refresh = Endpoint.waiting(
        .post, "/api/v1/auth/refresh/",
        .open(
            name: "sessions.refresh",
            summary: "Takes a refresh token as the bearer's, and gives new tokens for it."),
        EndpointDocumentation(tag: "auth", output: .init(name: "Grant", schema: SecretaryAnswer.schema(grant)))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let token = String(try Gate.bearer(call.head))
        return try await answering(call) {
            write(try await call.services.logins.refresh(token, from: call.origin), "Refreshed.")
        }
    }

    private static let logout = Endpoint.waiting(
        .post, "/api/v1/auth/logout/",
        .authenticated(
            name: "sessions.logout", summary: "Ends the session whose access token or cookie comes with it."),
        EndpointDocumentation(
            tag: "auth", output: .init(name: "Nothing", schema: SecretaryAnswer.schema(["type": "null"])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, session) = try call.person()
        try await call.services.logins.end(session, of: user, from: call.origin)
        return call.forgettingCookie(SecretaryAnswer.make("Logged out."))
    }

    private static let csrf = Endpoint.atOnce(
        .get, "/api/v1/auth/csrf/",
        .authenticated(
            name: "sessions.csrf", summary: "Shows the token that changes with a cookie carry as X-CSRF-Token."),
        EndpointDocumentation(
            tag: "auth",
            output: .init(
                name: "CSRFToken",
                schema: SecretaryAnswer.schema([
                    "type": "object", "properties": ["csrf_token": ["type": "string"]], "required": ["csrf_token"],
                ])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let token = try call.services.logins.csrfToken(of: try call.person().session)
        return SecretaryAnswer.make("Send this as X-CSRF-Token.") { writer in
            writer.beginObject()
            writer.key("csrf_token")
            writer.string(token)
            writer.endObject()
        }
    }

    /// Answers a login that fails in this dialect's words, the same whatever the reason is.
    static func answering(_ call: Call, _ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let failure as LoginFailure {
            let (code, message): (StaticString, String) =
                switch failure {
                case .credentials: ("INVALID_CREDENTIALS", "Email, password or code are not right.")
                case .secondFactorRequired: ("SECOND_FACTOR_REQUIRED", "Send totp or recovery_code too.")
                case .refreshToken: ("INVALID_REFRESH_TOKEN", "This refresh token does not hold. Log in again.")
                }
            return SecretaryErrors.answer(
                .unauthorized, code, message, requestID: call.head.requestID,
                [
                    .wwwAuthenticate: failure == .refreshToken
                        ? "Bearer realm=\"kiikd\", error=\"invalid_token\"" : "Bearer realm=\"kiikd\""
                ])
        }
    }

    private static func write(_ grant: Logins.Grant, _ message: StaticString) -> Answer {
        var answer = SecretaryAnswer.make(message) { writer in
            writer.beginObject()
            switch grant.credential {
            case .tokens(let access, let refresh):
                writer.key("access_token")
                writer.string(access)
                writer.key("refresh_token")
                writer.string(refresh ?? "")
                writer.key("token_type")
                writer.string(static: "bearer")
                writer.key("expires_in")
                writer.int(Logins.accessLife)
            case .cookie(_, let csrfToken):
                writer.key("csrf_token")
                writer.string(csrfToken)
            }
            writer.key("user")
            writer.beginObject()
            writer.key("id")
            writer.int(grant.account.id)
            writer.key("email")
            writer.string(grant.account.email)
            writer.key("name")
            writer.string(grant.account.name)
            writer.key("role")
            writer.string(grant.tenant.roleName)
            writer.endObject()
            writer.key("tenant")
            writer.beginObject()
            writer.key("id")
            writer.int(grant.tenant.scope.id)
            writer.key("subdomain")
            writer.string(grant.tenant.subdomain)
            writer.key("name")
            writer.string(grant.tenant.name)
            writer.endObject()
            writer.endObject()
        }
        if case .cookie(let secret, _) = grant.credential {
            answer.headers[.setCookie] = SessionCookie.setting(secret)
        }
        return answer
    }
}

extension InputField where Target == LoginInput {
    static let totp = InputField.text("totp", LoginInput.code, "The code an authenticator app shows.") { $0.totp = $1 }
    static let recoveryCode = InputField.text(
        "recovery_code", LoginInput.code, "One of the recovery codes, in the place of totp."
    ) { $0.recoveryCode = $1 }
}
