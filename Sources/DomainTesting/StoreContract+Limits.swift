import Domain

extension StoreContract {
    private func caught(_ body: () async throws -> CommitResult) async throws -> Problem? {
        do {
            _ = try await body()
            return nil
        } catch let problem as Problem {
            return problem
        }
    }

    private func project(_ name: String, of customer: Customer) async throws -> Project {
        let id = try await store.newID(for: .projects)
        return Project(
            id: id, uuid: UUIDv7(high: UInt64(id), low: 7), name: name, customerID: customer.id, description: "",
            status: .active, dailyRate: nil, currency: .eur, startDate: nil, endDate: nil, createdAt: now,
            updatedAt: now, version: 1)
    }

    private func invoice(_ number: String, of customer: Customer, _ project: Project?) async throws -> Invoice {
        let id = try await store.newID(for: .invoices)
        return Invoice(
            id: id, uuid: UUIDv7(high: UInt64(id), low: 8), number: number, customerID: customer.id,
            projectID: project?.id, status: .sent, amount: Money(minorUnits: 100, currency: .eur),
            tax: Money(minorUnits: 0, currency: .eur), description: "Work", lines: [], issueDate: .earliest,
            dueDate: .latest, createdAt: now, updatedAt: now, version: 1)
    }

    /// Whoever is limited to some customers and projects reads, counts and writes within them.
    func limits() async throws -> [String] {
        let tenant: Int64 = 912
        let (own, other) = (try await customer("Own"), try await customer("Other"))
        let (ownProject, otherProject) = (try await project("P", of: own), try await project("P", of: other))
        let bills = [
            try await invoice("1", of: own, nil), try await invoice("2", of: own, ownProject),
            try await invoice("3", of: other, otherProject), try await invoice("4", of: other, nil),
        ]
        _ = try await commit(tenant, [.create(own), .create(other)])
        _ = try await commit(tenant, [.create(ownProject), .create(otherProject)])
        _ = try await commit(tenant, bills.map { .create($0) })
        guard let ofCustomer = AccessLimit(customers: [own.id], projects: []),
            let ofProject = AccessLimit(customers: [], projects: [otherProject.id])
        else { return ["a choice is a limit"] }
        return try await reads(TenantScope(id: tenant, limit: ofCustomer), own, bills, seen: [0, 1])
            + reads(TenantScope(id: tenant, limit: ofProject), other, bills, seen: [2])
            + writes(tenant, ofCustomer, ofProject, own, other, otherProject)
    }

    private func reads(
        _ scope: TenantScope, _ customer: Customer, _ bills: [Invoice], seen: [Int]
    ) async throws -> [String] {
        let expected = seen.map { bills[$0].id }.sorted()
        let customers = try await store.customers.list(ListQuery(), in: scope)
        let page = try await store.invoices.list(ListQuery(), in: scope)
        let found = try await store.invoices.find(bills.map(\.id), in: scope)
        let summary = try await store.summary(of: RevenueQuery(currency: .eur), in: scope)
        var broken =
            check("a limited list has the chosen rows", customers.rows == [customer] && page.rows.map(\.id) == expected)
            + check("a limited total is of the chosen rows", page.total == Total(count: Int64(expected.count)))
            + check("what is outside of a limit is not found", found.map(\.id).sorted() == expected)
            + check(
                "a limited summary is of the chosen rows",
                summary.count(of: .customers) == 1 && summary.count(of: .projects) == 1
                    && summary.count(of: .invoices) == expected.count
                    && summary.revenue.invoiced.minorUnits == 100 * Int64(expected.count))
        for bill in bills {
            let events = try await store.history(HistoryQuery(of: .invoices, id: bill.id), in: scope).events
            broken += check("a history is of who sees the row", events.isEmpty != expected.contains(bill.id))
        }
        return broken
    }

    private func writes(
        _ tenant: Int64, _ ofCustomer: AccessLimit, _ ofProject: AccessLimit, _ own: Customer, _ other: Customer,
        _ otherProject: Project
    ) async throws -> [String] {
        func attempt(_ limit: AccessLimit, _ change: Change?) async throws -> Problem? {
            guard let change else { return .internal }
            return try await caught { try await commit(tenant, [change], limit: limit) }
        }
        func renamed(_ customer: Customer) -> Change? {
            var new = customer
            (new.name, new.version) = ("Renamed", customer.version + 1)
            return Change.update(from: customer, to: new)
        }
        let unknown = Problem.invalid([Fault("customer_id", .reference, "There is no such row.")])
        let strangers = try await attempt(ofCustomer, .create(invoice("5", of: other, nil)))
        let made = try await attempt(ofCustomer, .create(invoice("6", of: own, nil)))
        let loose = try await attempt(ofProject, .create(invoice("7", of: other, nil)))
        let within = try await attempt(ofProject, .create(invoice("8", of: other, otherProject)))
        let newcomer = try await attempt(ofCustomer, .create(customer("New")))
        let total = try await store.invoices.list(ListQuery(), in: TenantScope(id: tenant)).total
        return check("what points outside of a limit points to nothing", strangers == unknown)
            + check("what hangs on what was chosen is written, and counted", made == nil && total == Total(count: 6))
            + check("what hangs on nothing chosen is refused", loose == .outsideLimit && within == nil)
            + check("who is limited makes no customer", newcomer == .outsideLimit)
            + check(
                "a chosen project's customer is not changed",
                try await attempt(ofProject, renamed(other)) == .outsideLimit)
            + check("a chosen customer is changed", try await attempt(ofCustomer, renamed(own)) == nil)
    }
}
