import Foundation
import JSON
import Testing

/// The guide's example commands, each reached with calls of tools alone, as its prompt says.
@Suite struct `The guide's commands by tools alone` {
    private func prompt(_ name: String, _ arguments: JSONObject, _ assistant: Assistant) async throws -> String {
        let result = try await assistant.ask(
            "prompts/get", ["name": .string(name), "arguments": .object(arguments)])
        #expect(result["messages"]?[0]?["role"] == "user")
        return try #require(result["messages"]?[0]?["content"]?["text"]?.stringValue)
    }

    /// The one customer of that name.
    private func customer(_ name: String, _ assistant: Assistant) async throws -> JSONValue {
        let found = try await assistant.call("customers_list", ["search": .string(name)])
        #expect(found["total"] == 1)
        return try #require(found["items"]?[0]?["id"])
    }

    @Test(arguments: Assistant.versions)
    func `Create an invoice for Acme Corp for €1,500`(version: String) async throws {
        let office = try await Office.open()
        let assistant = office.assistant(version)
        try await office.customer("Acme Corp")
        try await office.customer("Other")
        let text = try await prompt(
            "create_invoice",
            ["customer": "Acme Corp", "amount": "1500", "description": "consulting services", "due_days": "30"],
            assistant)
        for word in ["Acme Corp", "1500", "consulting services", "30 days", "customers_list", "invoices_create"] {
            #expect(text.contains(word))
        }
        var arguments: JSONObject = [
            "customer_id": try await customer("Acme Corp", assistant), "amount": 1500,
            "description": "Consulting services", "due_days": 30, "dry_run": true,
        ]
        #expect(try await assistant.call("invoices_create", arguments)["dry_run"] == true)
        arguments["dry_run"] = nil
        arguments["idempotency_key"] = "acme-1"
        let invoice = try await assistant.call("invoices_create", arguments)
        #expect(invoice["amount"]?.numberValue?.text == "1500.00" && invoice["currency"] == "EUR")
        #expect(invoice["status"] == "draft")
        #expect(invoice["invoice_number"]?.stringValue?.wholeMatch(of: /INV-[0-9]{4}-0001/) != nil)
        #expect(try await office.client.get(Path.invoiceList).rows.count == 1)
    }

    @Test func `Create a new customer named John Doe with email john@example.com`() async throws {
        let office = try await Office.open()
        let assistant = office.assistant()
        let text = try await prompt("create_customer", ["name": "John Doe", "email": "john@example.com"], assistant)
        #expect(text.contains("John Doe with email john@example.com"))
        #expect(try await assistant.call("customers_list", ["search": "John Doe"])["total"] == 0)
        _ = try await assistant.call("customers_create", ["name": "John Doe", "email": "john@example.com"])
        let rows = try await office.client.get(Path.customerList).rows
        #expect(rows.map { [$0["name"], $0["email"]] } == [["John Doe", "john@example.com"]])
    }

    @Test func `Show me all invoices from last month`() async throws {
        let office = try await Office.open()
        let assistant = office.assistant()
        let customer = try await office.customer()
        for _ in 0..<3 { try await office.invoice(customer) }
        // Two of them are made last month's. Months are the tenant's, not those of UTC.
        let today = "now() AT TIME ZONE 'Europe/Paris'"
        _ = try await office.daemon.sql(
            "UPDATE invoices SET issue_date = (date_trunc('month', \(today)) - interval '1 day')::date WHERE tenant_id = \(office.id) AND id IN (SELECT id FROM invoices WHERE tenant_id = \(office.id) ORDER BY id LIMIT 2)"
        )
        let text = try await prompt("invoices_of_last_month", [:], assistant)
        let month = try #require(text.firstMatch(of: /month ([0-9]{4}-[0-9]{2})/)?.1)
        #expect(
            try await office.daemon.sql("SELECT to_char(\(today) - interval '1 month', 'YYYY-MM')") == String(month))
        let list = try await assistant.call("invoices_list", ["month": .string(String(month))])
        #expect(list["total"] == 2 && list["items"]?.arrayValue?.count == 2)
        #expect(
            list["items"]?.arrayValue?.allSatisfy { $0["issue_date"]?.stringValue?.hasPrefix(month) == true } == true)
        #expect(list["next_cursor"]?.isNull == true)
    }

    @Test func `What is the total revenue from project ABC`() async throws {
        let office = try await Office.open()
        let assistant = office.assistant()
        let customer = try await office.customer()
        let project = try await office.project(customer, "ABC")
        for amount in ["1000", "500.50"] {
            let made = try await office.invoice(customer, amount: amount, #", "project_id": \#(project)"#)
            let id = try #require(made["id"]?.int64Value)
            #expect(try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#).status == 200)
        }
        let other = try #require(try await office.invoice(customer, amount: "9999")["id"]?.int64Value)
        _ = try await office.client.patch("\(Path.invoices)\(other)/", #"{"status": "sent"}"#)
        let text = try await prompt("project_revenue", ["project": "ABC"], assistant)
        #expect(text.contains("project ABC") && text.contains("context_show"))
        let summary = try await assistant.call("context_show", ["project": "ABC"])
        #expect(summary["revenue"]?["invoiced"]?.numberValue?.text == "1500.50")
        #expect(summary["revenue"]?["currency"] == "EUR")
        let unknown = try await assistant.failure("context_show", ["project": "XYZ"])
        #expect(unknown.error["faults"]?[0]?["field"] == "project")
    }

    @Test func `Create an estimate for web development, 10 days at my default TJM`() async throws {
        let office = try await Office.open()
        let assistant = office.assistant()
        try await office.customer("Acme Corp")
        let update = ["tenants", "update", "--subdomain", office.subdomain, "--daily-rate", "600.50"]
        #expect(try await office.daemon.tool.run(update).status == 0)
        let text = try await prompt(
            "create_estimate", ["customer": "Acme Corp", "description": "web development", "days": "10"], assistant)
        #expect(text.contains("10 days at my default TJM") && text.contains("estimates_create"))
        let estimate = try await assistant.call(
            "estimates_create",
            [
                "customer_id": try await customer("Acme Corp", assistant), "description": "Web development", "days": 10,
            ])
        #expect(estimate["amount"]?.numberValue?.text == "6005.00" && estimate["status"] == "draft")
        #expect(estimate["lines"]?[0]?["quantity"]?.numberValue?.int64 == 10)
    }

    @Test func `a prompt wants its arguments, as texts, and no others`() async throws {
        let assistant = try await Office.open().assistant()
        let answer = try await assistant.send(
            "prompts/get",
            ["name": "create_invoice", "arguments": ["amount": 5, "description": "", "colour": "red"]])
        #expect(answer.status == 400)
        let message = try #require(try answer.json["error"]?["message"]?.stringValue)
        for name in ["customer", "amount", "description", "colour"] { #expect(message.contains(name)) }
        for name: JSONValue in ["no_such", 5] {
            let answer = try await assistant.send("prompts/get", ["name": name])
            #expect(try answer.status == 400 && answer.json["error"]?["code"] == -32602)
        }
    }
}
