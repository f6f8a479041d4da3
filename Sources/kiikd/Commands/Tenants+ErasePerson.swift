import ArgumentParser
import Domain
import JSON
import Logging
import Persistence

extension Tenants {
    struct ErasePerson: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase-person",
            abstract: "Erase what a tenant keeps of a person, for good.",
            discussion: """
                Customers with the address (or of the given ids), the documents they came from, and the login of that \
                address lose what names the person; so does the audit, whose chain still verifies. docs/operating.md says \
                what remains and why. Needs a running kiikd, which seals the audit.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The person's email address.") var email = ""
        @Option(help: "A customer's id, where the address is not enough; may be repeated.") var customer: [Int64] = []
        @Option(help: "Why: kept in the audit, so without personal data.") var reason: String
        @Flag(name: .customLong("dry-run"), help: "Say what would be erased, and erase nothing.") var isDryRun = false

        func validate() throws {
            if email.isEmpty, customer.isEmpty { throw ValidationError("Give --email or --customer.") }
            if TextRule(1...200).fault(in: reason) != nil {
                throw ValidationError("--reason takes a line of 1 to 200 characters.")
            }
        }

        func run() async throws {
            let settings = try await common.settings()
            let report = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let owner = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant)
                }
                return try await ErasureCommands(
                    database: database, settings: settings, tenant: owner, reason: reason, isDryRun: isDryRun
                ).erase(email: email, customers: customer)
            }
            switch common.format {
            case .json:
                func array(_ ids: [Int64]) -> JSONValue { .array(ids.map { .int($0) }) }
                Output.json([
                    "dry_run": .bool(isDryRun), "customers": array(report.customers),
                    "customers_kept_for_invoices": array(report.invoiced), "documents": array(report.documents),
                    "user": report.user.map { .int($0) } ?? .null, "user_kept": .bool(report.isUserKept),
                    "audit_events": .int(Int64(report.events)),
                ])
            case .text:
                if report.customers.isEmpty, report.documents.isEmpty, report.user == nil {
                    Output.line("\(tenant) keeps nothing under that address or id.")
                    return
                }
                Output.line(isDryRun ? "Would be erased:" : "Erased:")
                for id in report.customers {
                    Output.line(
                        report.invoiced.contains(id)
                            ? "  customer \(id), but for what stands on invoices" : "  customer \(id)")
                }
                for id in report.documents { Output.line("  document \(id), with its file") }
                if let user = report.user {
                    Output.line(
                        report.isUserKept
                            ? "  user \(user) as a member; the login stays, for another tenant" : "  user \(user)")
                }
                if !isDryRun { Output.line("  the content of \(report.events) audit events") }
            }
        }
    }
}
