import AuthCore
import DomainTesting
import Synchronization
import Testing

@testable import Domain

@Suite(.timeLimit(.minutes(10))) struct `Invoices` {
    private let store = MemoryStore { Caller.now }
    private var runner: ActionRunner { ActionRunner(store: store, clock: Caller.clock) }
    private let tenant = TenantScope(id: 1)

    private func run<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, claim: IdempotencyClaim? = nil, isDryRun: Bool = false
    ) async throws -> (output: Output, answer: String) {
        let seen = Mutex<Output?>(nil)
        let outcome = try await runner.run(
            action, input, try Caller.request(claim: claim, isDryRun: isDryRun)
        ) { decision in
            seen.withLock { $0 = decision.output }
            return Array((decision.number?.placeholder ?? "none").utf8)
        }
        let answer =
            switch outcome {
            case .committed(let answer), .replayed(let answer), .wouldCommit(let answer): answer
            }
        return (try #require(seen.withLock { $0 }), String(decoding: answer, as: UTF8.self))
    }

    private func makeInvoice() async throws -> Int64 {
        let customer = try await run(CustomerActions.create, Fixture.customer("Ada")).output
        let input = Fixture.invoice(customer.id, amount: 100, "Work")
        return try await run(InvoiceActions.create, input).output.id
    }

    private func count() async throws -> Int64 {
        try await store.summary(of: RevenueQuery(currency: .eur), in: tenant).count(of: .invoices)
    }

    @Test func `an invoice is dated at the tenant's, due in thirty days, and numbered`() async throws {
        let id = try await makeInvoice()
        let invoice = try #require(try await store.invoices.find(id, in: tenant))
        #expect(invoice.number == "INV-2026-0001" && invoice.status == .draft)
        #expect(invoice.amount == Money(minorUnits: 10_000, currency: .eur))
        #expect(invoice.issueDate.description == "2026-09-21")
        #expect(invoice.dueDate == invoice.issueDate.adding(days: 30))
    }

    @Test func `a status moves only where an invoice can go, and says where that is`() async throws {
        for from in Invoice.Status.allCases {
            for target in Invoice.Status.allCases where target != from {
                let id = try await makeInvoice()
                let route: [Invoice.Status] =
                    switch from {
                    case .draft: []
                    case .sent: [.sent]
                    case .paid: [.sent, .paid]
                    case .overdue: [.sent, .overdue]
                    case .cancelled: [.cancelled]
                    }
                for step in route { try await move(id, to: step) }
                if from.next.contains(target) {
                    try await move(id, to: target)
                    #expect(try await store.invoices.find(id, in: tenant)?.status == target)
                } else {
                    await #expect(throws: Problem.self, "\(from) to \(target)") { try await move(id, to: target) }
                    #expect(try await store.invoices.find(id, in: tenant)?.status == from)
                }
            }
        }
    }

    private func move(_ id: Int64, to status: Invoice.Status) async throws {
        var fields = InvoiceFields()
        fields.status = status
        _ = try await run(InvoiceActions.update, Update(id: id, fields: fields))
    }

    @Test func `what was issued stays as it was issued`() async throws {
        let id = try await makeInvoice()
        try await move(id, to: .sent)
        var fields = InvoiceFields()
        fields.billing.amount = AmountInput(unscaled: 1, scale: 0)
        fields.billing.description = "Less"
        let problem = await #expect(throws: Problem.self) {
            _ = try await run(InvoiceActions.update, Update(id: id, fields: fields))
        }
        guard case .conflict(let text)? = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(text.contains("amount") && text.contains("description"))
    }

    @Test func `S49 a hundred requests with one idempotency key make one invoice and get one answer`() async throws {
        let customer = try await run(CustomerActions.create, Fixture.customer("Ada")).output
        let input = Fixture.invoice(customer.id, amount: 1, "Once")
        let claim = IdempotencyClaim(principal: "key:1", key: "k", fingerprint: SecretDigest(hashing: "body"))
        let (runner, request) = (runner, try Caller.request(claim: claim))
        let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<100 {
                group.addTask {
                    switch try await runner.run(
                        InvoiceActions.create, input, request,
                        render: { Array(($0.number?.placeholder ?? "").utf8) })
                    {
                    case .committed(let answer), .replayed(let answer), .wouldCommit(let answer): answer
                    }
                }
            }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(answers == [Array("INV-2026-0001".utf8)])
        #expect(try await count() == 1)
        let other = IdempotencyClaim(principal: "key:1", key: "k", fingerprint: SecretDigest(hashing: "another body"))
        let problem = await #expect(throws: Problem.self) {
            _ = try await run(InvoiceActions.create, input, claim: other)
        }
        #expect(problem == .idempotencyMismatch)
    }

    @Test func `a dry run takes no number and leaves nothing`() async throws {
        let customer = try await run(CustomerActions.create, Fixture.customer("Ada")).output
        let input = Fixture.invoice(customer.id, amount: 1, "Never")
        _ = try await run(InvoiceActions.create, input, isDryRun: true)
        #expect(try await count() == 0)
        #expect(try await run(InvoiceActions.create, input).answer == "INV-2026-0001")
    }
}
