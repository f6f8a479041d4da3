import ArgumentParser
import AuthCore
import Domain
import Foundation
import JSON
import Logging
import Persistence

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create and manage API keys.",
        subcommands: [
            Create.self, List.self, Revoke.self, Activate.self, Rotate.self, Logs.self, ImportKeys.self,
        ])

    enum Family: String, ExpressibleByArgument, CaseIterable {
        case kiik, service
    }

    enum Environment: String, ExpressibleByArgument, CaseIterable {
        case live, test
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a key. Its secret is shown once.",
            discussion:
                "--role or --environment implies the service family (sk_live_, sk_test_); otherwise the key begins with fta_."
        )

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "What the key is for.") var name: String
        @Option(help: "kiik (fta_) or service (sk_).") var family: Family?
        @Option(help: "live or test; a test key sees and makes only test data.") var environment: Environment?
        @Option(help: "Permissions by commas, such as customers:read,invoices:write. Without it or a role: *:read.")
        var scopes: String?
        @Option(help: "A role, by id or name, that caps the scopes, or stands for them.") var role: String?
        @Option(
            help: "Whose key it is, by email address; it never allows more than they may. Without: the tenant's own.")
        var user: String?
        @Option(help: "The last day on which it works, YYYY-MM-DD in the tenant's time zone.") var expires: String?
        @Option(help: "Further notes.") var notes = ""
        @Option(help: "The integration that it is for, by id or name.") var integration: String?
        @Option(name: .customLong("rate-limit"), help: "Such as 600/min, 10/s, 1000/h.") var rateLimit: String?
        @Option(name: .customLong("allow"), help: "Addresses or blocks, by commas, from which it may be used.")
        var allowlist = ""
        @Option(name: .customLong("customer"), help: "A customer's id: the key sees what hangs on it. Repeatable.")
        var customers: [Int64] = []
        @Option(name: .customLong("project"), help: "A project's id: the key sees what hangs on it. Repeatable.")
        var projects: [Int64] = []

        func run() async throws {
            if family == .kiik, environment != nil {
                throw ValidationError(
                    "--environment is for keys of the service family; leave out --family kiik or --environment.")
            }
            let settings = try await common.settings()
            let issued = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                let office = Operator(database: database)
                let live = try await office.tenant(tenant)
                var owner = live
                if environment == .test, let testID = live.testID {
                    owner = try await database.access.tenant(id: testID) ?? live
                }
                let isService = family == .service || family == nil && (environment != nil || role != nil)
                let secretFamily: SecretFamily = !isService ? .kiik : environment == .test ? .serviceTest : .serviceLive
                var draft = APIKeyActions.Draft(
                    name: name, family: secretFamily.name,
                    scopes: Keys.list(scopes ?? (role == nil ? "*:read" : "")))
                var chosen: Role?
                if let role {
                    chosen = try await office.role(role, in: live)
                    draft.roleID = chosen?.id
                }
                if let user { draft.createdBy = try await office.member(user, of: live).userID }
                if let integration {
                    draft.integrationID = try await office.integration(integration, in: live).id
                }
                draft.expiresAt = try Keys.expiry(expires, in: live)
                draft.notes = notes
                draft.rateLimit = rateLimit
                draft.allowlist = Keys.list(allowlist)
                draft.customerIDs = customers
                draft.projectIDs = projects
                var issued = try await KeyCommands(database: database, clock: .system).create(draft, tenant: owner)
                issued.role = chosen
                return issued
            }
            Keys.show(issued, common.format, title: "API KEY GENERATED SUCCESSFULLY!")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List keys, with how they are used.")

        @OptionGroup var common: CommonOptions
        @Option(help: "Only this tenant's (and its test environment's).") var tenant: String?

        func run() async throws {
            let settings = try await common.settings()
            let keys = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                let all = try await database.access.tenants()
                let chosen = all.first { $0.subdomain == tenant }
                if let tenant, chosen == nil { throw Keys.noTenant(tenant) }
                var keys: [(tenant: String, listing: APIKeyListing)] = []
                for one in all where chosen == nil || one.id == chosen?.id || one.testOf == chosen?.id {
                    keys += try await database.access.keys(of: one).map { (one.subdomain, $0) }
                }
                return keys.sorted { $0.listing.id < $1.listing.id }
            }
            switch common.format {
            case .json: Output.json(.array(keys.map { Keys.json($1, of: $0) }))
            case .text:
                Output.table(
                    ["ID", "TENANT", "PREFIX", "STATUS", "USES", "LAST USED", "SCOPES", "NAME"],
                    keys.map { tenant, listing in
                        [
                            String(listing.id), tenant, listing.key.prefix, listing.status.rawValue,
                            String(listing.usageCount), listing.lastUsedAt?.iso8601 ?? "never",
                            ((listing.roleName.map { ["role \($0)"] } ?? []) + listing.key.scopes)
                                .joined(separator: ","), listing.key.name,
                        ]
                    })
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a key: it is refused from the next request on.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The key's id.") var id: Int64

        func run() async throws {
            try await Keys.change(common) {
                try await $0.revoke(id)
            } text: {
                "Revoked key \($0.id) (\($0.prefix) \($0.name))."
            }
        }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a key's revocation back.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The key's id.") var id: Int64

        func run() async throws {
            try await Keys.change(common) {
                try await $0.activate(id)
            } text: {
                "Key \($0.id) (\($0.prefix) \($0.name)) is active."
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace a key's secret. The old one works for the overlap, then expires.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The key's id.") var id: Int64
        @Option(help: "How long the old secret still works: 30s, 15m, 24h, 7d.") var overlap = "24h"

        func run() async throws {
            guard let seconds = Keys.seconds(overlap) else {
                throw ValidationError("--overlap takes a number and a unit: 30s, 15m, 24h, 7d.")
            }
            let settings = try await common.settings()
            let issued = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await KeyCommands(database: database, clock: .system).rotate(id, overlap: seconds)
            }
            Keys.show(issued, common.format, title: "API KEY ROTATED SUCCESSFULLY!")
        }
    }

    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a key's latest calls, newest first.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The key's id.") var id: Int64
        @Option(help: "How many at most, 1 to 100000.") var limit = 50

        func run() async throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit takes 1 to 100000.") }
            let settings = try await common.settings()
            let records = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                let (_, tenant) = try await KeyCommands(database: database, clock: .system).find(id)
                return try await Keys.logs(ofKey: id, in: TenantScope(id: tenant.id), limit: limit, database.store)
            }
            Keys.show(records, common)
        }
    }
}

/// The guide's name for `keys create`.
struct GenerateAPIKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate_api_key", abstract: "The same as `keys create`.")
    @OptionGroup var command: Keys.Create

    func run() async throws { try await command.run() }
}
