import Domain
import JSON
import Testing

/// What Settings → Business says too.
@Suite struct `Who a business is, said by its operator` {
    private static let details: [(option: String, name: String, text: String)] = [
        ("legal-name", "legal_name", "Acme SARL"), ("address", "address", "1 rue de la Paix\n75002 Paris"),
        ("registration-number", "registration_number", "SIRET 12"), ("tax-number", "tax_number", "FR 1"),
        ("email", "email", "us@acme.example"), ("phone", "phone", "01 23"), ("website", "website", "acme.example"),
        ("payment-details", "payment_details", "IBAN FR76\nBIC AGRI"),
    ]

    private func show(_ office: Office) async throws -> JSONValue {
        try await office.run("tenants", "show", "--subdomain", office.subdomain)
    }

    @Test func `is set, shown, written in the audit and taken back, part by part`() async throws {
        #expect(Self.details.map(\.name).sorted() == BusinessDetails.Part.allCases.map(\.rawValue).sorted())
        let office = try await Office.open()
        let before = try await show(office)
        for part in Self.details { #expect(before[part.name] == "") }
        #expect(before["subdomain"] == .string(office.subdomain) && before["daily_rate"] == .null)
        let options = Self.details.flatMap { ["--\($0.option)", " \($0.text)\n"] }
        let words = ["tenants", "update", "--subdomain", office.subdomain, "--daily-rate", "550.5", "--format", "json"]
        let said = try await office.daemon.tool.run(words + options).json
        let now = try await show(office)
        for part in Self.details {
            #expect(said[part.name] == .string(part.text) && now[part.name] == .string(part.text), "\(part.name)")
        }
        #expect(now["daily_rate"] == "550.50")
        let text = try await office.daemon.tool.run("tenants", "show", "--subdomain", office.subdomain)
        #expect(text.status == 0 && text.output.contains("registration-number  SIRET 12\n"), "\(text.output)")
        #expect(text.output.contains("75002 Paris") && text.output.contains("550.50"))
        // A test environment says the same of itself, and nothing else.
        let test = "\(office.subdomain)--test"
        #expect(try await office.run("tenants", "show", "--subdomain", test)["legal_name"] == "Acme SARL")
        let other = try await office.daemon.tool.run("tenants", "update", "--subdomain", test, "--legal-name", "Other")
        #expect(other.status == 1 && other.error.contains("test environment"))

        let less = try await office.run("tenants", "update", "--subdomain", office.subdomain, "--phone", "")
        #expect(less["phone"] == "" && less["email"] == nil)
        let left = try await show(office)
        #expect(left["phone"] == "" && left["email"] == "us@acme.example" && left["daily_rate"] == "550.50")
        let events = try await office.daemon.sql(
            """
            SELECT actor || ' ' || coalesce(before->>'phone', '') || '>' || (after->>'phone') FROM audit_events
            WHERE tenant_id = \(office.id) AND action = 'tenants.update' ORDER BY id
            """)
        #expect(events == "cli >01 23\ncli 01 23>")
    }

    @Test func `is refused with all that is wrong at once, and nothing of it is kept`() async throws {
        let office = try await Office.open()
        let answer = try await office.daemon.tool.run(
            "tenants", "update", "--subdomain", office.subdomain, "--daily-rate", "much", "--legal-name",
            String(repeating: "x", count: 1000), "--email", "nobody at all", "--phone", "0\u{7}1", "--website",
            "acme.example",
            "--step-up", "no.such", "--step-up-age", "5")
        #expect(answer.status == 1)
        for option in ["daily-rate", "legal-name", "email", "phone", "step-up", "step-up-age"] {
            #expect(answer.error.contains("\(option): "), "\(option) in \(answer.error)")
        }
        #expect(!answer.error.contains("website"))
        #expect(try await show(office)["website"] == "")
        let nowhere = try await office.daemon.tool.run("tenants", "show", "--subdomain", "nowhere")
        #expect(nowhere.status == 1 && nowhere.error.contains("no tenant"))
    }
}
