import JSON
import Testing

@Suite struct `Invoices over HTTP` {
    private static let fields = [
        "id", "invoice_number", "customer_id", "project_id", "amount", "tax", "total", "currency", "description",
        "lines", "status",
        "issue_date",
        "due_date", "created_at", "updated_at",
    ]

    @Test func `an invoice is created, shown, listed and changed with exactly the contract's fields`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let created = try await office.client.post(
            Path.invoices,
            #"{"customer_id": \#(customer), "amount": 2500.00, "description": "Monthly retainer", "due_days": 30}"#)
        #expect(created.status == 201)
        let invoice = try created.json
        #expect(try Array(#require(invoice.objectValue).names) == Self.fields)
        #expect(invoice["amount"]?.numberValue?.text == "2500.00")
        #expect(invoice["currency"] == "EUR")
        #expect(invoice["status"] == "draft")
        let year = try #require(invoice["issue_date"]?.stringValue?.prefix(4))
        #expect(invoice["invoice_number"] == .string("INV-\(year)-0001"))
        let id = try #require(invoice["id"]?.int64Value)
        #expect(try await office.client.get("\(Path.invoiceList)\(id)/").json == invoice)
        #expect(try await office.client.get(Path.invoiceList).json == .array([invoice]))
        let patched = try await office.client.patch("\(Path.invoices)\(id)/", #"{"amount": 10.5, "due_days": 0}"#)
        #expect(try patched.json["amount"]?.numberValue?.text == "10.50")
        #expect(try patched.json["due_date"] == invoice["issue_date"])
        #expect(try patched.json["invoice_number"] == invoice["invoice_number"])
        let summary = try await office.client.get(Path.context).json
        #expect(summary["customers"] == 1 && summary["invoices"] == 1)
    }

    @Test(arguments: [
        ("0.01", "0.01"), ("1234567.89", "1234567.89"), ("1e3", "1000.00"), ("1.5E1", "15.00"), ("0", "0.00"),
        ("10.10", "10.10"), ("\"99.99\"", "99.99"), ("1000000000000.00", "1000000000000.00"), ("12.3e-1", "1.23"),
    ])
    func `an amount is exact`(sent: String, kept: String) async throws {
        let office = try await Self.office.value
        let id = try #require(try await office.office.invoice(office.customer, amount: sent)["id"]?.int64Value)
        let shown = try await office.office.client.get("\(Path.invoiceList)\(id)/").json
        #expect(shown["amount"]?.numberValue?.text == kept)
    }

    @Test(arguments: [
        "0.001", "1.999", "-1", "-0.01", "1000000000000.01", "1e400", "1e15", "99999999999999999999",
        "0.10000000000000001", "true", "null",
        "\"\"",
        "\"1,5\"", "[1]", "{}", "\"NaN\"",
    ])
    func `an amount is refused that is too fine, negative, too large or no number`(sent: String) async throws {
        let office = try await Self.office.value
        let answer = try await office.office.client.post(
            Path.invoices, #"{"customer_id": \#(office.customer), "amount": \#(sent), "description": "x"}"#)
        #expect(answer.status == 400, "\(answer.text)")
    }

    private static let office = Task {
        let office = try await Office.open()
        return (office: office, customer: try await office.customer())
    }

    @Test func `an invoice to a customer that is not there names the field, and takes no number`() async throws {
        let office = try await Office.open()
        let answer = try await office.client.post(
            Path.invoices, #"{"customer_id": 999999999, "amount": 1, "description": "x"}"#)
        #expect(answer.status == 400)
        #expect(try Array(#require(answer.json.objectValue).names) == ["customer_id"])
        let first = try await office.invoice(try await office.customer())
        #expect(first["invoice_number"]?.stringValue?.hasSuffix("-0001") == true)
    }

    @Test func `a dry run takes no number`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let would = try await office.client.post(
            Path.invoices + "?dry_run=true", #"{"customer_id": \#(customer), "amount": 1, "description": "x"}"#)
        #expect(would.status == 200)
        #expect(try would.json["dry_run"] == true)
        #expect(try would.json["invoice_number"] == .null)
        let real = try await office.invoice(customer)
        #expect(real["invoice_number"]?.stringValue?.hasSuffix("-0001") == true)
    }

    @Test func `a dry run finds the faults that only the database knows`() async throws {
        let office = try await Office.open()
        let answer = try await office.client.post(
            Path.invoices + "?dry_run=true", #"{"customer_id": 999999999, "amount": 1, "description": "x"}"#)
        #expect(answer.status == 400)
        #expect(try Array(#require(answer.json.objectValue).names) == ["customer_id"])
    }

    @Test func `numbers leave no gap under 50 parallel creates of which some fail`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let answers = try await withThrowingTaskGroup { group in
            for index in 0..<50 {
                let target = index % 5 == 0 ? 999_999_999 : customer
                group.addTask {
                    try await office.client.post(
                        Path.invoices, #"{"customer_id": \#(target), "amount": \#(index), "description": "P\#(index)"}"#
                    )
                }
            }
            return try await group.reduce(into: [HTTPAnswer]()) { $0.append($1) }
        }
        #expect(answers.count { $0.status == 201 } == 40)
        #expect(answers.count { $0.status == 400 } == 10)
        let numbers = try answers.filter { $0.status == 201 }.compactMap { try $0.json["invoice_number"]?.stringValue }
        let tails = numbers.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } }.sorted()
        #expect(tails == Array(1...40))
    }

    @Test func `a status moves only where it may, and what was issued stays as it was`() async throws {
        let office = try await Office.open()
        let id = try #require(try await office.invoice(try await office.customer())["id"]?.int64Value)
        func patch(_ body: String) async throws -> HTTPAnswer {
            try await office.client.patch("\(Path.invoices)\(id)/", body)
        }
        #expect(try await patch(#"{"status": "paid"}"#).status == 409)
        #expect(try await patch(#"{"status": "sent"}"#).status == 200)
        let answer = try await patch(#"{"amount": 1, "description": "Other", "status": "draft"}"#)
        #expect(answer.status == 409)
        let reasons = try #require(try answer.json["detail"]?.stringValue)
        for name in ["amount", "description", "draft"] {
            #expect(reasons.contains(name), "all reasons at once: \(reasons)")
        }
        #expect(try await patch(#"{"status": "paid"}"#).status == 200)
        #expect(try await office.client.get("\(Path.invoiceList)\(id)/").json["amount"]?.numberValue?.text == "100.00")
    }

    @Test func `every change has exactly one audit event and one outgoing event, under the request's id`() async throws
    {
        let office = try await Office.open()
        let customer = try await office.customer()
        let answer = try await office.client.post(
            Path.invoices, #"{"customer_id": \#(customer), "amount": 1, "description": "x"}"#)
        let requestID = try #require(answer["x-request-id"])
        #expect(requestID.hasPrefix("req_"))
        let row = try await office.daemon.sql(
            "SELECT actor, action, resource, ip FROM audit_events WHERE tenant_id = \(office.id) AND request_id = '\(requestID)'"
        )
        #expect(row == "key:\(office.key.id)|invoices.create|invoices|127.0.0.1")
        #expect(
            try await office.daemon.sqlInt(
                "SELECT count(*) FROM outgoing_events WHERE tenant_id = \(office.id) AND resource = 'invoices'") == 1)
    }

    @Test func `a credit note takes back an invoice that was sent, once`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let id = try #require(try await office.invoice(customer, amount: "99.90")["id"]?.int64Value)
        let path = "\(Path.invoices)\(id)/credit-note/"
        #expect(try await office.client.post(path, "{}").status == 409)
        #expect(try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "sent"}"#).status == 200)
        // What was sent is not simply cancelled.
        #expect(try await office.client.patch("\(Path.invoices)\(id)/", #"{"status": "cancelled"}"#).status == 409)
        let answer = try await office.client.post(path, #"{"reason": "Wrong address"}"#)
        #expect(answer.status == 200, "\(answer.text)")
        let json = try answer.json
        let year = try #require(json["credit_note"]?["issue_date"]?.stringValue?.prefix(4))
        #expect(json["credit_note"]?["credit_note_number"] == .string("CN-\(year)-0001"))
        #expect(json["credit_note"]?["amount"]?.numberValue?.text == "99.90")
        #expect(json["invoice"]?["status"] == "cancelled")
        #expect(json["invoice"]?["invoice_number"] == .string("INV-\(year)-0001"))
        #expect(try await office.client.post(path, "{}").status == 409)
        let list = try await office.client.get("\(Path.context)credit-notes/?invoice_id=\(id)").rows
        #expect(list.count == 1 && list.first == json["credit_note"])
        let revenue = try await office.client.get(Path.context).json["revenue"]
        #expect(revenue?["invoiced"]?.numberValue?.text == "0.00")
    }

    @Test func `numbers leave no gap under fifty parallel creates of which some are refused, tried out or repeated`()
        async throws
    {
        let office = try await Office.open()
        let customer = try await office.customer()
        let made = try await withThrowingTaskGroup(of: String?.self) { group in
            for index in 0..<50 {
                group.addTask {
                    let nobody = index % 5 == 1
                    let body = #"{"customer_id": \#(nobody ? 99_999_999 : customer), "amount": 1, "description": "x"}"#
                    let path = Path.invoices + (index % 5 == 2 ? "?dry_run=true" : "")
                    // Every fifth is sent twice under one key.
                    let key = index % 5 >= 3 ? ["Idempotency-Key": "pair-\(index / 5)"] : [:]
                    let answer = try await office.client.post(path, body, headers: key)
                    #expect(answer.status == (nobody ? 400 : index % 5 == 2 ? 200 : 201), "\(answer.text)")
                    return answer.status == 201 ? try answer.json["invoice_number"]?.stringValue : nil
                }
            }
            return try await group.reduce(into: [String]()) { all, number in
                if let number { all.append(number) }
            }
        }
        #expect(made.count == 30)
        let numbers = Set(made.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } })
        #expect(numbers == Set(1...20))
        #expect(try await office.client.get(Path.invoiceList).rows.count == 20)
    }
}
