import Foundation
import JSON
import Testing

@Suite struct `Idempotency` {
    private func header() -> [String: String] { ["Idempotency-Key": UUID().uuidString] }

    @Test func `S49 a repeated request gets the first answer and makes one row`() async throws {
        let office = try await Office.open()
        let customer = try await office.customer()
        let (body, header) = (#"{"customer_id": \#(customer), "amount": 5, "description": "Once"}"#, header())
        let first = try await office.client.post(Path.invoices, body, headers: header)
        #expect(first.status == 201)
        #expect(first["idempotent-replayed"] == nil)
        let again = try await office.client.post(Path.invoices, body, headers: header)
        #expect(again.status == 201)
        #expect(again["idempotent-replayed"] == "true")
        #expect(again.body == first.body)
        // The path without its slash is the same path.
        let bare = try await office.client.post(String(Path.invoices.dropLast()), body, headers: header)
        #expect(bare.body == first.body)
        #expect(try await office.client.get(Path.invoiceList).rows.count == 1)
        let next = try await office.invoice(customer)
        #expect(next["invoice_number"]?.stringValue?.hasSuffix("-0002") == true)
    }

    @Test func `S49 a changed body under the same key is refused with 422`() async throws {
        let office = try await Office.open()
        let header = header()
        #expect(try await office.client.post(Path.customers, #"{"name": "A"}"#, headers: header).status == 201)
        #expect(try await office.client.post(Path.customers, #"{"name": "B"}"#, headers: header).status == 422)
        #expect(try await office.client.get(Path.customerList).rows.count == 1)
    }

    @Test func `S49 100 parallel requests with one key make one row and all get its answer`() async throws {
        let office = try await Office.open()
        let (customer, header) = (try await office.customer(), header())
        let body = #"{"customer_id": \#(customer), "amount": 5, "description": "Once"}"#
        let answers = try await withThrowingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask { try await office.client.post(Path.invoices, body, headers: header) }
            }
            return try await group.reduce(into: [HTTPAnswer]()) { $0.append($1) }
        }
        #expect(answers.count { $0.status == 201 } == 100)
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(answers.count { $0["idempotent-replayed"] == nil } == 1)
        let counts = try await office.daemon.sql(
            "SELECT (SELECT count(*) FROM invoices WHERE tenant_id = \(office.id)), (SELECT count(*) FROM audit_events WHERE tenant_id = \(office.id) AND resource = 'invoices'), (SELECT value FROM number_counters WHERE tenant_id = \(office.id))"
        )
        #expect(counts == "1|1|1")
    }

    @Test func `S49 a refused request leaves its key free`() async throws {
        let office = try await Office.open()
        let header = header()
        #expect(try await office.client.post(Path.customers, #"{"name": ""}"#, headers: header).status == 400)
        #expect(try await office.client.post(Path.customers, #"{"name": "A"}"#, headers: header).status == 201)
    }

    @Test func `S49 two keys of a tenant do not share idempotency keys, nor do two tenants`() async throws {
        let office = try await Office.open()
        let stranger = try await Office.open()
        let second = office.client.with(key: try await office.issueKey("--scopes", "*:*").secret)
        let header = header()
        for client in [office.client, second, stranger.client] {
            let answer = try await client.post(Path.customers, #"{"name": "A"}"#, headers: header)
            #expect(answer.status == 201)
            #expect(answer["idempotent-replayed"] == nil)
        }
    }

    @Test func `S49 a dry run is not what a later request replays`() async throws {
        let office = try await Office.open()
        let header = header()
        #expect(
            try await office.client.post(Path.customers + "?dry_run=true", #"{"name": "A"}"#, headers: header).status
                == 200)
        let real = try await office.client.post(Path.customers, #"{"name": "A"}"#, headers: header)
        #expect(real.status == 201)
        #expect(try real.json["dry_run"] == nil)
    }

    @Test func `S49 a replay is authorized again`() async throws {
        let office = try await Office.open()
        let key = try await office.issueKey("--scopes", "*:*")
        let (client, header) = (office.client.with(key: key.secret), header())
        #expect(try await client.post(Path.customers, #"{"name": "A"}"#, headers: header).status == 201)
        try await office.revoke(key)
        #expect(try await client.post(Path.customers, #"{"name": "A"}"#, headers: header).status == 401)
    }

    @Test(arguments: ["", "with space", "\u{e9}", String(repeating: "k", count: 256)])
    func `a key that is no visible ASCII of 1 to 255 is refused`(key: String) async throws {
        let office = try await Office.open()
        #expect(
            try await office.client.post(Path.customers, #"{"name": "A"}"#, headers: ["Idempotency-Key": key]).status
                == 400)
    }
}
