import ArgumentParser
import Domain
import JSON
import Logging
import Persistence

extension Audit {
    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what one key, app or person did to business rows in a period.",
            discussion: """
                Values go back where they are still what they left; what somebody changed since is reported and stays. \
                No row is deleted and no number taken back: a new customer becomes inactive, a new project cancelled, a \
                draft invoice cancelled, an invoice that was sent gets a credit note. All of it is audited as audit.undo. \
                Revoke the key or disable the app first. Exit status 1 when something could not be taken back.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "The tenant's subdomain.") var tenant: String
        @Option(help: "The id of the key that did it.") var key: Int64?
        @Option(help: "The email address of the user who did it.") var user: String?
        @Option(help: "The client id of the app that did it.") var app: String?
        @OptionGroup var period: AuditPeriod
        @Flag(name: .customLong("dry-run"), help: "Check everything and change nothing.") var isDryRun = false

        func validate() throws {
            let named = [key != nil, user != nil, app != nil].count { $0 }
            if named != 1 { throw ValidationError("Give one of --key, --user and --app.") }
            if period.since == nil { throw ValidationError("--since is needed.") }
        }

        func run() async throws {
            let settings = try await common.settings()
            let outcomes = try await Database.with(settings, logger: .kiikd(settings.logLevel)) { database in
                guard let named = try await database.access.tenant(subdomain: tenant) else {
                    throw Keys.noTenant(tenant)
                }
                let (owner, actor) = try await actor(in: named, database)
                var filter = try period.filter(in: owner)
                filter.actor = actor
                let caller = try Principal(operatorIn: owner).authorize(
                    UndoActions.operation.permission, at: Clock.system.now())
                return try await database.undo(atMost: 100_000).undo(
                    filter, by: caller, ip: "", requestID: "", isDryRun: isDryRun)
            }
            show(outcomes)
            if outcomes.contains(where: { $0.kind == .conflict || $0.kind == .left }) { throw ExitCode(1) }
        }

        /// Who did it, as the audit names them, and where.
        private func actor(in named: Tenant, _ database: Database) async throws -> (Tenant, String) {
            if let user {
                guard let known = try await database.access.user(email: user) else {
                    throw Failure("There is no user \(user).")
                }
                return (named, "user:\(known.id)")
            }
            if let app { return (named, "app:\(try await Apps.find(app, database).client.id)") }
            // A test key's rows are the test environment's.
            guard let key, let scope = try await database.access.keyTenant(key),
                [named.id, named.testID].contains(scope.id),
                let owner = try await database.access.tenant(id: scope.id)
            else { throw Failure("The tenant \(tenant) has no such key. `kiikd keys list` shows them.") }
            return (owner, "key:\(key)")
        }

        private func show(_ outcomes: [UndoOutcome]) {
            switch common.format {
            case .json:
                Output.json(
                    .array(
                        outcomes.map {
                            [
                                "outcome": .string($0.kind.rawValue), "resource": .string($0.resource),
                                "resource_id": .int($0.id), "events": .int(Int64($0.events)),
                                "detail": .string($0.detail), "dry_run": .bool(isDryRun),
                            ]
                        }))
            case .text:
                if outcomes.isEmpty { return Output.line("There is nothing to take back.") }
                Output.table(
                    ["OUTCOME", "ROW", "EVENTS", "DETAIL"],
                    outcomes.map { [$0.kind.rawValue, "\($0.resource)/\($0.id)", String($0.events), $0.detail] })
                if isDryRun { Output.line("A dry run: nothing was changed.") }
            }
        }
    }
}
