import AuthCore
import Foundation
import JSON
import Testing

@testable import Persistence

/// Mails as they lie in the data directory, and what their links let somebody do.
@Suite struct Mail {
    @Test func `S53 an invitation lets a person choose a password once, and proves the address`() async throws {
        let office = try await Office.open()
        let email = "i\(UInt32.random(in: 0 ... .max))@\(office.subdomain).example"
        let made = try await office.daemon.tool.run(
            "users", "invite", "--tenant", office.subdomain, "--email", email, "--role", "Support", "--format", "json"
        ).json
        #expect(made["role"] == "Support")
        let mail = try await office.daemon.mail(to: email, "You are invited")
        let person = Person(office: office, id: try #require(made["id"]?.int64Value), email: email)
        #expect(try await person.tryLogin().status == 401)

        // Opening the link changes nothing, however often.
        for _ in 0..<2 {
            let page = try await office.daemon.client.get(mail.path)
            #expect(page.status == 200)
            #expect(page["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
            #expect(page["referrer-policy"] == "no-referrer" && page["cache-control"] == "no-store")
            #expect(page.text.contains("value=\"\(mail.token)\""))
        }
        // What anybody may send comes back as text, whatever stands around a mark: a page elsewhere could send it.
        for mark in ["\"", "<", ">", "&", "'"] {
            let hostile = "klk_\(mark)\u{301}\u{600}\(mark)x"
            let form = "token=\(hostile.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")&password=a"
            let page = try await office.daemon.client.post(
                "/account/password/", form, headers: ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(page.status == 422 && !page.text.contains(mark + "\u{301}"), "\(mark)")
        }
        let short = try await office.sendForm("/account/password/", ["token": mail.token, "password": "short"])
        #expect(short.status == 422)
        #expect(short.text.contains("aria-invalid=\"true\"") && short.text.contains("at least 8"))
        let tries = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await office.sendForm(
                        "/account/password/", ["token": mail.token, "password": Person.password]
                    ).status
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(tries.sorted() == [200, 400, 400, 400])
        #expect(try await office.daemon.client.get(mail.path).status == 400)
        #expect(try await person.tryLogin().status == 200)
        #expect(
            try await office.daemon.sql("SELECT email_verified_at IS NOT NULL FROM users WHERE id = \(person.id)")
                == "t")
    }

    @Test func `S25 no account page is shown in a frame, run as a script or kept, and errors are none of these either`()
        async throws
    {
        let office = try await Office.open()
        let dead = "/account/password/?token=klk_\(String(repeating: "a", count: 43))"
        let client = office.daemon.client
        for (page, status) in [
            (try await client.get(dead), 400), (try await client.get("/account/email/"), 400),
            (try await client.get("/account/nothing/"), 404), (try await client.send("DELETE", "/account/email/"), 405),
            (try await office.sendForm("/account/password/", ["token": "", "password": "short"]), 422),
        ] {
            #expect(page.status == status)
            let policy = page["content-security-policy"] ?? ""
            #expect(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"))
            #expect(page["referrer-policy"] == "no-referrer" && page["cache-control"] == "no-store")
            #expect(page["content-type"] == "text/html; charset=utf-8" && page["access-control-allow-origin"] == nil)
        }
    }

