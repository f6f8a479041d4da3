import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `The authorization endpoint` {
    @Test func `an app is connected by login, consent, code and token, and its token works where it may`() async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let app = try await OAuthApp.register(on: office.daemon)
        let tokens = try await app.connect(person)
        #expect(tokens.scopes == ["customers:read", "invoices:write"])
        let client = office.daemon.client.with(key: tokens.access)
        #expect(try await client.get(Path.customerList).status == 200)
        let refused = try await client.get(Path.invoiceList)
        #expect(refused.status == 403)
        #expect(refused["www-authenticate"]?.contains("insufficient_scope") == true)
    }

    private static func refusedRedirects(_ registered: String) -> [String] {
        [
            registered + "/", registered + "?a=b", registered.replacingOccurrences(of: "/callback", with: "/Callback"),
            registered.replacingOccurrences(of: "/callback", with: "/%2fcallback"),
            registered.replacingOccurrences(of: "/callback", with: "/x/../callback"),
            registered.replacingOccurrences(of: "https://", with: "https://evil.example@"),
            registered.replacingOccurrences(of: "app.example", with: "app.example.evil.example"),
            registered.replacingOccurrences(of: "https", with: "http"), "https://evil.example/callback",
            registered + "#x", registered.replacingOccurrences(of: "app", with: "APP"),
        ]
    }

    @Test func `S1 S4 an address that is not the registered one, byte for byte, is never gone to`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        let visitor = Visitor(daemon: office.daemon)
        // Also where somebody is logged in.
        _ = try await visitor.authorize(app.authorizeURL(), as: person)
        for address in Self.refusedRedirects(OAuthApp.callback) {
            let answer = try await visitor.get(app.authorizeURL(["redirect_uri": address]))
            #expect(answer.status == 400, "\(address)")
            #expect(answer["location"] == nil)
            #expect(answer["content-type"] == "text/html; charset=utf-8")
        }
        for (name, value) in [("client_id", "app_unknown"), ("client_id", ""), ("client_id", "https://127.0.0.1/x")] {
            let answer = try await visitor.get(app.authorizeURL([name: value]))
            #expect(answer.status == 400)
            #expect(answer["location"] == nil)
        }
    }

    @Test(arguments: ["http://127.0.0.1:5000/cb", "http://[::1]:5000/cb", "http://localhost/cb"])
    func `S2 of a loopback address the port may vary, and nothing else`(registered: String) async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon, redirect: registered)
        let host = registered.contains("[") ? "[::1]" : registered.contains("127") ? "127.0.0.1" : "localhost"
        for port in ["", ":1", ":65535"] {
            let answer = try await office.daemon.client.get(
                app.authorizeURL(["redirect_uri": "http://\(host)\(port)/cb"]))
            #expect(answer.status == 200, "\(port)")
        }
        for other in [
            "http://\(host):65536/cb", "http://\(host):/cb", "http://\(host):80/cb/", "https://\(host):5000/cb",
            "http://\(host):80@evil.example/cb", "http://\(host).evil.example/cb", "http://\(host):5000/cb?x",
            "http://127.0.0.2:5000/cb",
        ] {
            let answer = try await office.daemon.client.get(app.authorizeURL(["redirect_uri": other]))
            #expect(answer.status == 400, "\(other)")
        }
    }

    @Test func `S5 S6 S22 nobody is sent anywhere before they are known; then faults go to the app, with iss`()
        async throws
    {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        let cases: [([String: String?], String)] = [
            (["code_challenge": nil, "code_challenge_method": nil], "invalid_request"),
            (["code_challenge_method": "plain"], "invalid_request"),
            (["code_challenge_method": nil], "invalid_request"),
            (["code_challenge": "short"], "invalid_request"), (["response_type": "token"], "unsupported_response_type"),
            (["response_type": "code token"], "unsupported_response_type"), (["response_type": nil], "invalid_request"),
            (["scope": "no:such"], "invalid_scope"), (["scope": "keys:write"], "invalid_scope"),
            (["resource": "https://other.example/"], "invalid_target"),
            (["response_mode": "fragment"], "invalid_request"),
            (["prompt": "none login"], "invalid_request"), (["max_age": "soon"], "invalid_request"),
        ]
        for (changes, code) in cases {
            let visitor = Visitor(daemon: office.daemon)
            let first = try await visitor.get(app.authorizeURL(changes))
            #expect(first.status == 200, "\(changes)")
            #expect(first["location"] == nil)
            let away = try await visitor.authorize(app.authorizeURL(changes), as: person)
            let said = Visitor.parameters(of: away)
            #expect(away.hasPrefix(OAuthApp.callback + "?"))
            #expect(said["error"] == code, "\(changes): \(away)")
            #expect(said["iss"] == OAuthApp.issuer)
            #expect(said["state"] == "s t/ä")
            #expect(said["code"] == nil)
        }
        let good = Visitor.parameters(
            of: try await Visitor(daemon: office.daemon).authorize(app.authorizeURL(), as: person))
        #expect(good["iss"] == OAuthApp.issuer && good["state"] == "s t/ä" && good["code"]?.isEmpty == false)
    }

    @Test func `S31 a parameter that comes twice is refused`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        for name in ["client_id=x", "redirect_uri=\(OAuthApp.callback)"] {
            #expect(try await office.daemon.client.get("\(app.authorizeURL())&\(name)").status == 400)
        }
        for name in ["state=x", "scope=customers%3Aread", "code_challenge=x", "resource=x"] {
            let away = try await Visitor(daemon: office.daemon).authorize(
                "\(app.authorizeURL(["resource": OAuthApp.issuer]))&\(name)", as: person)
            #expect(Visitor.parameters(of: away)["error"] == "invalid_request", "\(name)")
        }
        let code = try await app.code(from: person)
        let answer = try await office.daemon.client.post(
            "/oauth/token/",
            "grant_type=authorization_code&code=\(code)&code=\(code)&client_id=\(app.clientID)&code_verifier=\(OAuthApp.verifier)",
            headers: ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(answer.status == 400)
        #expect(try answer.json["error"] == "invalid_request")
        _ = try OAuthApp.Tokens(try await app.exchange(code))
    }

    @Test
    func `S24 S25 S26 S32 pages are never framed, cached, told of or read from elsewhere, and a login answers 303`()
        async throws
    {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        let visitor = Visitor(daemon: office.daemon)
        let login = try await visitor.send("GET", app.authorizeURL(), headers: ["Origin": "https://evil.example"])
        let loggedIn = try await visitor.login(login, as: person)
        #expect(loggedIn.status == 303)
        let consent = try #require(try await visitor.follow(loggedIn).page)
        let broken = try await visitor.get(app.authorizeURL(["client_id": "nobody"]))
        let apps = try await visitor.get("/oauth/authorized/")
        for page in [login, consent, broken, apps] {
            #expect(page["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
            #expect(page["content-security-policy"]?.contains("default-src 'none'") == true)
            #expect(page["cache-control"] == "no-store")
            #expect(page["referrer-policy"] == "no-referrer")
            #expect(page["access-control-allow-origin"] == nil)
            #expect(!page.text.contains("<script"))
        }
        let away = try await visitor.decide(consent)
        #expect(away.status == 303 && away["cache-control"] == "no-store" && away["referrer-policy"] == "no-referrer")
    }

    @Test func `S27 consent counts only from the browser that was asked`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let (person, other) = try await (office.hire(), office.hire())
        func asked(_ visitor: Visitor, _ person: Person) async throws -> HTTPAnswer {
            let login = try await visitor.get(app.authorizeURL())
            return try #require(try await visitor.follow(try await visitor.login(login, as: person)).page)
        }
        let (mine, theirs) = (Visitor(daemon: office.daemon), Visitor(daemon: office.daemon))
        let (page, _) = (try await asked(mine, person), try await asked(theirs, other))
        // Another's browser, with what mine was shown.
        #expect(try await theirs.decide(page).status == 400)
        // No cookies at all: the person logs in first.
        let stranger = try await Visitor(daemon: office.daemon).decide(page)
        #expect(stranger["location"] == nil && stranger.text.contains("/oauth/login/"))
        // A page elsewhere, in my own browser.
        let form = try Visitor.Form(page.text, action: "/oauth/consent/")
        for headers in [
            ["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Origin": "null"],
            ["Origin": "null", "Sec-Fetch-Site": "cross-site"],
        ] {
            let forged = try await mine.send("POST", form.action, form.body + "&decision=allow", headers: headers)
            #expect(forged.status == 400 && forged["location"] == nil)
        }
        var blank = form
        blank.set("token", "")
        #expect(try await mine.send("POST", blank.action, blank.body + "&decision=allow").status == 400)
        // A page that tells nobody its address (Referrer-Policy: no-referrer) has its forms sent like this.
        let sent = ["Origin": "null", "Sec-Fetch-Site": "same-origin"]
        let own = try await mine.send("POST", form.action, form.body + "&decision=allow", headers: sent)
        #expect(own.status == 303)
        // The login form is bound to its browser too.
        let login = try await Visitor(daemon: office.daemon).get(app.authorizeURL())
        let elsewhere = try await Visitor(daemon: office.daemon).login(login, as: person)
        #expect(elsewhere.status == 403 && elsewhere["location"] == nil)
    }

    @Test func `S28 consent names the app and where it leads, and what is in its name is only text`() async throws {
        let office = try await Office.open()
        let name = #"<script>alert(1)</script>\" onload=x \u202e&amp;"#
        let answer = try await office.daemon.client.post(
            "/oauth/register/",
            #"{"client_name": "\#(name)", "redirect_uris": ["https://landing.example/cb"], "token_endpoint_auth_method": "none"}"#
        )
        let app = OAuthApp(
            daemon: office.daemon, clientID: try #require(try answer.json["client_id"]?.stringValue),
            redirectURI: "https://landing.example/cb")
        let visitor = Visitor(daemon: office.daemon)
        let login = try await visitor.get(app.authorizeURL())
        let consent = try #require(
            try await visitor.follow(try await visitor.login(login, as: try await office.hire())).page)
        for page in [login, consent] {
            #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(!page.text.contains("<script") && !page.text.contains("\u{202e}"))
        }
        #expect(consent.text.contains("landing.example"))
        #expect(consent.text.contains("Office \(office.subdomain)"))
        for scope in ["customers:read", "invoices:write"] { #expect(consent.text.contains("value=\"\(scope)\"")) }
    }

    @Test func `what is unticked is not given, and nothing that was not asked for`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        let visitor = Visitor(daemon: office.daemon)
        let away = try await visitor.authorize(app.authorizeURL(), as: person, scopes: ["customers:read"])
        let tokens = try OAuthApp.Tokens(
            try await app.exchange(try #require(Visitor.parameters(of: away)["code"])))
        #expect(tokens.scopes == ["customers:read"])
        let page = try #require(try await visitor.follow(try await visitor.get(app.authorizeURL())).page)
        var form = try Visitor.Form(page.text, action: "/oauth/consent/")
        form.fields.append(("scope", "projects:write"))
        let sent = try await visitor.send("POST", form.action, form.body + "&decision=allow")
        let code = try #require(Visitor.parameters(of: sent["location"] ?? "")["code"])
        #expect(try OAuthApp.Tokens(try await app.exchange(code)).scopes == ["customers:read", "invoices:write"])
    }

    @Test func `who says no sends the app away with nothing`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let away = try await Visitor(daemon: office.daemon).authorize(
            app.authorizeURL(), as: try await office.hire(), decision: "deny")
        #expect(Visitor.parameters(of: away)["error"] == "access_denied")
        #expect(Visitor.parameters(of: away)["iss"] == OAuthApp.issuer)
    }

    @Test
    func `consent is remembered, but not for programs on somebody's own machine, and not where more is asked for`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        func pages(_ app: OAuthApp, _ visitor: Visitor, _ changes: [String: String?] = [:]) async throws -> Bool {
            try await visitor.follow(try await visitor.get(app.authorizeURL(changes))).page != nil
        }
        let app = try await OAuthApp.register(on: office.daemon)
        let visitor = Visitor(daemon: office.daemon)
        _ = try await visitor.authorize(app.authorizeURL(), as: person)
        #expect(try await pages(app, visitor) == false)
        #expect(try await pages(app, visitor, ["scope": "customers:read"]) == false)
        #expect(try await pages(app, visitor, ["scope": "customers:read projects:read"]))
        #expect(try await pages(app, visitor, ["prompt": "consent"]))
        #expect(try await pages(app, visitor, ["prompt": "login"]))
        #expect(try await pages(app, visitor, ["max_age": "0"]))
        let native = try await OAuthApp.register(on: office.daemon, redirect: "http://127.0.0.1/cb")
        _ = try await visitor.authorize(native.authorizeURL(), as: person)
        #expect(try await pages(native, visitor))
    }

    @Test func `prompt none asks nobody; prompt login and max_age ask again, once`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let person = try await office.hire()
        let visitor = Visitor(daemon: office.daemon)
        func silent(_ changes: [String: String?] = [:]) async throws -> String? {
            let answer = try await visitor.get(app.authorizeURL(["prompt": "none"].merging(changes) { $1 }))
            let said = Visitor.parameters(of: try #require(answer["location"], "\(answer.text)"))
            #expect(said["iss"] == OAuthApp.issuer)
            return said["error"]
        }
        #expect(try await silent() == "login_required")
        let login = try await visitor.get(app.authorizeURL(["login_hint": "ada@acme.example"]))
        #expect(login.text.contains("value=\"ada@acme.example\""))
        _ = try await visitor.login(login, as: person)
        #expect(try await silent() == "consent_required")
        _ = try await visitor.authorize(app.authorizeURL(), as: person)
        #expect(try await silent() == nil)
        for changes in [["prompt": "login"], ["max_age": "0"], ["prompt": "select_account consent"]] {
            let away = try await visitor.authorize(app.authorizeURL(changes), as: person)
            #expect(Visitor.parameters(of: away)["code"] != nil)
        }
    }

    @Test func `a person of two companies chooses which one the app is for`() async throws {
        let office = try await Office.open()
        let other = try await Office.open(on: office.daemon)
        let person = try await office.hire()
        _ = try await other.daemon.tool.run(
            "users", "create", "--tenant", other.subdomain, "--email", person.email, "--role", "Owner", "--format",
            "json")
        let app = try await OAuthApp.register(on: office.daemon)
        let visitor = Visitor(daemon: office.daemon)
        let login = try await visitor.get(app.authorizeURL())
        let page = try #require(try await visitor.follow(try await visitor.login(login, as: person)).page)
        #expect(page.text.contains("Office \(office.subdomain)") && page.text.contains("Office \(other.subdomain)"))
        var form = try Visitor.Form(page.text, action: "/oauth/consent/")
        form.set("tenant", "\(other.id)")
        form.set("decision", "allow")
        let sent = try await visitor.send("POST", form.action, form.body)
        let code = try #require(Visitor.parameters(of: sent["location"] ?? "")["code"])
        let tokens = try OAuthApp.Tokens(try await app.exchange(code))
        let customer = try await other.customer("Theirs")
        let client = office.daemon.client.with(key: tokens.access)
        #expect(try await client.get("\(Path.customerList)\(customer)/").status == 200)
        form.set("tenant", "999999999")
        let strange = try await visitor.send("POST", form.action, form.body)
        #expect(Visitor.parameters(of: strange["location"] ?? "")["error"] == "access_denied")
    }

    @Test func `a second factor is asked for on the page`() async throws {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let app = try await OAuthApp.register(on: office.daemon)
        let visitor = Visitor(daemon: office.daemon)
        let first = try await visitor.login(try await visitor.get(app.authorizeURL()), as: enrolled.person)
        #expect(first.status == 401 && first.text.contains("name=\"code\""))
        let wrong = try await visitor.login(first, as: enrolled.person, code: "abcdef")
        #expect(wrong.status == 401)
        let right = try await visitor.login(wrong, as: enrolled.person, code: enrolled.codes[0])
        #expect(right.status == 303, "\(right.text)")
    }

    @Test func `the pages speak French to who asks for it`() async throws {
        let office = try await Office.open()
        let app = try await OAuthApp.register(on: office.daemon)
        let visitor = Visitor(daemon: office.daemon, language: "fr-CA, en;q=0.5")
        let login = try await visitor.get(app.authorizeURL())
        #expect(login.text.contains("<html lang=\"fr\">") && login["content-language"] == "fr")
        let consent = try #require(
            try await visitor.follow(try await visitor.login(login, as: try await office.hire())).page)
        #expect(consent.text.contains("Autoriser"))
        let asked = try await visitor.get(app.authorizeURL(["ui_locales": "de en", "prompt": "login"]))
        #expect(asked.text.contains("<html lang=\"en\">"))
    }
}
