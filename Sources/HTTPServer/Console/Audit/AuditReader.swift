import AuthCore
import Domain
import HTTPTypes

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
        titles = try await AuditTitles.load(events.map { (resource: $0.resource, id: $0.resourceID) } + rows, visit)
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
        let values = AuditValues(words: words.words, formats: visit.formats, currency: visit.principal.currency)
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
        if let title = title(resource, id) { return .foreign(title, to: address, hint: row(resource, id)) }
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
