import ArgumentParser
import Foundation
import JSON
import Logging
import Persistence

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database's schema up to date.",
        discussion: """
            Needs an administrator's connection, which makes the roles and owns the schema. When DATABASE_URL is given \
            too, its role is made if it is missing, with its password, and may then be used by the daemon. The private \
            PostgreSQL is migrated by every command by itself.
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .customLong("admin-database-url"), help: "The administrator's connection (KIIK_ADMIN_DATABASE_URL).")
    var adminDatabaseURL: String?
    @Flag(help: "Only say what is applied and what is not.") var status = false

    func run() async throws {
        let settings = try await common.settings(["admin.database.url": adminDatabaseURL])
        let logger = Logger.kiikd(settings.logLevel)
        guard let admin = settings.adminDatabaseURL else {
            if settings.databaseURL != nil, !status {
                throw Failure(
                    "`migrate` needs the administrator's connection: give --admin-database-url or KIIK_ADMIN_DATABASE_URL."
                )
            }
            guard let url = settings.databaseURL else {
                return try await Database.with(settings, logger: logger) { database in
                    try await report(Migrator(client: database.client, logger: logger).status(), applied: [])
                }
            }
            return try await run(on: url, settings, logger)
        }
        try await run(on: admin, settings, logger)
    }

    private func run(on url: String, _ settings: Settings, _ logger: Logger) async throws {
        let client = try await Database.open(url, Settings(), logger: logger)
        do {
            let migrator = Migrator(client: client, logger: logger)
            if status {
                try await report(migrator.status(), applied: [])
            } else {
                let applied = try await migrator.migrate()
                if let url = settings.databaseURL, let parts = URLComponents(string: url), let user = parts.user {
                    try await DatabaseRole(client: client).grantDaemon(to: user, password: parts.password)
                }
                try await report(migrator.status(), applied: applied)
            }
            await client.shutdown()
        } catch {
            await client.shutdown()
            throw Database.explained(error)
        }
    }

    private func report(_ steps: [Migrator.Status], applied: [String]) {
        switch common.format {
        case .json:
            Output.json(
                .array(
                    steps.map {
                        ["version": .int(Int64($0.version)), "name": .string($0.name), "applied": .bool($0.isApplied)]
                    }))
        case .text:
            for step in steps {
                let state = applied.contains(step.name) ? "applied now" : step.isApplied ? "applied" : "pending"
                Output.line("\(step.version)  \(step.name): \(state)")
            }
        }
    }
}
