import AuthCore
import DomainTesting
import Testing

@testable import Domain

@Suite(.timeLimit(.minutes(10))) struct `What a business says of itself on invoices` {
    private let store = MemoryStore { Caller.now }
    private let tenant = TenantScope(id: 1)

    private func run<Input: Sendable, Output: Sendable>(_ action: Action<Input, Output>, _ input: Input) async throws {
        let runner = ActionRunner(store: store, clock: Caller.clock)
        _ = try await runner.run(action, input, try Caller.request(), render: { _ in [] })
    }

    private func say(_ details: [BusinessDetails.Part: String], name: String? = nil) async throws {
        var fields = TenantActions.Fields()
        (fields.details, fields.name) = (details, name)
        try await run(TenantActions.update, fields)
    }

    private func settings() async throws -> TenantSettings {
        try #require(try await store.tenantSettings.find(1, in: tenant))
    }

    private func open() async throws {
        let origin = AuditOrigin(actor: "test", ip: "", requestID: "", action: "test")
        let made = Change.create(TenantSettings(id: 1, name: "Acme"))
        _ = try await store.commit(Commit(tenant: tenant, changes: [made], origin: origin, at: Caller.now))
    }

    private func move(_ id: Int64, to status: Invoice.Status) async throws {
        var fields = InvoiceFields()
        fields.status = status
        try await run(InvoiceActions.update, Update(id: id, fields: fields))
    }

    private func onlyInvoice() async throws -> Int64 {
        try #require(try await store.invoices.list(ListQuery(), in: tenant).rows.first?.id)
    }

    @Test func `is changed part by part, and a part can be taken back`() async throws {
        try await open()
        try await say([.address: "1 rue de la Paix\n75002 Paris", .taxNumber: "FR40303265045"])
        try await say([.taxNumber: ""])
        let settings = try await settings()
        #expect(settings.details[.address] == "1 rue de la Paix\n75002 Paris" && settings.details[.taxNumber].isEmpty)
        #expect(settings.version == 3 && settings.name == "Acme")
        var rest = BusinessDetails()
        rest[.address] = settings.details[.address]
        #expect(settings.details == rest && !rest.isEmpty)
    }

    @Test func `is bounded as a customer's, and all that is wrong is told at once`() async throws {
        try await open()
        let wrong: [BusinessDetails.Part: String] = [
            .legalName: String(repeating: "x", count: 201), .address: "a\u{0}b", .email: "nobody at all",
            .registrationNumber: "1\n2", .taxNumber: String(repeating: "1", count: 51),
            .phone: String(repeating: "1", count: 51), .website: "a\tb",
            .paymentDetails: String(repeating: "x", count: 2001),
        ]
        let problem = await #expect(throws: Problem.self) { try await say(wrong, name: " ") }
        guard case .invalid(let faults)? = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(Set(faults.map(\.field)) == Set(BusinessDetails.Part.allCases.map(\.rawValue) + ["name"]))
        #expect(try await settings().details.isEmpty)
    }

    @Test func `stays on an invoice as it was when it was sent, and so does the customer`() async throws {
        try await open()
        try await say([.legalName: "Acme SARL", .paymentDetails: "IBAN 1"])
        var customer = CustomerFields()
        (customer.name, customer.address, customer.email) = ("Ada", "Old Street 1", "ada@example.com")
        try await run(CustomerActions.create, customer)
        let id = try #require(try await store.customers.list(ListQuery(), in: tenant).rows.first?.id)
        try await run(InvoiceActions.create, Fixture.invoice(id, amount: 100, "Work"))
        let invoice = try await onlyInvoice()
        #expect(try await store.parties(ofInvoice: invoice, in: tenant) == nil)
        try await move(invoice, to: .sent)
        let sent = try #require(try await store.parties(ofInvoice: invoice, in: tenant))
        #expect(sent.seller.legalName == "Acme SARL" && sent.seller.details[.paymentDetails] == "IBAN 1")
        #expect(sent.recipient.name == "Ada" && sent.recipient.address == "Old Street 1")
        try await say([.legalName: "", .paymentDetails: "IBAN 2"], name: "Other")
        customer.address = "New Street 2"
        try await run(CustomerActions.update, Update(id: id, fields: customer))
        for status in [Invoice.Status.overdue, .paid] { try await move(invoice, to: status) }
        #expect(try await store.parties(ofInvoice: invoice, in: tenant) == sent)
        #expect(InvoiceParties.Seller(try await settings()).legalName == "Other")
        #expect(try await store.parties(ofInvoice: invoice, in: TenantScope(id: 2)) == nil)
    }

    @Test func `is not kept with a draft that is cancelled`() async throws {
        try await open()
        try await run(CustomerActions.create, Fixture.customer("Ada"))
        let id = try #require(try await store.customers.list(ListQuery(), in: tenant).rows.first?.id)
        try await run(InvoiceActions.create, Fixture.invoice(id, amount: 100, "Work"))
        let invoice = try await onlyInvoice()
        try await move(invoice, to: .cancelled)
        #expect(try await store.parties(ofInvoice: invoice, in: tenant) == nil)
    }
}
