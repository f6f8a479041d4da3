import Domain
import JSON
import Testing

@testable import HTTPServer

@Suite struct `What the audit says in words` {
    private let english = Language.english.texts.audit
    private let french = Language.french.texts.audit

    @Test func `an action is a sentence in the reader's language`() {
        #expect(english.sentence(of: "customers.create", on: "customers") == "Added a customer")
        #expect(french.sentence(of: "invoices.update", on: "invoices") == "Modification d’une facture")
        #expect(
            english.sentence(of: "invoices.credit", on: "credit_notes") == "Took an invoice back by a credit note")
        #expect(english.sentence(of: "audit.undo", on: "projects") == "Took back a change of a project")
        #expect(french.sentence(of: "audit.undo", on: "projects") == "Annulation d’une modification d’un projet")
    }

    @Test(arguments: ["stars.create", "customers.dance", "boot", "", "a.b.c"])
    func `an action that nobody knows has its own name`(action: String) {
        #expect(english.sentence(of: action, on: "customers") == action)
    }

    @Test func `kinds of row and fields have names`() {
        #expect(english.name(of: "work_items") == "Work item" && french.name(of: "cra") == "Compte rendu d’activité")
        #expect(english.name(of: "stars") == "stars")
        #expect(english.field("tax_number") == "Tax number" && french.field("tax_number") == "Numéro de TVA")
        #expect(french.field("some_new_field") == "Some new field")
    }

    @Test func `both languages know the same acts`() {
        #expect(Set(english.words.acts.keys) == Set(french.words.acts.keys))
        #expect(Set(english.words.verbs.keys) == Set(french.words.verbs.keys))
        #expect(Set(english.words.actsOnRow.keys) == Set(french.words.actsOnRow.keys))
    }

    @Test func `whatever the audit writes down of a row has its French name`() {
        func check<Row: Entity>(_ type: Row.Type) {
            for attribute in Row.attributes where attribute.isContent {
                #expect(french.words.fields[attribute.name] != nil, "\(type).\(attribute.name)")
            }
        }
        check(Customer.self)
        check(Project.self)
        check(Invoice.self)
        check(CreditNote.self)
        check(Estimate.self)
        check(ActivityReport.self)
        check(WorkItem.self)
        check(WorkTask.self)
        check(Device.self)
        check(Document.self)
        check(TenantSettings.self)
        check(Role.self)
        check(APIKey.self)
        check(User.self)
        check(Membership.self)
        check(Integration.self)
        check(OAuthClient.self)
        check(OAuthGrant.self)
        check(Session.self)
        check(SecondFactor.self)
        check(Link.self)
        check(Message.self)
    }

    @Test func `whatever is one of several words has its French`() {
        func check<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type) {
            for choice in Choice.allCases {
                #expect(french.words.values[choice.rawValue] != nil, "\(type).\(choice.rawValue)")
            }
        }
        check(Customer.Status.self)
        check(Project.Status.self)
        check(Invoice.Status.self)
        check(Estimate.Status.self)
        check(ActivityReport.Status.self)
        check(WorkItem.Status.self)
        check(WorkItem.IntakeMethod.self)
        check(Priority.self)
        check(WorkTask.Status.self)
        check(Document.Status.self)
        check(Tenant.Approval.self)
        check(Link.Purpose.self)
        check(Message.Kind.self)
    }

    @Test func `rows are counted in words`() {
        #expect(english.words.counted(.customers, 1) == "1 customer" && english.words.counted(.tasks, 2) == "2 tasks")
        #expect(english.words.counted(.users, 3) == "3 people" && english.words.counted(.audit, 2) == "2 audit entries")
        #expect(english.words.retired(.customers, 231) == "231 customers become inactive")
        #expect(english.words.retired(.invoices, 1) == "1 draft of an invoice is cancelled")
        #expect(french.words.counted(.estimates, 2) == "2 devis" && french.words.counted(.keys, 2) == "2 clés API")
        #expect(french.words.counted(.cra, 2) == "2 comptes rendus d’activité")
        #expect(french.words.retired(.customers, 2) == "2 clients deviennent inactifs")
    }

    @Test(arguments: [Language.english, .french])
    func `every act that the API knows can be chosen, each by a sentence of its own`(language: Language) {
        let words = language.texts.audit
        let options = AuditActions.options(words, chosen: nil)
        #expect(Set(options.map(\.label)).count == options.count)
        let endpoints =
            KiikDialect.part.endpoints + ServiceDeskDialect.endpoints + CredKitAudit.endpoints
        for operation in endpoints.compactMap(\.operation.declared) where operation.effect != .read {
            #expect(options.contains { $0.value == operation.name }, "\(operation.name)")
        }
        let chosen = AuditActions.options(words, chosen: "documents.import").filter(\.isChosen)
        #expect(chosen.map(\.value) == ["documents.import"])
        #expect(AuditActions.options(words, chosen: "<b>").contains { $0.isChosen && $0.value == "<b>" })
    }

    // MARK: Values

    private func text(_ field: String, _ value: JSONValue, in language: Language = .english) -> String? {
        let texts = language.texts
        return AuditValues(
            words: texts.audit.words, formats: Formats(texts: texts.formats, zone: .utc), currency: .eur
        ).text(field, value)
    }

    @Test func `a row is called by its name where the reader may know it`() {
        let texts = Language.english.texts
        let values = AuditValues(
            words: texts.audit.words, formats: Formats(texts: texts.formats, zone: .utc), currency: .eur
        ) { field, id in field == "customer_ids" && id == 5 ? "Acme (5)" : nil }
        #expect(values.text("customer_ids", [5, 6]) == "Acme (5), 6" && values.text("customer_id", 5) == "5")
        let event = AuditEvent(
            id: UUIDv7(high: 0, low: 0), transaction: 0, occurredAt: Timestamp(microseconds: 0), actor: "",
            onBehalfOf: "", ip: "",
            requestID: "", action: "", resource: "", resourceID: 1, before: Array(#"{"project_id":1}"#.utf8),
            after: Array(#"{"project_id":2,"customer_ids":[3],"days":4}"#.utf8))
        let referred = AuditReader.references(of: event).map { "\($0.resource) \($0.id)" }
        #expect(Set(referred) == ["projects 1", "projects 2", "customers 3"])
    }

    @Test func `money, days and moments are written for people`() {
        #expect(text("amount", 123_450) == "€1,234.50")
        #expect(text("amount", 123_450, in: .french) == "1\u{202F}234,50\u{A0}€")
        #expect(text("due_date", "2026-03-01") == "1 Mar 2026" && text("month", "2026-03-01") == "Mar 2026")
        #expect(text("expires_at", "2026-03-01T10:20:30Z")?.contains("10:20:30") == true)
        #expect(text("description", "2026-03-01") == "2026-03-01")
    }

    @Test func `choices are words, and nothing is nothing`() {
        #expect(text("status", "in_progress") == "in progress" && text("status", "draft", in: .french) == "brouillon")
        #expect(text("is_owner", true, in: .french) == "Oui" && text("name", "") == nil && text("tags", []) == nil)
        #expect(text("customer_ids", [7, 9]) == "7, 9")
    }

    @Test func `lines and days say what they count`() {
        let line: JSONValue = [
            "description": "Advice", "quantity": 1500, "unit": "day", "unit_price": 50_000, "tax_rate": 2000,
        ]
        #expect(text("lines", [line]) == "Advice (1.5 day × €500.00, 20%)")
        #expect(text("days", [["date": "2026-03-02", "halves": 1]]) == "2 Mar 2026: 0.5")
        #expect(text("lines", [["some": "thing"]]) == "Some: thing")
    }

    @Test func `what turns text around is not shown`() {
        #expect(text("name", "Ada\u{202E}evil") == "Adaevil")
    }
}
