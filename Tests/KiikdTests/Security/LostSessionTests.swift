import AuthCore
import Foundation
import Testing

@testable import HTTPServer

/// What was typed into a form of the console when its session had ended.
@Suite struct `A session that ends in the middle of a form` {
    /// What a browser says of a form on a page that tells nobody its address.
    private static let own = ["Sec-Fetch-Site": "same-origin", "Origin": "null"]

    private struct Scene {
        let office: Office
        let person: Person
        let visitor: Visitor

        init() async throws {
            office = try await Office.open()
            person = try await office.hire()
            visitor = Visitor(daemon: office.daemon)
            _ = try await login(person)
        }

        func login(_ person: Person, _ page: HTTPAnswer? = nil) async throws -> HTTPAnswer {
            let shown: HTTPAnswer = if let page { page } else { try await visitor.get("/login") }
            var form = try Visitor.Form(shown.text, action: "/login")
            form.set("email", person.email)
            form.set("password", Person.password)
            return try await visitor.send("POST", form.action, form.body)
        }

        func typed(_ name: String, at path: String = "/customers/new/") async throws -> Visitor.Form {
            var form = try Visitor.Form(try await visitor.get(path).text, action: path)
            form.set("name", name)
            form.set("notes", "first line\r\n<second> & \"third\"")
            return form
        }

        /// In another tab.
        func logOut() async throws {
            let form = try Visitor.Form(try await visitor.get("/profile/").text, action: "/logout/")
            #expect(try await visitor.send("POST", "/logout", form.body).status == 303)
        }

        func send(_ form: Visitor.Form, _ headers: [String: String] = own) async throws -> HTTPAnswer {
            try await visitor.send("POST", form.action, form.body, headers: headers)
        }

        var customers: Int {
            get async throws {
                try await office.daemon.sqlInt(
                    "SELECT count(*) FROM customers c JOIN memberships m ON m.tenant_id = c.tenant_id WHERE m.user_id = \(person.id)"
                )
            }
        }
    }

    @Test func `it is in the form again after the login, and is written when the person sends it`() async throws {
        let scene = try await Scene()
        let form = try await scene.typed("Kept & Sons")
        try await scene.logOut()
        let asked = try await scene.send(form)
        #expect(asked.status == 401 && asked.text.contains("what you typed is still here"))
        #expect(asked["location"] == nil && asked["cache-control"] == "no-store")
        let token = try #require(form.fields.first { $0.name == "token" }?.value)
        #expect(!asked.text.contains(token))
        // Nobody reads it in the page's source.
        let text = try #require(try Visitor.Form(asked.text, action: "/login").fields.first { $0.name == "kept" }).value
        let sealed = try #require(Base64URL.decode(text))
        #expect(!String(decoding: sealed, as: UTF8.self).contains("Kept") && !asked.text.contains("Kept"))
        // A mistyped password does not lose it either.
        var wrong = try Visitor.Form(asked.text, action: "/login")
        wrong.set("email", scene.person.email)
        wrong.set("password", "another horse")
        let again = try await scene.visitor.send("POST", "/login", wrong.body)
        #expect(again.status == 401)
        let shown = try await scene.login(scene.person, again)
        #expect(shown.status == 200 && shown.text.contains("nothing of it is saved or done yet"), "\(shown.status)")
        #expect(shown.text.contains("value=\"Kept &amp; Sons\""))
        #expect(shown.text.contains("first line\n&lt;second&gt; &amp; &quot;third&quot;</textarea>"))
        #expect(try await scene.customers == 0)
        let done = try await scene.send(try Visitor.Form(shown.text, action: "/customers/new/"))
        #expect(done.status == 303 && done["location"]?.hasPrefix("/customers/") == true, "\(done.text.prefix(300))")
        #expect(try await scene.customers == 1)
    }

    @Test func `nobody else who logs in there sees it`() async throws {
        let scene = try await Scene()
        let form = try await scene.typed("Private")
        try await scene.logOut()
        let asked = try await scene.send(form)
        let other = try await scene.office.hire()
        let done = try await scene.login(other, asked)
        #expect(done.status == 303 && done["location"] == "/customers/new/")
        #expect(try await !scene.visitor.get("/customers/new/").text.contains("Private"))
    }

