import Domain

/// The acts that the audit writes down, to choose from in the words of its table.
enum AuditActions {
    /// Those whose sentence is made of a verb and a kind of row; the others have one of their own.
    static let plain = [
        "apps.create", "apps.disable", "apps.update", "cra.create", "cra.update", "customers.create",
        "customers.replace", "customers.update", "devices.create", "devices.replace", "devices.update",
        "estimates.create", "estimates.update", "integrations.create", "invoices.create", "invoices.update",
        "keys.activate", "keys.create", "keys.revoke", "keys.update", "projects.create", "projects.update",
        "roles.create", "roles.update", "tasks.create", "tasks.replace", "tasks.update", "tenants.create",
        "tenants.update", "users.create", "users.update", "work_items.create", "work_items.replace",
        "work_items.update",
    ]

    /// One for each sentence, in their order.
    static func options(_ words: Texts.Audit, chosen: String?) -> [Form.Option] {
        let names = plain + words.words.acts.keys + words.words.actsOnRow.keys + [chosen].compactMap(\.self)
        var found: [String: String] = [:]
        for name in Set(names).sorted() {
            let label = sentence(name, words)
            if found[label] != chosen || chosen == nil { found[label] = name }
        }
        return found.sorted { $0.key < $1.key }.map { Form.Option($0.value, $0.key, isChosen: $0.value == chosen) }
    }

    private static func sentence(_ name: String, _ words: Texts.Audit) -> String {
        words.words.actsOnRow[name].map { $0(words.words.anything) } ?? words.sentence(of: name, on: "")
    }
}
