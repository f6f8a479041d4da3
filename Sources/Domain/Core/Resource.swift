public import AuthCore

/// The kinds of thing a permission can be about. Those that are rows have a table of the same name.
public enum Resource: String, Sendable, Hashable, CaseIterable {
    case customers, projects, invoices, estimates, cra, documents, context
    case workItems = "work_items"
    case tasks, devices
    case tenants, users, roles, keys, apps, webhooks, integrations, usage, audit
    // Rows that no permission is about: they are made and changed with those above.
    case creditNotes = "credit_notes"
    case memberships, sessions
    case secondFactors = "second_factors"
    case links, messages
    case grants = "oauth_grants"

    /// False for what is between kiikd and a person: no event leaves about it.
    package var isToldOutside: Bool {
        switch self {
        case .tenants, .memberships, .sessions, .secondFactors, .links, .messages, .grants: false
        default: true
        }
    }

    /// What permissions can be about: those before the others.
    static let grantable = allCases.prefix { $0 != .creditNotes }
}

extension Permission {
    /// Every permission there is, and the other systems' names for them.
    public static let catalog = PermissionCatalog(
        resources: Resource.grantable.map(\.rawValue),
        verbs: [(resource: Resource.documents.rawValue, verb: "import")],
        aliases: [
            (app: "customers", model: "customer", resource: Resource.customers),
            (app: "tasks", model: "workitem", resource: Resource.workItems),
            (app: "tasks", model: "task", resource: Resource.tasks),
            (app: "devices", model: "device", resource: Resource.devices),
        ].reduce(into: [:]) { aliases, model in
            let more = PermissionCatalog.djangoAliases(
                app: model.app, model: model.model, resource: model.resource.rawValue)
            aliases.merge(more) { first, _ in first }
        })

    /// The permission for one of the four actions on a resource.
    /// - Precondition: the resource is grantable. Resources are named in code, never read from input.
    public static func of(_ action: PermissionAction, _ resource: Resource) -> Permission {
        guard let index = Resource.grantable.firstIndex(of: resource) else {
            preconditionFailure("no permission is about \(resource.rawValue)")
        }
        return catalog[resource: index, action]
    }

    /// The permission for a verb of a resource's own, such as `documents:import`.
    /// - Precondition: the catalogue has it. Verbs are written in code, never read from input.
    static func of(verb: String, _ resource: Resource) -> Permission {
        guard let permission = catalog.permission(resource.rawValue, verb: verb) else {
            preconditionFailure("no verb \(verb) of \(resource.rawValue)")
        }
        return permission
    }
}
