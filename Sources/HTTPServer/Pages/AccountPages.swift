import Domain
import HTTPTypes
import JSON

/// What the links in mails lead to. Opening one changes nothing: programs that scan mail open them too.
package enum AccountPages {
    package static func make() -> Dialect {
        Dialect(
            name: "account", prefixes: ["/account/"], endpoints: password + email,
            render: { refusal, _ in render(refusal) })
    }

    private static let password = pages(
        "password", title: "Choose a password", text: "At least 8 characters.", button: "Set the password",
        done: ("The password is set", "Log in with it."), purposes: [.invitation, .passwordReset],
        fields: [
            Page.Field(name: "password", label: "New password", type: "password", autocomplete: "new-password")
        ]
    ) { form, call in
        try await call.services.logins.setPassword(
            form["password"] ?? "", token: form["token"] ?? "", from: call.origin)
    }

    private static let email = pages(
        "email", title: "Confirm your address", text: "Confirm that this email address is yours.", button: "Confirm",
        done: ("The address is confirmed", "There is nothing more to do."), purposes: [.emailVerification], fields: []
    ) { form, call in
        try await call.services.logins.confirmEmail(token: form["token"] ?? "", from: call.origin)
    }

    /// A page with a form, and what happens when it is sent.
    private static func pages(
        _ name: String, title: String, text: String, button: String, done: (title: String, text: String),
        purposes: Set<Link.Purpose>, fields: [Page.Field],
        _ act: @escaping @Sendable (QueryParameters, Call) async throws -> Void
    ) -> [Endpoint] {
        let path = "/account/\(name)/"
        let output = EndpointDocumentation.Named(name: "Page", schema: ["type": "string"])
        @Sendable func page(_ token: String, _ faults: [Fault] = []) -> Page {
            let shown = fields.map { field in
                var field = field
                field.fault = faults.first { $0.field == field.name }?.message ?? ""
                return field
            }
            return Page(
                title: title, isAlert: !faults.isEmpty, text: faults.isEmpty ? text : "Look at what is marked below.",
                form: Page.Form(
                    action: path, token: Logins.isLinkToken(token) ? token : "", fields: shown, button: button))
        }
        let names = ["token"] + fields.map(\.name)
        let show = Endpoint.waiting(
            .get, path, .open(name: "account.\(name)", summary: title),
            EndpointDocumentation(tag: "account", output: output, outputMediaTypes: ["text/html"])
        ) { call in
            let token = call.query["token"] ?? ""
            try await call.services.logins.check(token: token, for: purposes, from: call.origin)
            return page(token).answer()
        }
        let send = Endpoint.waiting(
            .post, path, .open(name: "account.\(name)", summary: title),
            EndpointDocumentation(
                tag: "account",
                input: .init(
                    name: "\(name)Form",
                    schema: [
                        "type": "object",
                        "properties": .object(JSONObject(names.map { ($0, ["type": "string"]) })),
                    ]), body: .urlEncoded, output: output, outputMediaTypes: ["text/html"])
        ) { call in
            guard let text = String(validating: call.body, as: UTF8.self) else {
                throw Refusal.malformed("The form is not UTF-8.")
            }
            let form = QueryParameters(text[...])
            do {
                try await act(form, call)
            } catch Problem.invalid(let faults) where !faults.contains(where: { $0.field == "token" }) {
                return page(form["token"] ?? "", faults).answer(.unprocessableContent)
            }
            return Page(title: done.title, text: done.text).answer()
        }
        return [show, send]
    }

    private static func render(_ refusal: Refusal) -> Answer {
        switch refusal {
        case .problem(.invalid(let faults)):
            Page(title: "This does not work", isAlert: true, text: faults.map(\.message).joined(separator: " "))
                .answer(.badRequest)
        case .problem(.rateLimited(let seconds)), .problem(.unavailable(let seconds)):
            Page(title: "Not now", isAlert: true, text: "Try again in \(seconds) seconds.")
                .answer(.serviceUnavailable, [.retryAfter: String(seconds)])
        case .unknownPath, .problem(.notFound):
            Page(title: "There is no such page", isAlert: true, text: "Check the address.").answer(.notFound)
        case .methodNotAllowed(let allow):
            Page(title: "This does not work", isAlert: true, text: "This address takes other requests.")
                .answer(.methodNotAllowed, [.allow: allow.joined(separator: ", ")])
        case .malformed, .crossSite, .unsupportedMediaType, .bodyTooLarge, .headersTooLarge, .notAcceptable:
            Page(title: "This does not work", isAlert: true, text: "The form did not arrive as it was sent.")
                .answer(.badRequest)
        case .problem:
            Page(title: "Something went wrong", isAlert: true, text: "Try again.").answer(.internalServerError)
        }
    }
}
