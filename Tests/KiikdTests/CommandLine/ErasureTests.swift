import Foundation
import JSON
import Testing

@Suite struct `Erasing a person` {
    @Test func `nothing that names the person is left, in rows, audit, files and events, and the chain still verifies`()
        async throws
    {
        let daemon = try await RunningDaemon.start()
        let office = try await Office.open(on: daemon)
        let marks = ["Zora Quill", "zora.quill@nowhere.example", "0611223344", "Elm Street 7", "FRZQ40303265045"]
        let customer = try await office.customer(
            marks[0],
            #", "email": "\#(marks[1])", "phone": "\#(marks[2])", "address": "\#(marks[3])", "notes": "Zora Quill's", "tax_number": "\#(marks[4])""#
        )
        let other = try await office.customer("Somebody Else", #", "email": "else@nowhere.example""#)
        _ = try await office.client.patch("\(Path.customers)\(customer)/", #"{"phone": "\#(marks[2])9"}"#)
        let document = try await office.document("Name: \(marks[0])\n\(marks[1])", "Zora Quill.txt")
        let person = try await office.hire()
        _ = try await daemon.sql("UPDATE users SET email = '\(marks[1])', name = 'Zora Quill' WHERE id = \(person.id)")
        let user = Person(office: office, id: person.id, email: marks[1])
        let tokens = try await user.login()
        try await user.forget()
        _ = try await daemon.mail(to: marks[1], "Choose a new password")

        // As after some months.
        _ = try await daemon.sql("DELETE FROM messages; DELETE FROM links")
        let words = [
            "tenants", "erase-person", "--tenant", office.subdomain, "--email", marks[1].uppercased(), "--reason",
            "request 7", "--format", "json",
        ]
        let planned = try await daemon.tool.run(words + ["--dry-run"]).json
        #expect(planned["customers"] == [.int(customer)] && planned["documents"] == [.int(document)])
        #expect(try await office.client.get("\(Path.customerList)\(customer)/").text.contains(marks[0]))

        let erased = try await daemon.tool.run(words).json
        #expect(erased["customers"] == [.int(customer)] && erased["customers_kept_for_invoices"] == [])
        #expect(erased["user"] == .int(person.id) && erased["user_kept"] == .bool(false))
        #expect((erased["audit_events"]?.int64Value ?? 0) >= 5)
        // An answer that is kept for a repeated request is gone after a day; the rest is gone now.
        _ = try await daemon.sql("DELETE FROM idempotency_keys")
        let dump = try await daemon.dump()
        for mark in marks + ["Zora"] { #expect(!dump.contains(mark), "\(mark)") }
        let files = FileManager.default.enumerator(atPath: "\(daemon.place.data)/documents")?.allObjects ?? []
        #expect(!files.contains { ($0 as? String)?.contains("/") == true })
        #expect(try await office.client.get("\(Path.customerList)\(other)/").text.contains("Somebody Else"))
        #expect(try await daemon.client.with(key: tokens.access).get(Path.customerList).status == 401)
        #expect(try await user.tryLogin().status == 401)
        let verified = try await daemon.tool.run("audit", "verify", "--tenant", office.subdomain, "--format", "json")
            .json
        #expect(verified["faults"] == [])
        #expect(try await office.client.get("\(Path.customerList)\(customer)/").json["name"] == "Erased")
        // Once more changes nothing.
        let again = try await daemon.tool.run(words).json
        #expect(again["customers"] == [] && again["user"] == .null)
        try await daemon.stop()
    }

    @Test func `whom an invoice was made out to stays with the invoice, and a user of two tenants stays in the other`()
        async throws
    {
        let office = try await Office.open()
        let elsewhere = try await Office.open()
        let person = try await office.hire()
        _ = try await office.daemon.tool.run(
            "users", "create", "--tenant", elsewhere.subdomain, "--email", person.email, "--role", "Support",
            "--format",
            "json")
        let customer = try await office.customer("Acme SARL", #", "email": "\#(person.email)", "phone": "0611223344""#)
        let invoice = try #require(try await office.invoice(customer)["id"]?.int64Value)
        _ = try await office.client.patch("\(Path.invoices)\(invoice)/", #"{"status": "sent"}"#)
        let erased = try await office.daemon.tool.run(
            "tenants", "erase-person", "--tenant", office.subdomain, "--email", person.email, "--reason", "request 8",
            "--format", "json"
        ).json
        #expect(erased["customers_kept_for_invoices"] == [.int(customer)])
        #expect(erased["user_kept"] == .bool(true))
        let kept = try await office.client.get("\(Path.customerList)\(customer)/").json
        #expect(kept["name"] == "Acme SARL" && kept["email"] == "" && kept["phone"] == "")
        let parties = try await office.daemon.sql("SELECT parties->>'recipient' FROM invoices WHERE id = \(invoice)")
        #expect(parties.contains("Acme SARL") && !parties.contains("0611223344") && !parties.contains(person.email))
        #expect(try await person.tryLogin(Person.password, #", "tenant": "\#(office.subdomain)""#).status == 401)
        #expect(try await person.tryLogin(Person.password, #", "tenant": "\#(elsewhere.subdomain)""#).status == 200)

        // With the last tenant the login goes, wherever its row is kept.
        let last = try await office.daemon.tool.run(
            "tenants", "erase-person", "--tenant", elsewhere.subdomain, "--email", person.email, "--reason",
            "request 9",
            "--format", "json"
        ).json
        #expect(last["user"] == .int(person.id) && last["user_kept"] == .bool(false))
        #expect(try await person.tryLogin().status == 401)
        let left = """
            SELECT (SELECT count(*) FROM users WHERE email LIKE '%\(person.email)%')
                + (SELECT count(*) FROM sessions WHERE user_id = \(person.id) AND user_agent || ip <> '')
                + (SELECT count(*) FROM audit_events WHERE after::text LIKE '%\(person.email)%')
            """
        #expect(try await office.daemon.sqlInt(left) == 0)
    }

    @Test func `what cannot be erased is said, and nothing is erased`() async throws {
        let office = try await Office.open()
        func run(_ words: String...) async throws -> CommandLineTool.Result {
            try await office.daemon.tool.run(["tenants", "erase-person", "--tenant", office.subdomain] + words)
        }
        #expect(try await run("--reason", "x").status != 0)
        #expect(try await run("--email", "a@b.example").status != 0)
        let missing = try await run("--customer", "999999", "--reason", "x")
        #expect(missing.status != 0 && missing.error.contains("999999"))
        let nothing = try await run("--email", "nobody@nowhere.example", "--reason", "x")
        #expect(nothing.status == 0 && nothing.output.contains("keeps nothing"))
    }
}
