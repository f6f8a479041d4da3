import AuthCore
import Foundation
import Testing

@testable import HTTPServer

/// The second factor is asked for again when a form is sent.
@Suite struct `A form that needs a fresh code when it is sent` {
    private static let path = "/customers/new/"
    private static let own = ["Sec-Fetch-Site": "same-origin", "Origin": "null"]

    private struct Scene {
        let office: Office
        let person: Person
        let visitor: Visitor

        init(_ office: Office, _ person: Person) async throws {
            (self.office, self.person) = (office, person)
            visitor = Visitor(daemon: office.daemon)
        }

        /// - Parameter page: the login, where it was shown already.
        @discardableResult
        func login(_ code: String? = nil, _ page: HTTPAnswer? = nil) async throws -> HTTPAnswer {
            let shown: HTTPAnswer = if let page { page } else { try await visitor.get("/login") }
            let answer = try await send(
                "/login", try Desk.entries(shown, "/login"), ["email": person.email, "password": Person.password])
            guard let code else { return answer }
            return try await send("/login", try Desk.entries(answer, "/login"), ["code": code])
        }

        func send(_ path: String, _ entries: [(String, String)], _ typed: [String: String]) async throws -> HTTPAnswer {
            let body = PercentEncoding.encode(entries.typing(typed))
            return try await visitor.send("POST", path, body, headers: own)
        }

        func form(_ path: String = path) async throws -> [(String, String)] {
            try Desk.entries(try await visitor.get(path), path)
        }

        func requireStepUp(_ scopes: String = "customers:create") async throws {
            let answer = try await office.daemon.tool.run([
                "tenants", "update", "--subdomain", office.subdomain, "--step-up", scopes, "--step-up-age", "60",
            ])
            #expect(answer.status == 0, "\(answer.error)")
        }

        /// Moves the moment the second factor was shown, until the daemon knows of it.
        func age() async throws {
            _ = try await office.daemon.sql(
                "UPDATE sessions SET factor_at = factor_at - interval '1000 seconds' WHERE user_id = \(person.id)")
            _ = try await eventually("the end of the freshness") {
                try await visitor.get(path).status == 303 ? true : nil
            }
        }

        func customers(_ name: String) async throws -> Int {
            try await office.daemon.sqlInt("SELECT count(*) FROM customers WHERE name = '\(name)'")
        }
    }

    private func kept(_ answer: HTTPAnswer, in form: String) throws -> String {
        try #require(try Desk.entries(answer, form).first { $0.0 == "kept" }?.1)
    }

