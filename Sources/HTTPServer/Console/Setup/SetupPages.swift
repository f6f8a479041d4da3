import Domain
import HTTPTypes
import JSON

/// The first run: whoever has the link that the daemon printed makes the first account.
package enum SetupPages {
    static let address = "/setup"

    package static func make() -> Dialect {
        Dialect(
            name: "setup", prefixes: [address], endpoints: [show, send],
            render: { refusal, occasion in
                if case .problem(.invalid) = refusal {
                    return MessagePage(isFault: true) { $0.setup.deadLink }
                        .answer(in: Language(acceptLanguage: occasion.acceptLanguage), .badRequest)
                }
                return refusal.page(in: Language(acceptLanguage: occasion.acceptLanguage))
            })
    }

    private static let output = EndpointDocumentation.Named(name: "Page", schema: ["type": "string"])

    private static let show = Endpoint.waiting(
        .get, address, .open(name: "tenants.setup", summary: "Asks for the first business and its owner."),
        EndpointDocumentation(tag: "account", output: output, outputMediaTypes: ["text/html"])
    ) { call in
        let token = call.query["token"] ?? ""
        let found = try await call.services.setup.check(token: token, from: call.origin)
        return SetupPage(call.language(), token: token, existing: found?.name).answer(in: call.language())
    }

    private static let fields = [
        "token", "place", "name", "subdomain", "currency", "time_zone", "owner_name", "email", "password",
    ]

    private static let send = Endpoint.waiting(
        .post, address, .open(name: "tenants.setup", summary: "Makes the first business and its owner."),
        EndpointDocumentation(
            tag: "account",
            input: .init(
                name: "SetupForm",
                schema: [
                    "type": "object",
                    "properties": .object(JSONObject(fields.map { ($0, ["type": "string"]) })),
                ]), body: .urlEncoded, output: output, outputMediaTypes: ["text/html"])
    ) { call in
        let form = try PageForm(call)
        let (setup, token) = (call.services.setup, form["token"] ?? "")
        let found = try await setup.check(token: token, from: call.origin)
        var page = SetupPage(call.language(), token: token, existing: found?.name)
        page.take(form)
        do {
            let grant = try await setup.complete(
                token: token, place: page.isExisting ? .existing : .new(page.draft),
                owner: Setup.Owner(name: page.ownerName, email: page.email, password: form["password"] ?? ""),
                from: call.origin)
            guard case .cookie(let secret, _) = grant.credential else { throw Problem.internal }
            let cookies = PageCookies(issuer: call.services.oauth.issuer)
            return OAuthVisit.seeOther("/", [.setCookie: cookies.setting(session: secret)])
        } catch Problem.invalid(let faults) where !faults.contains(where: { $0.field == "token" }) {
            page.faults = faults
            return page.answer(in: call.language(), .unprocessableContent)
        } catch Problem.conflict {
            page.isTooLate = true
            return page.answer(in: call.language(), .conflict)
        }
    }
}
