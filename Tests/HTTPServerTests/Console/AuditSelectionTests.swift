import Domain
import Testing

@testable import HTTPServer

@Suite struct `Which events a page of the audit is about` {
    private func selection(_ values: [String: String]) throws -> AuditSelection {
        AuditSelection(zone: try #require(CalendarZone(identifier: "Europe/Paris"))) { values[$0] }
    }

    @Test func `what is empty asks for nothing`() throws {
        let all = try selection(["actor": "  ", "row": "", "other": "x"])
        #expect(all.isEmpty && all.filter == AuditFilter() && all.address("/audit/") == "/audit/")
    }

    @Test func `days are whole and the tenant's`() throws {
        let found = try selection(["from": "2026-01-01", "until": "2026-01-31"])
        #expect(found.filter.since == Timestamp(iso8601: "2025-12-31T23:00:00Z"))
        #expect(found.filter.until == Timestamp(iso8601: "2026-01-31T23:00:00Z") && found.faults.isEmpty)
    }

    @Test(arguments: [
        ("2026-01-31T10:30", "2026-01-31T09:30:00Z"), ("2026-07-31T00:00", "2026-07-30T22:00:00Z"),
        // On these days the clocks change at two and at three.
        ("2026-03-29T12:00", "2026-03-29T10:00:00Z"), ("2026-10-25T12:00", "2026-10-25T11:00:00Z"),
    ])
    func `minutes are those of the clock there`(typed: String, moment: String) throws {
        let found = try selection(["from": typed])
        #expect(found.filter.since == Timestamp(iso8601: moment))
    }

    @Test(arguments: [
        ("row", "twelve"), ("row", "12"), ("from", "yesterday"), ("until", "2026-02-30"), ("from", "2026-01-31T25:00"),
    ])
    func `what cannot be read is a fault at its field`(name: String, value: String) throws {
        #expect(try selection([name: value]).faults.map(\.field) == [name])
    }

    @Test func `an end before its beginning is a fault`() throws {
        #expect(try selection(["from": "2026-02-01", "until": "2026-01-01"]).faults.map(\.field) == ["until"])
    }

    @Test func `an address says the same again, but for one thing`() throws {
        let found = try selection(["resource": "customers", "row": "7", "actor": "key:1"])
        #expect(found.address("/audit/", with: "actor", nil) == "/audit/?resource=customers&row=7")
        #expect(found.address("/audit/", with: "actor", "user:2") == "/audit/?actor=user%3A2&resource=customers&row=7")
    }
}

@Suite struct `Marks of makers` {
    private func badge(_ actor: AuditActor) -> String? {
        MakerBadges.badge(
            Maker(actor: actor, person: nil, action: "customers.create", at: Timestamp(microseconds: 0)),
            Language.english.texts)?.word
    }

    @Test func `apps and keys have one, people and commands none`() {
        #expect(badge(AuditActor("app:3", name: "ChatGPT")) == "Made by ChatGPT")
        #expect(badge(AuditActor("key:3", name: "")) == "Made by Key")
        #expect(badge(AuditActor("user:3", name: "ada@example.com")) == nil && badge(AuditActor("cli")) == nil)
    }
}

@Suite struct `Why a row was taken back or not` {
    private func text(_ kind: UndoOutcome.Kind, _ detail: String, in language: Language = .english) -> String {
        UndoReason(texts: language.texts).text(
            UndoOutcome(kind: kind, resource: "customers", id: 7, events: 1, detail: detail))
    }

    @Test func `fields are named in words`() {
        #expect(text(.restored, "name, tax_number.") == "As before: Name, Tax number.")
        let since =
            "019c0000-0000-7000-8000-000000000000 (customers.update): changed since: email. "
            + "019c0000-0000-7000-8000-000000000001 (customers.update): changed since: email, phone."
        #expect(text(.conflict, since) == "Somebody changed it since: Email, Phone.")
        #expect(text(.conflict, since, in: .french) == "Modifié depuis par quelqu’un\u{A0}: E-mail, Téléphone.")
    }

    @Test func `other sentences are the domain's, or in the reader's language what they mean`() {
        #expect(text(.left, "The invoice is paid.") == "The invoice is paid.")
        #expect(text(.left, "The invoice is paid.", in: .french) == "La facture est payée.")
        #expect(text(.left, "Something else.", in: .french) == "Il reste tel quel.")
        #expect(!text(.retired, "").isEmpty)
    }
}
