import ArgumentParser
import AuthCore
import Domain
import Foundation
import JSON
import Logging
import Persistence

struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read, export, verify, erase and undo what was done.",
        subcommands: [List.self, Export.self, Verify.self, PublicKey.self, Erase.self, Undo.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a tenant's changes, newest first.")

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @OptionGroup var period: AuditPeriod
        @Option(help: "Who did it, such as key:12 or cli.") var actor: String?
        @Option(help: "What was done, such as invoices.create.") var action: String?
        @Option(help: "To what, such as invoices.") var resource: String?
        @Option(help: "How many at most, 1 to 100000.") var limit = 50

        func run() async throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit takes 1 to 100000.") }
            let settings = try await common.settings()
            let events = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let owner = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant)
                }
                var filter = try period.filter(in: owner)
                filter.actor = actor
                filter.action = action
                filter.resource = resource
                return try await PostgresAudit(client: database.client, logger: database.logger).list(
                    filter, limit: limit, offset: 0, of: TenantScope(id: owner.id))
            }
            switch common.format {
            case .json: Output.json(.array(events.map(Audit.json)))
            case .text:
                Output.table(
                    ["TIME", "ACTOR", "ACTION", "ROW", "IP", "REQUEST ID"],
                    events.map {
                        [
                            $0.occurredAt.iso8601, $0.actor, $0.action, "\($0.resource)/\($0.resourceID)", $0.ip,
                            $0.requestID,
                        ]
                    })
            }
        }
    }

    struct PublicKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "public-key",
            abstract: "Print the public half of the key that signs the audit, as JSON Web Key or PEM.")

        @Option(help: "Data directory (KIIK_DATA).") var data: String?
        @Flag(help: "PEM, as openssl reads it.") var pem = false

        func run() async throws {
            let settings = try await Settings.read(flags: data.map { ["data": $0] } ?? [:])
            let key = try Audit.key(settings).publicKey
            guard pem else { return Output.line(key.text) }
            guard let text = key.pem else { throw Failure("Only an Ed25519 key is printed as PEM. Leave out --pem.") }
            FileHandle.standardOutput.write(Data(text.utf8))
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase what the audit keeps of a row's content, for good.",
            discussion: """
                Before and after of the row's events go, with their salts; who did what and when stays, and the chain \
                still verifies. The erasure is an event itself. Events of the last moments, which are not sealed yet, \
                are left: run it again a minute later.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The kind of row, such as customers.") var resource: String
        @Option(help: "The row's id.") var id: Int64
        @Option(help: "Why: kept in the audit, so without personal data.") var reason: String

        func run() async throws {
            if TextRule(1...200).fault(in: reason) != nil {
                throw ValidationError("--reason takes a line of 1 to 200 characters.")
            }
            let settings = try await common.settings()
            let erased = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let owner = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant)
                }
                return try await PostgresAudit(client: database.client, logger: database.logger).erase(
                    resource: resource, id: id, reason: reason, actor: "cli", at: Clock.system.now(),
                    in: TenantScope(id: owner.id))
            }
            switch common.format {
            case .json: Output.json(["erased": .int(Int64(erased))])
            case .text: Output.line("Erased the content of \(erased) events of \(resource)/\(id).")
            }
        }
    }

    /// The key of the settings, which was made when the daemon first started.
    static func key(_ settings: Settings) throws -> SigningKey {
        do {
            return try AuditKey.read(settings.auditKeyPath)
        } catch {
            throw Failure("\(error) The daemon makes it at its first start.")
        }
    }

    static func json(_ event: AuditEvent) -> JSONValue {
        func body(_ bytes: [UInt8]?) -> JSONValue { bytes.flatMap { try? JSONValue.parse($0) } ?? .null }
        return [
            "id": .string(event.id.description), "occurred_at": .timestamp(event.occurredAt),
            "actor": .string(event.actor), "on_behalf_of": .string(event.onBehalfOf), "ip": .string(event.ip),
            "request_id": .string(event.requestID),
            "action": .string(event.action), "resource": .string(event.resource),
            "resource_id": .int(event.resourceID), "before": body(event.before), "after": body(event.after),
        ]
    }
}

/// From when to when.
struct AuditPeriod: ParsableArguments {
    @Option(help: "From 2026-01-31T10:00:00Z, or from the beginning of a day of the tenant's, 2026-01-31.")
    var since: String?
    @Option(help: "Up to 2026-01-31T12:00:00Z, or to the end of a day of the tenant's, 2026-01-31.")
    var until: String?

    func filter(in tenant: Tenant) throws -> AuditFilter {
        let zone = CalendarZone(identifier: tenant.timeZone) ?? .utc
        var filter = AuditFilter()
        filter.since = try since.map { text in
            if let day = LocalDate(text) { return zone.end(of: day.adding(days: -1)) }
            return try Self.moment(text, "--since")
        }
        filter.until = try until.map { text in
            if let day = LocalDate(text) { return zone.end(of: day) }
            return try Self.moment(text, "--until")
        }
        return filter
    }

    private static func moment(_ text: String, _ option: String) throws -> Timestamp {
        guard let moment = Timestamp(iso8601: text) else {
            throw Failure("\(option) takes a moment like 2026-01-31T10:00:00Z or a day like 2026-01-31.")
        }
        return moment
    }
}
