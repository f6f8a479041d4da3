import ArgumentParser
import Domain
import JSON
import Logging
import Persistence

extension Tenants {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a tenant's settings, and who the business is on its invoices.")

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var subdomain: String

        func run() async throws {
            let settings = try await common.settings()
            let (tenant, found) = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let tenant = try await database.access.tenant(subdomain: subdomain) else {
                    throw Keys.noTenant(subdomain)
                }
                let scope = TenantScope(id: tenant.id)
                guard let found = try await database.store.tenantSettings.find(tenant.id, in: scope) else {
                    throw Problem.notFound(.tenants, id: String(tenant.id))
                }
                return (tenant, found)
            }
            let rate = found.dailyRate.map { rate in
                JSONNumber(unscaled: rate, scale: Currency(code: tenant.currency)?.decimals ?? 0).text
            }
            switch common.format {
            case .json: Output.json(json(tenant, found, rate))
            case .text:
                let life = "\(found.sessionIdle) s without use, \(found.sessionLife) s in any case"
                let rows: [(String, String)] =
                    [
                        ("id", String(tenant.id)), ("name", found.name), ("currency", tenant.currency),
                        ("time zone", tenant.timeZone), ("daily rate", rate ?? ""),
                    ] + BusinessDetails.Part.allCases.map { ($0.option, found.details[$0]) } + [
                        ("approval", found.approval.rawValue), ("step-up", found.stepUp.scopes.joined(separator: ", ")),
                        ("step-up-age", "\(found.stepUp.age) s"), ("sessions end after", life),
                        ("people come from", found.allowlist.joined(separator: ", ")),
                    ]
                let width = rows.map(\.0.count).max() ?? 0
                for (name, text) in rows {
                    let indent = String(repeating: " ", count: width + 2)
                    let title = "\(name)\(indent.dropFirst(name.count))"
                    Output.line(title + (text.isEmpty ? "-" : text.replacing("\n", with: "\n\(indent)")))
                }
            }
        }

        private func json(_ tenant: Tenant, _ settings: TenantSettings, _ rate: String?) -> JSONValue {
            var object = Tenants.json(tenant).objectValue ?? JSONObject()
            object["daily_rate"] = .optional(rate)
            for part in BusinessDetails.Part.allCases { object[part.rawValue] = .string(settings.details[part]) }
            object["step_up"] = .array(settings.stepUp.scopes.map(JSONValue.string))
            object["step_up_age"] = .int(settings.stepUp.age)
            object["session_idle"] = .int(settings.sessionIdle)
            object["session_life"] = .int(settings.sessionLife)
            object["allowlist"] = .array(settings.allowlist.map(JSONValue.string))
            return .object(object)
        }
    }
}
