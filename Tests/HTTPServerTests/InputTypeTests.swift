import Domain
import JSON
import Testing

@testable import HTTPServer

@Suite struct `Wire types for requests` {
    private func faults<Target>(_ type: InputType<Target>, _ body: String) -> [Fault] {
        do {
            _ = try type.decode(Array(body.utf8))
            return []
        } catch {
            if case .problem(.invalid(let faults)) = error { return faults }
            return [Fault("body", .format, "\(error)")]
        }
    }

    @Test func `every field of an invoice is read exactly`() throws {
        let input = try KiikInvoices.input.decode(
            Array(#"{"due_days": 0, "amount": 12.50, "customer_id": 9223372036854775807, "description": "é"}"#.utf8))
        #expect(input.billing.customerID == Int64.max)
        let amount = try #require(input.billing.amount)
        #expect(Money(unscaled: amount.unscaled, scale: amount.scale, currency: .eur)?.minorUnits == 1250)
        #expect(input.billing.description == "é")
        #expect(input.dueDays == 0)
    }

    @Test func `S48 every fault is told at once, with its code`() {
        let found = faults(
            KiikInvoices.input, #"{"customer_id": 0, "amount": "x", "due_days": 1.5, "status": "paid", "color": 1}"#)
        #expect(
            found.map { "\($0.field) \($0.code)" } == [
                "customer_id range", "amount type", "due_days type", "description required", "status readOnly",
                "color unknownField",
            ])
    }

    @Test(arguments: ["null", "[]", "\"x\"", "5", "true"])
    func `a body that is no object is a fault of the whole`(body: String) {
        #expect(faults(KiikCustomers.input, body).map(\.field) == [""])
    }

    @Test(arguments: ["", "{", "{\"name\": \"a\"} x", "{\"name\": \"a\", \"name\": \"b\"}", "{'name': 1}"])
    func `a body that is no JSON is malformed`(body: String) {
        #expect(throws: Refusal.self) { try KiikCustomers.input.decode(Array(body.utf8)) }
        #expect(faults(KiikCustomers.input, body).map(\.field) == ["body"])
    }

    @Test func `null is no text, and an empty patch changes nothing`() throws {
        #expect(faults(KiikCustomers.patch, #"{"email": null}"#).map(\.code) == [.type])
        let patch = try KiikCustomers.patch.decode(Array("{}".utf8))
        #expect(patch.name == nil && patch.email == nil && patch.status == nil)
    }

    @Test(arguments: [
        ("name", "\"\"", Fault.Code.length), ("name", "\" \\n\"", .length), ("name", "\"a\\nb\"", .format),
        ("email", "\"a@b\"", .format),
        ("email", "\"a b@c.d\"", .format), ("phone", "5", .type), ("status", "\"gone\"", .choice),
        ("status", "1", .type),
    ])
    func `a text is held to its rule`(field: String, value: String, code: Fault.Code) {
        let found = faults(KiikCustomers.patch, #"{"\#(field)": \#(value)}"#)
        #expect(found.map(\.field) == [field])
        #expect(found.map(\.code) == [code])
    }

    @Test func `the schema says what the decoding does`() throws {
        let schema = KiikInvoices.input.schema
        #expect(schema["required"] == ["customer_id"])
        #expect(schema["if"] == ["required": ["lines"]])
        #expect(schema["then"] == ["required": ["lines"], "not": ["anyOf": [["required": ["amount"]]]]])
        #expect(schema["else"] == ["required": ["amount", "description"]])
        #expect(schema["additionalProperties"] == false)
        #expect(schema["properties"]?["due_days"]?["maximum"] == 3650)
        _ = try KiikInvoices.input.decode(KiikInvoices.input.example.serialized())
        _ = try KiikInvoices.patch.decode(KiikInvoices.patch.example.serialized())
        _ = try KiikCustomers.input.decode(KiikCustomers.input.example.serialized())
        _ = try KiikCustomers.patch.decode(KiikCustomers.patch.example.serialized())
    }
}
