import AuthCore
import Domain
import Foundation
import HTTPServer
import Persistence

/// A tenant to try things on, made once, with a key whose secret is kept in the data directory.
enum Demo {
    struct Greeting: Sendable {
        let key: String
        let customer: Int64

        func text(port: Int) -> String {
            """

            Demo key (all permissions, tenant "demo"): \(key)

            List the customers:
              curl -H "Authorization: Bearer \(key)" http://localhost:\(port)/api/ai-actions/context/customers/

            Create an invoice:
              curl -X POST -H "Authorization: Bearer \(key)" -H "Content-Type: application/json" -d '{"customer_id": \(customer), "amount": 1500, "description": "Consulting services"}' http://localhost:\(port)/api/ai-actions/actions/invoices/

            Documentation: http://localhost:\(port)/api/docs/
            """
        }
    }

    private static let customers: [(name: String, email: String, company: String)] = [
        ("Acme Corp", "accounts@acme.example", "Acme Corp"),
        ("Ada Lovelace", "ada@engines.example", "Analytical Engines"),
        ("Société Générale de Conseil", "contact@sgc.example", "SGC"),
        ("Teszt Elek Kft.", "teszt.elek@kft.example", "Teszt Kft."),
    ]

    static func prepare(_ daemon: Daemon) async throws -> Greeting {
        let file = "\(daemon.settings.data)/demo-key"
        if let data = FileManager.default.contents(atPath: file) {
            let key = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            if case .admitted(let principal, _) = try await daemon.authenticator.verdict(on: Array(key.utf8), from: nil)
            {
                return Greeting(key: key, customer: try await firstCustomer(daemon, principal) ?? 1)
            }
        }
        let access = daemon.database.access
        let now = Clock.system.now()
        var tenant = try await access.tenant(subdomain: "demo")
        if tenant == nil {
            tenant = try await access.createTenant(TenantDraft(subdomain: "demo", name: "Demo"), at: now)
        }
        guard let tenant else { throw Failure("The demo tenant could not be made.") }
        let issued = try await KeyCommands(database: daemon.database, clock: .system).create(
            APIKeyActions.Draft(name: "Demo", family: SecretFamily.kiik.name, scopes: ["*:*"]), tenant: tenant)
        guard
            FileManager.default.createFile(
                atPath: file, contents: Data((issued.secret + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw Failure("\(file) cannot be written. Check the permissions of the data directory.") }
        guard
            case .admitted(let principal, _) = try await daemon.authenticator.verdict(
                on: Array(issued.secret.utf8), from: nil)
        else { throw Failure("The demo key is not accepted.") }
        if let first = try await firstCustomer(daemon, principal) {
            return Greeting(key: issued.secret, customer: first)
        }
        return Greeting(key: issued.secret, customer: try await fill(daemon, principal))
    }

    private static func firstCustomer(_ daemon: Daemon, _ principal: Principal) async throws -> Int64? {
        var query = ListQuery<Customer>()
        query.limit = 1
        return try await daemon.database.store.customers.list(query, in: principal.tenant).rows.first?.id
    }

    private static func fill(_ daemon: Daemon, _ principal: Principal) async throws -> Int64 {
        func run<Input: Sendable, Row: Entity>(_ action: Action<Input, Row>, _ input: Input) async throws {
            let caller = try principal.authorize(action.operation.permission, at: Clock.system.now())
            _ = try await daemon.services.runner.run(
                action, input, .init(caller: caller, ip: "", requestID: "demo"), render: { _ in [] })
        }
        for customer in customers {
            var fields = CustomerFields()
            fields.name = customer.name
            fields.email = customer.email
            fields.company = customer.company
            try await run(CustomerActions.create, fields)
        }
        guard let first = try await firstCustomer(daemon, principal) else { return 1 }
        for (index, text) in ["Monthly retainer", "Workshop, two days"].enumerated() {
            let amount = AmountInput(unscaled: Int64(index + 1) * 125_000, scale: 2)
            var fields = InvoiceFields()
            fields.billing.customerID = first
            fields.billing.amount = amount
            fields.billing.description = text
            try await run(InvoiceActions.create, fields)
        }
        return first
    }
}
