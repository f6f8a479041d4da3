import JSON
import Testing

@Suite struct `Estimates` {
    private func made(_ office: Office, _ body: String) async throws -> JSONValue {
        let answer = try await office.client.post(Path.estimates, body)
        try #require(answer.status == 201, "\(answer.text)")
        return try answer.json
    }

    @Test func `an estimate takes a total, lines, or days at the daily rate`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let total = try await made(office, #"{"customer_id": \#(customer), "amount": 99.5, "description": "Advice"}"#)
        #expect(total["amount"]?.numberValue?.text == "99.50" && total["lines"] == [])
        let year = try #require(total["issue_date"]?.stringValue?.prefix(4))
        #expect(total["estimate_number"] == .string("EST-\(year)-0001"))
        let lines = try await made(
            office,
            #"{"customer_id": \#(customer), "lines": [{"description": "Design", "quantity": 1.5, "unit": "day", "unit_price": 500.01, "tax_rate": 20}, {"description": "Hosting", "unit_price": 10, "tax_rate": 5.5}]}"#
        )
        #expect(lines["amount"]?.numberValue?.text == "760.02")
        #expect(lines["tax"]?.numberValue?.text == "150.55")
        #expect(lines["total"]?.numberValue?.text == "910.57")
        let first = try #require(lines["lines"]?.arrayValue?.first)
        #expect(first["quantity"]?.numberValue?.text == "1.5" && first["amount"]?.numberValue?.text == "750.02")
        let project = try await office.project(customer, "Web shop", #", "daily_rate": 550"#)
        let days = try await made(
            office,
            #"{"customer_id": \#(customer), "project_id": \#(project), "days": 10, "description": "Web development"}"#)
        #expect(days["amount"]?.numberValue?.text == "5500.00")
        // Neither the project nor the tenant says what a day costs.
        let unknown = try await office.client.post(
            Path.estimates, #"{"customer_id": \#(customer), "days": 10, "description": "Web development"}"#)
        #expect(unknown.status == 400)
        #expect(try unknown.json["days"] != nil)
        let tool = office.daemon.tool
        #expect(
            try await tool.run("tenants", "update", "--subdomain", office.subdomain, "--daily-rate", "600.50").status
                == 0)
        let rated = try await made(
            office, #"{"customer_id": \#(customer), "days": 0.5, "description": "Half a day"}"#)
        #expect(rated["amount"]?.numberValue?.text == "300.25")
    }

    @Test func `what is said twice, wrongly or not at all is told, all faults at once`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        func faults(_ body: String) async throws -> Set<String> {
            let answer = try await office.client.post(Path.estimates, body)
            #expect(answer.status == 400, "\(answer.text)")
            return Set(try #require(try answer.json.objectValue).map(\.name))
        }
        #expect(try await faults("{}") == ["customer_id", "amount", "description"])
        #expect(
            try await faults(
                #"{"customer_id": \#(customer), "amount": 1, "description": "x", "lines": [{"description": "y", "unit_price": 1}]}"#
            ) == ["lines"])
        #expect(
            try await faults(
                #"{"customer_id": \#(customer), "lines": [{"description": "", "unit_price": -1, "quantity": 0.0001}, 5, {"color": 1}]}"#
            ) == [
                "lines.0.description", "lines.0.unit_price", "lines.0.quantity", "lines.1", "lines.2.color",
                "lines.2.description", "lines.2.unit_price",
            ])
        #expect(try await faults(#"{"customer_id": \#(customer), "lines": []}"#) == ["lines"])
    }

    @Test func `accepting an estimate makes its project and its invoice, once`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let estimate = try await made(
            office,
            #"{"customer_id": \#(customer), "description": "Web shop\nwith payment", "lines": [{"description": "Shop", "quantity": 2, "unit_price": 100, "tax_rate": 20}]}"#
        )
        let id = try #require(estimate["id"]?.int64Value)
        let path = "\(Path.estimates)\(id)/accept/"
        let body = #"{"create_project": true, "create_invoice": true}"#
        #expect(try await office.client.post(path, body).status == 409)
        #expect(try await office.client.patch("\(Path.estimates)\(id)/", #"{"status": "sent"}"#).status == 200)
        let narrow = try await office.issueKey("--scopes", "estimates:write,projects:write")
        let refused = try await office.client.with(key: narrow.secret).post(path, body)
        #expect(refused.status == 403)
        #expect(refused["www-authenticate"]?.contains("invoices:write") == true)
        let dry = try await office.client.post(path + "?dry_run=true", body)
        #expect(dry.status == 200)
        #expect(try dry.json["changes"]?.arrayValue?.count == 3)
        let answer = try await office.client.post(path, body, headers: ["Idempotency-Key": "accept-\(id)"])
        #expect(answer.status == 200, "\(answer.text)")
        let json = try answer.json
        #expect(json["estimate"]?["status"] == "accepted")
        #expect(json["project"]?["name"] == "Web shop")
        #expect(json["invoice"]?["total"]?.numberValue?.text == "240.00")
        #expect(json["invoice"]?["project_id"] == json["project"]?["id"])
        #expect(json["estimate"]?["project_id"] == json["project"]?["id"])
        let year = try #require(json["invoice"]?["issue_date"]?.stringValue?.prefix(4))
        #expect(json["invoice"]?["invoice_number"] == .string("INV-\(year)-0001"))
        #expect(json["estimate"]?["estimate_number"] == .string("EST-\(year)-0001"))
        #expect(
            try await office.client.post(path, body, headers: ["Idempotency-Key": "accept-\(id)"]).json == json)
        #expect(try await office.client.post(path, body).status == 409)
        let counts = try await office.client.get(Path.context).json
        #expect(counts["estimates"] == 1 && counts["projects"] == 1 && counts["invoices"] == 1)
        // What was offered stays as it was offered.
        #expect(try await office.client.patch("\(Path.estimates)\(id)/", #"{"amount": 1}"#).status == 409)
    }
}
