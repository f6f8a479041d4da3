import Domain
import HTTPTypes
import JSON

/// An access token for a name and a password, as a form. Its session ends with it: refresh tokens are Secretary's.
enum CredKitToken {
    private static let names = ["grant_type", "username", "password", "tenant", "totp", "recovery_code"]

    static let endpoint = Endpoint.waiting(
        .post, "/api/v1/auth/token/",
        .open(name: "sessions.token", summary: "Gives an access token for a name and a password."),
        EndpointDocumentation(
            tag: "auth",
            input: .init(
                name: "TokenForm",
                schema: [
                    "type": "object",
                    "properties": .object(JSONObject(names.map { ($0, ["type": "string"]) })),
                    "required": ["username", "password"], "additionalProperties": false,
                ]), body: .urlEncoded, example: ["username": "ada@acme.example", "password": "secret"],
            output: .init(
                name: "Token",
                schema: [
                    "type": "object",
                    "properties": [
                        "access_token": ["type": "string"], "token_type": ["type": "string", "const": "bearer"],
                    ],
                    "required": ["access_token", "token_type"],
                ]))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let attempt = try attempt(in: call.body)
        do {
            let grant = try await call.services.logins.login(attempt, carrier: .accessToken, from: call.origin)
            guard case .tokens(let access, _) = grant.credential else { throw Problem.internal }
            var writer = JSONWriter(capacity: 1024)
            writer.beginObject()
            writer.key("access_token")
            writer.string(access)
            writer.key("token_type")
            writer.string(static: "bearer")
            writer.endObject()
            return .json(.ok, writer.finish())
        } catch let failure as LoginFailure {
            let now = call.services.clock.now()
            switch failure {
            case .secondFactorRequired:
                return CredKitErrors.unauthorized(
                    "A second factor is required: send totp or recovery_code", "SECOND_FACTOR_REQUIRED",
                    isMissing: true, now)
            case .credentials, .refreshToken:
                return CredKitErrors.unauthorized(
                    "Incorrect username or password", "INVALID_CREDENTIALS", isMissing: true, now)
            }
        }
    }

    private static func attempt(in body: [UInt8]) throws -> Logins.Attempt {
        // A form is written as a query is.
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Refusal.malformed("The body is not UTF-8.")
        }
        let form = QueryParameters(text[...])
        // What comes twice breaks the form, not a rule.
        var faults = form.faults.map { Fault($0.field, .format, $0.message) } + form.unknown(besides: names)
        var input = LoginInput()
        func read(_ name: String, _ rule: TextRule, isRequired: Bool = false, _ set: (String) -> Void) {
            guard let value = form[name] else {
                if isRequired { faults.append(Fault(name, .required, "This field is required.")) }
                return
            }
            if let fault = rule.fault(in: value) {
                faults.append(Fault(name, fault.code, fault.message))
            } else {
                set(value)
            }
        }
        read("username", LoginInput.email, isRequired: true) { input.attempt.email = $0 }
        read("password", LoginInput.password, isRequired: true) { input.attempt.password = $0 }
        read("tenant", LoginInput.tenant) { input.attempt.tenant = $0 }
        read("totp", LoginInput.code) { input.totp = $0 }
        read("recovery_code", LoginInput.code) { input.recoveryCode = $0 }
        if let kind = form["grant_type"], kind != "password" {
            faults.append(Fault("grant_type", .choice, "Expected password."))
        }
        if !faults.isEmpty { throw Problem.invalid(faults) }
        return try input.complete()
    }
}