    @Test func `S53 a forgotten password is set anew by a link, sessions end, and the second factor stays`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let tokens = try await person.login()
        try await person.forget()
        let first = try await office.daemon.mail(to: person.email, "Choose a new password")
        let wrong = try await office.reset("klk_" + String(repeating: "a", count: 43), "another good password")
        #expect(wrong.status == 400)
        #expect(try await person.tryLogin().status == 200)
        #expect(try await office.reset(first.token, "another good password").status == 200)
        #expect(try await office.daemon.client.with(key: tokens.access).get(Path.customerList).status == 401)
        #expect(try await person.refresh(tokens.refresh).status == 401)
        #expect(try await person.tryLogin().status == 401)
        #expect(try await person.tryLogin("another good password").status == 200)
        _ = try await office.daemon.mail(to: person.email, "Your password was changed")
        let again = try await office.reset(first.token, "a third good password")
        #expect(again.status == 400)
        #expect(again.text.contains("not any more"))
    }

    @Test func `S53 a link dies with its time, with another password, and with the user's lock`() async throws {
        let office = try await Office.open()
        for spoil in [
            "UPDATE links SET expires_at = now() WHERE user_id = %",
            "UPDATE users SET password_changed_at = now() WHERE id = %",
            "UPDATE users SET locked_at = now() WHERE id = %", "UPDATE users SET email = 'b' || email WHERE id = %",
        ] {
            let person = try await office.hire()
            try await person.forget()
            let mail = try await office.daemon.mail(to: person.email, "Choose a new password")
            #expect(try await office.daemon.client.get(mail.path).status == 200)
            _ = try await office.daemon.sql(spoil.replacing("%", with: "\(person.id)"))
            #expect(try await office.daemon.client.get(mail.path).status == 400, "\(spoil)")
            #expect(try await office.reset(mail.token, "another good password").status == 400, "\(spoil)")
        }
    }

    @Test func `S44 a forgotten password is answered alike for addresses that nobody has, and for the locked`()
        async throws
    {
        let office = try await Office.open()
        let (person, locked) = (try await office.hire(), try await office.hire())
        _ = try await office.daemon.tool.run("users", "lock", "--email", locked.email, "--format", "json")
        var texts: Set<String> = []
        for email in [person.email, locked.email, "nobody@\(office.subdomain).example"] {
            let answer = try await office.daemon.client.post("\(Path.auth)password/forgot", #"{"email": "\#(email)"}"#)
            #expect(answer.status == 200)
            texts.insert(answer.text)
        }
        #expect(texts.count == 1)
        _ = try await office.daemon.mail(to: person.email, "Choose a new password")
        let count = "SELECT count(*) FROM messages WHERE kind = 'password_reset' AND user_id ="
        #expect(try await office.daemon.sqlInt("\(count) \(locked.id)") == 0)
        // Nobody's mailbox is filled: one a minute, five an hour, whoever asks and however many at once.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await person.forget() } }
            try await group.waitForAll()
        }
        #expect((1...3).contains(try await office.daemon.sqlInt("\(count) \(person.id)")))
        _ = try await office.daemon.sql("UPDATE messages SET occasion = uuid::text WHERE user_id = \(person.id)")
        for _ in 0..<8 {
            try await person.forget()
            _ = try await office.daemon.sql("UPDATE messages SET occasion = uuid::text WHERE user_id = \(person.id)")
        }
        #expect(try await office.daemon.sqlInt("\(count) \(person.id)") == 5)
    }

    @Test func `S44 a forgotten password takes the same time for known and unknown addresses`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        for email in [person.email, "nobody@\(office.subdomain).example"] {
            let took = try await ContinuousClock().measure {
                _ = try await office.daemon.client.post("\(Path.auth)password/forgot", #"{"email": "\#(email)"}"#)
            }
            // Both wait until the same moment, long after the work is done.
            #expect(took > .milliseconds(390))
        }
    }

    @Test func `an address is confirmed by the link that was sent to it`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let client = office.daemon.client.with(key: try await person.login().access)
        #expect(try await client.post("\(Path.auth)email/verification", "").status == 200)
        let mail = try await office.daemon.mail(to: person.email, "Confirm your email address")
        // A link does what it was sent for and nothing else.
        #expect(try await office.reset(mail.token, "another good password").status == 400)
        #expect(
            try await office.daemon.client.post("\(Path.auth)email/verify", #"{"token": "\#(mail.token)"}"#).status
                == 200)
        #expect(
            try await office.daemon.client.post("\(Path.auth)email/verify", #"{"token": "\#(mail.token)"}"#).status
                == 400)
        #expect(
            try await office.daemon.sql("SELECT email_verified_at IS NOT NULL FROM users WHERE id = \(person.id)")
                == "t")
        let key = try await office.client.post("\(Path.auth)email/verification", "")
        #expect(key.status == 403)
    }

    @Test func `a login from another device is told, and one from a known device is not`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        for agent in ["Laptop", "Laptop", "Phone", "Phone", "Laptop"] {
            let answer = try await office.daemon.client.post(
                "\(Path.auth)login", #"{"email": "\#(person.email)", "password": "\#(Person.password)"}"#,
                headers: ["User-Agent": agent])
            #expect(answer.status == 200)
        }
        let mail = try await office.daemon.mail(to: person.email, "A new device")
        #expect(mail.text.contains("Phone") && mail.text.contains("127.0.0.1"))
        #expect(
            try await office.daemon.sqlInt(
                "SELECT count(*) FROM messages WHERE kind = 'new_device' AND user_id = \(person.id)") == 1)
    }

    @Test
    func `a key's maker is warned 14, 7 and 1 days before it expires, once each; of a service key the owners are`()
        async throws
    {
        var daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let (ada, grace) = (try await office.hire(), try await office.hire(role: "Support"))
        let service = try await office.issueKey("--scopes", "customers:read")
        let own = try await office.issueKey("--scopes", "customers:read", "--user", grace.email)
        let fresh = try await office.issueKey("--scopes", "customers:read")
        let rotated = try await office.issueKey("--scopes", "customers:read")
        _ = try await daemon.sql("UPDATE api_keys SET created_at = now() - interval '1 year' WHERE id <> \(fresh.id)")
        // Made later than 7 and 14 days before its end, and too early for the last warning.
        _ = try await daemon.sql("UPDATE api_keys SET expires_at = now() + interval '3 days' WHERE id = \(fresh.id)")
        // Its successor is there already.
        _ = try await office.rotate(rotated, overlap: "12h")
        for (place, (key, days)) in [(own, 14), (own, 7), (service, 1)].enumerated() {
            _ = try await daemon.sql(
                "UPDATE api_keys SET expires_at = now() + interval '\(days) days' - interval '1 hour' WHERE id = \(key.id)"
            )
            // The daemon looks when it starts, and then every ten minutes.
            try await daemon.stop()
            daemon = try await RunningDaemon.start(in: daemon.place)
            let server = daemon
            _ = try await eventually("warning \(place + 1)") {
                try await server.sqlInt("SELECT count(*) FROM messages WHERE kind = 'expiring_key'") > place
                    ? true : nil
            }
        }
        let mail = try await daemon.mail(to: grace.email, "expires soon")
        #expect(mail.text.contains(own.prefix) && !mail.text.contains(own.secret))
        let told = try await daemon.sql(
            """
            SELECT string_agg(user_id || ' ' || split_part(occasion, ' ', 2) || ' ' || split_part(occasion, ' ', 4), ', '
                ORDER BY id) FROM messages WHERE kind = 'expiring_key'
            """)
        #expect(
            told == "\(grace.id) \(own.id) 14, \(grace.id) \(own.id) 7, \(ada.id) \(service.id) 1")
        try await daemon.stop()
    }

    @Test func `S42 no link and no text of a mail is in the database, and no token in a log`() async throws {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        try await person.forget()
        let mail = try await daemon.mail(to: person.email, "Choose a new password")
        #expect(try await daemon.client.get(mail.path).status == 200)
        #expect(try await office.reset(mail.token, "another good password").status == 200)
        let dump = try await daemon.dump()
        #expect(!dump.contains(mail.token) && !dump.contains("Somebody, we hope you"))
        let sent = try await eventually("the message to be marked as sent") {
            let row = try await daemon.sql(
                "SELECT length(sealed) FROM messages WHERE kind = 'password_reset' AND sent_at IS NOT NULL")
            return row.isEmpty ? nil : row
        }
        #expect(sent == "0")
        try await daemon.stop()
        #expect(!(try daemon.said().contains(mail.token)))
    }

    @Test func `a node with another master key leaves each mail to those that can read it`() async throws {
        let daemon = try await RunningDaemon.start()
        let stranger = try Workplace()
        _ = try await RunningDaemon.start(
            in: stranger, beside: daemon, environment: ["KIIK_MASTER_KEY_FILE": "\(stranger.data)/master-key"])
        let office = try await Office.open(on: daemon)
        for _ in 0..<8 {
            let person = try await office.hire()
            try await person.forget()
            _ = try await daemon.mail(to: person.email, "Choose a new password")
        }
        #expect(try await daemon.sqlInt("SELECT max(attempts) FROM messages") == 1)
        #expect(try await daemon.sqlInt("SELECT count(*) FROM messages WHERE failed_at IS NOT NULL") == 0)
        // What nobody could read in time is not kept for ever.
        _ = try await daemon.sql(
            """
            INSERT INTO messages (tenant_id, id, uuid, user_id, kind, recipient, occasion, sealed, expires_at, created_at,
                updated_at, version)
            SELECT tenant_id, id + 1000000, gen_random_uuid(), user_id, kind, 'late@acme.example', 'late',
                '\\x01036e6f6e', now(), now(), now(), 1
            FROM messages WHERE kind = 'password_reset' LIMIT 1
            """)
        _ = try await eventually("the late mail to be given up") {
            try await daemon.sqlInt("SELECT count(*) FROM messages WHERE occasion = 'late' AND failed_at IS NOT NULL")
                == 1
                ? true : nil
        }
        try await daemon.stop()
    }

    @Test func `a mail that cannot leave waits, and leaves once it can`() async throws {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        // A file where the folder should be.
        let folder = "\(daemon.place.data)/mail"
        try? FileManager.default.removeItem(atPath: folder)
        try "".write(toFile: folder, atomically: true, encoding: .utf8)
        try await person.forget()
        _ = try await eventually("a failed attempt") {
            try await daemon.sql("SELECT failure FROM messages WHERE kind = 'password_reset' AND attempts >= 1")
                .contains("cannot") ? true : nil
        }
        try FileManager.default.removeItem(atPath: folder)
        _ = try await daemon.sql("UPDATE messages SET next_attempt_at = now()")
        #expect(try await daemon.sqlInt("SELECT count(*) FROM messages WHERE failed_at IS NOT NULL") == 0)
        _ = try await daemon.mail(to: person.email, "Choose a new password")
        try await daemon.stop()
    }
}

