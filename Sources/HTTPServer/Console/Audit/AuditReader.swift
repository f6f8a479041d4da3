import AuthCore
import Domain
import HTTPTypes
import JSON

/// Events in a reader's words: who, what, and which row.
struct AuditReader: Sendable {
    let visit: ConsoleVisit
    private let names: [String: AuditActor]
    private let titles: AuditTitles

    private var words: Texts.Audit { visit.texts.audit }

    /// - Parameters:
    ///   - actors: more of them than the events name.
    ///   - rows: the same of rows.
    init(
        _ visit: ConsoleVisit, _ events: [AuditEvent], actors: [String] = [],
        rows: [(resource: String, id: Int64)] = []
    ) async throws {
        self.visit = visit
        // What is new is told by its name alone: what it refers to is not said in a list.
        let referred = events.filter { $0.before != nil }.flatMap(Self.references)
        titles = try await AuditTitles.load(
            events.map { (resource: $0.resource, id: $0.resourceID) } + referred + rows, visit)
        let asked = Set((events.flatMap { [$0.actor, $0.onBehalfOf] } + actors).filter { !$0.isEmpty })
        names = asked.isEmpty ? [:] : try await visit.services.audit.names(of: asked, in: visit.principal.tenant)
    }

    // MARK: Who

    func actor(_ text: String) -> AuditActor { names[text] ?? AuditActor(text) }

    /// What people and programs are called, which is somebody else's text; of a command, a name of ours.
    func name(_ actor: AuditActor) -> String {
        if actor.kind == .command { return words.command(actor.text) }
        return ForeignText(actor.name, else: "\(words.kind(actor.kind)) \(actor.id.map(String.init) ?? "")").text
    }

    func kind(_ event: AuditEvent) -> String {
        let kind = words.kind(actor(event.actor).kind)
        return event.onBehalfOf.isEmpty ? kind : words.onBehalfOf(kind, name(actor(event.onBehalfOf)))
    }

    func who(_ event: AuditEvent, to address: String) -> Table.Cell {
        .foreign(name(actor(event.actor)), to: address, hint: kind(event))
    }

    // MARK: What

    func what(_ event: AuditEvent) -> String { words.sentence(of: event.action, on: event.resource) }

    /// Of what a change was, and what it became; nothing for what is new.
    func fields(_ event: AuditEvent) -> String? {
        guard event.before != nil, event.after != nil else { return nil }
        let changes = AuditDifference.differences(of: event)
        guard !changes.isEmpty else { return nil }
        let values = values(in: visit.principal.currency)
        let told = changes.prefix(Self.mostTold).map { change in
            let name = words.field(change.field)
            guard !Self.untold.contains(change.field), let text = values.text(change.field, change.after) else {
                return name
            }
            // What somebody typed does not turn around what stands beside it.
            let value = ForeignText(text.count > 40 ? "\(text.prefix(39))…" : text).text
            return visit.texts.formats.pair(name, "\u{2068}\(value)\u{2069}")
        }
        return told.joined(separator: ", ") + (changes.count > told.count ? "…" : "")
    }

    /// Writes what the audit noted, with the names of the rows that it refers to.
    func values(in currency: Currency) -> AuditValues {
        AuditValues(words: words.words, formats: visit.formats, currency: currency) { field, id in
            guard let resource = Self.referring[field], let title = titles[resource.rawValue, id] else { return nil }
            let name = ForeignText(title.name).text
            return name.isEmpty ? nil : "\(name) (\(id))"
        }
    }

    /// The rows that an event's fields refer to.
    static func references(of event: AuditEvent) -> [(resource: String, id: Int64)] {
        AuditDifference.differences(of: event).flatMap { difference -> [(resource: String, id: Int64)] in
            guard let resource = referring[difference.field] else { return [] }
            let values = [difference.before, difference.after].compactMap(\.self).flatMap { $0.arrayValue ?? [$0] }
            return values.compactMap(\.int64Value).map { (resource.rawValue, $0) }
        }
    }

    private static let referring: [String: Resource] = [
        "customer_id": .customers, "customer_ids": .customers, "project_id": .projects, "project_ids": .projects,
        "invoice_id": .invoices, "device_id": .devices, "integration_id": .integrations, "role_id": .roles,
        "user_id": .users, "created_by": .users, "assigned_to": .users, "rotated_from": .keys,
    ]

    private static let mostTold = 3
    /// Too long for a line, or counted in a currency that the change does not say.
    private static let untold: Set = ["lines", "days", "amount", "tax", "daily_rate", "unit_price", "jwks"]

    // MARK: Which row

    /// By its kind and its number.
    func row(_ resource: String, _ id: Int64) -> String {
        id == 0 ? "" : "\(words.name(of: resource)) \(id)"
    }

    /// By its name, where the reader may know it; and what it comes to.
    func title(_ resource: String, _ id: Int64) -> String? {
        guard let title = titles[resource, id] else { return nil }
        let name = ForeignText(title.name).text
        if name.isEmpty { return nil }
        return title.total.map { "\(name) (\(visit.formats.money($0)))" } ?? name
    }

    func rowCell(_ resource: String, _ id: Int64) -> Table.Cell {
        let address = address(resource, id)
        if let title = titles[resource, id] {
            let name = ForeignText(title.name)
            let total = title.total.map { " (\(visit.formats.money($0)))" } ?? ""
            if !name.text.isEmpty { return .foreign(name, and: total, to: address, hint: row(resource, id)) }
        }
        return address.map { .link(row(resource, id), to: $0) } ?? .text(row(resource, id))
    }

    /// The row's page, where there is one that this reader may see.
    func address(_ resource: String, _ id: Int64) -> String? {
        guard id > 0, let known = Resource(rawValue: resource), let path = Self.paths[known],
            let needs = Self.pages["\(path){id}/"], needs.allSatisfy(visit.may)
        else { return nil }
        return "\(path)\(id)/"
    }

    private static let paths: [Resource: String] = [
        .customers: "/customers/", .projects: "/projects/", .invoices: "/invoices/",
        .creditNotes: "/credit-notes/", .estimates: "/estimates/",
        .cra: "/activity-reports/", .workItems: "/work-items/", .documents: "/documents/", .keys: "/keys/",
        .roles: "/admin/roles/", .memberships: "/admin/users/", .apps: "/settings/applications/",
    ]

    /// The console's pages with what each needs.
    private static let pages = Dictionary(
        Console.endpoints.filter { $0.method == .get }.map { ($0.path, $0.needs) },
        uniquingKeysWith: { first, _ in first })
}
