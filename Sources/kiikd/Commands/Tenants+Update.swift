import ArgumentParser
import AuthCore
import Domain
import JSON
import Logging
import Persistence

extension Tenants {
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a tenant's settings.",
            discussion:
                "Who the business is on its invoices is said by --legal-name to --payment-details; \"\" takes it back."
        )

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var subdomain: String
        @Option(
            name: .customLong("daily-rate"),
            help: "What a day of work costs unless a project says otherwise, such as 550 or 550.50; none takes it back."
        )
        var dailyRate: String?
        @OptionGroup(title: "On invoices") var details: Details
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
            if dailyRate == nil, stepUp == nil, stepUpAge == nil, approval == nil, details.said.isEmpty {
                let names = BusinessDetails.Part.allCases.map { "--\($0.option)" }.joined(separator: ", ")
                throw ValidationError(
                    "Say what to change: --daily-rate, --step-up, --step-up-age, --approval, \(names).")
            }
        }

        func run() async throws {
            let settings = try await common.settings()
            let said = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let tenant = try await database.access.tenant(subdomain: subdomain) else {
                    throw Keys.noTenant(subdomain)
                }
                let fields = try checked(tenant)
                guard tenant.testOf == nil || (stepUp == nil && stepUpAge == nil) else {
                    throw Failure("\(subdomain) is a test environment; nobody logs in there.")
                }
                guard tenant.testOf == nil || fields.details.isEmpty else {
                    throw Failure("\(subdomain) is a test environment; its details are those of its live tenant.")
                }
                _ = try await Operator(database: database).run(TenantActions.update, fields, in: tenant)
                return fields
            }
            show(said)
        }

        private func show(_ said: TenantActions.Fields) {
            let details = BusinessDetails.Part.allCases.compactMap { part in said.details[part].map { (part, $0) } }
            switch common.format {
            case .json:
                var members: [(String, JSONValue)] = [("subdomain", .string(subdomain))]
                if let dailyRate { members.append(("daily_rate", .string(dailyRate))) }
                for (part, text) in details { members.append((part.rawValue, .string(text))) }
                if let scopes = said.stepUp { members.append(("step_up", .array(scopes.map(JSONValue.string)))) }
                if let stepUpAge { members.append(("step_up_age", .int(stepUpAge))) }
                if let approval { members.append(("approval", .string(approval.rawValue))) }
                Output.json(.object(JSONObject(members)))
            case .text:
                if let dailyRate { Output.line("The daily rate of \(subdomain) is \(dailyRate).") }
                for (part, text) in details {
                    Output.line(
                        text.isEmpty
                            ? "The invoices of \(subdomain) say no \(part.option)."
                            : "The \(part.option) on the invoices of \(subdomain) is: \(text)")
                }
                if let scopes = said.stepUp {
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

        /// What was said; throws all that is wrong with it at once, by the options' names.
        private func checked(_ tenant: Tenant) throws -> TenantActions.Fields {
            var fields = TenantActions.Fields()
            (fields.details, fields.stepUpAge, fields.approval) = (details.said, stepUpAge, approval)
            var faults: [Fault] = []
            if let dailyRate {
                do {
                    fields.dailyRate = .some(try amount(dailyRate, tenant))
                } catch {
                    if case .invalid(let found) = error { faults += found }
                }
            }
            faults += fields.faultsOfTexts.map {
                Fault($0.field.replacing("_", with: "-"), $0.code, $0.message)
            }
            if let stepUp {
                do {
                    fields.stepUp = Permission.catalog.names(of: try Permission.catalog.parse(Keys.list(stepUp)))
                } catch {
                    faults.append(Fault("step-up", .choice, "\(error)"))
                }
            }
            if let stepUpAge, !StepUp.ages.contains(stepUpAge) {
                faults.append(Fault("step-up-age", .range, "Use seconds from 10 to 86400."))
            }
            if !faults.isEmpty { throw Problem.invalid(faults) }
            return fields
        }

        private func amount(_ dailyRate: String, _ tenant: Tenant) throws(Problem) -> AmountInput? {
            if dailyRate == "none" { return nil }
            guard let currency = Currency(code: tenant.currency), let decimal = JSONNumber(dailyRate)?.decimal,
                let rate = Money(unscaled: decimal.unscaled, scale: decimal.scale, currency: currency),
                rate.minorUnits >= 0
            else {
                throw .invalid([
                    Fault(
                        "daily-rate", .type, "Use an amount in \(tenant.currency), such as 550 or 550.50, or none.")
                ])
            }
            return AmountInput(unscaled: decimal.unscaled, scale: decimal.scale)
        }
    }
}