struct FoundMail: Sendable {
    let text: String
    let token: String
    /// The link, without scheme and host.
    let path: String
}

extension RunningDaemon {
    /// The newest mail to somebody with that in its subject, once it has left.
    func mail(to recipient: String, _ subject: String) async throws -> FoundMail {
        do {
            return try await arrived(to: recipient, subject)
        } catch let fault as TimedOut {
            let row = try await sql(
                """
                SELECT json_build_object('kind', kind, 'attempts', attempts, 'failure', failure, 'sent', sent_at,
                    'next', next_attempt_at, 'now', now()) FROM messages WHERE recipient = '\(recipient)'
                """)
            throw TimedOut(what: "\(fault.what); its rows: \(row)")
        }
    }

    private func arrived(to recipient: String, _ subject: String) async throws -> FoundMail {
        try await eventually("the mail \"\(subject)\"") {
            let folder = "\(place.data)/mail"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted().reversed() where name.hasSuffix(".eml") {
                let text = try CommandLineTool.text("\(folder)/\(name)")
                let headers = text.components(separatedBy: "\r\n")
                guard headers.contains("To: \(recipient)"),
                    headers.contains(where: { $0.hasPrefix("Subject: ") && $0.contains(subject) })
                else { continue }
                let link = text.firstMatch(of: /https?:\/\/[^\/\s]+(\/account\/[a-z]+\?token=(klk_[0-9A-Za-z]+))/)
                return FoundMail(
                    text: text, token: link.map { String($0.2) } ?? "", path: link.map { String($0.1) } ?? "")
            }
            return nil
        }
    }
}

extension Person {
    func forget() async throws {
        let answer = try await office.daemon.client.post("\(Path.auth)password/forgot", #"{"email": "\#(email)"}"#)
        #expect(answer.status == 200)
    }
}

extension Office {
    func reset(_ token: String, _ password: String) async throws -> HTTPAnswer {
        try await daemon.client.post(
            "\(Path.auth)password/reset", #"{"token": "\#(token)", "password": "\#(password)"}"#)
    }

    func sendForm(_ path: String, _ fields: [String: String]) async throws -> HTTPAnswer {
        try await daemon.client.post(
            path, fields.map { "\($0.key)=\($0.value.replacing(" ", with: "+"))" }.joined(separator: "&"),
            headers: ["Content-Type": "application/x-www-form-urlencoded"])
    }
}