    @Test func `what another site sends is not kept, and no login shows what was not shown to its browser`()
        async throws
    {
        let scene = try await Scene()
        let form = try await scene.typed("Prepared")
        try await scene.logOut()
        for headers in [
            [:], ["Origin": "https://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
            ["Sec-Fetch-Site": "same-site", "Origin": "null"],
        ] {
            let answer = try await scene.send(form, headers)
            #expect(answer.status == 303 && answer["location"] == "/login" && !answer.text.contains("Prepared"))
        }
        let asked = try await scene.send(form)
        var login = try Visitor.Form(asked.text, action: "/login")
        login.set("email", scene.person.email)
        login.set("password", Person.password)
        let stranger = Visitor(daemon: scene.office.daemon)
        _ = try await stranger.get("/login")
        let forged = try await stranger.send("POST", "/login", login.body)
        #expect(forged.status == 403)
        // What was sealed for another browser or another page, was changed, or is nobody's seal, is as if nothing was
        // typed.
        let sealed = try #require(login.fields.first { $0.name == "kept" }).value
        let changed = String(sealed.dropLast(4)) + (sealed.hasSuffix("AAAA") ? "BBBB" : "AAAA")
        let plain = Base64URL.encode(form.body.utf8)
        for (visitor, text, next) in [
            (stranger, sealed, "/customers/new/"), (scene.visitor, sealed, "/projects/new/"),
            (scene.visitor, changed, "/customers/new/"), (scene.visitor, plain, "/customers/new/"),
        ] {
            await visitor.forgetSession()
            var made = try Visitor.Form(try await visitor.get("/login").text, action: "/login")
            for (name, value) in [
                ("email", scene.person.email), ("password", Person.password), ("next", next), ("kept", text),
            ] {
                made.set(name, value)
            }
            let done = try await visitor.send("POST", "/login", made.body)
            #expect(done.status == 303 && done["location"] == next, "\(done.status)")
        }
    }

    @Test func `what is too long is not kept, and that is said before anything is lost`() async throws {
        let scene = try await Scene()
        var form = try await scene.typed("Long")
        form.set("notes", String(repeating: "a", count: KeptForm.longest))
        try await scene.logOut()
        let asked = try await scene.send(form)
        #expect(asked.status == 401 && asked.text.contains("too long") && !asked.text.contains("name=\"kept\""))
        #expect(try await scene.login(scene.person, asked)["location"] == "/customers/new/")
    }

    @Test func `no password and no code is kept, and a form of nothing else leads to its page`() async throws {
        let scene = try await Scene()
        let pages = ["/profile/password/", "/profile/second-factor/"]
        for path in pages {
            let text = try await scene.visitor.get(path).text
            var form = try Visitor.Form(text, action: path)
            for part in text.components(separatedBy: "<input ").dropFirst() where part.contains("type=\"password\"") {
                let name = try #require(Visitor.Form.attribute("name", String(part.prefix { $0 != ">" })))
                #expect(KeptForm.isSecret(name), "\(name)")
                form.set(name, "canary horse battery")
            }
            let sent = form
            try await scene.logOut()
            let asked = try await scene.send(sent)
            #expect(asked.status == 303 && asked["location"] == NextPage(path).login && !asked.text.contains("canary"))
            _ = try await scene.login(scene.person)
        }
        #expect(
            KeptForm("/x/", try SubmittedForm(Array("code=1&totp=2&uri=3&secret=4&recovery_code=5&token=6".utf8)))
                == nil)
    }

