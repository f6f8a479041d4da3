import Domain
import Foundation
import HTTPServer
import Logging
import Persistence

/// The database of a command: yours by DATABASE_URL, or the private one of the data directory, ready to use.
struct Database: Sendable {
    let client: PostgresClient
    let embedded: RunningPostgres?
    let store: PostgresStore
    let access: PostgresAccess
    let logger: Logger

    /// Opens it, runs the body, and closes it again, whatever happens.
    static func with<Value: Sendable>(
        _ settings: Settings, role: EmbeddedPostgres.Role = .tool, logger: Logger,
        _ body: (Database) async throws -> Value
    ) async throws -> Value {
        let embedded = settings.databaseURL == nil ? try await startEmbedded(settings, role: role, logger: logger) : nil
        do {
            if let embedded { try await prepare(embedded, logger: logger) }
            let url = settings.databaseURL ?? embedded?.url(user: appRole, database: EmbeddedPostgres.database) ?? ""
            let client = try await open(url, settings, logger: logger)
            do {
                try await check(client, settings, logger: logger)
                let value = try await body(
                    Database(
                        client: client, embedded: embedded, store: PostgresStore(client: client, logger: logger),
                        access: PostgresAccess(client: client, logger: logger), logger: logger))
                await client.shutdown()
                await embedded?.stop()
                return value
            } catch {
                await client.shutdown()
                throw error
            }
        } catch {
            await embedded?.stop()
            throw Self.explained(error)
        }
    }

    static let appRole = "kiik_app"

    private static func startEmbedded(
        _ settings: Settings, role: EmbeddedPostgres.Role, logger: Logger
    ) async throws -> RunningPostgres {
        do {
            return try await EmbeddedPostgres(dataDirectory: settings.data, logger: logger).start(role: role)
        } catch {
            throw Failure("\(error)")
        }
    }

    static func open(_ url: String, _ settings: Settings, logger: Logger) async throws -> PostgresClient {
        var configuration: PostgresConfiguration
        do { configuration = try PostgresConfiguration(url: url) } catch { throw Failure("\(error)") }
        configuration.pooler = settings.databaseURL == nil ? .none : settings.pooler
        configuration.directURL = settings.databaseURL == nil ? nil : settings.directDatabaseURL
        configuration.poolSize = settings.poolSize
        configuration.afterTurn = EventLoopTurn.after
        let client = PostgresClient(configuration: configuration, logger: logger)
        client.start()
        return client
    }

    /// Brings the private database's schema up to date; its administrator is kiikd itself.
    private static func prepare(_ embedded: RunningPostgres, logger: Logger) async throws {
        let admin = try await open(embedded.adminURL, Settings(), logger: logger)
        do {
            let migrator = Migrator(client: admin, logger: logger)
            if try await migrator.status().contains(where: { !$0.isApplied }) {
                _ = try await migrator.migrate()
                try await DatabaseRole(client: admin).grantDaemon(to: appRole, password: nil)
            }
        } catch {
            await admin.shutdown()
            throw error
        }
        await admin.shutdown()
    }

    /// Refuses a role that could see past the tenants' wall, and a schema of another version.
    private static func check(_ client: PostgresClient, _ settings: Settings, logger: Logger) async throws {
        let faults = try await DatabaseRole(client: client).faults()
        if !faults.isEmpty { throw Failure(faults.joined(separator: "\n")) }
        let pending = try await Migrator(client: client, logger: logger).status().filter { !$0.isApplied }
        if let first = pending.first {
            throw Failure(
                "The database lacks \(pending.count) migrations, beginning with \(first.version) (\(first.name)). Run `kiikd migrate --admin-database-url URL` first."
            )
        }
    }

    static func explained(_ error: any Error) -> any Error {
        switch error {
        case let error as PostgresError:
            let advice =
                switch error.code {
                case .connectionRefused, .connectionLost: " Check that PostgreSQL runs and that DATABASE_URL names it."
                default: ""
                }
            return Failure("\(error.debugDescription).\(advice)")
        case let error as MigrationError: return Failure("\(error)")
        case let problem as Problem: return Failure(sentence(problem))
        default: return error
        }
    }

    private static func sentence(_ problem: Problem) -> String {
        switch problem {
        case .invalid(let faults):
            faults.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }.joined(separator: "\n")
        case .notFound(let resource, let id): "There is nothing with id \(id) among \(resource.rawValue)."
        case .conflict(let sentence): sentence
        case .unavailable: "The database does not answer. Check that PostgreSQL runs and that DATABASE_URL names it."
        default: "It could not be done: \(problem). The log has the detail."
        }
    }
}
