import Domain
import Foundation
import JSON
import Testing

@testable import HTTPServer
@testable import kiikd

@Suite struct `One's own name and address` {
    private struct Scene {
        let person: Person
        let desk: Desk
        var daemon: RunningDaemon { person.office.daemon }

        static func open() async throws -> Scene {
            let person = try await Office.open().hire(role: "Read-only")
            return Scene(person: person, desk: try await Desk(person))
        }

        func user(_ column: String) async throws -> String {
            try await daemon.sql("SELECT \(column) FROM users WHERE id = \(person.id)")
        }

        func ask(_ email: String, _ password: String = Person.password) async throws -> HTTPAnswer {
            try await desk.fill("/profile/email/", ["email": email, "password": password])
        }

        /// Two of these are sent a minute apart.
        func forgetMails() async throws {
            _ = try await daemon.sql(
                "DELETE FROM messages WHERE user_id = \(person.id) AND kind = 'email_change_asked'")
        }

        func follow(_ mail: FoundMail) async throws -> HTTPAnswer {
            try await person.office.sendForm("/account/email/", ["token": mail.token])
        }
    }

    private static func address() -> String { "new\(UInt32.random(in: 0 ... .max))@elsewhere.example" }

    @Test func `anybody changes their own name, and what it became meanwhile is not overwritten`() async throws {
        let scene = try await Scene.open()
        let entries = try Desk.entries(try await scene.desk.get("/profile/name/"), "/profile/name/")
        let done = try await scene.desk.post("/profile/name/", entries.typing(["name": "Ada Lovelace"]))
        #expect(done.status == 303 && done["location"] == "/profile/")
        #expect(try await scene.desk.get("/profile/").text.contains("Ada Lovelace"))
        #expect(try await scene.user("name") == "Ada Lovelace")
        // Sent twice it is done; another one on the same version is told.
        #expect(try await scene.desk.post("/profile/name/", entries.typing(["name": "Ada Lovelace"])).status == 303)
        let stale = try await scene.desk.post("/profile/name/", entries.typing(["name": "Ada Byron"]))
        #expect(stale.status == 409 && stale.text.contains("Ada Byron"))
        #expect(try await scene.user("name") == "Ada Lovelace")
        let long = try await scene.desk.fill("/profile/name/", ["name": String(repeating: "a", count: 201)])
        #expect(long.status == 422)
        let event = try await scene.daemon.sql(
            "SELECT actor FROM audit_events WHERE action = 'users.rename' AND resource_id = \(scene.person.id)")
        #expect(event == "user:\(scene.person.id)")
    }

    @Test func `S53 another address holds once its own link is used, and the old one is told twice`() async throws {
        let scene = try await Scene.open()
        let new = Self.address()
        let sent = try await scene.ask(" \(new.uppercased()) ")
        #expect(sent.status == 200 && sent.text.contains("A link is on its way"), "\(sent.text.prefix(3000))")
        _ = try await scene.daemon.mail(to: scene.person.email, "Somebody asked to change")
        let mail = try await scene.daemon.mail(to: new, "Confirm your new email")
        #expect(try await scene.daemon.client.get(mail.path).status == 200)
        #expect(try await scene.user("email") == scene.person.email)
        #expect(try await scene.follow(mail).status == 200)
        #expect(try await scene.user("email") == new)
        #expect(try await scene.user("email_verified_at IS NOT NULL") == "t")
        _ = try await scene.daemon.mail(to: scene.person.email, "was changed")
        #expect(try await scene.desk.get("/profile/").text.contains(new))
        #expect(try await scene.person.tryLogin().status == 401)
        let moved = Person(office: scene.person.office, id: scene.person.id, email: new)
        #expect(try await moved.tryLogin().status == 200)
        #expect(try await scene.follow(mail).status == 400)
    }

    @Test func `S44 a wrong password, the same address and what is none are refused; of others' nothing is told`()
        async throws
    {
        let scene = try await Scene.open()
        let taken = try await scene.person.office.hire().email
        let wrong = try await scene.ask(Self.address(), "not the password")
        #expect(wrong.status == 422 && wrong.text.contains(Language.english.texts.profile.wrongPassword))
        #expect(!wrong.text.contains("not the password"))
        let same = try await scene.ask(scene.person.email.uppercased())
        #expect(same.status == 422 && same.text.contains(Language.english.texts.profile.sameEmail))
        #expect(try await scene.ask("nobody").status == 422)
        let free = try await scene.ask(Self.address())
        try await scene.forgetMails()
        let other = try await scene.ask(taken)
        #expect(free.status == 200 && other.status == 200)
        #expect(try await scene.ask(Self.address()).status == 429, "one a minute, whoever has the address")
        // What is written down is the same, and the link does not do what it says.
        let mail = try await scene.daemon.mail(to: taken, "Confirm your new email")
        #expect(try await scene.follow(mail).status == 400)
        #expect(try await scene.user("email") == scene.person.email)
    }

    @Test func `S53 a link to another address dies with another password, with its time, and where another was used`()
        async throws
    {
        for spoil in [
            "UPDATE users SET password_changed_at = now() WHERE id = %",
            "UPDATE links SET expires_at = now() WHERE user_id = %", "UPDATE users SET locked_at = now() WHERE id = %",
            "UPDATE users SET email_verified_at = now() WHERE id = %",
        ] {
            let scene = try await Scene.open()
            let new = Self.address()
            _ = try await scene.ask(new)
            let mail = try await scene.daemon.mail(to: new, "Confirm your new email")
            _ = try await scene.daemon.sql(spoil.replacing("%", with: "\(scene.person.id)"))
            #expect(try await scene.follow(mail).status == 400, "\(spoil)")
            #expect(try await scene.user("email") == scene.person.email, "\(spoil)")
        }
        // Somebody else was faster.
        let scene = try await Scene.open()
        let new = Self.address()
        _ = try await scene.ask(new)
        let mail = try await scene.daemon.mail(to: new, "Confirm your new email")
        let other = try await scene.person.office.hire()
        _ = try await scene.daemon.sql("UPDATE users SET email = '\(new)' WHERE id = \(other.id)")
        #expect(try await scene.follow(mail).status == 400)
        #expect(try await scene.user("email") == scene.person.email)
    }
}