    @Test func `a form of an earlier session of theirs is shown again, and one of another person's is refused`()
        async throws
    {
        let scene = try await Scene()
        let form = try await scene.typed("Old tab")
        try await scene.logOut()
        _ = try await scene.login(scene.person)
        let shown = try await scene.send(form)
        #expect(
            shown.status == 200 && shown.text.contains("value=\"Old tab\"") && shown.text.contains("nothing of it is"))
        #expect(try await scene.send(form, [:]).status == 400)
        #expect(try await scene.customers == 0)
        try await scene.logOut()
        _ = try await scene.login(try await scene.office.hire())
        #expect(try await scene.send(form).status == 400)
    }

    @Test func `what somebody else changed meanwhile is not written over by what comes back`() async throws {
        let scene = try await Scene()
        let id = try await scene.office.customer("Before")
        let path = "/customers/\(id)/edit/"
        let form = try await scene.typed("Mine", at: path)
        try await scene.logOut()
        let asked = try await scene.send(form)
        _ = try await scene.office.client.send("PATCH", "\(Path.customers)\(id)/", body: #"{"name": "Theirs"}"#)
        let shown = try await scene.login(scene.person, asked)
        #expect(shown.status == 200 && shown.text.contains("value=\"Mine\""))
        let told = try await scene.send(try Visitor.Form(shown.text, action: path))
        #expect(told.status == 409 && told.text.contains("Theirs"))
    }

    @Test func `the rows of a list that was filled in come back, as many as there were`() async throws {
        let scene = try await Scene()
        _ = try await scene.office.customer("Buyer")
        let path = "/invoices/new/"
        var form = try Visitor.Form(try await scene.visitor.get(path).text, action: path)
        form.set("act", "rows")
        form = try Visitor.Form(try await scene.send(form).text, action: path)
        let last = try #require(form.fields.last { $0.name.hasSuffix(".quantity") }?.name)
        form.set(last, "1234567")
        try await scene.logOut()
        let shown = try await scene.login(scene.person, try await scene.send(form))
        #expect(shown.status == 200 && shown.text.contains("value=\"1234567\""))
    }

    @Test func `who only looks is told that the session ended, and goes on where they were`() async throws {
        let scene = try await Scene()
        let kept = ["Cookie": await scene.visitor.cookies]
        try await scene.logOut()
        let led = try await scene.visitor.send("GET", "/customers/?search=a", headers: kept)
        #expect(led.status == 303)
        let page = try await scene.visitor.send("GET", try #require(led["location"]), headers: kept)
        #expect(
            page.text.contains("Your session ended. Log in again.")
                && page.text.contains("value=\"/customers/?search=a\""))
    }
}

/// What was done just now, said once, by the page that is led to.
@Suite struct `What was just done` {
    @Test func `it is said once to whoever did it, and no link makes a page say it`() async throws {
        let office = try await Office.open()
        func enter(_ person: Person) async throws -> Visitor {
            let visitor = Visitor(daemon: office.daemon)
            var form = try Visitor.Form(try await visitor.get("/login").text, action: "/login")
            form.set("email", person.email)
            form.set("password", Person.password)
            #expect(try await visitor.send("POST", form.action, form.body).status == 303)
            return visitor
        }
        let visitor = try await enter(try await office.hire())
        var form = try Visitor.Form(try await visitor.get("/customers/new/").text, action: "/customers/new/")
        form.set("name", "New")
        let done = try await visitor.send("POST", form.action, form.body, headers: Browser.ownPage)
        let place = try #require(done["location"])
        #expect(done.status == 303 && !place.contains("?"))
        let cookie = try #require(
            done.headers.first { $0.name == "set-cookie" && $0.value.hasPrefix("kiik-done=") }?.value)
        #expect(cookie.contains("HttpOnly") && cookie.contains("Max-Age=60"))
        let said = "It was created."
        // Another page does not say it, nor take it away.
        #expect(try await !visitor.get("/customers/").text.contains(said))
        #expect(try await visitor.get(place).text.contains(said))
        #expect(try await !visitor.get(place).text.contains(said))
        #expect(try await !visitor.get("\(place)?done=ended").text.contains("It was ended."))
        // Nobody else, and nothing else, whoever has the cookie.
        let pair = String(cookie.prefix { $0 != ";" })
        let other = try await enter(try await office.hire())
        let own = try await other.send("GET", place, headers: [:])
        #expect(own.status == 200)
        for made in [pair, pair.replacing("created", with: "ended"), "kiik-done=ended.", "kiik-done=ended"] {
            let answer = try await other.get(place, adding: made)
            #expect(answer.status == 200 && !answer.text.contains(said) && !answer.text.contains("It was ended."))
        }
    }
}

extension Visitor {
    /// With one cookie more.
    fileprivate func get(_ target: String, adding cookie: String) async throws -> HTTPAnswer {
        try await send("GET", target, headers: ["Cookie": "\(await cookies); \(cookie)"])
    }
}
