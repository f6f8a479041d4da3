import AuthCore
import Domain

/// What every scope means, in a person's words.
struct ScopeTexts: TextSection {
    /// How sentences speak of a resource.
    struct Words: Sendable {
        /// Stands above its scopes.
        let title: String
        /// All of them: "customers", « les clients ».
        let all: String
        /// Some of them: "customers", « des clients ».
        let some: String
    }

    /// How the four actions and their sums are said of a resource.
    struct Sentences: Sendable {
        let read: @Sendable (Words) -> String
        let create: @Sendable (Words) -> String
        let update: @Sendable (Words) -> String
        let delete: @Sendable (Words) -> String
        let write: @Sendable (Words) -> String
        let everything: @Sendable (Words) -> String
    }

    let sentences: Sentences
    /// Of `*:read` and its like.
    let anything: Words
    let customers: Words
    let projects: Words
    let invoices: Words
    let estimates: Words
    let activityReports: Words
    let documents: Words
    let context: Words
    let workItems: Words
    let tasks: Words
    let devices: Words
    let tenants: Words
    let users: Words
    let roles: Words
    let keys: Words
    let apps: Words
    let webhooks: Words
    let integrations: Words
    let usage: Words
    let audit: Words

    let importDocuments: String
    /// Stands above what is no scope here.
    let other: String

    /// Stands above the scopes of OpenID Connect.
    let identity: String
    let openID: String
    let profile: String
    let email: String
    let offlineAccess: String

    private func words(of resource: String) -> Words? {
        switch Resource(rawValue: resource) {
        case .customers: customers
        case .projects: projects
        case .invoices: invoices
        case .estimates: estimates
        case .cra: activityReports
        case .documents: documents
        case .context: context
        case .workItems: workItems
        case .tasks: tasks
        case .devices: devices
        case .tenants: tenants
        case .users: users
        case .roles: roles
        case .keys: keys
        case .apps: apps
        case .webhooks: webhooks
        case .integrations: integrations
        case .usage: usage
        case .audit: audit
        default: resource == "*" ? anything : nil
        }
    }
}

extension ScopeTexts {
    /// A scope as a page says it.
    struct Meaning: Sendable, Hashable {
        /// Above the scopes of one kind.
        let title: String
        let sentence: String
        /// True where it lets something be changed.
        let isWrite: Bool
    }

    /// Nil for what is no scope here.
    func meaning(of scope: String) -> Meaning? {
        if let sentence = identitySentence(scope) {
            return Meaning(title: identity, sentence: sentence, isWrite: false)
        }
        let name = scope == "*" ? "*:*" : scope
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, let words = words(of: parts[0]), let sentence = sentence(of: parts[1], words, name) {
            return Meaning(title: words.title, sentence: sentence, isWrite: parts[1] != "read")
        }
        // Another system's name for some of ours.
        guard let allowed = try? Permission.catalog.parse([scope]) else { return nil }
        let meanings = Permission.catalog.names(of: allowed).filter { $0 != scope }.compactMap(meaning(of:))
        guard let first = meanings.first else { return nil }
        return Meaning(
            title: first.title, sentence: meanings.map(\.sentence).joined(separator: "; "),
            isWrite: meanings.contains { $0.isWrite })
    }

    private func sentence(of action: String, _ words: Words, _ scope: String) -> String? {
        switch action {
        case "read": sentences.read(words)
        case "create": sentences.create(words)
        case "update": sentences.update(words)
        case "delete": sentences.delete(words)
        case "write": sentences.write(words)
        case "*": sentences.everything(words)
        case "import" where scope == "documents:import" || scope == "*:import": importDocuments
        default: nil
        }
    }

    private func identitySentence(_ scope: String) -> String? {
        switch scope {
        case "openid": openID
        case "profile": profile
        case "email": email
        case "offline_access": offlineAccess
        default: nil
        }
    }
}
