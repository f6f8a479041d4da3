import DomainTesting
import Testing

@testable import Domain

@Suite struct `Estimates by days` {
    private let store = MemoryStore { Caller.now }

    private func make<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input
    ) async throws -> Output {
        let request = try Caller.request()
        let context = ActionContext(caller: request.caller, now: Caller.now, store: store, isDryRun: false)
        let decision = try await action.decide(input, context)
        _ = try await ActionRunner(store: store, clock: Caller.clock).run(action, input, request, render: { _ in [] })
        return decision.output
    }

    @Test func `days cost the project's rate, else the tenant's, and none is a fault`() async throws {
        _ = try await make(CustomerActions.create, Fixture.customer("Ada"))
        let customer = try #require(try await store.customers.list(ListQuery(), in: TenantScope(id: 1)).rows.first).id
        let unknown = await #expect(throws: Problem.self) {
            _ = try await make(EstimateActions.create, Fixture.estimate(customer, days: 2500))
        }
        guard case .invalid(let faults)? = unknown else {
            Issue.record("\(String(describing: unknown))")
            return
        }
        #expect(faults.map(\.field) == ["days"])
        store.set(dailyRate: 60_000, of: TenantScope(id: 1))
        let tenants = try await make(EstimateActions.create, Fixture.estimate(customer, days: 2500))
        #expect(tenants.amount == Money(minorUnits: 150_000, currency: .eur))
        var fields = Fixture.project(customer, "Web shop")
        fields.dailyRate = AmountInput(unscaled: 500, scale: 0)
        _ = try await make(ProjectActions.create, fields)
        let project = try #require(try await store.projects.list(ListQuery(), in: TenantScope(id: 1)).rows.first).id
        var estimate = Fixture.estimate(customer, days: 500)
        estimate.billing.projectID = project
        let own = try await make(EstimateActions.create, estimate)
        #expect(own.amount == Money(minorUnits: 25_000, currency: .eur) && own.lines.first?.unit == "day")
    }
}
