import Foundation
import JSON
import Testing

@Suite struct `Projects` {
    @Test func `a project is created, shown, listed and changed`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let made = try await office.client.post(
            Path.projects,
            #"{"customer_id": \#(customer), "name": "Réseau", "daily_rate": 550.5, "start_date": "2026-01-31"}"#)
        #expect(made.status == 201)
        let json = try made.json
        let id = try #require(json["id"]?.int64Value)
        #expect(json["status"] == "active" && json["currency"] == "EUR" && json["end_date"] == .null)
        #expect(made.text.contains(#""daily_rate":550.50,"#))
        #expect(try await office.client.get("\(Path.projectList)\(id)/").json == json)
        #expect(try await office.client.get("\(Path.projectList)?search=reseau&customer_id=\(customer)").rows == [json])
        #expect(try await office.client.get("\(Path.projectList)?status=completed").rows.isEmpty)
        let changed = try await office.client.patch(
            "\(Path.projects)\(id)/", #"{"status": "completed", "daily_rate": null, "end_date": "2026-02-01"}"#)
        #expect(changed.status == 200)
        #expect(try changed.json["daily_rate"] == .null)
        #expect(try changed.json["end_date"] == "2026-02-01")
        #expect(try changed.json["name"] == "Réseau")
    }

    @Test func `what a project cannot be is refused, all faults at once`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let faults = try await office.client.post(
            Path.projects, #"{"daily_rate": -1, "start_date": "2026-02-30", "status": "done", "currency": "USD"}"#)
        #expect(faults.status == 400)
        let names = Set(try #require(try faults.json.objectValue).map(\.name))
        #expect(names == ["name", "customer_id", "daily_rate", "start_date", "status", "currency"])
        let nobody = try await office.client.post(Path.projects, #"{"name": "x", "customer_id": 999999}"#)
        #expect(nobody.status == 400)
        #expect(try nobody.json["customer_id"] != nil)
        let backwards = try await office.client.post(
            Path.projects,
            #"{"name": "x", "customer_id": \#(customer), "start_date": "2026-02-02", "end_date": "2026-02-01"}"#)
        #expect(try backwards.json["end_date"] != nil)
    }

    @Test func `the revenue is told in all, of a project by its name, and of a month`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let (abc, other) = (try await office.project(customer, "Projet Été"), try await office.project(customer, "XYZ"))
        func invoice(_ amount: String, _ project: Int64?, _ statuses: [String]) async throws {
            let more = project.map { #", "project_id": \#($0)"# } ?? ""
            let id = try #require(try await office.invoice(customer, amount: amount, more)["id"]?.int64Value)
            for status in statuses {
                let moved = try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "\#(status)"}"#)
                #expect(moved.status == 200, "\(moved.text)")
            }
        }
        try await invoice("100.10", abc, ["sent", "paid"])
        try await invoice("20.02", abc, ["sent"])
        try await invoice("3000", abc, [])
        try await invoice("4000", abc, ["cancelled"])
        try await invoice("7", other, ["sent", "overdue"])
        try await invoice("0.01", nil, ["sent"])
        func revenue(_ query: String) async throws -> String {
            let answer = try await office.client.get("\(Path.context)\(query)")
            try #require(answer.status == 200, "\(answer.text)")
            let range = try #require(answer.text.range(of: #""revenue":"#))
            return String(answer.text[range.upperBound...].dropLast())
        }
        func expected(_ invoiced: String, _ paid: String, _ outstanding: String, _ overdue: String) -> String {
            #"{"currency":"EUR","invoiced":\#(invoiced),"paid":\#(paid),"outstanding":\#(outstanding),"overdue":\#(overdue)}"#
        }
        #expect(try await revenue("") == expected("127.13", "100.10", "27.03", "7.00"))
        #expect(try await revenue("?project=projet%20ete") == expected("120.12", "100.10", "20.02", "0.00"))
        #expect(try await revenue("?project=\(other)") == expected("7.00", "0.00", "7.00", "7.00"))
        let month = try #require(
            try await office.client.get(Path.invoiceList).rows.first?["issue_date"]?.stringValue?.prefix(7))
        #expect(try await revenue("?month=\(month)") == expected("127.13", "100.10", "27.03", "7.00"))
        #expect(try await revenue("?month=2001-01") == expected("0.00", "0.00", "0.00", "0.00"))
        #expect(try await revenue("?year=\(month.prefix(4))&project=XYZ") == expected("7.00", "0.00", "7.00", "7.00"))
        let counts = try await office.client.get(Path.context).json
        #expect(counts["customers"] == 1 && counts["projects"] == 2 && counts["invoices"] == 6)
        for wrong in ["?project=nothing", "?month=2026-13", "?year=26", "?month=2026-01&year=2026", "?color=red"] {
            #expect(try await office.client.get("\(Path.context)\(wrong)").status == 400, "\(wrong)")
        }
        let reader = try await office.issueKey("--scopes", "context:read")
        #expect(try await office.client.with(key: reader.secret).get("\(Path.context)?project=XYZ").status == 200)
        // All invoices of a month, of a project, of an amount: one call each.
        #expect(try await office.client.get("\(Path.invoiceList)?month=\(month)").rows.count == 6)
        #expect(try await office.client.get("\(Path.invoiceList)?month=2001-01").rows.isEmpty)
        #expect(
            try await office.client.get("\(Path.invoiceList)?project_id=\(abc)&amount_min=20.02&amount_max=3000").rows
                .count == 3)
        #expect(try await office.client.get("\(Path.invoiceList)?amount_min=much").status == 400)
    }

    @Test func `an invoice is of no other tenant's project`() async throws {
        let (office, stranger) = (try await Office.open(), try await Office.open())
        let project = try await stranger.project(try await stranger.customer())
        let answer = try await office.client.post(
            Path.invoices,
            #"{"customer_id": \#(try await office.customer()), "project_id": \#(project), "amount": 1, "description": "x"}"#
        )
        #expect(answer.status == 400)
        #expect(try answer.json["project_id"] != nil)
    }
}
