import Foundation
import JSON
import Testing

@testable import Domain

/// A tenant of a test's own, and a key to it.
struct Office: Sendable {
    struct Key: Sendable {
        let id: Int64
        let secret: String
        let prefix: String
    }

    let daemon: RunningDaemon
    let subdomain: String
    let id: Int64
    let key: Key

    /// The key may do everything unless other scopes are named.
    static func open(on daemon: RunningDaemon? = nil, scopes: String = "*:*") async throws -> Office {
        let daemon = if let daemon { daemon } else { try await RunningDaemon.shared.value }
        let subdomain = "t" + UUID().uuidString.lowercased().prefix(18)
        let made = try await daemon.tool.run(
            "tenants", "create", "--subdomain", subdomain, "--name", "Office \(subdomain)", "--format", "json"
        ).json
        let key = try await issue(on: daemon, subdomain, ["--scopes", scopes])
        return Office(daemon: daemon, subdomain: subdomain, id: try #require(made["id"]?.int64Value), key: key)
    }

    private static func issue(on daemon: RunningDaemon, _ subdomain: String, _ options: [String]) async throws -> Key {
        let words = ["keys", "create", "--tenant", subdomain, "--name", "Test", "--format", "json"] + options
        return try key(await daemon.tool.run(words).json)
    }

    private static func key(_ json: JSONValue) throws -> Key {
        Key(
            id: try #require(json["id"]?.int64Value), secret: try #require(json["key"]?.stringValue),
            prefix: try #require(json["prefix"]?.stringValue))
    }

    var scope: TenantScope { TenantScope(id: id) }

    var client: HTTPClient { daemon.client.with(key: key.secret) }

    func issueKey(_ options: String...) async throws -> Key {
        try await Self.issue(on: daemon, subdomain, options)
    }

    func revoke(_ key: Key) async throws {
        _ = try await daemon.tool.run("keys", "revoke", "\(key.id)", "--format", "json").json
    }

    func activate(_ key: Key) async throws {
        _ = try await daemon.tool.run("keys", "activate", "\(key.id)", "--format", "json").json
    }

    /// The new key; the old one works for the overlap.
    func rotate(_ key: Key, overlap: String) async throws -> Key {
        try Self.key(
            await daemon.tool.run("keys", "rotate", "\(key.id)", "--overlap", overlap, "--format", "json").json)
    }

    /// The id of a new row.
    @discardableResult
    func row(_ path: String, _ body: String) async throws -> Int64 {
        let answer = try await client.post(path, body)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(try answer.json["id"]?.int64Value)
    }

    @discardableResult
    func customer(_ name: String = "Acme", _ more: String = "") async throws -> Int64 {
        try await row(Path.customers, #"{"name": "\#(name)"\#(more)}"#)
    }

    @discardableResult
    func project(_ customer: Int64, _ name: String = "Web shop", _ more: String = "") async throws -> Int64 {
        try await row(Path.projects, #"{"customer_id": \#(customer), "name": "\#(name)"\#(more)}"#)
    }

    @discardableResult
    func invoice(_ customer: Int64, amount: String = "100", description: String = "Work", _ more: String = "")
        async throws
        -> JSONValue
    {
        let answer = try await client.post(
            Path.invoices,
            #"{"customer_id": \#(customer), "amount": \#(amount), "description": "\#(description)"\#(more)}"#)
        try #require(answer.status == 201, "\(answer.text)")
        return try answer.json
    }

    /// How often the key was used, as `keys list` says.
    func uses(of key: Key) async throws -> Int64 {
        let keys = try await daemon.tool.run("keys", "list", "--tenant", subdomain, "--format", "json").json
        return try #require(keys.arrayValue?.first { $0["id"]?.int64Value == key.id }?["usage_count"]?.int64Value)
    }
}

/// The contract's paths.
enum Path {
    static let context = "/api/ai-actions/context/"
    static let actions = "/api/ai-actions/actions/"
    static let customerList = context + "customers/"
    static let invoiceList = context + "invoices/"
    static let projectList = context + "projects/"
    static let customers = actions + "customers/"
    static let projects = actions + "projects/"
    static let estimateList = context + "estimates/"
    static let estimates = actions + "estimates/"
    static let craList = context + "cras/"
    static let cras = actions + "cras/"
    static let invoices = actions + "invoices/"
    static let documentList = context + "documents/"
    static let documents = actions + "documents/"
    static let importCustomer = actions + "import-customer/"
    static let workItems = "/api/work-items/"
    static let tasks = "/api/tasks/"
    static let devices = "/api/devices/"
    static let auth = "/api/v1/auth/"
    static let auditLogs = "/api/v1/audit-logs/"
    static let auditExport = "/api/v1/compliance/export-audit-data"
}
