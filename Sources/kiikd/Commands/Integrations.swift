import ArgumentParser
import Domain
import JSON
import Logging
import Persistence

struct Integrations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Name what a tenant's keys are for.", subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create an integration.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "Its name, such as \"n8n\".") var name: String
        @Option(help: "What it does.") var description = ""
        @Option(help: "Who answers for it.") var responsible = ""

        func run() async throws {
            let settings = try await common.settings()
            let made = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                let office = Operator(database: database)
                let draft = IntegrationActions.Draft(name: name, description: description, responsible: responsible)
                return try await office.run(IntegrationActions.create, draft, in: office.tenant(tenant))
            }
            switch common.format {
            case .json: Output.json(Integrations.json(made))
            case .text: Output.line("Created integration \(made.id) (\(made.name)).")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a tenant's integrations.")
        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String

        func run() async throws {
            let settings = try await common.settings()
            let all = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                try await database.access.integrations(of: Operator(database: database).tenant(tenant))
            }
            switch common.format {
            case .json: Output.json(.array(all.map(Integrations.json)))
            case .text:
                Output.table(
                    ["ID", "NAME", "RESPONSIBLE", "DESCRIPTION"],
                    all.map { [String($0.id), $0.name, $0.responsible, $0.description] })
            }
        }
    }

    private static func json(_ integration: Integration) -> JSONValue {
        [
            "id": .int(integration.id), "name": .string(integration.name),
            "description": .string(integration.description), "responsible": .string(integration.responsible),
        ]
    }
}
