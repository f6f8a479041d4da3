import AuthCore
import Domain
import JSON
import Testing

@testable import HTTPServer
@testable import Persistence
@testable import kiikd

@Suite struct `Who sent an invoice, and to whom` {
    /// An office that says who it is, with a customer.
    private struct Scene {
        let office: Office
        let owner: Person
        let browser: Browser
        let customer: Int64

        static func open(_ details: [BusinessDetails.Part: String] = Scene.details) async throws -> Scene {
            let office = try await Office.open()
            let owner = try await office.hire()
            let customer = try await office.customer(
                "Ada", #", "company": "Byron Ltd", "address": "Old Street 1", "tax_number": "GB 1", "phone": "0611""#)
            let scene = Scene(office: office, owner: owner, browser: try await owner.browse(), customer: customer)
            try await scene.say(details)
            return scene
        }

        static let details: [BusinessDetails.Part: String] = [
            .legalName: "Acme SARL", .address: "1 rue de la Paix\n75002 Paris", .registrationNumber: "SIRET 12",
            .taxNumber: "FR 1", .email: "us@acme.example", .phone: "01", .website: "www.acme.test",
            .paymentDetails: "IBAN FR76 1\nBIC AAAA",
        ]

        func say(_ details: [BusinessDetails.Part: String]) async throws {
            try await Inside.with(office.daemon) { inside in
                var fields = TenantActions.Fields()
                fields.details = details
                try await inside.run(TenantActions.update, fields, as: try await inside.principal(of: owner))
            }
        }

        /// Everything is otherwise now.
        func change() async throws {
            try await say(Dictionary(uniqueKeysWithValues: BusinessDetails.Part.allCases.map { ($0, "") }))
            let now = #"{"name": "Grace", "company": "", "address": "New Street 2", "tax_number": ""}"#
            #expect(try await office.client.patch("\(Path.customers)\(customer)/", now).status == 200)
        }

        func invoice(_ status: String? = nil, _ more: String = "") async throws -> Int64 {
            let id = try #require(try await office.invoice(customer, more)["id"]?.int64Value)
            if let status { try await move(id, to: status) }
            return id
        }

        func move(_ id: Int64, to status: String) async throws {
            let answer = try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "\#(status)"}"#)
            #expect(answer.status == 200, "\(answer.text)")
        }

        func print(_ id: Int64, _ secret: String? = nil) async throws -> String {
            let cookie = ["Cookie": "kiik-session=\(secret ?? browser.secret)"]
            let answer = try await office.daemon.client.send("GET", "/invoices/\(id)/print/", headers: cookie)
            #expect(answer.status == 200)
            return answer.text
        }

        func kept(_ id: Int64) async throws -> String {
            try await office.daemon.sql("SELECT parties::text FROM invoices WHERE id = \(id)")
        }
    }

    private static let old = [
        "Acme SARL", "1 rue de la Paix\n75002 Paris", "SIRET 12", "FR 1", "us@acme.example", "www.acme.test",
        "IBAN FR76 1\nBIC AAAA", "Byron Ltd", "Ada\nOld Street 1", "GB 1",
    ]

