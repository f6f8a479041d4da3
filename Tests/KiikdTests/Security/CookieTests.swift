import Foundation
import JSON
import Testing

@Suite struct `Sessions that a cookie carries` {
    @Test func `a login that asks for it gets a cookie for this host alone, and no token`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let answer = try await person.tryLogin(Person.password, #", "session": "cookie""#)
        let browser = try Browser(answer, client: office.daemon.client)
        #expect(browser.secret.wholeMatch(of: /kss_[0-9A-Za-z]{43}/) != nil)
        #expect(
            answer["set-cookie"]
                == "__Host-kiik-session=\(browser.secret); Path=/; Secure; HttpOnly; SameSite=Lax")
        #expect(answer["cache-control"] == "no-store")
        let data = try #require(try answer.json["data"])
        #expect(Set(data.objectValue?.names.map { $0 } ?? []) == ["csrf_token", "user", "tenant"])
        #expect(!answer.text.contains(browser.secret))
        #expect(try await person.tryLogin()["set-cookie"] == nil)
        #expect(try await person.tryLogin(Person.password, #", "session": "jar""#).status == 400)
    }

    @Test func `it works on every dialect, with the rights of the role`() async throws {
        let office = try await Office.open()
        let person = try await office.hire(role: "Support")
        let browser = try await person.browse()
        #expect(try await browser.post(Path.customers, #"{"name": "Made with a cookie"}"#).status == 201)
        #expect(try await browser.get(Path.workItems).status == 200)
        #expect(try await browser.get(Path.invoiceList).status == 403)
        let listed = try await browser.get("\(Path.auth)sessions")
        #expect(listed["cache-control"] == "no-store" && listed["vary"] == "Cookie")
        #expect(try listed.json["data"]?.arrayValue?.filter { $0["current"] == true }.count == 1)
        let session = try await browser.session(in: office)
        let actor = try await office.daemon.sql(
            "SELECT actor FROM audit_events WHERE tenant_id = \(office.id) AND resource = 'customers'")
        #expect(actor == "user:\(person.id)")
        _ = try await eventually("four records of use") { () -> Bool? in
            try await office.daemon.sqlInt("SELECT count(*) FROM usage_records WHERE key_id = -\(session)") == 4
                ? true : nil
        }
    }

    @Test
    func `S38 what is no session's cookie is refused, so are two of them, and an Authorization header counts alone`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let (browser, other, tokens) = try await (person.browse(), person.browse(), person.login())
        func status(_ cookie: String, _ more: [String: String] = [:]) async throws -> Int {
            try await office.daemon.client.send(
                "GET", Path.customerList, headers: ["Cookie": cookie].merging(more) { $1 }
            ).status
        }
        let name = Browser.cookie
        #expect(try await status("\(name)=\(browser.secret)") == 200)
        #expect(try await status("a=b;;=; \(name) = \(browser.secret) ;c") == 200)
        for text in [
            "", "\"\(browser.secret)\"", "\(browser.secret)x", String(browser.secret.dropLast()), "kss_",
            tokens.access, tokens.refresh, office.key.secret, "=", "\u{301}", "kss_\(browser.secret)",
            "kss_00000000000000000000000000000000000000000000",
        ] {
            #expect(try await status("\(name)=\(text)") == 401, "\(text)")
        }
        for names in ["__host-kiik-session", "kiik-session", "__Host-kiik-sessio"] {
            #expect(try await status("\(names)=\(browser.secret)") == 401)
        }
        #expect(try await status("\(name)=\(browser.secret); \(name)=\(browser.secret)") == 401)
        #expect(try await status("\(name)=\(browser.secret); \(name)=\(other.secret)") == 401)
        #expect(try await status("\(name)=\(browser.secret)", ["cookie": "\(name)=\(other.secret)"]) == 401)
        #expect(try await status("a=b", ["cookie": "\(name)=\(other.secret)"]) == 200)
        // No token either.
        #expect(try await office.client.with(key: browser.secret).get(Path.customerList).status == 401)
        #expect(try await person.refresh(browser.secret).status == 401)
        let cookie = "\(name)=\(browser.secret)"
        #expect(try await status(cookie, ["Authorization": "Bearer rubbish"]) == 401)
        #expect(try await status("\(name)=rubbish", ["Authorization": "Bearer \(office.key.secret)"]) == 200)
        let asKey = try await office.client.post(
            "\(Path.customers)?dry_run=true", #"{"name": "x"}"#,
            headers: ["Cookie": cookie, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"])
        #expect(asKey.status == 200, "who has the key needs no proof")
    }

    @Test func `S27 a change needs proof that a page of ours asks: method, Sec-Fetch-Site, Origin and token`()
        async throws
    {
        let office = try await Office.open()
        let (browser, other) = try await (office.hire().browse(), office.hire().browse())
        let customer = try await office.customer()
        let fetched = try await browser.get("\(Path.auth)csrf").json["data"]?["csrf_token"]?.stringValue
        #expect(fetched == browser.csrf)
        #expect(try await office.client.get("\(Path.auth)csrf").status == 403, "a key has no session")
        let requests: [(method: String, target: String, body: String?, passed: Int)] = [
            ("GET", Path.customerList, nil, 200), ("HEAD", Path.customerList, nil, 200),
            ("POST", "\(Path.customers)?dry_run=true", #"{"name": "x"}"#, 200),
            ("PATCH", "\(Path.customers)\(customer)/?dry_run=true", #"{"name": "x"}"#, 200),
            ("DELETE", "\(Path.auth)sessions/1", nil, 404),
        ]
        let sites: [String?] = [nil, "same-origin", "none", "same-site", "cross-site", "same-origin, same-origin", ""]
        // Where the tests send their requests to, and KIIK_PUBLIC_URL.
        let own = ["http://localhost", "http://localhost:80", "http://localhost:8000", "HTTP://LOCALHOST:8000"]
        let origins: [String?] =
            [nil, "null", "", "https://localhost", "http://localhost:8001", "http://localhost.evil.example"]
            + ["http://evil.example", "http://localhost@evil.example", "http://evil.example/http://localhost"] + own
        let tokens: [String?] = [nil, browser.csrf, other.csrf, "rubbish"]
        for request in requests {
            for site in sites {
                for origin in origins {
                    for token in tokens {
                        let isForeign =
                            ![nil, "same-origin", "none"].contains(site) || (origin.map { !own.contains($0) } ?? false)
                        let isProven = site == "same-origin" || origin != nil || token == browser.csrf
                        let isSafe = ["GET", "HEAD"].contains(request.method)
                        var headers: [String: String] = [:]
                        headers["Sec-Fetch-Site"] = site
                        headers["Origin"] = origin
                        headers["X-CSRF-Token"] = token
                        let answer = try await browser.send(
                            request.method, request.target, body: request.body, headers: headers)
                        let expected = isSafe || (!isForeign && isProven) ? request.passed : 403
                        try #require(answer.status == expected, "\(request.method) \(headers)")
                    }
                }
            }
        }
    }

    @Test func `S27 a request without proof is refused in its dialect's form, and a page elsewhere logs nobody in`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let browser = try await person.browse()
        let kiik = try await browser.send("POST", Path.customers, body: #"{"name": "x"}"#, headers: [:])
        #expect(kiik.status == 403)
        #expect(try kiik.json["code"] == "csrf_failed" && kiik.json["detail"] != nil)
        let secretary = try await browser.send("POST", "\(Path.auth)logout", headers: [:])
        #expect(secretary.status == 403)
        #expect(try secretary.json["error"]?["code"] == "CSRF_FAILED")
        let rows = try await office.daemon.sqlInt("SELECT count(*) FROM customers WHERE tenant_id = \(office.id)")
        #expect(rows == 0)
        let forged = try await office.daemon.client.post(
            "\(Path.auth)login",
            #"{"email": "\#(person.email)", "password": "\#(Person.password)", "session": "cookie"}"#,
            headers: ["Origin": "https://evil.example"])
        #expect(forged.status == 403 && forged["set-cookie"] == nil)
    }

    @Test func `a login never takes over a cookie that came with it`() async throws {
        let office = try await Office.open()
        let (person, attacker) = try await (office.hire(), office.hire())
        let planted = try await attacker.browse()
        let body = #"{"email": "\#(person.email)", "password": "\#(Person.password)", "session": "cookie"}"#
        var seen: Set<String> = [planted.secret]
        for cookie in [planted.secret, "rubbish", "kss_\(String(repeating: "a", count: 43))"] {
            let answer = try await office.daemon.client.post(
                "\(Path.auth)login", body, headers: ["Cookie": "\(Browser.cookie)=\(cookie)"])
            let browser = try Browser(answer, client: office.daemon.client)
            #expect(seen.insert(browser.secret).inserted)
            let owner = try await office.daemon.sqlInt(
                "SELECT user_id FROM sessions WHERE id = \(browser.session(in: office))")
            #expect(Int64(owner) == person.id)
        }
        let made = try await office.daemon.sqlInt("SELECT count(*) FROM sessions WHERE user_id = \(person.id)")
        #expect(made == 3)
        let still = try await planted.get("\(Path.auth)sessions").json["data"]?.arrayValue?.count
        #expect(still == 1, "the planted one is the attacker's as before")
    }

    @Test func `S20 S50 a cookie's session ends, or narrows, at once on both of two daemons`() async throws {
        let office = try await Office.open()
        let second = try await RunningDaemon.start(beside: office.daemon)
        func expect(
            _ status: Int, _ browser: Browser, _ what: String, at path: String = Path.customerList
        ) async throws {
            for daemon in [office.daemon, second] {
                #expect(try await browser.on(daemon).get(path).status == status, "\(what)")
            }
        }
        let person = try await office.hire()
        let left = try await person.browse(on: second)
        try await expect(200, left, "at first")
        // The other node's token is as good.
        let out = try await left.on(office.daemon).send(
            "POST", "\(Path.auth)logout", headers: ["X-CSRF-Token": left.csrf])
        #expect(out.status == 200)
        #expect(
            out["set-cookie"] == "__Host-kiik-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
        try await expect(401, left, "logged out")

        let demoted = try await person.browse()
        try await expect(200, demoted, "as an owner", at: Path.workItems)
        _ = try await office.run(
            "users", "set-role", "--tenant", office.subdomain, "--email", person.email, "--role", "Accounting")
        try await expect(403, demoted, "another role", at: Path.workItems)
        try await expect(200, demoted, "another role")
        _ = try await office.run("users", "lock", "--email", person.email)
        try await expect(401, demoted, "locked")
        _ = try await office.run("users", "unlock", "--email", person.email)
        try await expect(401, demoted, "and unlocked")
        let changed = try await person.browse()
        try await expect(200, changed, "logged in again")
        _ = try await office.runReading(Person.password, "users", "reset-password", "--email", person.email)
        try await expect(401, changed, "another password")

        let ended = try await (person.browse(), person.browse(on: second))
        let all = try await ended.0.send("DELETE", "\(Path.auth)sessions")
        #expect(all.status == 200 && all["set-cookie"]?.hasSuffix("Max-Age=0") == true)
        try await expect(401, ended.0, "all were ended")
        try await expect(401, ended.1, "all were ended")
        try await second.stop()
    }

    @Test
    func `S19 a cookie ends when nobody uses it, and in any case after its time; its use is written once an hour`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        func used(_ session: Int) async throws -> String {
            try await office.daemon.sql("SELECT refreshed_at FROM sessions WHERE id = \(session)")
        }
        let idle = try await person.browse()
        _ = try await office.daemon.sql(
            "UPDATE sessions SET created_at = created_at - interval '14 days' WHERE id = \(idle.session(in: office))")
        let over = try await idle.get(Path.customerList)
        #expect(over.status == 401)
        #expect(try over.json["detail"] == "This key has expired.")

        let browser = try await person.browse()
        let session = try await browser.session(in: office)
        for _ in 0..<3 { #expect(try await browser.get(Path.customerList).status == 200) }
        #expect(try await used(session) == "", "it was begun less than an hour ago")
        // Found, and cached, a moment before its next use is to be written down.
        _ = try await office.daemon.sql(
            """
            UPDATE sessions SET created_at = now() - interval '13 days', expires_at = now() + interval '1 day',
                refreshed_at = now() - interval '1 hour' + interval '2 seconds' WHERE id = \(session)
            """)
        let before = try await used(session)
        let after = try await eventually("the next use that is written down") { () -> String? in
            #expect(try await browser.get(Path.customerList).status == 200)
            let now = try await used(session)
            return now == before ? nil : now
        }
        for _ in 0..<3 { #expect(try await browser.get(Path.customerList).status == 200) }
        #expect(try await used(session) == after)
        _ = try await office.daemon.sql("UPDATE sessions SET expires_at = now() WHERE id = \(session)")
        _ = try await eventually("the end of the session") {
            try await browser.get(Path.customerList).status == 401 ? true : nil
        }
    }

    @Test func `S42 no cookie is in the database or a log`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let browser = try await office.hire().browse()
        #expect(try await browser.get(Path.customerList).status == 200)
        _ = try await browser.send("POST", Path.customers, body: "{broken")
        _ = try await browser.send("POST", Path.customers, body: "{}", headers: [:])
        _ = try await browser.client.send(
            "GET", Path.customerList, headers: ["Cookie": "\(Browser.cookie)=\(browser.secret)x"])
        #expect(try await browser.send("POST", "\(Path.auth)logout").status == 200)
        let dump = try await daemon.dump()
        try await daemon.stop()
        let said = try daemon.said()
        #expect(dump.contains("sessions.create") && said.contains("sessions.logout"))
        for text in [browser.secret, browser.csrf] {
            #expect(!dump.contains(text.suffix(20)))
            #expect(!said.contains(text.suffix(20)))
        }
    }
}
