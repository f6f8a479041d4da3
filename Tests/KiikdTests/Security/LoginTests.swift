import AuthCore
import Foundation
import JSON
import Testing

@Suite struct `Logging in` {
    @Test func `a login answers as Secretary's contract says, and its token works on every dialect`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let answer = try await person.tryLogin()
        #expect(answer.status == 200)
        #expect(answer["cache-control"] == "no-store")
        let json = try answer.json
        #expect(json["success"] == true)
        #expect(json["data"]?["token_type"] == "bearer")
        #expect(json["data"]?["expires_in"] == 600)
        #expect(json["data"]?["user"]?["email"] == .string(person.email))
        #expect(json["data"]?["tenant"]?["subdomain"] == .string(office.subdomain))
        let tokens = try Person.Tokens(answer)
        #expect(tokens.refresh.wholeMatch(of: /krt_[0-9A-Za-z]{43}/) != nil)
        let head = try #require(tokens.access.split(separator: ".").first)
        let header = try JSONValue.parse(try #require(Base64URL.decode(head.utf8)))
        #expect(header["alg"] == "ES256")
        #expect(header["typ"] == "at+jwt")
        let claims = try Person.Tokens.payload(tokens.access)
        for name in ["iss", "aud", "sub", "jti", "exp", "nbf", "iat", "tenant"] { #expect(claims[name] != nil) }

        let client = office.client.with(key: tokens.access)
        #expect(try await client.post(Path.customers, #"{"name": "Made by Ada"}"#).status == 201)
        #expect(try await client.get(Path.workItems).status == 200)
        #expect(try await client.get("/verify").json["key_id"] == .null)
        let actor = try await office.daemon.sql(
            "SELECT actor FROM audit_events WHERE tenant_id = \(office.id) AND resource = 'customers'")
        #expect(actor == "user:\(person.id)")
        // A session's calls are recorded under its id, negated.
        _ = try await eventually("three records of use") { () -> Bool? in
            try await office.daemon.sqlInt(
                "SELECT count(*) FROM usage_records WHERE key_id = -\(tokens.session)") == 3 ? true : nil
        }
        let published = try await office.daemon.client.get("/.well-known/jwks.json")
        #expect(try published.json["keys"]?.arrayValue?.contains { $0["kid"] == header["kid"] } == true)
        #expect(!published.text.contains("\"d\""))
    }

    @Test func `a form gets a token as CredKit's contract says`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let form = ["Content-Type": "application/x-www-form-urlencoded"]
        func send(_ body: String, _ headers: [String: String]? = nil) async throws -> HTTPAnswer {
            try await office.daemon.client.post("\(Path.auth)token", body, headers: headers ?? form)
        }
        let email = person.email.replacing("@", with: "%40")
        let answer = try await send("username=\(email)&password=correct+horse+battery+staple")
        #expect(answer.status == 200)
        let token = try #require(try answer.json["access_token"]?.stringValue)
        #expect(try answer.json == ["access_token": .string(token), "token_type": "bearer"])
        #expect(try await office.client.with(key: token).get(Path.customerList).status == 200)
        for (body, status) in [
            ("username=\(email)", 422), ("", 422), ("username=\(email)&password=x&more=1", 422),
            ("username=\(email)&username=\(email)&password=x", 422), ("username=\(email)&password=%zz", 422),
            ("username=\(email)&password=wrong", 401),
            ("username=\(email)&password=correct+horse+battery+staple&tenant=elsewhere", 401),
        ] {
            let refused = try await send(body)
            #expect(refused.status == status, "\(body)")
            let json = try refused.json
            #expect(Set(json.objectValue?.names.map { $0 } ?? []) == ["detail", "error_code", "timestamp"])
        }
        #expect(try await send("{}", ["Content-Type": "application/json"]).status == 415)
    }

