import ArgumentParser
import AuthCore
import Domain
import JSON
import Logging
import Persistence

struct Tenants: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create, change, show and list tenants.",
        subcommands: [Create.self, Update.self, Show.self, List.self, ErasePerson.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create a tenant and its test environment.")

        @OptionGroup var common: CommonOptions
        @Option(help: "Lower-case letters, digits and hyphens, at most 63.") var subdomain: String
        @Option(help: "The company's name.") var name: String
        @Option(help: "ISO 4217 code.") var currency = "EUR"
        @Option(name: .customLong("time-zone"), help: "IANA time zone.") var timeZone = "Europe/Paris"

        func run() async throws {
            let draft = TenantDraft(subdomain: subdomain, name: name, currency: currency, timeZone: timeZone)
            let faults = draft.faults
            if !faults.isEmpty { throw Database.explained(Problem.invalid(faults)) }
            let settings = try await common.settings()
            let tenant = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.access.createTenant(draft, at: Clock.system.now())
            }
            switch common.format {
            case .json: Output.json(Tenants.json(tenant))
            case .text:
                Output.line(
                    "Created tenant \(tenant.subdomain) (\(tenant.name)), id \(tenant.id). Next: kiikd keys create --tenant \(tenant.subdomain) --name \"ChatGPT\""
                )
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tenants.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let settings = try await common.settings()
            let tenants = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.access.tenants().filter { $0.testOf == nil }
            }
            switch common.format {
            case .json: Output.json(.array(tenants.map(Tenants.json)))
            case .text:
                Output.table(
                    ["ID", "SUBDOMAIN", "CURRENCY", "TIME ZONE", "NAME"],
                    tenants.map { [String($0.id), $0.subdomain, $0.currency, $0.timeZone, $0.name] })
            }
        }
    }

    static func json(_ tenant: Tenant) -> JSONValue {
        [
            "id": .int(tenant.id), "subdomain": .string(tenant.subdomain), "name": .string(tenant.name),
            "currency": .string(tenant.currency), "time_zone": .string(tenant.timeZone),
            "approval": .string(tenant.approval.rawValue), "created_at": .timestamp(tenant.createdAt),
        ]
    }
}

extension JSONValue {
    static func timestamp(_ moment: Timestamp?) -> JSONValue {
        guard let moment else { return .null }
        return .string(moment.iso8601)
    }

    static func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.string) ?? .null
    }
}

extension Timestamp {
    var iso8601: String {
        var writer = JSONWriter(capacity: 64)
        writer.timestamp(microsecondsSince1970: microseconds)
        return String(decoding: writer.finish().filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
}
