import JSON
import Testing

@testable import HTTPServer

/// The login of the pages, as browsers without script send it.
@Suite struct `Signing in on a page` {
    private func cookie(_ name: String, of answer: HTTPAnswer) -> String? {
        answer.headers.filter { $0.name == "set-cookie" && $0.value.hasPrefix("\(name)=") }.map(\.value).first
    }

    /// Sends the login's form as it was shown, filled in.
    private func sent(
        _ visitor: Visitor, _ page: HTTPAnswer, _ person: Person, password: String = Person.password,
        _ more: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        var form = try Visitor.Form(page.text, action: "/login")
        for (name, value) in ["email": person.email, "password": password].merging(more, uniquingKeysWith: { $1 }) {
            form.set(name, value)
        }
        return try await visitor.send("POST", form.action, form.body)
    }

    private func login(_ visitor: Visitor, _ person: Person, at address: String = "/login") async throws -> HTTPAnswer {
        try await sent(visitor, try await visitor.get(address), person)
    }

    private func isIn(_ visitor: Visitor) async throws -> Bool {
        try await visitor.get("/oauth/authorized/").text.contains("<form method=\"post\" action=\"/oauth/login/\">")
            == false
    }

    /// What the session's pages send with their forms.
    private func csrfToken(_ line: String, on office: Office) async throws -> String {
        let secret = line.prefix { $0 != ";" }.dropFirst("kiik-session=".count)
        let answer = try await office.daemon.client.get(
            "\(Path.auth)csrf/", headers: ["Cookie": "\(Browser.cookie)=\(secret)"])
        return try #require(try answer.json["data"]?["csrf_token"]?.stringValue, "\(answer.text)")
    }

    private func sessions(_ person: Person) async throws -> Int {
        try await person.office.daemon.sqlInt(
            "SELECT count(*) FROM sessions WHERE user_id = \(person.id) AND ended_at IS NULL")
    }

    @Test func `S24 a login leads where it was asked for, and who is in already is led there at once`() async throws {
        let office = try await Office.open()
        let (person, visitor) = (try await office.hire(), Visitor(daemon: office.daemon))
        let next = NextPage("/usage?from=2026-01-01&key=a%20b")
        let page = try await visitor.get(next.login)
        #expect(page.status == 200)
        let done = try await sent(visitor, page, person)
        #expect(done.status == 303 && done["location"] == next.address)
        let line = try #require(cookie("kiik-session", of: done))
        #expect(line.contains("; HttpOnly; SameSite=Lax") && line.contains("; Path=/"))
        #expect(try await isIn(visitor))
        for (asked, led) in [(next.login, next.address), ("/login", "/"), ("/login/?next=//evil.example", "/")] {
            let again = try await visitor.get(asked)
            #expect(again.status == 303 && again["location"] == led)
            #expect(again["cache-control"] == "no-store" && again["referrer-policy"] == "no-referrer")
        }
    }

    @Test func `S3 no login leads away, whatever the address or the form says`() async throws {
        let office = try await Office.open()
        let (person, visitor) = (try await office.hire(), Visitor(daemon: office.daemon))
        let nasty = [
            "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/\r\nLocation: x",
            "javascript:alert(1)", "/..//evil.example", "/api/keys/",
        ]
        for next in nasty {
            let page = try await visitor.get("/login?" + OAuthApp.form(["next": next]))
            #expect(page.status == 200 && page.text.contains("name=\"next\" value=\"/\""), "\(next)")
        }
        for query in ["next=/a&next=//evil.example", "next=%zz", "next"] {
            let page = try await visitor.get("/login?\(query)")
            #expect(page.status == 200 && page.text.contains("name=\"next\" value=\"/\""), "\(query)")
        }
        // The field of the form is the browser's to change.
        for next in nasty.prefix(5) {
            let page = try await Visitor(daemon: office.daemon).get("/login")
            let own = Visitor(daemon: office.daemon)
            let done = try await sent(own, try await own.get("/login"), person, ["next": next])
            #expect(page.status == 200 && done.status == 303 && done["location"] == "/", "\(next)")
        }
        // What answers programs is nowhere to go on to.
        for endpoint in `Every route and every credential`.endpoints
        where endpoint.documentation.outputMediaTypes != ["text/html"] {
            let path = endpoint.path.replacing("{id}", with: "1")
            #expect(NextPage(path) == .home, "\(path)")
        }
    }

