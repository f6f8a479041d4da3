import AuthCore
import Domain

/// What the rows of a page are called, in one read for each kind of row that the reader may see.
struct AuditTitles: Sendable {
    struct Place: Sendable, Hashable {
        let resource: Resource
        let id: Int64

        /// Nil for what is no row, or of no kind that is known.
        init?(_ resource: String, _ id: Int64) {
            guard id > 0, let known = Resource(rawValue: resource) else { return nil }
            (self.resource, self.id) = (known, id)
        }
    }

    struct Title: Sendable {
        let name: String
        /// What it comes to, where it is about money.
        var total: Money?
    }

    private var titles: [Place: Title] = [:]

    subscript(resource: String, id: Int64) -> Title? { Place(resource, id).flatMap { titles[$0] } }

    static func load(_ rows: some Sequence<(resource: String, id: Int64)>, _ visit: ConsoleVisit) async throws
        -> AuditTitles
    {
        var loaded = AuditTitles()
        let places = Set(rows.compactMap { Place($0.resource, $0.id) })
        for (resource, found) in Dictionary(grouping: places, by: \.resource) {
            guard let needed = permission(resource), visit.sees(needed) else { continue }
            for (id, title) in try await read(resource, found.map(\.id), visit) {
                if let place = Place(resource.rawValue, id) { loaded.titles[place] = title }
            }
        }
        return loaded
    }

    /// What it takes to be told a row's name; nil where rows have none.
    private static func permission(_ resource: Resource) -> Permission? {
        switch resource {
        case .customers, .projects, .invoices, .estimates, .cra, .documents, .workItems, .tasks, .devices, .users,
            .roles, .keys, .apps, .integrations:
            .of(.read, resource)
        case .memberships: .of(.read, .users)
        case .creditNotes: CreditNoteActions.show.permission
        case .context, .tenants, .webhooks, .usage, .audit, .sessions, .secondFactors, .links, .messages, .grants: nil
        }
    }

    private static func read(_ resource: Resource, _ ids: [Int64], _ visit: ConsoleVisit) async throws
        -> [(Int64, Title)]
    {
        let (store, own, account) = (visit.services.store, visit.principal.tenant, visit.principal.account)
        func find<Row: Entity>(
            _ repository: any Repository<Row>, in tenant: TenantScope, _ title: (Row) -> Title
        ) async throws -> [(Int64, Title)] {
            try await repository.find(ids, in: tenant).map { ($0.id, title($0)) }
        }
        switch resource {
        case .customers: return try await find(store.customers, in: own) { Title(name: $0.name) }
        case .projects: return try await find(store.projects, in: own) { Title(name: $0.name) }
        case .invoices: return try await find(store.invoices, in: own) { Title(name: $0.number, total: $0.total) }
        case .estimates: return try await find(store.estimates, in: own) { Title(name: $0.number, total: $0.total) }
        case .creditNotes:
            return try await find(store.creditNotes, in: own) { Title(name: $0.number, total: $0.total) }
        case .cra:
            let reports = try await store.activityReports.find(ids, in: own)
            let names = try await DataNames.load(
                reports.compactMap { DataReference(.projects, $0.projectID) }, visit)
            return reports.map { ($0.id, Title(name: $0.title(in: visit.texts, names))) }
        case .documents: return try await find(store.documents, in: own) { Title(name: $0.filename) }
        case .workItems:
            return try await find(store.workItems, in: own) { Title(name: DataSheet.workItems.rowTitle($0)) }
        case .tasks: return try await find(store.tasks, in: own) { Title(name: $0.title) }
        case .devices: return try await find(store.devices, in: own) { Title(name: $0.title) }
        case .keys: return try await find(store.keyListings, in: own) { Title(name: $0.key.name) }
        case .integrations: return try await find(store.integrations, in: own) { Title(name: $0.name) }
        case .users: return try await find(store.users, in: account) { Title(name: $0.title) }
        case .roles: return try await find(store.roles, in: account) { Title(name: $0.name) }
        case .memberships:
            return try await find(store.memberListings, in: account) {
                Title(name: $0.name.isEmpty ? $0.email : $0.name)
            }
        case .apps: return try await find(store.apps, in: account) { Title(name: $0.name) }
        case .context, .tenants, .webhooks, .usage, .audit, .sessions, .secondFactors, .links, .messages, .grants:
            return []
        }
    }
}
