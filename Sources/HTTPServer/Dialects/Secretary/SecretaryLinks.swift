import Domain
import HTTPTypes
import JSON

/// Forgotten passwords, invitations and confirmed addresses: asking for a link, and using it.
enum SecretaryLinks {
    static let endpoints = [forgot, reset, send, confirm]

    struct Input: Sendable {
        var email = ""
        var token = ""
        var password = ""
    }

    static let token = InputField<Input>.text(
        "token", TextRule(1...200), "The token of the link.", required: true
    ) { $0.token = $1 }
    static let password = InputField<Input>.text(
        "password", User.Rule.password, "The new password.", required: true
    ) { $0.password = $1 }

    private static let asking = InputType<Input>(
        "ForgottenPassword", example: ["email": "ada@acme.example"], start: { Input() },
        [.text("email", LoginInput.email, "The user's address.", required: true) { $0.email = $1 }])
    private static let choosing = InputType<Input>(
        "NewPassword", example: ["token": "klk_…", "password": "correct horse battery staple"], start: { Input() },
        [token, password])
    private static let confirming = InputType<Input>(
        "ConfirmedAddress", example: ["token": "klk_…"], start: { Input() }, [token])

    private static let nothing = EndpointDocumentation.Named(
        name: "Nothing", schema: SecretaryAnswer.schema(["type": "null"]))

    private static let forgot = Endpoint.waiting(
        .post, "/api/v1/auth/password/forgot/",
        .open(
            name: "users.forgot_password", summary: "Mails a link to choose a new password, if there is such a user."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: asking.name, schema: asking.schema), example: asking.example,
            output: nothing)
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let input = try asking.decode(call.body)
        try await call.services.logins.forgotPassword(email: input.email, from: call.origin)
        return SecretaryAnswer.make("If there is such an account, a link is on its way to it.")
    }

    private static let reset = Endpoint.waiting(
        .post, "/api/v1/auth/password/reset/",
        .open(
            name: "users.set_password",
            summary: "Sets the password of whoever was sent the link, to reset it or to accept an invitation."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: choosing.name, schema: choosing.schema), example: choosing.example,
            output: nothing)
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let input = try choosing.decode(call.body)
        try await call.services.logins.setPassword(input.password, token: input.token, from: call.origin)
        return SecretaryAnswer.make("The password is set. Log in with it.")
    }

    private static let send = Endpoint.waiting(
        .post, "/api/v1/auth/email/verification/",
        .authenticated(name: "users.verify_email", summary: "Mails a link that confirms the user's address."),
        EndpointDocumentation(tag: "auth", output: nothing)
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let (user, _) = try call.person()
        return try await SecretaryLogin.answering(call) {
            try await call.services.logins.verifyEmail(of: user, from: call.origin)
            return SecretaryAnswer.make("A link is on its way to your address.")
        }
    }

    private static let confirm = Endpoint.waiting(
        .post, "/api/v1/auth/email/verify/",
        .open(name: "users.confirm_email", summary: "Confirms the address of whoever was sent the link."),
        EndpointDocumentation(
            tag: "auth", input: .init(name: confirming.name, schema: confirming.schema), example: confirming.example,
            output: nothing)
    ) { call in
        try call.query.refuseUnknown(besides: [])
        let input = try confirming.decode(call.body)
        try await call.services.logins.confirmEmail(token: input.token, from: call.origin)
        return SecretaryAnswer.make("The address is confirmed.")
    }
}
