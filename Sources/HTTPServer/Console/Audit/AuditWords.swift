import Domain

/// What the audit's own names are called by people: kinds of row, what is done to them, their fields and values.
struct AuditWords: Sendable {
    /// `Customer`
    let name: @Sendable (Resource) -> String
    /// `a customer`, as it stands behind a verb.
    let one: @Sendable (Resource) -> String
    /// `3 customers`
    let counted: @Sendable (Resource, Int) -> String
    /// What becomes of so many rows that were made and are taken back: `3 customers become inactive`.
    let retired: @Sendable (Resource, Int) -> String
    /// A row of any kind, as it stands behind a verb.
    let anything: String
    /// What is done to rows of any kind, by the action's last word: `create`.
    let verbs: [String: @Sendable (_ one: String) -> String]
    /// What is done to no row of its own, or has a better sentence, by the action's name.
    let acts: [String: String]
    /// What was done to a row by an act that is about others: `audit.undo`.
    let actsOnRow: [String: @Sendable (_ one: String) -> String]
    /// Attributes.
    let fields: [String: String]
    /// Statuses and other choices.
    let values: [String: String]

    /// What was done. The action's own name where nothing is known of it.
    func sentence(of action: String, on resource: String) -> String {
        if let sentence = actsOnRow[action], let row = Resource(rawValue: resource) { return sentence(one(row)) }
        if let sentence = acts[action] { return sentence }
        let parts = action.split(separator: ".")
        guard parts.count == 2, let about = Resource(rawValue: String(parts[0])), let verb = verbs[String(parts[1])]
        else { return ForeignText(action).text }
        return verb(one(about))
    }

    /// The attribute's name with spaces where it has no better one.
    func field(_ attribute: String) -> String {
        if let word = fields[attribute] { return word }
        let name = ForeignText(attribute).text.replacing("_", with: " ")
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    func name(of resource: String) -> String {
        Resource(rawValue: resource).map(name) ?? ForeignText(resource).text
    }
}
