import Domain
import HTTPTypes
import JSON

/// The second factor: set up, confirmed, shown again, taken away.
enum SecretarySecondFactor {
    static let endpoints = [enroll, confirm, stepUp, remove]

    private static let password = InputField<LoginInput>.text(
        "password", LoginInput.password, "The user's password, again.", required: true
    ) { $0.attempt.password = $1 }

    private static let enrolment = InputType<LoginInput>(
        "TOTPEnrolment", example: ["password": "correct horse battery staple"], start: { LoginInput() }, [password])
    private static let confirmation = InputType<LoginInput>(
        "TOTPConfirmation", example: ["totp": "123456"], start: { LoginInput() },
        [.text("totp", LoginInput.code, "The code the app shows now.", required: true) { $0.totp = $1 }])
    private static let removal = InputType<LoginInput>(
        "TOTPRemoval", example: ["password": "correct horse battery staple", "totp": "123456"],
        start: { LoginInput() }, [password, .totp, .recoveryCode])

    private static let showing = InputType<LoginInput>(
        "StepUp", example: ["totp": "123456"], start: { LoginInput() }, [.totp, .recoveryCode])

    private static let enroll = Endpoint.waiting(
        .post, "/api/v1/auth/totp/enroll/",
        .authenticated(name: "second_factors.enroll", summary: "Makes a secret for an authenticator app."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: enrolment.name, schema: enrolment.schema), example: enrolment.example,
            output: .init(
                name: "TOTPSecret",
                schema: SecretaryAnswer.schema([
                    "type": "object",
                    "properties": ["secret": ["type": "string"], "otpauth_uri": ["type": "string"]],
                ])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, _) = try call.person()
        let input = try enrolment.decode(call.body)
        return try await SecretaryLogin.answering(call) {
            let made = try await call.services.logins.enroll(
                user: user, password: input.attempt.password, from: call.origin)
            return SecretaryAnswer.make("Put this into an authenticator app, and confirm it with a code.") { writer in
                writer.beginObject()
                writer.key("secret")
                writer.string(made.secret)
                writer.key("otpauth_uri")
                writer.string(made.uri)
                writer.endObject()
            }
        }
    }

    private static let confirm = Endpoint.waiting(
        .post, "/api/v1/auth/totp/confirm/",
        .authenticated(
            name: "second_factors.confirm", summary: "Puts the second factor in force, and shows the recovery codes."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: confirmation.name, schema: confirmation.schema),
            example: confirmation.example,
            output: .init(
                name: "RecoveryCodes",
                schema: SecretaryAnswer.schema([
                    "type": "object",
                    "properties": ["recovery_codes": ["type": "array", "items": ["type": "string"]]],
                ])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, _) = try call.person()
        let code = try confirmation.decode(call.body).totp ?? ""
        let codes = try await call.services.logins.confirm(user: user, code: code, from: call.origin)
        return SecretaryAnswer.make("From now on a login needs a code. Keep these: they are shown this once.") {
            writer in
            writer.beginObject()
            writer.key("recovery_codes")
            writer.beginArray()
            for code in codes { writer.string(code) }
            writer.endArray()
            writer.endObject()
        }
    }

    private static let stepUp = Endpoint.waiting(
        .post, "/api/v1/auth/step-up/",
        .authenticated(name: "sessions.step_up", summary: "Shows the second factor again: it is fresh for a while."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: showing.name, schema: showing.schema), example: showing.example,
            output: .init(name: "Nothing", schema: SecretaryAnswer.schema(["type": "null"])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, session) = try call.person()
        guard let code = try showing.decode(call.body).code() else {
            throw Problem.invalid([Fault("totp", .required, "Give this or recovery_code.")])
        }
        return try await SecretaryLogin.answering(call) {
            try await call.services.logins.stepUp(session: session, of: user, code: code, from: call.origin)
            return SecretaryAnswer.make("The second factor is fresh.")
        }
    }

    private static let remove = Endpoint.waiting(
        .delete, "/api/v1/auth/totp/",
        .authenticated(
            name: "second_factors.remove", summary: "Takes the second factor away. Needs what a login needs."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: removal.name, schema: removal.schema), example: removal.example,
            output: .init(name: "Nothing", schema: SecretaryAnswer.schema(["type": "null"])))
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, _) = try call.person()
        let input = try removal.decode(call.body)
        let code = try input.code()
        return try await SecretaryLogin.answering(call) {
            try await call.services.logins.removeFactor(
                user: user, password: input.attempt.password, code: code, from: call.origin)
            return SecretaryAnswer.make("The password is enough again.")
        }
    }
}
