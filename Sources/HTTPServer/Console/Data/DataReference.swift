import AuthCore
import Domain

/// Another row that a row names.
struct DataReference: Sendable, Hashable {
    enum Kind: Sendable, Hashable, CaseIterable {
        case customers, projects, invoices, devices, users

        /// By the name of a field.
        init?(field name: String) {
            switch name {
            case "customer_id", "customer": self = .customers
            case "project_id": self = .projects
            case "invoice_id": self = .invoices
            case "device_id", "device": self = .devices
            case "assigned_to": self = .users
            default: return nil
            }
        }

        var permission: Permission {
            switch self {
            case .customers: .of(.read, .customers)
            case .projects: .of(.read, .projects)
            case .invoices: .of(.read, .invoices)
            case .devices: .of(.read, .devices)
            case .users: .of(.read, .users)
            }
        }

        /// Where it is shown; nil: nowhere here.
        func address(of id: Int64) -> String? {
            switch self {
            case .customers: "/customers/\(id)/"
            case .projects: "/projects/\(id)/"
            case .invoices: "/invoices/\(id)/"
            case .devices, .users: nil
            }
        }
    }

    let kind: Kind
    let id: Int64

    init?(_ kind: Kind, _ id: Int64?) {
        guard let id else { return nil }
        (self.kind, self.id) = (kind, id)
    }
}

/// What the rows of a page name, in one read for each kind.
struct DataNames: Sendable {
    private var names: [DataReference: String] = [:]

    subscript(reference: DataReference) -> String? { names[reference] }

    static func load(_ references: [DataReference], _ visit: ConsoleVisit) async throws -> DataNames {
        var loaded = DataNames()
        for (kind, found) in Dictionary(grouping: Set(references), by: \.kind) where visit.sees(kind.permission) {
            for (id, name) in try await rows(kind, found.map(\.id), visit) {
                if let reference = DataReference(kind, id) { loaded.names[reference] = name }
            }
        }
        return loaded
    }

    private static func rows(_ kind: DataReference.Kind, _ ids: [Int64], _ visit: ConsoleVisit) async throws
        -> [(Int64, String)]
    {
        let (store, tenant) = (visit.services.store, visit.principal.tenant)
        switch kind {
        case .customers: return try await store.customers.find(ids, in: tenant).map { ($0.id, $0.name) }
        case .projects: return try await store.projects.find(ids, in: tenant).map { ($0.id, $0.name) }
        case .invoices: return try await store.invoices.find(ids, in: tenant).map { ($0.id, $0.number) }
        case .devices: return try await store.devices.find(ids, in: tenant).map { ($0.id, $0.title) }
        case .users: return try await store.users.find(ids, in: visit.principal.account).map { ($0.id, $0.title) }
        }
    }

    /// Of a list that is too long, so many are shown.
    private static let few = 10

    typealias Choices = (choices: [(value: String, label: String)], isMore: Bool)

    /// What can be chosen, by name: all of them in one list, or where there are too many a few, those that were looked for
    /// or else the newest, and that there are more.
    /// - Parameter words: what to look for.
    static func choices(_ kind: DataReference.Kind, search words: String?, chosen: Int64?, _ visit: ConsoleVisit)
        async throws -> Choices
    {
        var (rows, isMore) = try await page(kind, words, limit: mostListed, isByName: true, visit)
        if isMore { (rows, _) = try await page(kind, words, limit: few, isByName: words != nil, visit) }
        // What is chosen stays, though it is not among those that were looked for.
        if let chosen, !rows.contains(where: { $0.0 == chosen }) {
            rows += try await Self.rows(kind, [chosen], visit)
        }
        return (labelled(rows), isMore)
    }

    /// A few rows whose names have these words in them, by name; without words the newest.
    static func found(_ kind: DataReference.Kind, _ words: String?, _ visit: ConsoleVisit) async throws -> Choices {
        let (rows, isMore) = try await page(kind, words, limit: few, isByName: words != nil, visit)
        return (labelled(rows), isMore)
    }

    private static let mostListed = 200

    private static func labelled(_ rows: [(Int64, String)]) -> [(value: String, label: String)] {
        rows.map { (String($0.0), ForeignText($0.1, else: "#\($0.0)").text) }
    }

    /// - Parameter isByName: otherwise the newest come first.
    private static func page(
        _ kind: DataReference.Kind, _ words: String?, limit: Int, isByName: Bool, _ visit: ConsoleVisit
    ) async throws -> (rows: [(Int64, String)], isMore: Bool) {
        let (store, tenant) = (visit.services.store, visit.principal.tenant)
        // As searches of lists are.
        let sought = words.map { String(String.UnicodeScalarView($0.unicodeScalars.filter { $0 != "\0" }.prefix(200))) }
        func list<Row: Entity>(_ repository: any Repository<Row>, in tenant: TenantScope, _ name: (Row) -> String)
            async throws -> (rows: [(Int64, String)], isMore: Bool)
        {
            var query = ListQuery<Row>()
            (query.limit, query.search, query.isDescending) = (limit, sought, !isByName)
            if isByName { query.ordering = Row.orderings.first { $0.attribute == "name" } }
            let page = try await repository.list(query, in: tenant)
            return (page.rows.map { ($0.id, name($0)) }, page.next != nil)
        }
        return switch kind {
        case .customers: try await list(store.customers, in: tenant) { $0.name }
        case .projects: try await list(store.projects, in: tenant) { $0.name }
        case .invoices: try await list(store.invoices, in: tenant) { $0.number }
        case .devices: try await list(store.devices, in: tenant) { $0.title }
        case .users: try await list(store.users, in: visit.principal.account) { $0.title }
        }
    }
}

extension Device {
    var title: String {
        let name = [brand, model].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? type : serialNumber.isEmpty ? name : "\(name) (\(serialNumber))"
    }
}

extension User {
    var title: String { name.isEmpty ? email : name }
}
