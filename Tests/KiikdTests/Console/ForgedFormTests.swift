import Foundation
import Testing

@testable import HTTPServer
@testable import kiikd

/// What no page of ours would have sent, or not so often, though its proof is right.
@Suite struct `A form that was tampered with` {
    @Test func `keys that are not there are not said to be revoked`() async throws {
        let office = try await Office.open()
        let elsewhere = try await Office.open(on: office.daemon)
        let desk = try await Desk(try await office.hire())
        let foreign = elsewhere.key.id
        let answer = try await desk.post(
            "/admin/keys/",
            [
                ("token", desk.browser.csrf), ("on_data", "live"), ("act", "revoke"), ("confirmed", "true"),
                ("key", String(foreign)),
            ])
        #expect(answer.status != 303)
        #expect(answer.text.contains(Language.english.texts.keys.someFailed(String(foreign))))
        #expect(try await office.daemon.sql("SELECT revoked_at IS NULL FROM api_keys WHERE id = \(foreign)") == "t")
    }

    @Test func `a preview that was looked at in no year takes nothing back and breaks nothing`() async throws {
        let office = try await Office.open()
        let desk = try await Desk(try await office.hire())
        for seen in ["-300000000000000000", "-9223372036854775808", "9223372036854775807", "x", ""] {
            let answer = try await desk.post(
                "/audit/undo/confirmed/",
                [
                    ("token", desk.browser.csrf), ("on_data", "live"), ("actor", "key:\(office.key.id)"),
                    ("from", "2026-01-01T00:00"), ("seen", seen),
                ])
            #expect(answer.status == 200, "\(seen): \(answer.text.prefix(200))")
        }
    }

    @Test func `the audit keeps no longer question of an export than can be meant`() async throws {
        let office = try await Office.open()
        let desk = try await Desk(try await office.hire())
        let exports = "SELECT count(*) FROM audit_events WHERE tenant_id = \(office.id) AND action = 'audit.export'"
        for (name, value) in [
            ("actor", String(repeating: "a", count: 255)), ("actor", "@" + String(repeating: "a", count: 255)),
            ("action", String(repeating: "a", count: 101)), ("resource", String(repeating: "a", count: 101)),
            ("row", String(repeating: "0", count: 101)), ("from", String(repeating: "2", count: 101)),
        ] {
            let answer = try await desk.post(
                "/audit/export/",
                [("token", desk.browser.csrf), ("on_data", "live"), ("format", "csv"), (name, value)])
            #expect(answer.status == 422, "\(name)")
            #expect(try await desk.get("/audit/?\(name)=\(value)").status == 422, "\(name)")
        }
        #expect(try await office.daemon.sqlInt(exports) == 0)
        let done = try await desk.post(
            "/audit/export/",
            [("token", desk.browser.csrf), ("on_data", "live"), ("format", "csv"), ("action", "keys.create")])
        #expect(done.status == 200)
        #expect(try await office.daemon.sqlInt(exports) == 1)
    }

    @Test(arguments: ["/settings/business", "/settings/security", "/profile", "/profile/name"])
    func `pages of the live data stay so without the slash at their end`(path: String) async throws {
        let office = try await Office.open()
        let browser = try await office.hire().browse()
        for path in [path, path + "/"] {
            let page = try await browser.client.send(
                "GET", path, headers: ["Cookie": "kiik-session=\(browser.secret); kiik-environment=test"])
            #expect(page.status == 200)
            let own = HTMLPage(page.text).forms.flatMap { $0.entries(pressing: nil) }.filter { $0.0 == "on_data" }
            #expect(!own.isEmpty && own.allSatisfy { $0.1 == "live" }, "\(path)")
        }
    }

    private static let making: [(path: String, table: String, column: String, typed: [String: String])] = [
        ("/customers/new/", "customers", "name", ["status": "active"]),
        ("/projects/new/", "projects", "name", ["status": "active"]),
        ("/invoices/new/", "invoices", "description", ["amount": "10"]),
        ("/estimates/new/", "estimates", "description", ["amount": "10"]),
        ("/keys/new/", "api_keys", "name", ["scopes": "customers:read"]),
        (
            "/settings/applications/new/", "oauth_clients", "name",
            [
                "client_type": "confidential", "grant_type": "authorization_code",
                "redirect_uris": "https://a.example/cb",
            ]
        ),
    ]

    @Test(arguments: making.map(\.path))
    func `S49 a form that is sent ten times at once makes one row`(path: String) async throws {
        let form = try #require(Self.making.first { $0.path == path })
        let office = try await Office.open()
        let desk = try await Desk(try await office.hire())
        let customer = try await office.customer("Client")
        var typed = form.typed
        typed[form.column] = "Once"
        typed["customer_id"] = String(customer)
        let entries = try Desk.entries(try await desk.get(path), path).typing(typed)
        let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for _ in 0..<10 { group.addTask { try await desk.post(path, entries) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == 303 || $0.status == 200 }, "\(answers.map(\.status))")
        #expect(Set(answers.map { $0["location"] }).count == 1)
        let count = "SELECT count(*) FROM \(form.table) WHERE tenant_id = \(office.id) AND \(form.column) = 'Once'"
        #expect(try await office.daemon.sqlInt(count) == 1)
        // A secret is told by one of the answers, and by that one alone.
        let told = answers.filter {
            $0.text.range(of: "(fta|kos)_[A-Za-z0-9]{20,}", options: .regularExpression) != nil
        }
        #expect(told.count <= 1)
    }

    @Test func `S48 what its page does not ask is never written`() async throws {
        let office = try await Office.open()
        let desk = try await Desk(try await office.hire())
        let customer = try await office.customer("Client")
        let path = "/invoices/new/"
        let entries = try Desk.entries(try await desk.get(path), path).typing([
            "customer_id": String(customer), "description": "Forged", "amount": "10", "status": "paid",
            "number": "INV-1", "invoice_number": "INV-1", "total": "0", "tenant_id": "1", "id": "1",
            "issue_date": "2001-01-01", "currency": "USD",
        ])
        let made = try await desk.post(path, entries)
        #expect(made.status == 303)
        let row = try await office.daemon.sql(
            """
            SELECT status, currency, number = 'INV-1', issue_date > '2001-01-01' FROM invoices
            WHERE tenant_id = \(office.id) AND description = 'Forged'
            """)
        #expect(row == "draft|EUR|f|t", "\(row)")
    }

    @Test func `S53 a document that is approved and rejected at once is decided once`() async throws {
        let office = try await Office.open()
        let desk = try await Desk(try await office.hire())
        let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEMAIL:ada@x.example\r\nEND:VCARD\r\n"
        let entries = try Desk.entries(try await desk.get("/documents/new/"), "/documents/new/")
        let path = try #require(
            try await desk.upload("/documents/new/", entries, [Desk.File(name: "ada.vcf", content: card)])["location"])
        var forms: [(String, [(String, String)])] = []
        for act in ["approve", "reject", "approve", "reject", "approve", "reject"] {
            forms.append(("\(path)\(act)/", try Desk.entries(try await desk.get("\(path)\(act)/"), "\(path)\(act)/")))
        }
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for (address, form) in forms { group.addTask { try await desk.post(address, form).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == 303 } == 1, "\(answers)")
        #expect(answers.allSatisfy { $0 == 303 || $0 == 409 }, "\(answers)")
        let state = try await office.daemon.sql(
            "SELECT status = 'approved', (SELECT count(*) FROM customers WHERE tenant_id = d.tenant_id) = 1 FROM documents d WHERE tenant_id = \(office.id)"
        )
        #expect(state == "t|t" || state == "f|f", "\(state)")
    }
}
