import Domain
import HTTPTypes
import JSON

/// What the links in mails lead to. Opening one changes nothing: programs that scan mail open them too.
package enum AccountPages {
    package static func make() -> Dialect {
        Dialect(
            name: "account", prefixes: ["/account/"], endpoints: password + email,
            render: { refusal, occasion in refusal.page(in: Language(acceptLanguage: occasion.acceptLanguage)) })
    }

    private static let password = pages(
        "password", summary: "Choose a password", purposes: [.invitation, .passwordReset],
        title: { $0.choosePassword }, text: nil, button: { $0.setPassword },
        fields: [
            LinkPage.Field(
                name: "password", type: "password", autocomplete: "new-password", label: { $0.newPassword },
                hint: { $0.passwordRule }, faultOfLength: { $0.passwordLength })
        ]
    ) { form, call in
        let email = try await call.services.logins.setPassword(
            form["password"] ?? "", token: form["token"] ?? "", from: call.origin)
        // Whoever reads a mailbox may set the password. They log in with it, and with the second factor if there is one.
        return try SignInPages.afterPassword(of: email, call)
    }

    private static let email = pages(
        "email", summary: "Confirm your address", purposes: Logins.ofAddress, title: { $0.confirmEmail },
        text: { $0.confirmEmailText }, button: { $0.confirm }, fields: []
    ) { form, call in
        try await call.services.logins.confirmEmail(token: form["token"] ?? "", from: call.origin)
        return MessagePage { $0.account.emailIsConfirmed }.answer(in: call.language())
    }

    /// A page with a form, and what happens when it is sent.
    private static func pages(
        _ name: String, summary: String, purposes: Set<Link.Purpose>,
        title: @escaping LinkPage.Words<Phrase>, text: LinkPage.Words<Phrase>?,
        button: @escaping LinkPage.Words<String>, fields: [LinkPage.Field],
        _ act: @escaping @Sendable (QueryParameters, Call) async throws -> Answer
    ) -> [Endpoint] {
        let path = "/account/\(name)/"
        let output = EndpointDocumentation.Named(name: "Page", schema: ["type": "string"])
        @Sendable func page(_ token: String, _ faults: [Fault] = []) -> LinkPage {
            LinkPage(
                title: title, text: text, button: button, action: path,
                token: Logins.isLinkToken(token) ? token : "", fields: fields, faults: faults)
        }
        let names = ["token"] + fields.map(\.name)
        let show = Endpoint.waiting(
            .get, path, .open(name: "account.\(name)", summary: summary),
            EndpointDocumentation(tag: "account", output: output, outputMediaTypes: ["text/html"])
        ) { call in
            let token = call.query["token"] ?? ""
            try await call.services.logins.check(token: token, for: purposes, from: call.origin)
            var page = page(token)
            page.invitation = try await call.services.logins.invitation(by: token, from: call.origin)
            return page.answer(in: call.language())
        }
        let send = Endpoint.waiting(
            .post, path, .open(name: "account.\(name)", summary: summary),
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
                return try await act(form, call)
            } catch Problem.invalid(let faults) where !faults.contains(where: { $0.field == "token" }) {
                return page(form["token"] ?? "", faults).answer(in: call.language(), .unprocessableContent)
            }
        }
        return [show, send]
    }
}
