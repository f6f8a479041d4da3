import DomainTesting
import Synchronization
import Testing

@testable import Domain

@Suite struct `Work items and tasks` {
    private let store = MemoryStore { Caller.now }

    private func run<Input: Sendable, Output: Sendable>(
        _ action: Action<Input, Output>, _ input: Input
    ) async throws -> Output {
        let seen = Mutex<Output?>(nil)
        _ = try await ActionRunner(store: store, clock: Caller.clock).run(action, input, Caller.request()) { decision in
            seen.withLock { $0 = decision.output }
            return []
        }
        return try #require(seen.withLock { $0 })
    }

    private func fields(_ customer: Int64) -> WorkItemFields {
        var fields = WorkItemFields()
        fields.customerID = customer
        fields.type = "repair"
        fields.description = "Screen replacement"
        return fields
    }

    private func item(_ more: (inout WorkItemFields) -> Void = { _ in }) async throws -> WorkItem {
        let customer = try await run(CustomerActions.create, Fixture.customer("Ada"))
        var fields = fields(customer.id)
        more(&fields)
        return try await run(WorkItemActions.create, fields)
    }

    private func refusal(_ body: () async throws -> Void) async -> Problem? {
        await #expect(throws: Problem.self) { try await body() }
    }

    @Test func `a work item begins at the intake, of a customer who walked in, with medium priority`() async throws {
        let item = try await item()
        #expect(item.status == .intake && item.intakeMethod == .walkin && item.priority == .medium)
        #expect(item.notes.isEmpty && item.deviceID == nil && item.assignedTo == nil && item.dueDate == nil)
    }

    @Test func `every move of a work item is made or refused as its status says, and staying is no move`() async throws
    {
        for from in WorkItem.Status.allCases {
            for to in WorkItem.Status.allCases {
                let item = try await item { $0.status = from }
                var patch = WorkItemFields()
                patch.status = to
                if to == from || from.next.contains(to) {
                    #expect(try await run(WorkItemActions.update, Update(id: item.id, fields: patch)).status == to)
                } else {
                    let problem = await refusal {
                        _ = try await run(WorkItemActions.update, Update(id: item.id, fields: patch))
                    }
                    guard case .conflict(let sentence)? = problem else {
                        Issue.record("\(from) → \(to): \(String(describing: problem))")
                        continue
                    }
                    #expect(sentence.contains(from.rawValue) && sentence.contains(to.rawValue))
                }
            }
        }
    }

    @Test func `what is done or cancelled stays so for a work item, and can be taken up again for a task`() {
        #expect(WorkItem.Status.done.next.isEmpty && WorkItem.Status.cancelled.next.isEmpty)
        #expect(WorkTask.Status.completed.next.contains(.inProgress) && WorkTask.Status.cancelled.next == [.todo])
        // Whatever is begun can be ended.
        for status in WorkItem.Status.allCases where status != .done && status != .cancelled {
            #expect(status.next.contains(.cancelled))
        }
    }

    @Test func `a replacement keeps who it is and puts back whatever is not given`() async throws {
        let old = try await item {
            $0.notes = "Cracked"
            $0.priority = .urgent
            $0.intakeMethod = .email
            $0.assignedTo = 7
            $0.dueDate = .latest
        }
        var again = fields(old.customerID)
        again.description = "Battery"
        let new = try await run(WorkItemActions.replace, Update(id: old.id, fields: again))
        #expect(new.id == old.id && new.uuid == old.uuid && new.createdAt == old.createdAt && new.version == 2)
        #expect(new.description == "Battery" && new.notes.isEmpty && new.priority == .medium)
        #expect(new.intakeMethod == .walkin && new.assignedTo == nil && new.dueDate == nil)
        #expect(try await store.workItems.find(old.id, in: TenantScope(id: 1)) == new)
    }

    @Test func `a replacement that leaves the status out puts it back too, where that is a move`() async throws {
        let begun = try await item { $0.status = .inProgress }
        let problem = await refusal {
            _ = try await run(WorkItemActions.replace, Update(id: begun.id, fields: fields(begun.customerID)))
        }
        guard case .conflict? = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        var again = fields(begun.customerID)
        again.status = .ready
        #expect(try await run(WorkItemActions.replace, Update(id: begun.id, fields: again)).status == .ready)
    }

    @Test func `a replacement says what it must, and of a row that is there`() async throws {
        let item = try await item()
        let lacking = await refusal {
            _ = try await run(WorkItemActions.replace, Update(id: item.id, fields: WorkItemFields()))
        }
        #expect(lacking == .invalid([Fault("customer_id", .required, "This field is required.")]))
        let missing = await refusal {
            _ = try await run(WorkItemActions.replace, Update(id: 999, fields: fields(item.customerID)))
        }
        #expect(missing == .notFound(.workItems, id: "999"))
    }

    @Test func `a customer said anew has no field left that was not given`() async throws {
        var fields = Fixture.customer("Ada")
        fields.email = "ada@example.com"
        fields.status = .inactive
        let old = try await run(CustomerActions.create, fields)
        let new = try await run(CustomerActions.replace, Update(id: old.id, fields: Fixture.customer("Ada Lovelace")))
        #expect(new.name == "Ada Lovelace" && new.email.isEmpty && new.status == .active && new.id == old.id)
    }

    @Test func `a patch replaces notes, and null takes references back`() async throws {
        let old = try await item {
            $0.notes = "First"; $0.assignedTo = 7
        }
        var patch = WorkItemFields()
        patch.notes = "Second"
        patch.assignedTo = .some(nil)
        let new = try await run(WorkItemActions.update, Update(id: old.id, fields: patch))
        #expect(new.notes == "Second" && new.assignedTo == nil && new.description == old.description)
    }
}