    @Test func `paths that are not there and logins that fail answer in their dialect's form`() async throws {
        let office = try await Office.open()
        let client = office.daemon.client
        let credKit = try await client.get("/api/v1/nothing")
        #expect(credKit.status == 404)
        #expect(try credKit.json["error_code"] == "NOT_FOUND")
        for (answer, code, status) in [
            (try await client.get("\(Path.auth)nothing"), "NOT_FOUND", 404),
            (try await client.post("\(Path.auth)login", #"{"email": 1, "x": 2}"#), "VALIDATION_ERROR", 400),
            (try await client.post("\(Path.auth)login", "{"), "BAD_REQUEST", 400),
            (try await client.get("\(Path.auth)login"), "METHOD_NOT_ALLOWED", 405),
            (
                try await client.post("\(Path.auth)login", #"{"email": "no@body.example", "password": "x"}"#),
                "INVALID_CREDENTIALS", 401
            ),
        ] {
            #expect(answer.status == status)
            let error = try #require(try answer.json["error"])
            #expect(error["code"] == .string(code))
            #expect(error["request_id"]?.stringValue == answer["x-request-id"])
            if code == "VALIDATION_ERROR" {
                #expect(error["details"]?["email"] != nil && error["details"]?["password"] != nil)
                #expect(error["details"]?["x"] != nil)
            }
        }
    }

    @Test func `a token may do what the role may now, in the tenant that was chosen`() async throws {
        let office = try await Office.open()
        let other = try await Office.open(on: office.daemon)
        let person = try await office.hire(role: "Read-only")
        let customer = try await office.customer("Mine")
        let elsewhere = try await other.customer("Theirs")
        _ = try await other.run(
            "users", "create", "--tenant", other.subdomain, "--email", person.email, "--role", "Owner")
        let first = try await person.login(#", "tenant": "\#(office.subdomain)""#)
        let client = office.client.with(key: first.access)
        #expect(try await client.get("\(Path.customerList)\(customer)/").status == 200)
        #expect(try await client.get("\(Path.customerList)\(elsewhere)/").status == 404)
        #expect(try await client.post(Path.customers, #"{"name": "x"}"#).status == 403)
        let second = try await person.login(#", "tenant": "\#(other.subdomain)""#)
        #expect(try await office.client.with(key: second.access).post(Path.customers, #"{"name": "x"}"#).status == 201)
        // Without a name it is where they were last.
        let third = try await person.login()
        #expect(try third.claims().tenant == other.id)
        _ = try await office.run(
            "users", "set-role", "--tenant", office.subdomain, "--email", person.email, "--role", "Support")
        #expect(try await client.post(Path.customers, #"{"name": "x"}"#).status == 201)
        #expect(try await person.tryLogin(Person.password, #", "tenant": "\#(office.subdomain)--test""#).status == 401)
    }

    @Test func `sessions are listed and ended, one, this one, or all`() async throws {
        let office = try await Office.open()
        let person = try await office.hire()
        let (one, two, three) = try await (person.login(), person.login(), person.login())
        let client = office.client.with(key: three.access)
        let listed = try await client.get("\(Path.auth)sessions").json
        #expect(listed["data"]?.arrayValue?.count == 3)
        #expect(listed["pagination"]?["total"] == 3)
        let current = listed["data"]?.arrayValue?.filter { $0["current"] == true }.map { $0["id"]?.int64Value }
        #expect(current == [three.session])
        #expect(!(try await client.get("\(Path.auth)sessions").text.contains("krt_")))
        func works(_ tokens: Person.Tokens) async throws -> Bool {
            let answer = try await office.client.with(key: tokens.access).get(Path.customerList)
            return answer.status == 200
        }
        let stranger = try await office.hire().login()
        #expect(
            try await office.client.with(key: stranger.access).send("DELETE", "\(Path.auth)sessions/\(one.session)")
                .status == 404)
        #expect(try await client.send("DELETE", "\(Path.auth)sessions/\(one.session)").status == 200)
        #expect(try await client.send("DELETE", "\(Path.auth)sessions/\(one.session)").status == 404)
        #expect(try await !works(one))
        #expect(try await works(two))
        #expect(try await office.client.with(key: two.access).post("\(Path.auth)logout", "").status == 200)
        #expect(try await !works(two))
        #expect(try await person.refresh(two.refresh).status == 401)
        #expect(try await works(three))
        _ = try await person.login()
        #expect(try await client.send("DELETE", "\(Path.auth)sessions").json["data"]?["ended"] == 2)
        #expect(try await !works(three))
        #expect(try await person.refresh(three.refresh).status == 401)
        #expect(try await works(stranger))
        let reasons = try await office.daemon.sql(
            "SELECT string_agg(DISTINCT end_reason, ' ') FROM sessions WHERE user_id = \(person.id)")
        #expect(reasons == "logout")
    }

    @Test func `S20 a locked user's tokens die at once, on both of two daemons, and do not come back`() async throws {
        let office = try await Office.open()
        let second = try await RunningDaemon.start(beside: office.daemon)
        func expect(_ status: Int, _ tokens: Person.Tokens, _ what: String) async throws {
            for daemon in [office.daemon, second] {
                let answer = try await daemon.client.with(key: tokens.access).get(Path.customerList)
                #expect(answer.status == status, "\(what)")
            }
        }
        let person = try await office.hire()
        let first = try await person.login(on: second)
        try await expect(200, first, "at first")
        _ = try await office.run("users", "lock", "--email", person.email)
        try await expect(401, first, "locked")
        #expect(try await person.refresh(first.refresh).status == 401)
        #expect(try await person.tryLogin().status == 401)
        _ = try await office.run("users", "unlock", "--email", person.email)
        try await expect(401, first, "unlocked")
        #expect(try await person.refresh(first.refresh, on: second).status == 401)

        let third = try await person.login()
        try await expect(200, third, "logged in again")
        _ = try await office.runReading(Person.password, "users", "reset-password", "--email", person.email)
        try await expect(401, third, "another password")
        let fourth = try await person.login()
        _ = try await office.run(
            "users", "set-role", "--tenant", office.subdomain, "--email", person.email, "--role", "Accounting")
        try await expect(200, fourth, "another role")
        for daemon in [office.daemon, second] {
            #expect(try await daemon.client.with(key: fourth.access).get(Path.workItems).status == 403)
        }
        _ = try await office.run("users", "remove", "--tenant", office.subdomain, "--email", person.email)
        try await expect(401, fourth, "no member any more")
        #expect(try await person.tryLogin().status == 401)

        let other = try await office.hire()
        let (gone, kept) = try await (other.login(), other.login(on: second))
        try await expect(200, gone, "before the logout")
        #expect(try await office.client.with(key: gone.access).post("\(Path.auth)logout", "").status == 200)
        try await expect(401, gone, "after the logout")
        try await expect(200, kept, "another session")
        try await second.stop()
    }

    @Test func `S42 no refresh token, password or secret of a second factor is in the database or a log`() async throws
    {
        let daemon = try await RunningDaemon.start(environment: ["KIIK_LOG_LEVEL": "trace"])
        let office = try await Office.open(on: daemon)
        let person = try await office.hire()
        let tokens = try await person.login()
        let next = try Person.Tokens(try await person.refresh(tokens.refresh))
        let client = office.client.with(key: next.access)
        let enrolled = try await client.post("\(Path.auth)totp/enroll", #"{"password": "\#(Person.password)"}"#).json
        let secret = try #require(enrolled["data"]?["secret"]?.stringValue)
        let signing = try await daemon.signingKey().exposed
        let scalar = try #require(try JSONValue.parse(Array(signing.utf8))["d"]?.stringValue)
        let dump = try await daemon.dump()
        try await daemon.stop()
        let said = try daemon.said()
        #expect(dump.contains("sessions.create") && said.contains("sessions.login"))
        for text in [tokens.refresh, next.refresh, tokens.access, secret, scalar, Person.password] {
            #expect(!dump.contains(text.suffix(20)))
            #expect(!said.contains(text.suffix(20)))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: "\(daemon.place.data)/master-key")
        #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }
}
