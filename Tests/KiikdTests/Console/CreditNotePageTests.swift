import Domain
import JSON
import Testing

@testable import HTTPServer

extension Office {
    fileprivate func saysItIs(_ name: String, at address: String) async throws {
        _ = try await run("tenants", "update", "--subdomain", subdomain, "--legal-name", name, "--address", address)
    }
}

@Suite struct `A credit note's page` {
    /// An office that says who it is, and an invoice of its that a key took back.
    private struct Scene {
        let office: Office
        let desk: Desk
        let customer: Int64
        let invoice: JSONValue
        let note: JSONValue

        var page: String { "/credit-notes/\(note["id"]?.int64Value ?? 0)/" }
        var number: String { note["credit_note_number"]?.stringValue ?? "" }

        static func open() async throws -> Scene {
            let office = try await Office.open()
            try await office.saysItIs("Acme SARL", at: "1 rue de la Paix\n75002 Paris")
            let customer = try await office.customer(
                "Ada", #", "company": "Byron Ltd", "address": "Old Street 1", "tax_number": "GB 1""#)
            let lines =
                #"{"customer_id": \#(customer), "lines": [{"description": "Design", "quantity": 2, "unit_price": 500, "tax_rate": 20}, {"description": "Travel", "unit_price": 100, "tax_rate": 5.5}]}"#
            let invoice = try await office.client.post(Path.invoices, lines).json
            let path = "\(Path.invoices)\(try #require(invoice["id"]?.int64Value))/"
            try #require(try await office.client.patch(path, #"{"status": "sent"}"#).status == 200)
            let credited = try await office.client.post("\(path)credit-note/", #"{"reason": "Wrong\naddress"}"#)
            return Scene(
                office: office, desk: try await Desk(try await office.hire()), customer: customer, invoice: invoice,
                note: try #require(try credited.json["credit_note"], "\(credited.text)"))
        }
    }

    @Test func `says whom it is to, what it takes back and who made it, and is reached from its invoice`() async throws
    {
        let scene = try await Scene.open()
        let invoice = try #require(scene.invoice["id"]?.int64Value)
        let number = try #require(scene.invoice["invoice_number"]?.stringValue)
        let page = try await scene.desk.get(scene.page)
        #expect(page.status == 200)
        for text in [
            scene.number, "Wrong\naddress", ">\(number)</", "href=\"/invoices/\(invoice)/\"", "Made by Test",
            "href=\"/customers/\(scene.customer)/\"", "Design", "€1,100.00", "€205.50", "€1,305.50",
            "href=\"\(scene.page)print/\"",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(!page.text.contains("href=\"\(scene.page)edit/\""))
        let taken = try await scene.desk.get("/invoices/\(invoice)/").text
        #expect(taken.contains("href=\"\(scene.page)\"") && taken.contains("Credit note \(scene.number)"))
        let other = try #require(try await scene.office.invoice(scene.customer)["id"]?.int64Value)
        #expect(try await !scene.desk.get("/invoices/\(other)/").text.contains("Credit note "))
    }

    @Test(arguments: [
        ("search=wrong address", true), ("search=CN-", true), ("search=nothing-like-it", false),
        ("month=2020-01", false), ("customer_id=", true), ("customer_id=1", false),
    ])
    func `is found where its siblings are: by words, customer and month`(asked: (query: String, isFound: Bool))
        async throws
    {
        let scene = try await Scene.open()
        let query = asked.query == "customer_id=" ? "customer_id=\(scene.customer)" : asked.query
        let page = try await scene.desk.get("/credit-notes/?\(query.replacing(" ", with: "+"))")
        #expect(page.status == 200)
        #expect(page.text.contains("href=\"\(scene.page)\"") == asked.isFound, "\(asked)")
    }

    @Test func `is printed between the two that its invoice kept, whatever they are called today`() async throws {
        let scene = try await Scene.open()
        try await scene.office.saysItIs("Other Ltd", at: "Elsewhere")
        let now = #"{"name": "Grace", "company": "", "address": "New Street 2"}"#
        #expect(try await scene.office.client.patch("\(Path.customers)\(scene.customer)/", now).status == 200)
        let page = try await scene.desk.get("\(scene.page)print/")
        #expect(page.status == 200)
        for text in [
            "Acme SARL", "1 rue de la Paix\n75002 Paris", "Byron Ltd", "Ada\nOld Street 1", "GB 1", scene.number,
            try #require(scene.invoice["invoice_number"]?.stringValue), "Wrong\naddress", "Tax at 20%", "€200.00",
            "Tax at 5.5%", "€1,305.50",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        for text in ["Other Ltd", "Elsewhere", "New Street 2", "those of today"] {
            #expect(!page.text.contains(text), "\(text)")
        }
        _ = try await scene.office.daemon.sql(
            "UPDATE invoices SET parties = NULL WHERE id = \(try #require(scene.invoice["id"]?.int64Value))")
        let today = try await scene.desk.get("\(scene.page)print/").text
        #expect(today.contains("those of today") && today.contains("New Street 2") && today.contains("Other Ltd"))
        let french = try await scene.office.daemon.client.send(
            "GET", "\(scene.page)print/",
            headers: ["Cookie": "kiik-session=\(scene.desk.browser.secret)", "Accept-Language": "fr"]
        ).text
        #expect(french.contains("Avoir <bdi>\(scene.number)</bdi>") && french.contains("Destinataire"))
    }

    @Test func `is where taking an invoice back leads, and what the audit leads to`() async throws {
        let scene = try await Scene.open()
        let id = try #require(try await scene.office.invoice(scene.customer)["id"]?.int64Value)
        #expect(
            try await scene.office.client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#).status == 200)
        let path = "/invoices/\(id)/credit/"
        let entries = try Desk.entries(try await scene.desk.get(path), path)
        let answer = try await scene.desk.post(path, entries.typing(["reason": "Twice"]))
        let place = try #require(answer["location"], "\(answer.text)")
        #expect(answer.status == 303 && place.hasPrefix("/credit-notes/") && place != scene.page)
        let page = try await scene.desk.get(place).text
        #expect(page.contains("Twice") && !page.contains("Made by"))
        let audit = try await scene.desk.get("/audit/?resource=credit_notes").text
        for place in [place, scene.page] { #expect(audit.contains("href=\"\(place)\""), "\(place)") }
        #expect(audit.contains("\(scene.number) (€1,305.50)"))
    }
}