    @Test func `stays as it was when it was sent, and a draft follows`() async throws {
        let scene = try await Scene.open()
        let (sent, draft) = (try await scene.invoice("sent"), try await scene.invoice())
        let shown = try await scene.office.client.get("\(Path.invoiceList)\(sent)/").text
        for invoice in [sent, draft] {
            let page = try await scene.print(invoice)
            for text in Self.old { #expect(page.contains(text), "\(text)") }
            #expect(!page.contains("those of today"))
        }
        #expect(try await scene.kept(draft).isEmpty)
        let kept = try await scene.kept(sent)
        // What no invoice says of a customer is not kept with it.
        #expect(kept.contains("Byron Ltd") && !kept.contains("0611"))
        try await scene.change()
        for status in ["overdue", "paid"] {
            try await scene.move(sent, to: status)
            let page = try await scene.print(sent)
            for text in Self.old { #expect(page.contains(text), "\(status) \(text)") }
            #expect(!page.contains("New Street 2") && !page.contains("those of today"))
        }
        #expect(try await scene.kept(sent) == kept)
        let page = try await scene.print(draft)
        for text in Self.old { #expect(!page.contains(text), "\(text)") }
        #expect(page.contains("Office \(scene.office.subdomain)") && page.contains("New Street 2"))
        // The contract's fields are what they were.
        let fields = Array(try #require(try JSONValue.parse(Array(shown.utf8)).objectValue).names)
        let now = try await scene.office.client.get("\(Path.invoiceList)\(sent)/").json
        #expect(Array(try #require(now.objectValue).names) == fields)
    }

    @Test func `is that of today for what was sent before it was kept, and the page says so`() async throws {
        let scene = try await Scene.open()
        let sent = try await scene.invoice("sent")
        _ = try await scene.office.daemon.sql("UPDATE invoices SET parties = NULL WHERE id = \(sent)")
        try await scene.change()
        try await scene.move(sent, to: "paid")
        let page = try await scene.print(sent)
        #expect(page.contains("those of today") && page.contains("New Street 2") && !page.contains("Acme SARL"))
    }

    @Test func `stays when the invoice is taken back by an undo, and when a draft that was cancelled is one again`()
        async throws
    {
        let scene = try await Scene.open()
        let key = try await scene.office.issueKey("--scopes", "*:*")
        let client = scene.office.daemon.client.with(key: key.secret)
        let (sent, draft) = (try await scene.invoice(), try await scene.invoice())
        for (id, status) in [(sent, "sent"), (sent, "overdue"), (draft, "cancelled")] {
            #expect(
                try await client.patch("\(Path.invoices)\(id)/", #"{"status": "\#(status)"}"#).status == 200)
        }
        let kept = try await scene.kept(sent)
        try await scene.change()
        let undone = try await scene.office.daemon.tool.run(
            "audit", "undo", "--tenant", scene.office.subdomain, "--key", "\(key.id)", "--since", "2020-01-01",
            "--format", "json")
        #expect(undone.output.contains("no draft again"), "\(undone)")
        #expect(try await scene.office.client.get("\(Path.invoiceList)\(draft)/").json["status"] == "draft")
        #expect(try await scene.kept(sent) == kept)
        #expect(try await scene.kept(draft).isEmpty)
        try await scene.move(draft, to: "sent")
        #expect(try await scene.print(draft).contains("New Street 2"))
        let credit = try await scene.office.client.post("\(Path.invoices)\(sent)/credit-note/", "{}")
        #expect(credit.status == 201 || credit.status == 200, "\(credit.text)")
        #expect(try await scene.print(sent).contains("Old Street 1"))
        #expect(try await scene.kept(sent) == kept)
    }

    @Test func `stays because what was sent and taken back by one key is no draft again`() async throws {
        let scene = try await Scene.open()
        let key = try await scene.office.issueKey("--scopes", "*:*")
        let client = scene.office.daemon.client.with(key: key.secret)
        let sent = try await scene.invoice()
        #expect(try await client.patch("\(Path.invoices)\(sent)/", #"{"status": "sent"}"#).status == 200)
        #expect(try await client.post("\(Path.invoices)\(sent)/credit-note/", "{}").status < 300)
        let kept = try await scene.kept(sent)
        _ = try await scene.office.daemon.tool.run(
            "audit", "undo", "--tenant", scene.office.subdomain, "--key", "\(key.id)", "--since", "2020-01-01",
            "--format", "json")
        #expect(try await scene.office.client.get("\(Path.invoiceList)\(sent)/").json["status"] == "cancelled")
        #expect(try await scene.kept(sent) == kept)
    }

    @Test func `is kept whole by a key that sees the invoice and not its customer`() async throws {
        let scene = try await Scene.open()
        let project = try await scene.office.project(try await scene.office.customer("Somebody Else"))
        let invoice = try await scene.invoice(nil, #", "project_id": \#(project)"#)
        let key = try await scene.office.issueKey("--scopes", "*:*", "--project", "\(project)")
        let client = scene.office.daemon.client.with(key: key.secret)
        #expect(try await client.get("\(Path.customerList)\(scene.customer)/").status == 404)
        let sent = try await client.patch("\(Path.invoices)\(invoice)/", #"{"status": "sent"}"#)
        #expect(sent.status == 200, "\(sent.text)")
        #expect(!sent.text.contains("Byron") && !sent.text.contains("Old Street"))
        #expect(try await scene.kept(invoice).contains("Byron Ltd"))
        func limited(customers: [Int64], projects: [Int64]) throws -> TenantScope {
            let limit = try #require(AccessLimit(customers: customers, projects: projects))
            return TenantScope(id: scene.office.id, limit: limit)
        }
        let elsewhere = TenantScope(id: scene.office.id + 1)
        let other = try limited(customers: [scene.customer + 1000], projects: [])
        let own = try limited(customers: [], projects: [project])
        try await Inside.with(scene.office.daemon) { (inside: Inside) async throws in
            let store = inside.services.store
            #expect(try await store.parties(ofInvoice: invoice, in: own) != nil)
            for scope in [other, elsewhere] {
                #expect(try await store.parties(ofInvoice: invoice, in: scope) == nil)
            }
        }
    }

    @Test func `says no more of the customer than its number to those who may not see customers`() async throws {
        let scene = try await Scene.open()
        let sent = try await scene.invoice("sent")
        _ = try await scene.office.daemon.tool.run(
            "roles", "create", "--tenant", scene.office.subdomain, "--name", "Bills", "--permissions", "invoices:read")
        let clerk = try await scene.office.hire(role: "Bills").browse()
        let page = try await scene.print(sent, clerk.secret)
        #expect(page.contains("Acme SARL") && page.contains("#\(scene.customer)"))
        #expect(!page.contains("Byron") && !page.contains("Old Street"))
    }

    @Test func `is kept with what is sent when it is made, and in the test environment as in the live tenant`()
        async throws
    {
        let scene = try await Scene.open()
        let key = try await scene.office.issueKey("--scopes", "*:*", "--environment", "test")
        let client = scene.office.daemon.client.with(key: key.secret)
        let customer = try #require(
            try await client.post(Path.customers, #"{"name": "Test"}"#).json["id"]?.int64Value)
        let made = try await client.post(
            Path.invoices, #"{"customer_id": \#(customer), "amount": 1, "description": "x"}"#)
        let id = try #require(try made.json["id"]?.int64Value)
        #expect(try await client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#).status == 200)
        let kept = try JSONValue.parse(Array(try await scene.kept(id).utf8))
        #expect(kept["seller"]?["legal_name"] == "Acme SARL" && kept["recipient"]?["name"] == "Test")
        #expect(kept["seller"]?["name"] == .string("Office \(scene.office.subdomain) (test)"))
    }
}