    @Test func `a login makes a session and a cookie of its own, and the one that came ends`() async throws {
        let office = try await Office.open()
        let (person, other) = try await (office.hire(), office.hire())
        let visitor = Visitor(daemon: office.daemon)
        let page = try await visitor.get("/login")
        let first = try #require(cookie("kiik-session", of: try await sent(visitor, page, person)))
        // The same form again, by a browser that is in: as somebody does whose cookie another one chose.
        let second = try #require(cookie("kiik-session", of: try await sent(visitor, page, other)))
        #expect(first.prefix { $0 != ";" } != second.prefix { $0 != ";" })
        #expect(try await sessions(person) == 0)
        #expect(try await sessions(other) == 1)
        let old = try await office.daemon.client.get(
            "/login", headers: ["Cookie": String(first.prefix { $0 != ";" })])
        #expect(old.status == 200)
        // A cookie that nobody gave out is no better.
        let stranger = Visitor(daemon: office.daemon)
        let shown = try await stranger.get("/login")
        var form = try Visitor.Form(shown.text, action: "/login")
        form.set("email", person.email)
        form.set("password", Person.password)
        let browser = try #require(cookie("kiik-browser", of: shown)).prefix { $0 != ";" }
        let fixed = try await office.daemon.client.post(
            "/login", form.body,
            headers: [
                "Cookie": "kiik-session=chosen; \(browser)", "Content-Type": "application/x-www-form-urlencoded",
            ])
        #expect(fixed.status == 303)
        #expect(cookie("kiik-session", of: fixed)?.contains("chosen") == false)
        #expect(try await sessions(person) == 1)
    }

