package import Domain

/// What every store promises. Each check works in a tenant of its own, and says what is not as promised.
package struct StoreContract<Subject: Store>: Sendable {
    let store: Subject
    let now: Timestamp

    package init(_ store: Subject, now: Timestamp) {
        self.store = store
        self.now = now
    }

    /// - Returns: the promises that were broken; empty: none.
    package func broken() async throws -> [String] {
        try await pages() + filters() + updates() + dryRuns() + numbers() + walls() + references() + histories()
            + limits()
    }

    func check(_ promise: String, _ holds: Bool) -> [String] { holds ? [] : [promise] }

    func customer(_ name: String, _ status: Customer.Status = .active) async throws -> Customer {
        let id = try await store.newID(for: .customers)
        return Customer(
            id: id, uuid: UUIDv7(high: UInt64(id), low: 3), name: name, email: "", phone: "", company: "", address: "",
            taxNumber: "", notes: "", status: status, createdAt: now, updatedAt: now, version: 1)
    }

    func commit(
        _ tenant: Int64, _ changes: [Change], number: NumberRequest? = nil, isDryRun: Bool = false,
        limit: AccessLimit? = nil
    ) async throws -> CommitResult {
        try await store.commit(
            Commit(
                tenant: TenantScope(id: tenant, limit: limit), changes: changes, number: number,
                origin: AuditOrigin(actor: "contract", ip: "", requestID: "", action: "contract"), at: now,
                isDryRun: isDryRun))
    }

    private func pages() async throws -> [String] {
        let tenant: Int64 = 901
        for name in ["b", "a", "b", "c", "a"] { _ = try await commit(tenant, [.create(customer(name))]) }
        var broken: [String] = []
        for isDescending in [false, true] {
            var query = ListQuery<Customer>()
            query.ordering = Customer.orderings.first { $0.attribute == "name" }
            query.isDescending = isDescending
            query.limit = 2
            var seen: [Customer] = []
            repeat {
                let page = try await store.customers.list(query, in: TenantScope(id: tenant))
                seen += page.rows
                query.after = page.next
                broken += check("a page's total is of the whole list", page.total == Total(count: 5))
            } while query.after != nil && seen.count <= 5
            let names = seen.map(\.name)
            broken += check(
                "pages follow each other in order",
                names == (isDescending ? ["c", "b", "b", "a", "a"] : ["a", "a", "b", "b", "c"]))
            broken += check("no row comes twice or never", Set(seen.map(\.id)).count == 5)
        }
        return broken
    }

    private func filters() async throws -> [String] {
        let tenant: Int64 = 902
        for (name, status) in [("Ada", Customer.Status.active), ("Bob", .inactive), ("Adele", .inactive)] {
            _ = try await commit(tenant, [.create(customer(name, status))])
        }
        var query = ListQuery<Customer>()
        query.filters = [.init("status", .equals, .text("inactive"))]
        let filtered = try await store.customers.list(query, in: TenantScope(id: tenant))
        query.search = "AD"
        let found = try await store.customers.list(query, in: TenantScope(id: tenant))
        return check("a filter keeps what matches", filtered.rows.map(\.name) == ["Bob", "Adele"])
            + check("a filtered total counts what matches", filtered.total == Total(count: 2))
            + check("a search looks into words whatever their case", found.rows.map(\.name) == ["Adele"])
    }

    private func updates() async throws -> [String] {
        let tenant: Int64 = 903
        let old = try await customer("Old")
        _ = try await commit(tenant, [.create(old)])
        var new = old
        new.name = "New"
        new.version = 2
        guard let change = Change.update(from: old, to: new) else { return ["a change is a change"] }
        let first = try await commit(tenant, [change])
        let second = try await commit(tenant, [change])
        let kept = try await store.customers.find(old.id, in: TenantScope(id: tenant))
        return check("an update of what was read is kept", first == .committed(number: nil) && kept == new)
            + check("an update of what has changed since is stale", second == .stale)
    }

    private func dryRuns() async throws -> [String] {
        let tenant: Int64 = 904
        let result = try await commit(tenant, [.create(customer("Never"))], isDryRun: true)
        let summary = try await store.summary(of: RevenueQuery(currency: .eur), in: TenantScope(id: tenant))
        return check("a dry run would commit", result == .committed(number: nil))
            + check("a dry run leaves nothing", summary.count(of: .customers) == 0)
    }

    private func numbers() async throws -> [String] {
        let tenant: Int64 = 905
        let owner = try await customer("Owner")
        _ = try await commit(tenant, [.create(owner)])
        var random = SystemRandomNumberGenerator()
        var broken: [String] = []
        for expected in [nil, "INV-2026-0001", nil, "INV-2026-0002"] {
            let request = NumberRequest(series: "INV", year: 2026, using: &random)
            let id = try await store.newID(for: .invoices)
            let invoice = Invoice(
                id: id, uuid: UUIDv7(high: UInt64(id), low: 4), number: request.placeholder,
                customerID: expected == nil ? Int64.max : owner.id, projectID: nil, status: .draft,
                amount: Money(minorUnits: 1, currency: .eur), tax: Money(minorUnits: 0, currency: .eur),
                description: "Work",
                lines: [LineItem(description: "a", quantity: 1, unit: "b", unitPrice: 2, taxRate: 3)],
                issueDate: .earliest,
                dueDate: .latest, createdAt: now, updatedAt: now, version: 1)
            do {
                let result = try await commit(tenant, [.create(invoice)], number: request)
                let kept = try await store.invoices.find(id, in: TenantScope(id: tenant))
                broken += check("a number is given once it is sure", result == .committed(number: expected))
                broken += check("the row carries its number", kept?.number == expected)
                broken += check("the row keeps its lines", expected == nil || kept?.lines == invoice.lines)
            } catch let problem as Problem {
                let fault = Problem.invalid([Fault("customer_id", .reference, "There is no such row.")])
                broken += check(
                    "a row that refers to nothing is that field's fault", expected == nil && problem == fault)
            }
        }
        return broken
    }

    private func walls() async throws -> [String] {
        let row = try await customer("Mine")
        _ = try await commit(906, [.create(row)])
        var taken = row
        taken.name = "Taken"
        taken.version = 2
        guard let change = Change.update(from: row, to: taken) else { return ["a change is a change"] }
        let result = try await commit(907, [change])
        let other = try await store.customers.find(row.id, in: TenantScope(id: 907))
        let own = try await store.customers.find(row.id, in: TenantScope(id: 906))
        return check("another tenant's row is not found", other == nil)
            + check("another tenant's row is not changed", result == .stale && own == row)
    }

    private func task(_ title: String, of item: Int64?, due: LocalDate? = nil) async throws -> WorkTask {
        let id = try await store.newID(for: .tasks)
        return WorkTask(
            id: id, uuid: UUIDv7(high: UInt64(id), low: 5), title: title, description: "", status: .todo,
            priority: .medium, customerID: nil, workItemID: item, assignedTo: nil, dueDate: due, createdAt: now,
            updatedAt: now, version: 1)
    }

    private func references() async throws -> [String] {
        let (tenant, other): (Int64, Int64) = (908, 909)
        let (owner, stranger) = (try await customer("Owner"), try await customer("Stranger"))
        _ = try await commit(tenant, [.create(owner)])
        _ = try await commit(other, [.create(stranger)])
        var items: [WorkItem] = []
        for index in 0..<3 {
            let id = try await store.newID(for: .workItems)
            items.append(
                WorkItem(
                    id: id, uuid: UUIDv7(high: UInt64(id), low: 6), customerID: owner.id, deviceID: nil, type: "repair",
                    description: "Item \(index)", intakeMethod: .walkin, status: .intake, priority: .medium, notes: "",
                    assignedTo: nil, dueDate: nil, createdAt: now, updatedAt: now, version: 1))
        }
        _ = try await commit(tenant, items.map { .create($0) })
        for title in ["a", "b", "c"] { _ = try await commit(tenant, [.create(task(title, of: items[0].id))]) }
        _ = try await commit(tenant, [.create(task("d", of: items[1].id, due: .earliest))])
        let scope = TenantScope(id: tenant)
        let found = try await store.customers.find([owner.id, stranger.id, Int64.max, owner.id], in: scope)
        let tasks = try await store.tasks.find(
            by: "work_item_id", among: items.map(\.id) + [stranger.id], limit: 2, in: scope)
        let undeclared = try await store.tasks.find(by: "color", among: [1], limit: 2, in: scope)
        var query = ListQuery<WorkTask>()
        query.ordering = WorkTask.orderings.first { $0.attribute == "due_date" }
        query.limit = 1
        var titles: [String] = []
        repeat {
            let page = try await store.tasks.list(query, in: scope)
            titles += page.rows.map(\.title)
            query.after = page.next
        } while query.after != nil && titles.count <= 4
        var broken =
            check("rows are found by their ids, each once, and only the tenant's", found == [owner])
            + check("of each reference the first rows are found", tasks.map(\.title).sorted() == ["a", "b", "d"])
            + check("nothing has an attribute that is not declared", undeclared.isEmpty)
            + check("what has no due date comes last", titles == ["d", "a", "b", "c"])
        do {
            _ = try await commit(tenant, [.create(task("e", of: Int64.max))])
            broken.append("a row that refers to nothing is refused")
        } catch let problem as Problem {
            let fault = Problem.invalid([Fault("work_item_id", .reference, "There is no such row.")])
            broken += check("a row that refers to nothing is that field's fault", problem == fault)
        }
        return broken
    }

    private func histories() async throws -> [String] {
        let tenant = TenantScope(id: 910)
        var row = try await customer("v1")
        _ = try await commit(tenant.id, [.create(row)])
        for number in 2...5 {
            let old = row
            row.name = "v\(number)"
            row.version += 1
            if let change = Change.update(from: old, to: row) { _ = try await commit(tenant.id, [change]) }
        }
        var query = HistoryQuery(of: .customers, id: row.id)
        query.limit = 2
        var names: Set<String> = []
        var count = 0
        repeat {
            let page = try await store.history(query, in: tenant)
            for difference in page.events.flatMap(\.differences) where difference.attribute == "name" {
                if case .text(let name) = difference.after { names.insert(name) }
            }
            count += page.events.count
            query.after = page.next
        } while query.after != nil && count <= 5
        let other = try await store.history(HistoryQuery(of: .customers, id: row.id), in: TenantScope(id: 911))
        return check("a history has each change once", count == 5 && names == ["v1", "v2", "v3", "v4", "v5"])
            + check("another tenant's history is empty", other.events.isEmpty)
    }
}
