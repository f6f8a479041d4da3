/// Chosen customers and projects: whoever is limited to them sees and changes what hangs on them, and nothing else of
/// the tenant. Of a chosen project the customer is seen too, and cannot be changed.
public struct AccessLimit: Sendable, Hashable {
    /// How many of each can be chosen.
    public static let most = 100

    /// Sorted, each once.
    public let customers: [Int64]
    public let projects: [Int64]

    /// Nil where nothing is chosen, which is no limit.
    public init?(customers: [Int64], projects: [Int64]) {
        if customers.isEmpty, projects.isEmpty { return nil }
        self.customers = Set(customers).sorted()
        self.projects = Set(projects).sorted()
    }

    /// The choice is of rows that are there, for whoever chooses: all that is wrong with it, at once.
    ///
    /// Who is limited chooses among their own customers, and among the projects that they see: what they give to others
    /// is never more than they have.
    public static func faults(
        choosing customers: [Int64], _ projects: [Int64], from store: any Store, in tenant: TenantScope
    ) async throws -> [Fault] {
        let long = [("customer_ids", customers), ("project_ids", projects)].filter { $1.count > most }
        if !long.isEmpty { return long.map { Fault($0.0, .length, "Ensure there are at most \(most) of these.") } }
        var missing: [Fault] = []
        func note(_ field: String, _ chosen: [Int64], _ found: Set<Int64>) {
            for id in Set(chosen).subtracting(found).sorted() {
                missing.append(Fault(field, .reference, "There is no row \(id)."))
            }
        }
        if !customers.isEmpty {
            var found = Set(try await store.customers.find(customers, in: tenant).map(\.id))
            if let limit = tenant.limit { found.formIntersection(limit.customers) }
            note("customer_ids", customers, found)
        }
        if !projects.isEmpty {
            note("project_ids", projects, Set(try await store.projects.find(projects, in: tenant).map(\.id)))
        }
        return missing
    }
}
