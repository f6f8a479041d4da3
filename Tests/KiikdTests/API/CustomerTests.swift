import JSON
import Testing

@Suite struct `Customers over HTTP` {
    private static let fields = [
        "id", "name", "email", "phone", "company", "address", "tax_number", "notes", "status", "created_at",
        "updated_at",
    ]

    @Test func `a customer is created, shown, listed and changed with exactly the contract's fields`() async throws {
        let office = try await Office.open()
        let created = try await office.client.post(
            Path.customers,
            #"""
            {"name": "Jöhn Doe", "email": "john@example.com", "phone": "+33 1", "company": "Doe & Co",
             "address": "1 rue X\n75001 Paris", "tax_number": "FR123", "notes": "VIP", "status": "prospect"}
            """#)
        #expect(created.status == 201)
        #expect(created["content-type"] == "application/json")
        let customer = try created.json
        #expect(try Array(#require(customer.objectValue).names) == Self.fields)
        #expect(customer["name"] == "Jöhn Doe")
        #expect(customer["address"] == "1 rue X\n75001 Paris")
        #expect(customer["status"] == "prospect")
        let id = try #require(customer["id"]?.int64Value)

        #expect(try await office.client.get("\(Path.customerList)\(id)/").json == customer)
        #expect(try await office.client.get(Path.customerList).json == .array([customer]))

        let changed = try await office.client.patch(
            "\(Path.customers)\(id)/", #"{"phone": "+36 1", "status": "active"}"#)
        #expect(changed.status == 200)
        #expect(try changed.json["phone"] == "+36 1")
        #expect(try changed.json["email"] == "john@example.com")
        #expect(try await office.client.get("\(Path.customerList)\(id)/").json == changed.json)
    }

    @Test func `a name is enough, and what is not given is empty`() async throws {
        let office = try await Office.open()
        let customer = try await office.client.post(Path.customers, #"{"name": "Solo"}"#).json
        for field in ["email", "phone", "company", "address", "tax_number", "notes"] { #expect(customer[field] == "") }
        #expect(customer["status"] == "active")
    }

    @Test func `a patch that changes nothing answers the row and writes no audit event`() async throws {
        let office = try await Office.open()
        let id = try await office.customer("Same")
        let answer = try await office.client.patch("\(Path.customers)\(id)/", #"{"name": "Same"}"#)
        #expect(answer.status == 200)
        #expect(
            try await office.daemon.sqlInt(
                "SELECT count(*) FROM audit_events WHERE tenant_id = \(office.id) AND resource = 'customers'") == 1)
    }

    @Test func `S48 unknown, read-only, missing and wrong fields are refused all at once and nothing is written`()
        async throws
    {
        let office = try await Office.open()
        let answer = try await office.client.post(
            Path.customers,
            #"{"id": 7, "created_at": "2026-01-01T00:00:00Z", "tenant_id": 1, "email": "no", "phone": 5, "status": "x"}"#
        )
        #expect(answer.status == 400)
        let faults = try #require(try answer.json.objectValue)
        #expect(Set(faults.names) == ["id", "created_at", "tenant_id", "name", "email", "phone", "status"])
        #expect(faults["id"] == ["This field is read-only."])
        #expect(faults["created_at"] == ["This field is read-only."])
        #expect(faults["tenant_id"] == ["Unknown field."])
        #expect(faults["name"] == ["This field is required."])
        #expect(try await office.client.get(Path.customerList).rows.isEmpty)
    }

    @Test(arguments: ["id", "created_at", "updated_at", "uuid", "version", "tenant_id"])
    func `S48 a patch can not set`(field: String) async throws {
        let office = try await Office.open()
        let id = try await office.customer()
        let before = try await office.client.get("\(Path.customerList)\(id)/").json
        let answer = try await office.client.patch("\(Path.customers)\(id)/", #"{"name": "New", "\#(field)": 1}"#)
        #expect(answer.status == 400)
        #expect(try Array(#require(answer.json.objectValue).names) == [field])
        #expect(try await office.client.get("\(Path.customerList)\(id)/").json == before)
    }

    @Test func `dry_run answers what would be and writes nothing`() async throws {
        let office = try await Office.open()
        let would = try await office.client.post(Path.customers + "?dry_run=true", #"{"name": "Ghost"}"#)
        #expect(would.status == 200)
        #expect(try would.json["dry_run"] == true)
        #expect(try would.json["name"] == "Ghost")
        #expect(try would.json["id"] == .null)
        #expect(try would.json["changes"]?[0]?["action"] == "create")
        #expect(try would.json["changes"]?[0]?["fields"]?["name"] == ["before": nil, "after": "Ghost"])

        let id = try await office.customer("Real")
        let patched = try await office.client.patch("\(Path.customers)\(id)/?dry_run=true", #"{"name": "Unreal"}"#)
        #expect(patched.status == 200)
        #expect(try patched.json["dry_run"] == true)
        #expect(try patched.json["changes"]?[0]?["fields"]?["name"] == ["before": "Real", "after": "Unreal"])
        #expect(try await office.client.get(Path.customerList).rows.map { $0["name"] } == ["Real"])
        let invalid = try await office.client.post(Path.customers + "?dry_run=true", #"{"name": ""}"#)
        #expect(invalid.status == 400)
        #expect(
            try await office.daemon.sql(
                "SELECT (SELECT count(*) FROM customers WHERE tenant_id = \(office.id)), (SELECT count(*) FROM outgoing_events WHERE tenant_id = \(office.id) AND resource = 'customers')"
            ) == "1|1")
    }

    @Test func `search finds words in any order, whatever their case and accents`() async throws {
        let office = try await Office.open()
        try await office.customer("Société Générale de Conseil")
        try await office.customer("Teszt Elek")
        for text in ["societe", "SOCI%C3%89T%C3%89", "conseil+generale", "G%C3%A9n%C3%A9rale"] {
            let answer = try await office.client.get("\(Path.customerList)?search=\(text)")
            #expect(try answer.rows.map { $0["name"] } == ["Société Générale de Conseil"], "\(text)")
            #expect(answer["x-total-count"] == "1")
        }
        #expect(try await office.client.get(Path.customerList + "?search=%25").rows.isEmpty)
    }
}

extension JSONValue {
    /// The members named, of each row of a list.
    func column(_ name: String) -> [JSONValue?] { (arrayValue ?? []).map { $0[name] } }
}
