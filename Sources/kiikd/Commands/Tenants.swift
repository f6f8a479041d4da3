import ArgumentParser
import AuthCore
import Domain
import JSON
import Logging
import Persistence

struct Tenants: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create, change and list tenants.",
        subcommands: [Create.self, Update.self, List.self, ErasePerson.self])

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

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change a tenant's settings.")

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var subdomain: String
        @Option(
            name: .customLong("daily-rate"),
            help: "What a day of work costs unless a project says otherwise, such as 550 or 550.50; none takes it back."
        )
        var dailyRate: String?
        @Option(
            name: .customLong("step-up"),
            help:
                "Permissions, by commas, for which people show their second factor again; \"\" takes it back. `kiikd permissions` lists them."
        )
        var stepUp: String?
        @Option(
            name: .customLong("step-up-age"),
            help: "Seconds for which a second factor is fresh, 10 to 86400; at first 300."
        )
        var stepUpAge: Int64?

        @Option(
            help: "Whose writes have to be approved as a dry run showed them: none or assistants.",
            transform: { text in
                guard let approval = Tenant.Approval(rawValue: text) else {
                    throw ValidationError("Use none or assistants.")
                }
                return approval
            })
        var approval: Tenant.Approval?

        func validate() throws {
            if dailyRate == nil, stepUp == nil, stepUpAge == nil, approval == nil {
                throw ValidationError("Say what to change: --daily-rate, --step-up, --step-up-age or --approval.")
            }
        }

        func run() async throws {
            let scopes = try checkedScopes()
            let settings = try await common.settings()
            try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let tenant = try await database.access.tenant(subdomain: subdomain) else {
                    throw Keys.noTenant(subdomain)
                }
                guard tenant.testOf == nil || (stepUp == nil && stepUpAge == nil) else {
                    throw Failure("\(subdomain) is a test environment; nobody logs in there.")
                }
                var fields = TenantActions.Fields()
                if let dailyRate { fields.dailyRate = .some(try amount(dailyRate, tenant)) }
                (fields.stepUp, fields.stepUpAge, fields.approval) = (scopes, stepUpAge, approval)
                _ = try await Operator(database: database).run(TenantActions.update, fields, in: tenant)
            }
            show(scopes)
        }

        private func show(_ scopes: [String]?) {
            switch common.format {
            case .json:
                var members: [(String, JSONValue)] = [("subdomain", .string(subdomain))]
                if let dailyRate { members.append(("daily_rate", .string(dailyRate))) }
                if let scopes { members.append(("step_up", .array(scopes.map(JSONValue.string)))) }
                if let stepUpAge { members.append(("step_up_age", .int(stepUpAge))) }
                if let approval { members.append(("approval", .string(approval.rawValue))) }
                Output.json(.object(JSONObject(members)))
            case .text:
                if let dailyRate { Output.line("The daily rate of \(subdomain) is \(dailyRate).") }
                if let scopes {
                    Output.line(
                        scopes.isEmpty
                            ? "Nothing needs a fresh second factor in \(subdomain)."
                            : "These need a fresh second factor in \(subdomain): \(scopes.joined(separator: ", ")).")
                }
                if let stepUpAge { Output.line("In \(subdomain) a second factor is fresh for \(stepUpAge) s.") }
                switch approval {
                case .assistants?:
                    Output.line("What assistants write in \(subdomain) has to be approved as it was shown.")
                case .nobody?: Output.line("Nothing has to be approved in \(subdomain).")
                case nil: break
                }
            }
        }

        /// Nil where nothing was said of it.
        private func checkedScopes() throws -> [String]? {
            var faults: [Fault] = []
            var scopes: [String]?
            if let stepUp {
                do {
                    scopes = Permission.catalog.names(of: try Permission.catalog.parse(Keys.list(stepUp)))
                } catch {
                    faults.append(Fault("step-up", .choice, "\(error)"))
                }
            }
            if let stepUpAge, !StepUp.ages.contains(stepUpAge) {
                faults.append(Fault("step-up-age", .range, "Use seconds from 10 to 86400."))
            }
            if !faults.isEmpty { throw Database.explained(Problem.invalid(faults)) }
            return scopes
        }

        private func amount(_ dailyRate: String, _ tenant: Tenant) throws -> AmountInput? {
            if dailyRate == "none" { return nil }
            guard let currency = Currency(code: tenant.currency), let decimal = JSONNumber(dailyRate)?.decimal,
                let rate = Money(unscaled: decimal.unscaled, scale: decimal.scale, currency: currency),
                rate.minorUnits >= 0
            else { throw Failure("daily-rate: Use an amount in \(tenant.currency), such as 550 or 550.50, or none.") }
            return AmountInput(unscaled: decimal.unscaled, scale: decimal.scale)
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
