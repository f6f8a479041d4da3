internal import AuthCore

/// What keys of a tenant are for, and who answers for it.
public struct Integration: Editable {
    public static var resource: Resource { .integrations }

    public var id: Int64
    public var uuid: UUIDv7
    public var name: String
    public var description: String
    public var responsible: String
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var version: Int64

    public init(
        id: Int64, uuid: UUIDv7, name: String, description: String, responsible: String, createdAt: Timestamp,
        updatedAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.uuid = uuid
        self.name = name
        self.description = description
        self.responsible = responsible
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }

    public static let attributes: [Attribute<Integration>] = [
        Attribute("id", isContent: false) { .integer($0.id) },
        Attribute("uuid", isContent: false) { .uuid($0.uuid) },
        Attribute("name") { .text($0.name) },
        Attribute("description") { .text($0.description) },
        Attribute("responsible") { .text($0.responsible) },
        Attribute("created_at", isContent: false) { .timestamp($0.createdAt) },
        Attribute("updated_at", isContent: false) { .timestamp($0.updatedAt) },
        Attribute("version", isContent: false) { .integer($0.version) },
    ]

    public static let orderings: [Ordering<Integration>] = []

    public enum Rule {
        public static let name = TextRule(1...200)
        public static let description = TextRule(0...1000, .lines)
        public static let responsible = TextRule(0...200)
    }
}

/// What can be done with integrations.
public enum IntegrationActions {
    public struct Draft: Sendable {
        public var name: String
        public var description: String
        public var responsible: String

        public init(name: String, description: String = "", responsible: String = "") {
            self.name = name
            self.description = description
            self.responsible = responsible
        }
    }

    public static let create = Action<Draft, Integration>(
        Operation(
            "integrations.create", "Creates an integration: what keys are for.", needs: .of(.create, .integrations),
            effect: .create)
    ) { draft, context in
        let faults = [
            ("name", Integration.Rule.name, draft.name),
            ("description", Integration.Rule.description, draft.description),
            ("responsible", Integration.Rule.responsible, draft.responsible),
        ].compactMap { field, rule, text in rule.fault(in: text).map { Fault(field, $0.code, $0.message) } }
        if !faults.isEmpty { throw Problem.invalid(faults) }
        let integration = Integration(
            id: try await context.newID(for: .integrations), uuid: context.newUUID(), name: draft.name,
            description: draft.description, responsible: draft.responsible, createdAt: context.now,
            updatedAt: context.now, version: 1)
        return Decision(changes: [.create(integration)], output: integration)
    }
}