    @Test(arguments: [false, true])
    func `what was typed is in it again after the code, and is written when the person sends it`(
        isOnTestData: Bool
    ) async throws {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let scene = try await Scene(office, enrolled.person)
        #expect(try await scene.login(enrolled.codes[0]).status == 303)
        if isOnTestData {
            let page = try await scene.visitor.get("/profile/businesses/")
            let switching = try Desk.entries(page, "/profile/environment/")
            let switched = try await scene.send("/profile/environment/", switching, ["environment": "test"])
            #expect(switched.status == 303, "\(switching)")
        }
        try await scene.requireStepUp()
        let form = try await scene.form()
        #expect(form.contains { $0 == ("on_data", isOnTestData ? "test" : "live") })
        try await scene.age()
        let name = "Kept \(UInt32.random(in: .min ... .max))"
        let typed = ["name": name, "notes": "first line\r\n<second>"]
        let asked = try await scene.send(Self.path, form, typed)
        #expect(asked.status == 403 && asked.text.contains("What you typed is kept"), "\(asked.status)")
        #expect(asked["cache-control"] == "no-store")
        // Nobody reads it in the page's source.
        let sealed = try #require(Base64URL.decode(try kept(asked, in: "/profile/step-up/")))
        #expect(!asked.text.contains(name) && !String(decoding: sealed, as: UTF8.self).contains("Kept"))
        // A mistyped code does not lose it.
        let step = try Desk.entries(asked, "/profile/step-up/")
        let wrong = try await scene.send("/profile/step-up/", step, ["code": "abcd-efgh"])
        #expect(wrong.status == 422, "\(wrong.status) \(wrong.text.suffix(600))")
        let again = try Desk.entries(wrong, "/profile/step-up/")
        let shown = try await scene.send("/profile/step-up/", again, ["code": enrolled.codes[1]])
        #expect(shown.status == 200 && shown.text.contains("nothing of it is saved or done yet"), "\(shown.status)")
        #expect(
            shown.text.contains("value=\"\(name)\"") && shown.text.contains("first line\n&lt;second&gt;</textarea>"))
        #expect(try await scene.customers(name) == 0)
        let done = try await scene.send(Self.path, try Desk.entries(shown, Self.path), [:])
        #expect(done.status == 303 && done["location"]?.hasPrefix("/customers/") == true, "\(done.status)")
        #expect(try await scene.customers(name) == 1)
    }

    @Test func `what is carried opens in its session, for its page and as it was made, alone`() async throws {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let (scene, other) = (
            try await Scene(office, enrolled.person), try await Scene(office, enrolled.person)
        )
        for (place, scene) in [scene, other].enumerated() {
            #expect(try await scene.login(enrolled.codes[place]).status == 303)
        }
        let form = try await scene.form()
        try await scene.requireStepUp()
        try await scene.age()
        let asked = try await scene.send(Self.path, form, ["name": "Private"])
        let text = try kept(asked, in: "/profile/step-up/")
        func shown(_ text: String, _ next: String, _ code: Int, by scene: Scene) async throws -> HTTPAnswer {
            let page = try await scene.visitor.get("/profile/step-up/?next=\(Self.path)")
            return try await scene.send(
                "/profile/step-up/", try Desk.entries(page, "/profile/step-up/"),
                ["kept": text, "next": next, "code": enrolled.codes[code]])
        }
        let changed = String(text.dropLast(4)) + (text.hasSuffix("AAAA") ? "BBBB" : "AAAA")
        let plain = Base64URL.encode(Array("name=Private&on_data=live".utf8))
        for (place, (text, next, scene)) in [
            (text, Self.path, other), (text, "/projects/new/", scene), (changed, Self.path, scene),
            (plain, Self.path, scene),
        ].enumerated() {
            let answer = try await shown(text, next, place + 2, by: scene)
            #expect(answer.status == 303 && answer["location"] == next, "\(place) \(answer.status)")
        }
        let answer = try await shown(text, Self.path, 6, by: scene)
        #expect(answer.status == 200 && answer.text.contains("value=\"Private\""))
    }

    @Test func `whoever has no second factor is led to one, and a login on the way loses nothing either`() async throws
    {
        let office = try await Office.open()
        let scene = try await Scene(office, try await office.hire())
        #expect(try await scene.login().status == 303)
        let form = try await scene.form()
        try await scene.requireStepUp()
        let asked = try await scene.send(Self.path, form, ["name": "Private"])
        #expect(asked.status == 403 && asked.text.contains("href=\"/profile/second-factor/\""), "\(asked.status)")
        #expect(asked.text.contains("What you typed is kept"))
        _ = try kept(asked, in: "/profile/step-up/")
        // The session ends, and the page that is gone back to asks for a code first.
        let page = try await scene.visitor.get("/profile/")
        #expect(try await scene.send("/logout/", try Desk.entries(page, "/logout/"), [:]).status == 303)
        let login = try await scene.send(Self.path, form, ["name": "Private"])
        #expect(login.status == 401)
        _ = try kept(login, in: "/login")
        let led = try await scene.login(nil, login)
        #expect(led.status == 403 && led.text.contains("What you typed is kept"), "\(led.status)")
        _ = try kept(led, in: "/profile/step-up/")
    }

    @Test func `what is too long to be carried is said before it is lost, and another site's is not carried`()
        async throws
    {
        let office = try await Office.open()
        let scene = try await Scene(office, try await office.hire())
        #expect(try await scene.login().status == 303)
        let form = try await scene.form()
        try await scene.requireStepUp()
        let long = try await scene.send(
            Self.path, form, ["notes": String(repeating: "a", count: KeptForm.longest)])
        #expect(long.status == 403 && long.text.contains("too long to be kept"), "\(long.status)")
        #expect(!long.text.contains("name=\"kept\""))
        let body = PercentEncoding.encode(form.typing(["name": "Prepared"]))
        let forged = try await scene.visitor.send(
            "POST", Self.path, body, headers: ["Origin": "https://evil.example"])
        #expect(forged.status != 200 && !forged.text.contains("name=\"kept\""), "\(forged.status)")
    }
}
