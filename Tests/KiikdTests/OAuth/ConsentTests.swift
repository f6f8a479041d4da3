import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `Consent cannot be got around` {
    private func scene() async throws -> (Office, Person, OAuthApp, Visitor) {
        let office = try await Office.open()
        return (
            office, try await office.hire(), try await OAuthApp.register(on: office.daemon),
            Visitor(daemon: office.daemon)
        )
    }

    private func consentPage(_ visitor: Visitor, _ app: OAuthApp, _ person: Person, _ changes: [String: String?] = [:])
        async throws -> HTTPAnswer
    {
        var step = try await visitor.follow(try await visitor.get(app.authorizeURL(changes)))
        if let page = step.page, page.text.contains("action=\"/oauth/login/\"") {
            step = try await visitor.follow(try await visitor.login(page, as: person))
        }
        return try #require(step.page, "\(step.away ?? "")")
    }

    @Test(arguments: ["/oauth/logout/", "/oauth/login/", "/oauth/consent/"])
    func `S57 what a form brings back never ends a header`(path: String) async throws {
        let daemon = try await RunningDaemon.shared.value
        let evil = "a%3Db%0D%0AContent-Length%3A%200%0D%0A%0D%0AHTTP/1.1%20200%20OK%0D%0AX-Evil%3A%201"
        let answer = try await Visitor(daemon: daemon).send("POST", path, "request=\(evil)&decision=deny")
        #expect(answer.status == 400 && answer["location"] == nil && answer["x-evil"] == nil)
    }

    @Test func `what a tenant keeps for a fresh second factor, nobody lets an app do without one`() async throws {
        let (office, person, app, visitor) = try await scene()
        _ = try await office.daemon.tool.run(
            "tenants", "update", "--subdomain", office.subdomain, "--step-up", "invoices:create,invoices:update",
            "--format",
            "json"
        ).json
        let page = try await consentPage(visitor, app, person)
        #expect(page.text.contains("value=\"customers:read\"") && !page.text.contains("value=\"invoices:write\""))
        var form = try Visitor.Form(page.text, action: "/oauth/consent/")
        form.fields.append(("scope", "invoices:write"))
        form.set("decision", "allow")
        let sent = try await visitor.send("POST", form.action, form.body)
        let code = try #require(Visitor.parameters(of: sent["location"] ?? "")["code"])
        #expect(try OAuthApp.Tokens(try await app.exchange(code)).scopes == ["customers:read"])
        // With a factor that was fresh once, the login is asked for again.
        let enrolled = try await office.enrolled()
        let second = Visitor(daemon: office.daemon)
        let login = try await second.get(app.authorizeURL())
        let asked = try await second.login(login, as: enrolled.person, code: enrolled.codes[0])
        let shown = try #require(try await second.follow(asked).page)
        #expect(shown.text.contains("value=\"invoices:write\""))
        _ = try await office.daemon.sql(
            "UPDATE sessions SET factor_at = factor_at - interval '1 day' WHERE user_id = \(enrolled.person.id)")
        let stale = try await second.decide(shown)
        #expect(stale["location"] == nil && stale.text.contains("/oauth/login/"))
    }

    @Test func `a limit of nothing is no answer, whatever another tab has said meanwhile`() async throws {
        let (office, person, app, visitor) = try await scene()
        try await office.customer("Mine")
        let page = try await consentPage(visitor, app, person)
        #expect(try await visitor.decide(page).status == 303)
        var form = try Visitor.Form(page.text, action: "/oauth/consent/")
        form.set("reach", "chosen")
        form.set("decision", "allow")
        let answer = try await visitor.send("POST", form.action, form.body)
        #expect(answer["location"] == nil && answer.status >= 400)
    }

    @Test func `what was unticked is asked about again, and not given in silence`() async throws {
        let (_, person, app, visitor) = try await scene()
        #expect(try await visitor.decide(try await consentPage(visitor, app, person)).status == 303)
        let again = try await consentPage(visitor, app, person, ["prompt": "consent"])
        #expect(try await visitor.decide(again, scopes: ["customers:read"]).status == 303)
        let page = try await consentPage(visitor, app, person)
        #expect(page.text.contains("value=\"invoices:write\""))
    }

    @Test func `a hint that nobody can read, or of somebody else, is no endless login`() async throws {
        let (office, person, app, visitor) = try await scene()
        let other = try await office.hire()
        let hint = try #require(try await app.connect(other, ["scope": "openid"]).idToken)
        for text in ["garbage", hint] {
            let away = try await visitor.authorize(app.authorizeURL(["id_token_hint": text]), as: person)
            #expect(Visitor.parameters(of: away)["code"] != nil)
        }
    }

    @Test func `two people of one app share neither answers nor approvals`() async throws {
        let (office, first, app, _) = try await scene()
        let second = try await office.hire()
        let scope = ["scope": "customers:read customers:write"]
        func client(_ person: Person) async throws -> HTTPClient {
            office.daemon.client.with(key: try await app.connect(person, scope).access)
        }
        let (mine, theirs) = (try await client(first), try await client(second))
        let key = ["Idempotency-Key": "customer-1"]
        let one = try await mine.post(Path.customers, #"{"name": "Same"}"#, headers: key)
        let two = try await theirs.post(Path.customers, #"{"name": "Same"}"#, headers: key)
        #expect(one.status == 201 && two.status == 201)
        #expect(try one.json["id"] != two.json["id"])
        let shown = try await mine.post("\(Path.customers)?dry_run=true", #"{"name": "Shown"}"#).json
        let digest = try #require(shown["approval"]?.stringValue)
        #expect(try await theirs.post("\(Path.customers)?approval=\(digest)", #"{"name": "Shown"}"#).status == 409)
    }

    @Test func `only the authorization endpoint makes unknown clients known, and not too many`() async throws {
        let daemon = try await RunningDaemon.start(
            beside: try await RunningDaemon.shared.value, environment: ["KIIK_REGISTRATION_LIMIT": "2/h"])
        let app = OAuthApp(daemon: daemon, clientID: "https://127.0.0.1/client.json")
        for _ in 0..<5 {
            let answer = try await app.post("token", ["grant_type": "refresh_token", "refresh_token": "x"])
            #expect(answer.status == 401)
        }
        var seen: [Int] = []
        for n in 0..<4 {
            let next = OAuthApp(daemon: daemon, clientID: "https://127.0.0.1/\(n).json")
            seen.append(try await daemon.client.get(next.authorizeURL()).status)
        }
        #expect(seen == [400, 400, 429, 429])
        try await daemon.stop()
    }

    @Test func `keys of other kinds beside a sound one do no harm, and what is too much is refused`() async throws {
        let daemon = try await RunningDaemon.shared.value
        let sound = try SigningKey.generateES256(keyID: "one").publicKey.text
        let strange = #"{"kty": "OKP", "crv": "X25519", "x": "AA", "use": "enc"}, {"kty": "new"}"#
        func register(_ more: String) async throws -> Int {
            try await daemon.client.post(
                "/oauth/register/",
                #"{"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "private_key_jwt"\#(more)}"#
            ).status
        }
        #expect(try await register(#", "jwks": {"keys": [\#(strange), \#(sound)]}"#) == 201)
        #expect(try await register(#", "jwks": {"keys": [\#(strange)]}"#) == 400)
        let padding = String(repeating: "x", count: 20_000)
        #expect(try await register(#", "jwks": {"keys": [\#(sound)], "x": "\#(padding)"}"#) == 400)
        #expect(try await register(#", "jwks": {"keys": [\#(sound)]}, "grant_types": ["refresh_token"]"#) == 400)
        let many = (0..<21).map { "\"https://a.example/\($0)\"" }.joined(separator: ", ")
        #expect(
            try await daemon.client.post("/oauth/register/", #"{"redirect_uris": [\#(many)]}"#).status == 400)
    }

    @Test func `an app is told who the person is only where they agreed to it`() async throws {
        let (office, person, _, _) = try await scene()
        let app = try await OAuthApp.create(on: office.daemon)
        let plain = try await app.connect(person)
        #expect(try await app.post("introspect", ["token": plain.access]).json["username"] == nil)
        let told = try await app.connect(person, ["scope": "email customers:read"])
        #expect(try await app.post("introspect", ["token": told.access]).json["username"]?.stringValue == person.email)
        #expect(try OAuthApp.Tokens(try await app.refresh(plain.refresh, ["scope": " "])).scopes == plain.scopes)
    }
}
