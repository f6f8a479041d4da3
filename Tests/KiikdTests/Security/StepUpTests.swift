import Foundation
import JSON
import Testing

@Suite struct `Permissions that need a fresh second factor` {
    private static let keys = "/api/keys/"
    private static let newKey = #"{"name": "New", "scopes": ["customers:read"]}"#

    private func requireStepUp(_ scopes: String, in office: Office, age: Int? = nil) async throws {
        let words = ["tenants", "update", "--subdomain", office.subdomain, "--step-up", scopes]
        let answer = try await office.daemon.tool.run(
            words + (age.map { ["--step-up-age", "\($0)"] } ?? []) + ["--format", "json"])
        #expect(answer.status == 0, "\(answer.error)")
    }

    @Test func `a page of the console shows nothing beside its own that needs one`() async throws {
        let office = try await Office.open()
        _ = try await office.row(
            Path.invoices,
            #"{"customer_id": \#(try await office.customer("Seenword")), "amount": 1, "description": "x"}"#)
        let desk = try await Desk(try await office.hire())
        #expect(try await desk.get("/").text.contains("Seenword"))
        #expect(try await desk.get("/audit/").text.contains("Seenword"))
        try await requireStepUp("customers:read,audit:read", in: office)
        #expect(try await !desk.get("/").text.contains("Seenword"))
        try await requireStepUp("customers:read", in: office)
        let audit = try await desk.get("/audit/")
        #expect(audit.status == 200 && !audit.text.contains("Seenword"), "\(audit.status)")
    }

    @Test func `nor does a form offer what a list of it would need one for`() async throws {
        let office = try await Office.open()
        _ = try await office.row(Path.customers, #"{"name": "Seenword", "email": "ada@x.example"}"#)
        _ = try await office.issueKey("--notes", "Seenword")
        let desk = try await Desk(try await office.hire())
        let documents = "/documents/new/"
        let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEMAIL:ada@x.example\r\nEND:VCARD\r\n"
        let sent = try await desk.upload(
            documents, try Desk.entries(try await desk.get(documents), documents),
            [Desk.File(name: "ada.vcf", content: card)])
        let approval = "\(try #require(sent["location"]))approve/"
        let actor = "user:\(try await office.hire().id)"
        for (path, seen) in [
            ("/keys/new/", "Seenword"), (approval, "Seenword"), ("/audit/", actor),
            ("/audit/undo/", actor), ("/audit/export/", actor),
        ] {
            #expect(try await desk.get(path).text.contains(seen), "\(path) \(seen)")
        }
        try await requireStepUp("customers:read,users:read", in: office)
        for (path, hidden) in [
            ("/keys/new/", "Seenword"), (approval, "Seenword"), ("/audit/", actor), ("/audit/undo/", actor),
        ] {
            let page = try await desk.get(path)
            #expect(page.status == 200 && !page.text.contains(hidden), "\(path) \(page.status)")
        }
    }

    /// Moves the moment the second factor was shown.
    private func age(_ sessions: String, by seconds: Int, in office: Office) async throws {
        _ = try await office.daemon.sql(
            "UPDATE sessions SET factor_at = factor_at - interval '\(seconds) seconds' WHERE \(sessions)")
    }

    @Test func `a session without a fresh second factor is told so in each dialect's form; keys have none to show`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        let (tokens, browser) = try await (person.login(), person.browse())
        let client = office.client.with(key: tokens.access)
        #expect(try await client.post("\(Self.keys)?dry_run=true", Self.newKey).status == 200)
        try await requireStepUp("keys:create,customers:write,work_items:create", in: office, age: 60)
        for answer in [
            try await client.post(Self.keys, Self.newKey), try await browser.post(Self.keys, Self.newKey),
            try await client.post(Path.customers, #"{"name": "x"}"#),
            try await client.post(Path.workItems, "{}"),
        ] {
            #expect(answer.status == 403)
            #expect(try answer.json["code"] == "step_up_required")
            #expect(try answer.json["detail"]?.stringValue?.contains("totp/enroll") == true)
            #expect(
                answer["www-authenticate"]
                    == #"Bearer realm="kiikd", error="insufficient_user_authentication", max_age="60""#)
        }
        #expect(try await client.get(Self.keys).status == 200)
        #expect(try await client.get(Path.customerList).status == 200)
        #expect(try await office.client.post(Self.keys, Self.newKey).status == 201)
        // Neither what is included beside something else, nor a question about the permission, gets past it.
        try await requireStepUp("customers:read,keys:create", in: office, age: 60)
        for path in ["\(Path.workItems)?include=customerDetails", "/verify?scope=keys:create", Path.customerList] {
            #expect(try await client.get(path).status == 403, "\(path)")
            #expect(try await office.client.get(path).status == 200, "\(path)")
        }
        try await requireStepUp("keys:create,customers:write,work_items:create", in: office, age: 60)
        // Also where the permission is needed besides the endpoint's own.
        let made = try await office.client.post(
            Path.estimates, #"{"customer_id": \#(try await office.customer()), "amount": 1, "description": "x"}"#)
        let accept = "\(Path.estimates)\(try #require(try made.json["id"]?.int64Value))"
        #expect(try await office.client.patch("\(accept)/", #"{"status": "sent"}"#).status == 200)
        try await requireStepUp("invoices:create", in: office, age: 60)
        #expect(try await client.post("\(accept)/accept/?dry_run=true", "{}").status == 200)
        let invoicing = try await client.post("\(accept)/accept/?dry_run=true", #"{"create_invoice": true}"#)
        #expect(try invoicing.status == 403 && invoicing.json["code"] == "step_up_required", "\(invoicing.text)")
        // Who lacks the permission is told that first.
        let reader = try await office.hire(role: "Read-only").login()
        try await requireStepUp("customers:create", in: office)
        let lacking = try await office.client.with(key: reader.access).post(Path.customers, #"{"name": "x"}"#)
        #expect(lacking["www-authenticate"]?.contains("insufficient_scope") == true)
        let plain = try await client.post("\(Path.auth)step-up", #"{"totp": "123456"}"#)
        #expect(plain.status == 409)
        #expect(try plain.json["error"]?["message"]?.stringValue?.contains("totp/enroll") == true)
        // Taken back, at once.
        try await requireStepUp("", in: office)
        #expect(try await client.post("\(Self.keys)?dry_run=true", Self.newKey).status == 200)
    }

    @Test func `a code makes the session fresh on both of two daemons, for a while, and no other session`()
        async throws
    {
        let office = try await Office.open()
        let second = try await RunningDaemon.start(beside: office.daemon)
        let enrolled = try await office.enrolled()
        let person = enrolled.person
        let browser = try await person.browse(#", "recovery_code": "\#(enrolled.codes[0])""#)
        func statuses(_ post: (RunningDaemon) async throws -> HTTPAnswer) async throws -> [Int] {
            var all: [Int] = []
            for daemon in [office.daemon, second] { all.append(try await post(daemon).status) }
            return all
        }
        let target = "\(Self.keys)?dry_run=true"
        func byToken() async throws -> [Int] {
            try await statuses { try await $0.client.with(key: enrolled.tokens.access).post(target, Self.newKey) }
        }
        func byCookie() async throws -> [Int] {
            try await statuses { try await browser.on($0).post(target, Self.newKey) }
        }
        #expect(try await byToken() == [200, 200])
        try await requireStepUp("keys:create", in: office, age: 3600)
        #expect(try await byToken() == [403, 403], "begun with a password alone")
        #expect(try await byCookie() == [200, 200], "begun with a code")

        let client = second.client.with(key: enrolled.tokens.access)
        #expect(try await client.post("\(Path.auth)step-up", "{}").status == 400)
        let digits = #"{"totp": "\#(enrolled.code())"}"#
        let shown = try await client.post("\(Path.auth)step-up", digits)
        #expect(shown.status == 200, "\(shown.text)")
        #expect(try await byToken() == [200, 200])
        let again = try await client.post("\(Path.auth)step-up", digits)
        #expect(again.status != 200, "S53 no code works twice")
        // Still so after a refresh.
        let next = try Person.Tokens(try await person.refresh(enrolled.tokens.refresh))
        #expect(try await office.client.with(key: next.access).post(target, Self.newKey).status == 200)

        try await age("user_id = \(person.id)", by: 3000, in: office)
        #expect(try await byToken() == [200, 200])
        try await age("user_id = \(person.id)", by: 1000, in: office)
        _ = try await eventually("the end of the freshness") {
            try await byToken() + byCookie() == [403, 403, 403, 403] ? true : nil
        }
        let code = #"{"recovery_code": "\#(enrolled.codes[1])"}"#
        #expect(try await browser.post("\(Path.auth)step-up", code).status == 200)
        #expect(try await byCookie() == [200, 200])
        #expect(try await byToken() == [403, 403], "another session of the same person")
        let events = try await office.daemon.sql(
            "SELECT string_agg(action, ' ') FROM audit_events WHERE tenant_id = \(office.id)")
        #expect(events.contains("sessions.step_up"))
        // By its own clock, without anything being announced.
        _ = try await office.daemon.sql(
            "UPDATE sessions SET factor_at = now() - interval '3598 seconds' WHERE user_id = \(person.id)")
        _ = try await eventually("the end of the freshness, by the clock") {
            try await byCookie() == [403, 403] ? true : nil
        }
        try await second.stop()
    }

    @Test func `S51 a step-up's codes are guessed no faster than a login's, and count together with them`() async throws
    {
        let office = try await Office.open()
        let enrolled = try await office.enrolled()
        let client = office.client.with(key: enrolled.tokens.access)
        var statuses: [Int] = []
        let begin = ContinuousClock.now
        for place in 0..<10 {
            let body = #""totp": "00000\#(place)""#
            let answer =
                place < 3
                ? try await enrolled.person.tryLogin(Person.password, ", \(body)")
                : try await client.post("\(Path.auth)step-up", "{\(body)}")
            statuses.append(answer.status)
            if answer.status == 429 { #expect(answer["retry-after"] != nil) }
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let taken = statuses.count { $0 == 401 }
        #expect((5...5 + Int(log2(seconds + 1))).contains(taken), "\(statuses)")
        #expect(statuses.count { $0 == 429 } == 10 - taken)
        #expect(
            try await office.daemon.sql("SELECT factor_at FROM sessions WHERE id = \(enrolled.tokens.session)") == "")
    }

    @Test(arguments: [
        (["--step-up", "keys:create,nonsense:create"], 1, "nonsense:create"),
        (["--step-up-age", "9"], 1, "10 to 86400"),
        (["--step-up-age", "86401"], 1, "10 to 86400"), (["--step-up-age", "soon"], 64, "step-up-age"),
        ([], 64, "--step-up"),
    ])
    func `a setting that cannot be meant is refused`(options: [String], status: Int32, words: String) async throws {
        let office = try await Office.open()
        let answer = try await office.daemon.tool.run(["tenants", "update", "--subdomain", office.subdomain] + options)
        #expect(answer.status == status)
        #expect(answer.error.contains(words), "\(answer.error)")
    }

    @Test func `what is set is what was meant, in either spelling`() async throws {
        let office = try await Office.open()
        let untold = try await office.daemon.sql(
            "SELECT step_up_age || ' ' || cardinality(step_up) FROM tenants WHERE id = \(office.id)")
        #expect(untold == "300 0")
        let set = try await office.run(
            "tenants", "update", "--subdomain", office.subdomain, "--step-up", "keys:write tasks.add_workitem",
            "--step-up-age", "120")
        #expect(
            set["step_up"] == ["work_items:create", "keys:write"]
                || set["step_up"] == ["keys:write", "work_items:create"])
        let kept = try await office.daemon.sql(
            "SELECT step_up_age || ' ' || cardinality(step_up) FROM tenants WHERE id = \(office.id)")
        #expect(kept == "120 2")
        // One without the other.
        _ = try await office.run("tenants", "update", "--subdomain", office.subdomain, "--step-up-age", "60")
        let still = try await office.daemon.sql(
            "SELECT step_up_age || ' ' || cardinality(step_up) FROM tenants WHERE id = \(office.id)")
        #expect(still == "60 2")
    }
}
