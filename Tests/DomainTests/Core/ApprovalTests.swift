import AuthCore
import DomainTesting
import Synchronization
import Testing

@testable import Domain

@Suite(.timeLimit(.minutes(10))) final class `Approvals`: Sendable {
    private let moment = Mutex(Timestamp(microseconds: 1_790_000_000_123_457))
    private let store = MemoryStore { Caller.now }
    private let tenant = TenantScope(id: 1)
    private var clock: Clock { Clock(now: { [self] in moment.withLock { $0 } }, monotonic: { 0 }) }

    private func pass(microseconds: Int64) {
        moment.withLock { $0 = Timestamp(microseconds: $0.microseconds &+ microseconds) }
    }

    private func request(
        key: Int64 = 1, claim: IdempotencyClaim? = nil, isDryRun: Bool = false, approval: ApprovalDigest? = nil,
        needsApproval: Bool = false
    ) throws -> ActionRunner.Request {
        let principal = Principal(
            StoredCredential(
                tenantID: 1, keyID: key, name: "k", scopes: ["*:*"], rateLimit: nil, allowlist: [], expiresAt: nil,
                revokedAt: nil, subdomain: "t", currency: "EUR", timeZone: "Europe/Paris", isTest: false),
            bucket: RateBucket(limit: .perMinute(60)))
        return ActionRunner.Request(
            caller: try principal.authorize(.of(.create, .invoices), at: clock.now()), ip: "", requestID: "",
            claim: claim, isDryRun: isDryRun, approval: approval, needsApproval: needsApproval)
    }

    /// What a dry run shows, on a node of its own.
    private func shown<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, key: Int64 = 1
    ) async throws -> ApprovalDigest {
        let digest = Mutex<ApprovalDigest?>(nil)
        _ = try await ActionRunner(store: store, clock: clock).run(
            action, input, try request(key: key, isDryRun: true)
        ) { decision in
            digest.withLock { $0 = decision.approval }
            return []
        }
        return try #require(digest.withLock { $0 })
    }

    @discardableResult
    private func write<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input, _ request: ActionRunner.Request? = nil
    ) async throws -> Output {
        let output = Mutex<Output?>(nil)
        let request = try request ?? self.request()
        _ = try await ActionRunner(store: store, clock: clock).run(action, input, request) { decision in
            output.withLock { $0 = decision.output }
            return []
        }
        return try #require(output.withLock { $0 })
    }

    private func rename(_ customer: Int64, _ name: String) async throws {
        try await write(CustomerActions.update, Update(id: customer, fields: Fixture.customer(name)))
    }

    @Test func `what was shown is written later, on another node, and once the day is another it is not`() async throws
    {
        let customer = try await write(CustomerActions.create, Fixture.customer("Ada")).id
        let input = Fixture.invoice(customer, amount: 100, "Work")
        let digest = try await shown(InvoiceActions.create, input)
        #expect(ApprovalDigest(digest.description) == digest)
        pass(microseconds: 301_000_123)
        #expect(try await shown(InvoiceActions.create, input) == digest)
        let invoice = try await write(InvoiceActions.create, input, request(approval: digest))
        #expect(invoice.amount.minorUnits == 10_000)
        #expect(try await store.invoices.find(invoice.id, in: tenant)?.number == "INV-2026-0001")
        // It is dated today, and that is another day then.
        pass(microseconds: 86_400_000_000)
        await #expect(throws: Problem.self) {
            try await write(InvoiceActions.create, input, request(approval: digest))
        }
        #expect(try await store.invoices.list(ListQuery(), in: tenant).rows.count == 1)
    }

    @Test func `digests are the same where and only where caller and request are`() async throws {
        var customers: [Int64] = []
        for name in ["Ada", "Ada"] {
            customers.append(try await write(CustomerActions.create, Fixture.customer(name)).id)
        }
        struct Said: Hashable {
            let customer: Int64
            let amount: Int64
            let text: String
            let days: Int64
            let key: Int64
        }
        var digests: [Said: ApprovalDigest] = [:]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let said = Said(
                customer: customers.randomElement(using: &random) ?? 0, amount: .random(in: 1...3, using: &random),
                text: ["a", "b", "", "a "].randomElement(using: &random) ?? "",
                days: .random(in: 0...1, using: &random), key: .random(in: 1...2, using: &random))
            pass(microseconds: .random(in: 1...2_000_000, using: &random))
            var input = Fixture.invoice(said.customer, amount: said.amount, said.text)
            input.dueDays = said.days
            let digest = try await shown(InvoiceActions.create, input, key: said.key)
            if let known = digests.updateValue(digest, forKey: said) { #expect(known == digest) }
        }
        #expect(digests.count > 50 && Set(digests.values).count == digests.count)
        // The same change by another action is another.
        var paid = InvoiceFields()
        paid.status = .sent
        let id = try await write(InvoiceActions.create, Fixture.invoice(customers[0], amount: 1, "x")).id
        let other = Action<Update<InvoiceFields>, Invoice>(
            Operation("invoices.other", "", needs: .of(.update, .invoices), effect: .update),
            decide: InvoiceActions.update.decide)
        let update = Update(id: id, fields: paid)
        #expect(try await shown(InvoiceActions.update, update) != shown(other, update))
    }

    @Test func `a change of what the decision went by, or of what it names, is another digest; of else it is not`()
        async throws
    {
        let customer = try await write(CustomerActions.create, Fixture.customer("Ada")).id
        let bystander = try await write(CustomerActions.create, Fixture.customer("Bob")).id
        store.set(dailyRate: 50_000, of: tenant)
        var project = Fixture.project(customer, "Web shop")
        project.dailyRate = AmountInput(unscaled: 500, scale: 0)
        let projectID = try await write(ProjectActions.create, project).id
        var input = Fixture.estimate(customer, days: 1000)
        input.billing.projectID = projectID

        let first = try await shown(EstimateActions.create, input)
        try await rename(bystander, "Bill")
        #expect(try await shown(EstimateActions.create, input) == first)
        // Neither the rate nor the name stands in what is written.
        var change = ProjectFields()
        change.description = "Other"
        try await write(ProjectActions.update, Update(id: projectID, fields: change))
        let second = try await shown(EstimateActions.create, input)
        #expect(second != first)
        try await rename(customer, "Grace")
        let third = try await shown(EstimateActions.create, input)
        #expect(third != second)
        change.dailyRate = .some(nil)
        try await write(ProjectActions.update, Update(id: projectID, fields: change))
        let fourth = try await shown(EstimateActions.create, input)
        store.set(dailyRate: 50_100, of: tenant)
        #expect(try await Set([first, second, third, fourth, shown(EstimateActions.create, input)]).count == 5)
    }

    @Test func `rows that are new with each other are named by their places`() async throws {
        let customer = try await write(CustomerActions.create, Fixture.customer("Ada")).id
        let estimate = try await write(
            EstimateActions.create,
            {
                var fields = Fixture.estimate(customer, days: 1)
                fields.days = nil
                fields.billing.amount = AmountInput(unscaled: 10, scale: 0)
                return fields
            }())
        var sent = EstimateFields()
        sent.status = .sent
        try await write(EstimateActions.update, Update(id: estimate.id, fields: sent))
        var input = EstimateActions.AcceptInput()
        (input.createsProject, input.createsInvoice) = (true, true)
        let update = Update(id: estimate.id, fields: input)
        let digest = try await shown(EstimateActions.accept, update)
        pass(microseconds: 7)
        let made = try await write(EstimateActions.accept, update, request(approval: digest))
        #expect(made.invoice?.projectID == made.project?.id && made.estimate.projectID == made.project?.id)
    }

    @Test func `a key's secret, its revocation's moment and its overlap's end are no part of what is approved`()
        async throws
    {
        var fields = KeyManagement.Fields()
        (fields.name, fields.scopes) = ("n8n", ["customers:read"])
        let digest = try await shown(KeyManagement.create, fields)
        pass(microseconds: 1)
        let listing = try await write(KeyManagement.create, fields, request(approval: digest)).listing
        fields.scopes = ["customers:write"]
        #expect(try await shown(KeyManagement.create, fields) != digest)

        let hour = try await shown(KeyManagement.rotate, Update(id: listing.id, fields: 3600))
        let day = try await shown(KeyManagement.rotate, Update(id: listing.id, fields: 86_400))
        pass(microseconds: 3)
        #expect(try await shown(KeyManagement.rotate, Update(id: listing.id, fields: 3600)) == hour)
        #expect(hour != day)
        let revocation = try await shown(KeyManagement.revoke, Update(id: listing.id, fields: ()))
        pass(microseconds: 5)
        let gone = try await write(
            KeyManagement.revoke, Update(id: listing.id, fields: ()), request(approval: revocation))
        #expect(gone.key.revokedAt == clock.now())
    }

    @Test func `of many who approved the same update one writes`() async throws {
        let customer = try await write(CustomerActions.create, Fixture.customer("Ada")).id
        let update = Update(id: customer, fields: Fixture.customer("Grace"))
        let digest = try await shown(CustomerActions.update, update)
        let written = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { [self] in
                    do {
                        try await write(CustomerActions.update, update, request(approval: digest))
                        return true
                    } catch Problem.conflict {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(written == 1)
        #expect(try await store.customers.find(customer, in: tenant)?.version == 2)
    }

    @Test func `without a needed approval nothing is written, and what was answered before is answered again`()
        async throws
    {
        let input = Fixture.customer("Ada")
        await #expect(throws: Problem.approvalRequired) {
            try await write(CustomerActions.create, input, request(needsApproval: true))
        }
        #expect(try await store.customers.list(ListQuery(), in: tenant).rows.isEmpty)
        let claim = IdempotencyClaim(principal: "key:1", key: "k", fingerprint: SecretDigest(hashing: "x"))
        let digest = try await shown(CustomerActions.create, input)
        try await write(CustomerActions.create, input, request(claim: claim, approval: digest, needsApproval: true))
        for approval in [digest, nil, ApprovalDigest(String(repeating: "0", count: 64))] {
            let outcome = try await ActionRunner(store: store, clock: clock).run(
                CustomerActions.create, input, request(claim: claim, approval: approval, needsApproval: true)
            ) { _ in [] }
            guard case .replayed = outcome else {
                Issue.record("\(outcome)")
                continue
            }
        }
        #expect(try await store.customers.list(ListQuery(), in: tenant).rows.count == 1)
    }

    @Test func `an approval is needed of assistants and apps where the tenant says so, and of whom it is said`() {
        func credential(_ approval: Tenant.Approval) -> Principal {
            Principal(
                StoredCredential(
                    tenantID: 1, keyID: 1, name: "k", scopes: ["*:*"], rateLimit: nil, allowlist: [], expiresAt: nil,
                    revokedAt: nil, subdomain: "t", currency: "EUR", timeZone: "Europe/Paris", isTest: false,
                    approval: approval), bucket: RateBucket(limit: .perMinute(60)))
        }
        #expect(credential(.assistants).needsApproval(isByAssistant: true))
        #expect(!credential(.assistants).needsApproval(isByAssistant: false))
        #expect(!credential(.nobody).needsApproval(isByAssistant: true))
    }

    @Test(arguments: ["", "0", String(repeating: "A", count: 64), String(repeating: "0", count: 65), "é"])
    func `what no dry run has answered is no digest`(text: String) {
        #expect(ApprovalDigest(text) == nil)
    }
}
