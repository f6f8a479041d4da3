extension ActionContext {
    /// What a day of a project costs: its own rate, else the tenant's; nil where neither has one.
    func dailyRate(of project: Project?) async throws -> Money? {
        let currency = caller.principal.currency
        if let rate = project?.dailyRate, rate.currency == currency { return rate }
        return try await store.dailyRate(in: tenant).map { Money(minorUnits: $0, currency: currency) }
    }

    func dailyRate(ofProject id: Int64?) async throws -> Money? {
        guard let id else { return try await dailyRate(of: nil) }
        guard let project = try await store.projects.find(id, in: tenant) else {
            throw Problem.invalid([Fault("project_id", .reference, "There is no such row.")])
        }
        return try await dailyRate(of: project)
    }
}