    @Test func `S27 each form counts only from the browser that was shown it`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        for path in ["/login", ForgottenPasswordPage.address] {
            let mine = Visitor(daemon: office.daemon)
            let page = try await mine.get(path)
            var form = try Visitor.Form(page.text, action: path)
            form.set("email", person.email)
            form.set("password", Person.password)
            let theirs = Visitor(daemon: office.daemon)
            _ = try await theirs.get(path)
            for visitor in [theirs, Visitor(daemon: office.daemon)] {
                let answer = try await visitor.send("POST", path, form.body)
                #expect(answer.status == 403 && answer["location"] == nil && answer.text.contains("role=\"status\""))
                #expect(cookie("kiik-session", of: answer) == nil)
            }
            for headers in [
                ["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Origin": "null"],
            ] {
                let forged = try await mine.send("POST", path, form.body, headers: headers)
                #expect(forged.status == 400 && cookie("kiik-session", of: forged) == nil)
            }
            var blank = form
            blank.set("token", "")
            #expect(try await mine.send("POST", path, blank.body).status == 403)
        }
        #expect(try await sessions(person) == 0)
        let mails = try await office.daemon.sqlInt("SELECT count(*) FROM messages WHERE user_id = \(person.id)")
        #expect(mails == 0)
    }

    /// Sends the form that asks for a code alone.
    private func sent(code: String, _ visitor: Visitor, _ page: HTTPAnswer) async throws -> HTTPAnswer {
        var form = try Visitor.Form(page.text, action: "/login")
        #expect(!form.fields.contains { $0.name == "password" || $0.name == "email" })
        form.set("code", code)
        return try await visitor.send("POST", form.action, form.body)
    }

    @Test func `a wrong password keeps the email; after the right one a code alone is asked for, and either lets in`()
        async throws
    {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let digits = enrolled.code()
        let byCode = Visitor(daemon: office.daemon)
        let spaced = "\(digits.prefix(3)) \(digits.suffix(3))"
        let half = try await sent(byCode, try await byCode.get("/login"), enrolled.person)
        let answer = try await sent(code: spaced, byCode, half)
        #expect(answer.status == 303, "\(answer.text)")
        let visitor = Visitor(daemon: office.daemon)
        let wrong = try await sent(visitor, try await visitor.get("/login?next=/keys"), enrolled.person, password: "no")
        #expect(wrong.status == 401 && wrong.text.contains("value=\"\(enrolled.person.email)\""))
        #expect(!wrong.text.contains("name=\"code\"") && !wrong.text.contains("value=\"no\""))
        let before = try await sessions(enrolled.person)
        let asked = try await sent(visitor, wrong, enrolled.person)
        #expect(asked.status == 401 && asked.text.contains("name=\"code\"") && asked.text.contains("role=\"status\""))
        #expect(cookie("kiik-session", of: asked) == nil && !asked.text.contains(enrolled.person.email))
        #expect(try await sent(code: "", visitor, asked).status == 401)
        let bad = try await sent(code: "abcd-efgh", visitor, asked)
        #expect(bad.status == 401 && bad.text.contains("The code is wrong"))
        #expect(try await sessions(enrolled.person) == before)
        let done = try await sent(code: " \(enrolled.codes[0]) ", visitor, bad)
        #expect(done.status == 303 && done["location"] == "/keys")
    }

    @Test func `S53 a password that was right counts once, for some minutes, in the browser it was typed in`()
        async throws
    {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let visitor = Visitor(daemon: office.daemon)
        let half = try await sent(visitor, try await visitor.get("/login"), enrolled.person)
        // In another browser, with that one's own proof.
        let other = Visitor(daemon: office.daemon)
        let stolen = try #require(try Visitor.Form(half.text, action: "/login").fields.first { $0.name == "half" })
        for text in [stolen.value, String(stolen.value.dropLast(4)) + "AAAA", "x"] {
            var form = try Visitor.Form(try await other.get("/login").text, action: "/login")
            form.set("half", text)
            form.set("code", enrolled.codes[1])
            let answer = try await other.send("POST", "/login", form.body)
            #expect(answer.status == 401 && answer.text.contains("That took too long"))
            #expect(answer.text.contains("name=\"password\""))
        }
        // Used, by a recovery code, it is used up.
        #expect(try await sent(code: enrolled.codes[2], visitor, half).status == 303)
        let again = try await sent(code: enrolled.codes[3], visitor, half)
        #expect(again.status == 401 && again.text.contains("That took too long"))
        // A code that did not come to that is as good as before.
        let fresh = try await sent(visitor, try await other.get("/login"), enrolled.person)
        #expect(fresh.status == 403)
        let second = try await sent(other, try await other.get("/login"), enrolled.person)
        #expect(try await sent(code: enrolled.codes[1], other, second).status == 303)
        // Another password: the old one is worth nothing more.
        let third = Visitor(daemon: office.daemon)
        let late = try await sent(third, try await third.get("/login"), enrolled.person)
        _ = try await office.daemon.sql(
            "UPDATE users SET password_changed_at = now() WHERE id = \(enrolled.person.id)")
        #expect(try await sent(code: enrolled.codes[4], third, late).text.contains("That took too long"))
    }

    @Test func `whoever is no member of a business is told so, once password and code were right and not before`()
        async throws
    {
        let office = try await Office.open()
        let (enrolled, plain) = (try await office.enrolled(), try await office.hire())
        let said = "no member of any business"
        for person in [enrolled.person, plain] {
            _ = try await office.run("users", "remove", "--tenant", office.subdomain, "--email", person.email)
            let visitor = Visitor(daemon: office.daemon)
            let wrong = try await sent(visitor, try await visitor.get("/login"), person, password: "no")
            #expect(wrong.status == 401 && wrong.text.contains("is wrong") && !wrong.text.contains(said))
        }
        let visitor = Visitor(daemon: office.daemon)
        let half = try await sent(visitor, try await visitor.get("/login"), enrolled.person)
        #expect(half.status == 401 && half.text.contains("name=\"code\"") && !half.text.contains(said))
        let wrong = try await sent(code: "abcd-efgh", visitor, half)
        #expect(wrong.status == 401 && wrong.text.contains("The code is wrong") && !wrong.text.contains(said))
        let recovered = try await sent(code: enrolled.codes[0], visitor, wrong)
        let another = Visitor(daemon: office.daemon)
        let alone = try await sent(another, try await another.get("/login"), plain)
        for answer in [recovered, alone] {
            #expect(answer.status == 403 && answer.text.contains(said) && answer.text.contains("role=\"alert\""))
            #expect(!answer.text.contains("too long") && answer.text.contains("name=\"password\""))
            #expect(cookie("kiik-session", of: answer) == nil)
        }
        // The API says no more than its contract: that is for programs, and for who cannot be told apart from a stranger.
        #expect(try await plain.tryLogin().status == 401)
    }

    @Test func `S51 codes are guessed no faster for coming without the password`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let enrolled = try await office.enrolled()
        let visitor = Visitor(daemon: daemon)
        var page = try await sent(visitor, try await visitor.get("/login"), enrolled.person)
        for _ in 0..<8 where page.status == 401 { page = try await sent(code: "wrong-code", visitor, page) }
        #expect(page.status == 429 && page["retry-after"] != nil && page.text.contains("name=\"code\""))
        try await daemon.stop()
    }

    @Test func `a logout ends the session, takes the cookie away and leads to the login`() async throws {
        let office = try await Office.open()
        let (person, visitor) = (try await office.hire(), Visitor(daemon: office.daemon))
        let line = try #require(cookie("kiik-session", of: try await login(visitor, person)))
        let pair = String(line.prefix { $0 != ";" })
        let token = try await csrfToken(line, on: office)
        let another = try await login(Visitor(daemon: office.daemon), person)
        let anothers = try await csrfToken(try #require(cookie("kiik-session", of: another)), on: office)
        for body in ["", "token=", "token=x", "token=\(anothers)"] {
            let answer = try await visitor.send("POST", "/logout", body)
            #expect(answer.status == 400 && cookie("kiik-session", of: answer) == nil)
        }
        let forged = try await visitor.send(
            "POST", "/logout", "token=\(token)", headers: ["Origin": "https://x.example"])
        #expect(forged.status == 400)
        #expect(try await visitor.get("/logout").status == 405)
        #expect(try await sessions(person) == 2)
        let out = try await visitor.send("POST", "/logout", "token=\(token)")
        #expect(out.status == 303)
        #expect(cookie("kiik-session", of: out)?.contains("Max-Age=0") == true)
        // This browser's, and no other.
        #expect(try await sessions(person) == 1)
        let page = try #require(try await visitor.follow(out).page)
        #expect(page.status == 200 && page.text.contains("You are logged out."))
        // The cookie, were it kept, is worth nothing.
        #expect(try await office.daemon.client.get("/login", headers: ["Cookie": pair]).status == 200)
        // Again, by a page that was left open.
        #expect(try await visitor.send("POST", "/logout", "token=\(token)").status == 303)
    }

    @Test func `S44 a forgotten password is answered alike, and the mail's link leads back to the login`() async throws
    {
        let office = try await Office.open()
        let (person, visitor) = (try await office.hire(), Visitor(daemon: office.daemon))
        func ask(_ email: String) async throws -> HTTPAnswer {
            var form = try Visitor.Form(
                try await visitor.get(ForgottenPasswordPage.address).text, action: ForgottenPasswordPage.address)
            form.set("email", email)
            return try await visitor.send("POST", form.action, form.body)
        }
        let known = try await ask(person.email)
        let unknown = try await ask("nobody-\(person.email)")
        #expect(known.status == 200 && known.body == unknown.body && unknown.status == 200)
        #expect(!known.text.contains(person.email))
        #expect(try await ask(" ").status == 422)
        let mail = try await office.daemon.mail(to: person.email, "Choose a new password")
        var form = try Visitor.Form(try await visitor.get(mail.path).text)
        form.set("password", "another good password")
        let set = try await visitor.send("POST", form.action, form.body)
        // It is the login, with the address filled in: nobody is in by a link alone.
        let shown = try Visitor.Form(set.text, action: "/login").fields
        #expect(set.status == 200 && shown.contains { $0.name == "email" && $0.value == person.email })
        #expect(cookie("kiik-session", of: set) == nil)
        let done = try await sent(visitor, set, person, password: "another good password")
        #expect(done.status == 303)
    }

    @Test func `S51 too many tries are told so in words, and when to come back`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOGIN_LIMIT": "2/min"])
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        let visitor = Visitor(daemon: daemon, language: "fr")
        var form = try Visitor.Form(
            try await visitor.get(ForgottenPasswordPage.address).text, action: ForgottenPasswordPage.address)
        form.set("email", person.email)
        var last = try await visitor.send("POST", form.action, form.body)
        for _ in 0..<5 where last.status == 200 { last = try await visitor.send("POST", form.action, form.body) }
        #expect(last.status == 429 && last["retry-after"] != nil)
        #expect(last.text.contains("Trop de tentatives") && last.text.contains("value=\"\(person.email)\""))
        var page = try await visitor.get("/login")
        for _ in 0..<6 { page = try await sent(visitor, page, person, password: "wrong") }
        #expect(page.status == 429 && page["retry-after"] != nil && page.text.contains("Trop de tentatives"))
        try await daemon.stop()
    }

    @Test func `S25 S32 S64 no page of a login is framed, run as a script or kept, and nothing secret is in a log`()
        async throws
    {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let (person, visitor) = (try await office.hire(), Visitor(daemon: daemon))
        let page = try await visitor.get("/login?next=/keys")
        let wrong = try await sent(visitor, page, person, password: "canary wrong password")
        for answer in [
            page, wrong, try await visitor.get(ForgottenPasswordPage.address), try await visitor.get("/login/nothing"),
            try await visitor.send("DELETE", "/login"), try await visitor.send("POST", "/password/forgot", "email=a"),
        ] {
            let policy = answer["content-security-policy"] ?? ""
            for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
                #expect(policy.contains(rule), "\(answer.status)")
            }
            #expect(answer["cache-control"] == "no-store" && answer["referrer-policy"] == "no-referrer")
            #expect(answer["access-control-allow-origin"] == nil && !answer.text.contains("<script"))
        }
        let done = try await sent(visitor, wrong, person)
        let secret = try #require(cookie("kiik-session", of: done)?.prefix { $0 != ";" }.dropFirst(13))
        let token = try #require(
            try Visitor.Form(page.text, action: "/login").fields.first { $0.name == "token" }?.value)
        #expect(done["location"] == "/keys" && !secret.isEmpty && !token.isEmpty)
        try await daemon.stop()
        let log = try daemon.said()
        #expect(log.contains("/login"))
        for canary in [String(secret), token, "canary", Person.password, person.email] {
            #expect(!log.contains(canary), "\(canary)")
        }
    }
}
