import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `A second factor` {
    @Test func `S53 a login needs a code, and no code works twice, not even at once`() async throws {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let person = enrolled.person
        for password in [Person.password, "wrong"] {
            let answer = try await person.tryLogin(password)
            #expect(answer.status == 401)
            let code = try answer.json["error"]?["code"]
            #expect(code == (password == "wrong" ? "INVALID_CREDENTIALS" : "SECOND_FACTOR_REQUIRED"))
        }
        let code = enrolled.code()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try await person.tryLogin(Person.password, #", "totp": "\#(code)""#).status }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
        #expect(try await person.tryLogin(Person.password, #", "totp": "\#(code)""#).status != 200)
        let method = try await office.daemon.sql(
            "SELECT method FROM sessions WHERE user_id = \(person.id) ORDER BY created_at DESC LIMIT 1")
        #expect(method == "password+totp")
        // CredKit's form asks for it too.
        let form = try await office.daemon.client.post(
            "\(Path.auth)token", "username=\(person.email)&password=correct+horse+battery+staple",
            headers: ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(form.status == 401)
    }

    @Test func `S53 a recovery code is good for one login, typed in any way`() async throws {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let person = enrolled.person
        let code = try #require(enrolled.codes.first)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for text in [code, code.lowercased(), code.replacing("-", with: " "), code.replacing("-", with: "")] {
                group.addTask { try await person.tryLogin(Person.password, #", "recovery_code": "\#(text)""#).status }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
        // Failures since the last success are counted; from here on there are two.
        #expect(
            try await person.tryLogin(Person.password, #", "recovery_code": "\#(enrolled.codes[2])""#).status == 200)
        #expect(try await person.tryLogin(Person.password, #", "recovery_code": "\#(code)""#).status == 401)
        #expect(try await person.tryLogin("wrong", #", "recovery_code": "\#(enrolled.codes[1])""#).status == 401)
        let both = #", "recovery_code": "\#(enrolled.codes[1])", "totp": "\#(enrolled.code())""#
        #expect(try await person.tryLogin(Person.password, both).status == 400)
        #expect(
            try await person.tryLogin(Person.password, #", "recovery_code": "\#(enrolled.codes[1])""#).status == 200)
        let kept = try await office.daemon.sql("SELECT string_agg(encode(digest, 'escape'), '') FROM recovery_codes")
        for code in enrolled.codes { #expect(!kept.contains(code)) }
    }

    @Test func `S51 codes are guessed no faster than passwords`() async throws {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let begin = ContinuousClock.now
        var statuses: [Int] = []
        for place in 0..<10 {
            // Asking without a code in between does not help.
            if place == 4 { _ = try await enrolled.person.tryLogin() }
            statuses.append(try await enrolled.person.tryLogin(Person.password, #", "totp": "00000\#(place)""#).status)
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let taken = statuses.count { $0 == 401 }
        #expect((5...5 + Int(log2(seconds + 1))).contains(taken), "\(statuses)")
        #expect(statuses.count { $0 == 429 } == 10 - taken)
    }

    @Test func `the second factor is set up and taken away only by whoever shows the password again`() async throws {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let client = office.client.with(key: enrolled.tokens.access)
        let path = "\(Path.auth)totp"
        let password = #""password": "\#(Person.password)""#
        #expect(try await client.post("\(path)/enroll", "{\(password)}").status == 409)
        #expect(try await client.post("\(path)/confirm", #"{"totp": "\#(enrolled.code())"}"#).status == 409)
        func remove(_ body: String) async throws -> Int { try await client.send("DELETE", path, body: body).status }
        #expect(try await remove("{\(password)}") == 401)
        #expect(try await remove(#"{"password": "wrong", "totp": "\#(enrolled.code())"}"#) == 401)
        #expect(try await remove(#"{\#(password), "totp": "\#(enrolled.code())"}"#) == 200)
        #expect(try await enrolled.person.tryLogin().status == 200)
        let left = try await office.daemon.sqlInt(
            "SELECT count(*) FROM recovery_codes WHERE user_id = \(enrolled.person.id)")
        #expect(left == 0)
        let other = try await office.hire()
        let plain = office.client.with(key: try await other.login().access)
        #expect(try await plain.post("\(path)/enroll", #"{"password": "wrong"}"#).status == 401)
        // An operator does it without any of that.
        let reset = try await office.enrolled().person
        #expect(try await office.run("users", "reset-second-factor", "--email", reset.email)["removed"] == true)
        #expect(try await reset.tryLogin().status == 200)
        // Again, with another secret.
        #expect(try await client.post("\(path)/enroll", "{\(password)}").status == 200)
        let events = try await office.daemon.sql(
            "SELECT string_agg(action || coalesce(after::text, ''), ' ') FROM audit_events WHERE tenant_id = \(office.id)"
        )
        for action in ["second_factors.enroll", "second_factors.confirm", "second_factors.remove", "sessions.create"] {
            #expect(events.contains(action))
        }
    }
}
